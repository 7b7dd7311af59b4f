import type { GenericObject } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { changeCauseOf, recordFlags, withChangeCause } from '../change-cause.ts';
import { command } from '../command.ts';
import { dryRunFlags, dryRunOf, dryRunSuffix } from '../dry-run.ts';
import { joined, KubectlError, throwAll } from '../errors.ts';
import { filenameFlags, namesFiles, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag, durationFlag, intFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { printerFor, printFlags } from '../output/format.ts';
import { Discovery, nameOf } from '../resources.ts';
import { fetchTargets, MISSING_RESOURCES, parseTargets, type ObjectInfo } from '../targets.ts';

const flags = {
  ...dryRunFlags,
  ...filenameFlags,
  ...printFlags,
  ...recordFlags,
  all: boolFlag(),
  'current-replicas': intFlag(-1),
  replicas: intFlag(0),
  'resource-version': stringFlag(),
  selector: stringFlag('', { shorthand: 'l' }),
  timeout: durationFlag(0),
};

/** How long a rollout to the new size is waited for between looks, with `--timeout`. Milliseconds. */
const POLL_INTERVAL = 1000;

function replicasOf(scale: GenericObject): { wanted: number; present: number } {
  const { spec, status } = scale as { spec?: { replicas?: number }; status?: { replicas?: number } };
  return { wanted: spec?.replicas ?? 0, present: status?.replicas ?? 0 };
}

/** `kubectl scale` (kubectl pkg/cmd/scale/scale.go). */
export const scale = command({
  name: 'scale',
  flags,
  required: ['replicas'],
  *run(call) {
    const { env, flags: given, args } = call;
    if (given.replicas < 0) {
      throw new KubectlError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
    }
    if (given['current-replicas'] < -1) {
      throw new KubectlError('The --current-replicas must specify an integer of -1 or greater');
    }
    const dryRun = dryRunOf(given);
    const api = new ApiClient(env);
    const discovery = new Discovery(api);
    const { namespace, isExplicit } = namespaceOf(call);
    const errors: Error[] = [];
    const fromFile = namesFiles(given, args);
    const targets = fromFile ? [] : parseTargets(args, discovery);
    if (!fromFile && targets.length === 0) throw new KubectlError(MISSING_RESOURCES);
    if (targets.some(({ name }) => name === undefined) && !given.all && given.selector === '') {
      throw new KubectlError('resource(s) were provided, but no name was specified');
    }
    const infos = fromFile
      ? readObjects(readManifestFiles(env, given), discovery, { namespace, isExplicit, validate: false }, errors)
      : fetchTargets(api, targets, namespace, { labelSelector: given.selector }, errors);
    if (infos.length === 0) {
      const why = joined(errors.map(({ message }) => message));
      throw new KubectlError(`no objects passed to scale${why === '' ? '' : ` ${why}`}`);
    }
    if (infos.length > 1 && given['resource-version'] !== '') {
      throw new KubectlError('cannot use --resource-version with multiple resources');
    }
    const print = printerFor(given, { readFile: (file) => env.readFile(file), extra: [] });
    const scaled: ObjectInfo[] = [];
    for (const info of infos) {
      const name = nameOf(info.resource, info.name);
      // The server is not asked for what is only tried here.
      if (dryRun === 'client') {
        if (print !== undefined) env.out(print(info.object));
        else env.out(given.output === 'name' ? `${name}\n` : `${name} scaled (dry run)\n`);
        continue;
      }
      try {
        const before = api.get(info.resource, info.namespace, info.name, { subresource: 'scale' });
        const { wanted } = replicasOf(before);
        if (given['current-replicas'] >= 0 && given['current-replicas'] !== wanted) {
          throw new KubectlError(`Expected replicas to be ${given['current-replicas']}, was ${wanted}`);
        }
        const version = given['resource-version'];
        if (version !== '' && version !== before.metadata.resourceVersion) {
          throw new KubectlError(`Expected resource version to be ${version}, was ${before.metadata.resourceVersion}`);
        }
        const patch = { spec: { replicas: given.replicas } };
        const options = { subresource: 'scale', fieldManager: 'kubectl', dryRun: dryRun === 'server' } as const;
        api.patch(info.resource, info.namespace, info.name, 'merge', patch, options);
        if (given.record) {
          const { annotations } = withChangeCause(info.object, changeCauseOf(call)).metadata;
          api.patch(info.resource, info.namespace, info.name, 'merge', { metadata: { annotations } });
        }
        if (print !== undefined) env.out(print(api.get(info.resource, info.namespace, info.name)));
        else env.out(given.output === 'name' ? `${name}\n` : `${name} scaled${dryRunSuffix(dryRun)}\n`);
        scaled.push(info);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        errors.push(error);
      }
    }
    if (given.timeout > 0 && dryRun === 'none') {
      const deadline = env.now() + given.timeout;
      for (const info of scaled) {
        const isThere = (): boolean =>
          replicasOf(api.get(info.resource, info.namespace, info.name, { subresource: 'scale' })).present ===
          given.replicas;
        while (!isThere()) {
          if (env.now() >= deadline) throw new KubectlError('timed out waiting for the condition');
          yield { until: 'time', ms: POLL_INTERVAL };
        }
      }
    }
    throwAll(errors);
  },
});
