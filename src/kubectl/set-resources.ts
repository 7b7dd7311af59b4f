import { createTwoWayMergePatch, patchSchemaOf, type GenericObject } from '../engine/index.ts';
import { ApiClient } from './api.ts';
import { changeCauseOf, recordFlags, withChangeCause } from './change-cause.ts';
import type { Call } from './command.ts';
import { dryRunFlags, dryRunOf, dryRunSuffix } from './dry-run.ts';
import { KubectlError } from './errors.ts';
import { filenameFlags, readManifestFiles, readObjects } from './files.ts';
import { boolFlag, stringFlag, type FlagDefinitions } from './flags.ts';
import { namespaceOf } from './namespace.ts';
import { printerFor, printFlags } from './output/format.ts';
import { Discovery, nameOf } from './resources.ts';
import { fetchTargets, parseTargets, type ObjectInfo } from './targets.ts';
import { asTyped } from './typed-objects.ts';

/** The flags that all `kubectl set` commands share. */
export const setFlags = {
  ...dryRunFlags,
  ...filenameFlags,
  ...printFlags,
  ...recordFlags,
  all: boolFlag(),
  'field-manager': stringFlag('kubectl-set'),
  local: boolFlag(),
  selector: stringFlag('', { shorthand: 'l' }),
};

/** Without `--selector`: for the commands that have none. */
export const { selector: _selector, ...unselectedFlags } = setFlags;

type SetFlags = Call<typeof setFlags>['flags'];

type SetCall = Omit<Call<typeof setFlags>, 'flags'> & {
  flags: Omit<SetFlags, 'selector'> & { selector?: string };
};

/** What of it tells which objects are meant; `set subject` is not recorded, and its users are others. */
type TargetCall = Pick<SetCall, 'env'> & { flags: Omit<SetCall['flags'], 'record' | 'user'> };

const LOCAL_NEEDS_FILE = `you must specify resources by --filename when --local is set.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'`;

/** Divides arguments into resources and `name=value` or `name-` changes (cmd/util GetResourcesAndPairs). */
export function splitPairs(args: readonly string[], what: string): { resources: string[]; pairs: string[] } {
  const resources: string[] = [];
  const pairs: string[] = [];
  for (const word of args) {
    const isPair = (word.includes('=') && !word.startsWith('=')) || (word.endsWith('-') && word !== '-');
    if (isPair) pairs.push(word);
    else if (pairs.length === 0) resources.push(word);
    else throw new KubectlError(`all resources must be specified before ${what} changes: ${word}`);
  }
  return { resources, pairs };
}

/** The objects that a `set` command is to change. */
export function readSetTargets(call: TargetCall, resources: readonly string[], errors: Error[]): ObjectInfo[] {
  const { env, flags: given } = call;
  const { namespace, isExplicit } = namespaceOf(call);
  const hasFiles = given.filename.length > 0 || given.kustomize !== '';
  const api = new ApiClient(env);
  if (given.local && (!hasFiles || resources.length > 0)) throw new KubectlError(LOCAL_NEEDS_FILE);
  const discovery = given.local ? new Discovery(undefined) : new Discovery(api);
  if (hasFiles) {
    const files = readManifestFiles(env, given);
    const read = readObjects(
      files,
      discovery,
      { namespace: given.local ? '' : namespace, isExplicit, validate: false },
      errors,
    );
    return given.local
      ? read
      : read.map((info) => ({ ...info, object: api.get(info.resource, info.namespace, info.name) }));
  }
  const targets = parseTargets(resources, discovery);
  if (targets.some(({ name }) => name === undefined) && !given.all && (given.selector ?? '') === '') {
    throw new KubectlError('resource(s) were provided, but no name was specified');
  }
  return fetchTargets(api, targets, namespace, { labelSelector: given.selector ?? '' }, errors);
}

/**
 * Changes objects and sends what differs as a strategic merge patch, reporting each as `<operation>`; an object that does
 * not change says nothing (kubectl pkg/cmd/set/set_image.go, Run). Errors of `change` stop that object only.
 */
export function changeObjects(
  call: SetCall,
  definitions: FlagDefinitions,
  infos: readonly ObjectInfo[],
  operation: string,
  change: (object: GenericObject) => GenericObject,
  errors: Error[],
): void {
  const { env, flags: given } = call;
  const dryRun = dryRunOf(given);
  const api = new ApiClient(env);
  const print = printerFor(given, { readFile: (file) => env.readFile(file), extra: [] });
  const isLocal = given.local || dryRun === 'client';
  for (const info of infos) {
    const changed = change(info.object);
    const recorded = given.record ? withChangeCause(changed, changeCauseOf(call, definitions)) : changed;
    const schema = patchSchemaOf(info.object.apiVersion, info.object.kind);
    const patch = createTwoWayMergePatch(info.object, recorded, schema);
    if (Object.keys(patch).length === 0) continue;
    try {
      const result = isLocal
        ? recorded
        : api.patch(info.resource, info.namespace, info.name, schema === undefined ? 'merge' : 'strategic', patch, {
            fieldManager: given['field-manager'],
            dryRun: dryRun === 'server',
          });
      const name = nameOf(info.resource, info.name);
      if (print !== undefined) env.out(print(isLocal ? asTyped(result) : result));
      else env.out(given.output === 'name' ? `${name}\n` : `${name} ${operation}${dryRunSuffix(dryRun)}\n`);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      errors.push(
        new KubectlError(`failed to patch ${operation.replace(/ updated$/, '')} update to pod template: ${message}`),
      );
    }
  }
}
