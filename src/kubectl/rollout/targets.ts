import type { ApiClient } from '../api.ts';
import type { Call } from '../command.ts';
import { KubectlError } from '../errors.ts';
import { filenameFlags, readManifestFiles, readObjects } from '../files.ts';
import { stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { Discovery } from '../resources.ts';
import { fetchTargets, getNamed, parseTargets, type ObjectInfo } from '../targets.ts';

/** The flags that tell which workloads are meant. */
export const targetFlags = { ...filenameFlags, selector: stringFlag('', { shorthand: 'l' }) };

/** What a rollout command acts on; what cannot be had is added to `errors`. */
export function readTargets(call: Call<typeof targetFlags>, api: ApiClient, errors: Error[]): ObjectInfo[] {
  const { env, flags: given, args } = call;
  const discovery = new Discovery(api);
  const { namespace, isExplicit } = namespaceOf(call);
  if (given.filename.length > 0 || given.kustomize !== '') {
    const options = { namespace, isExplicit, validate: false };
    return readObjects(readManifestFiles(env, given), discovery, options, errors).flatMap((info) => {
      try {
        return [{ ...info, object: getNamed(api, info.resource, info.namespace, info.name) }];
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        errors.push(error);
        return [];
      }
    });
  }
  if (args.length === 0) throw new KubectlError('required resource not specified');
  const targets = parseTargets(args, discovery);
  return fetchTargets(api, targets, namespace, { labelSelector: given.selector }, errors);
}
