import { ApiClient } from '../api.ts';
import { instantCommand } from '../command.ts';
import { describerFor } from '../describe/describers.ts';
import { DescribeWriter } from '../describe/writer.ts';
import { isNotFound, KubectlError, throwAll } from '../errors.ts';
import { filenameFlags, namesFiles, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag, intFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { Discovery } from '../resources.ts';
import { fetchTargets, parseTargets, type ObjectInfo, type Target } from '../targets.ts';

const flags = {
  ...filenameFlags,
  'all-namespaces': boolFlag(false, { shorthand: 'A' }),
  'chunk-size': intFlag(500),
  selector: stringFlag('', { shorthand: 'l' }),
  'show-events': boolFlag(true),
};

/** The objects whose names begin with a name that no object has (kubectl pkg/cmd/describe/describe.go, DescribeMatchingResources). */
function withPrefix(api: ApiClient, target: Target, namespace: string): ObjectInfo[] {
  if (target.name === undefined) return [];
  const prefix = target.name;
  return fetchTargets(api, [{ resource: target.resource }], namespace, {}, []).filter(({ name }) =>
    name.startsWith(prefix),
  );
}

/** `kubectl describe`. */
export const describe = instantCommand({
  name: 'describe',
  flags,
  run(call) {
    const { env, flags: given, args } = call;
    const hasFiles = namesFiles(given, args);
    if (args.length === 0 && !hasFiles) {
      throw new KubectlError(
        'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    }
    const api = new ApiClient(env);
    const discovery = new Discovery(api);
    const own = namespaceOf(call);
    const namespace = given['all-namespaces'] ? '' : own.namespace;
    const errors: Error[] = [];
    const targets: Target[] = hasFiles
      ? readObjects(readManifestFiles(env, given), discovery, { ...own, validate: false }, errors)
      : parseTargets(args, discovery);
    const infos: ObjectInfo[] = [];
    let isByPrefix = false;
    const isOneName = !hasFiles && args.length === 2;
    for (const target of targets) {
      const failures: Error[] = [];
      const found = fetchTargets(api, [target], namespace, { labelSelector: given.selector }, failures);
      if (isOneName && targets.length > 1 && failures.some(isNotFound)) {
        throw new KubectlError('you may only specify a single resource type');
      }
      const similar = targets.length === 1 && failures.some(isNotFound) ? withPrefix(api, target, namespace) : [];
      infos.push(...found, ...similar);
      isByPrefix ||= similar.length > 0;
      if (similar.length === 0) errors.push(...failures);
    }
    const texts = infos.map((info) => {
      const writer = new DescribeWriter();
      const context = { api, now: env.now(), showEvents: given['show-events'] };
      describerFor(info.resource)(writer, info.object, context);
      return writer.toString();
    });
    // Those found by the beginning of their names end with a line of their own.
    env.out(isByPrefix ? texts.map((text) => `${text}\n`).join('') : texts.join('\n\n'));
    if (infos.length === 0 && errors.length === 0) {
      env.err(namespace !== '' ? `No resources found in ${namespace} namespace.\n` : 'No resources found\n');
    }
    throwAll(errors);
  },
});
