import { createTwoWayMergePatch, patchSchemaOf, type GenericObject } from '../engine/index.ts';
import { ApiClient } from './api.ts';
import { changeCauseOf, recordFlags, withChangeCause } from './change-cause.ts';
import type { Call } from './command.ts';
import { dryRunFlags, dryRunOf, dryRunSuffix } from './dry-run.ts';
import { KubectlError, throwAll } from './errors.ts';
import { filenameFlags, namesFiles, readManifestFiles, readObjects } from './files.ts';
import { boolFlag, stringFlag } from './flags.ts';
import { namespaceOf } from './namespace.ts';
import { printerFor, printFlags } from './output/format.ts';
import { podSpecOf } from './pod-spec.ts';
import { Discovery, goTypeOf, nameOf } from './resources.ts';
import { fetchTargets, LOCAL_NEEDS_FILE, MISSING_RESOURCES, parseTargets, type ObjectInfo } from './targets.ts';
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
  flags: Omit<SetFlags, 'selector' | 'record' | 'user'> & { selector?: string; record?: boolean };
};

/** What of it tells which objects are meant. */
type TargetCall = Pick<SetCall, 'env'> & { flags: Omit<SetCall['flags'], 'record'> };

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

/** The objects of files as the server has them, or as they are written with `--local`. */
function readFiles(call: TargetCall, discovery: Discovery, errors: Error[]): ObjectInfo[] {
  const { env, flags: given } = call;
  const { namespace, isExplicit } = namespaceOf(call);
  const files = readManifestFiles(env, given);
  const place = { namespace: given.local ? '' : namespace, isExplicit, validate: false };
  const read = readObjects(files, discovery, place, errors);
  if (given.local) return read;
  const api = new ApiClient(env);
  return read.flatMap((info) => {
    try {
      return [{ ...info, object: api.get(info.resource, info.namespace, info.name) }];
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      errors.push(error);
      return [];
    }
  });
}

/** The objects that a `set` command is to change; `errors` takes what keeps single ones away, without it nothing may. */
export function readSetTargets(call: TargetCall, resources: readonly string[], errors?: Error[]): ObjectInfo[] {
  const { env, flags: given } = call;
  if (given.local && resources.length > 0) throw new KubectlError(LOCAL_NEEDS_FILE);
  const hasFiles = namesFiles(given, resources);
  const isSelected = (given.selector ?? '') !== '';
  if (!hasFiles && resources.length === 0) {
    throw new KubectlError(
      isSelected ? 'at least one resource must be specified to use a selector' : MISSING_RESOURCES,
    );
  }
  const api = new ApiClient(env);
  const discovery = given.local ? new Discovery(undefined) : new Discovery(api);
  const found: Error[] = errors ?? [];
  const targets = parseTargets(resources, discovery);
  if (targets.some(({ name }) => name === undefined) && !given.all && !isSelected) {
    throw new KubectlError('resource(s) were provided, but no name was specified');
  }
  const infos = hasFiles
    ? readFiles(call, discovery, found)
    : fetchTargets(api, targets, namespaceOf(call).namespace, { labelSelector: given.selector ?? '' }, found);
  if (errors === undefined) throwAll(found);
  return infos;
}

/** Nothing is asked of a server that is not to be contacted. */
export function checkLocal(flags: { local: boolean; 'dry-run': string }): void {
  if (flags.local && dryRunOf(flags) === 'server') {
    throw new KubectlError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  }
}

/** Refuses objects without a pod template (kubectl pkg/polymorphichelpers/updatepodspec.go). */
export function checkPodTemplate(info: ObjectInfo): void {
  if (podSpecOf(info.object) === undefined) {
    throw new KubectlError(`the object is not a pod or does not have a pod template: ${goTypeOf(info.resource)}`);
  }
}

/** An object in the words of its failure (cli-runtime pkg/resource, Info.ObjectName); without a server as printed. */
function failedName({ resource, name }: ObjectInfo, isLocal: boolean): string {
  if (!isLocal) return `${resource.resource}/${name}`;
  return resource.group === '' ? nameOf(resource, name) : `${nameOf(resource, name)}\n`;
}

/** How objects are changed and what is said of it. */
interface Change {
  /** What was done: `image updated`. */
  operation: string;
  /** What could not be done, before the server's words: `failed to patch image update to pod template:`; '' to say those alone. */
  failure: string;
  /** The changed object; an error stops that object only. */
  change(info: ObjectInfo): GenericObject;
  /** Refuses, once an object was sent, what ends the command. */
  checkSent?(): void;
  /** Whether nothing is sent and said of an object that stays as it is. */
  skipsUnchanged: boolean;
  /** Whether an object that cannot be changed is named in its error. */
  namesFailed: boolean;
}

/** Changes objects and sends what differs as a strategic merge patch (kubectl pkg/cmd/set/helper.go, CalculatePatches). */
export function changeObjects(
  call: SetCall,
  infos: readonly ObjectInfo[],
  { operation, failure, change, checkSent, skipsUnchanged, namesFailed }: Change,
  errors: Error[],
): void {
  const { env, flags: given } = call;
  const dryRun = dryRunOf(given);
  const api = new ApiClient(env);
  const print = printerFor(given, { readFile: (file) => env.readFile(file), extra: [], isTyped: true });
  const isLocal = given.local || dryRun === 'client';
  const send = (info: ObjectInfo, changed: GenericObject): void => {
    const schema = patchSchemaOf(info.object.apiVersion, info.object.kind);
    const patch = createTwoWayMergePatch(info.object, changed, schema);
    if (skipsUnchanged && Object.keys(patch).length === 0) return;
    let result = changed;
    try {
      if (!isLocal) {
        result = api.patch(info.resource, info.namespace, info.name, 'strategic', patch, {
          fieldManager: given['field-manager'],
          dryRun: dryRun === 'server',
        });
      }
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      errors.push(failure === '' ? error : new KubectlError(`${failure} ${error.message}`));
      return;
    }
    if (!isLocal) checkSent?.();
    const name = nameOf(info.resource, info.name);
    if (print !== undefined) env.out(print(asTyped(result)));
    else env.out(given.output === 'name' ? `${name}\n` : `${name} ${operation}${dryRunSuffix(dryRun)}\n`);
  };
  const changedObject = (info: ObjectInfo): GenericObject | undefined => {
    try {
      return change(info);
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      errors.push(namesFailed ? new KubectlError(`error: ${failedName(info, given.local)} ${error.message}\n`) : error);
      return undefined;
    }
  };
  for (const info of infos) {
    const changed = changedObject(info);
    if (changed !== undefined) {
      send(info, given.record === true ? withChangeCause(changed, changeCauseOf(call)) : changed);
    }
  }
}
