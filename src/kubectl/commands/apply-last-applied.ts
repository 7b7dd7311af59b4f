import { createTwoWayMergePatch, patchSchemaOf, type GenericObject } from '../../engine/index.ts';
import { parseManifests, toJson, toYaml } from '../../manifests/index.ts';
import { ApiClient } from '../api.ts';
import { command, instantCommand, type Call } from '../command.ts';
import { dryRunFlags, dryRunOf, dryRunSuffix } from '../dry-run.ts';
import { editText } from '../edit-text.ts';
import { KubectlError, throwAll, usageError } from '../errors.ts';
import { filenameFlags, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag, stringFlag } from '../flags.ts';
import { LAST_APPLIED, withLastApplied } from '../last-applied.ts';
import { namespaceOf } from '../namespace.ts';
import { printerFor, printFlags } from '../output/format.ts';
import { Discovery, nameOf } from '../resources.ts';
import { fetchTargets, MISSING_RESOURCES, parseTargets, type ObjectInfo } from '../targets.ts';
import { validateFlags } from '../validation.ts';

/** The objects of the cluster that arguments or files name. */
function liveObjects(
  call: Pick<Call, 'env' | 'args' | 'flags'>,
  api: ApiClient,
  given: { filename: readonly string[]; kustomize?: string; recursive: boolean; selector?: string; all?: boolean },
): ObjectInfo[] {
  const hasFiles = given.filename.length > 0 || (given.kustomize ?? '') !== '';
  if (call.args.length === 0 && !hasFiles) throw new KubectlError(MISSING_RESOURCES);
  const discovery = new Discovery(api);
  const errors: Error[] = [];
  const place = { ...namespaceOf(call), validate: false };
  const targets = hasFiles ? [] : parseTargets(call.args, discovery);
  const isSelection = given.all === true || (given.selector ?? '') !== '';
  if (targets.some(({ name }) => name === undefined) && !isSelection) {
    throw new KubectlError('resource(s) were provided, but no name was specified');
  }
  const infos = hasFiles
    ? readObjects(readManifestFiles(call.env, given), discovery, place, errors).map((info) => ({
        ...info,
        object: api.get(info.resource, info.namespace, info.name),
      }))
    : fetchTargets(api, targets, place.namespace, { labelSelector: given.selector ?? '' }, errors);
  throwAll(errors);
  return infos;
}

/** `kubectl apply view-last-applied` (kubectl pkg/cmd/apply/apply_view_last_applied.go). */
export const viewLastApplied = instantCommand({
  name: 'view-last-applied',
  flags: {
    ...filenameFlags,
    all: boolFlag(),
    output: stringFlag('yaml', { shorthand: 'o' }),
    selector: stringFlag('', { shorthand: 'l' }),
  },
  run(call) {
    const { env, flags: given, path } = call;
    if (!['json', 'yaml'].includes(given.output)) {
      throw usageError(path, `Unexpected -o output mode: ${given.output}, the flag 'output' must be one of yaml|json`);
    }
    for (const { object } of liveObjects(call, new ApiClient(env), given)) {
      const text = object.metadata.annotations?.[LAST_APPLIED];
      if (text === undefined) continue;
      const noted = JSON.parse(text) as object;
      env.out(
        given.output === 'yaml'
          ? toYaml(noted)
          : toJson(noted).replace(/^(?: {4})+/gm, (spaces) => spaces.slice(spaces.length / 2)),
      );
    }
  },
});

/** `kubectl apply set-last-applied` (kubectl pkg/cmd/apply/apply_set_last_applied.go). */
export const setLastApplied = instantCommand({
  name: 'set-last-applied',
  flags: { ...dryRunFlags, ...printFlags, 'create-annotation': boolFlag(), filename: filenameFlags.filename },
  run(call) {
    const { env, flags: given } = call;
    if (given.filename.length === 0) throw new KubectlError(MISSING_RESOURCES);
    const dryRun = dryRunOf(given);
    const print = printerFor(given, { readFile: (path) => env.readFile(path), extra: [] });
    const api = new ApiClient(env);
    const errors: Error[] = [];
    const place = { ...namespaceOf(call), validate: false };
    const files = readManifestFiles(env, { filename: given.filename, recursive: false });
    const infos = readObjects(files, new Discovery(api), place, errors);
    throwAll(errors);
    for (const info of infos) {
      const live = api.get(info.resource, info.namespace, info.name);
      const isNoted = live.metadata.annotations?.[LAST_APPLIED] !== undefined;
      if (!isNoted && !given['create-annotation']) {
        throw new KubectlError(
          `no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`,
        );
      }
      const noted = withLastApplied(info.object).metadata.annotations?.[LAST_APPLIED] ?? '';
      const patch = { metadata: { annotations: { [LAST_APPLIED]: noted } } };
      const result =
        dryRun === 'client'
          ? live
          : api.patch(info.resource, info.namespace, info.name, 'merge', patch, { dryRun: dryRun === 'server' });
      const name = nameOf(info.resource, info.name);
      if (print !== undefined) env.out(print(result));
      else env.out(given.output === 'name' ? `${name}\n` : `${name} configured${dryRunSuffix(dryRun)}\n`);
    }
  },
});

/** `kubectl apply edit-last-applied` (kubectl pkg/cmd/apply/apply_edit_last_applied.go). */
export const editLastApplied = command({
  name: 'edit-last-applied',
  flags: {
    ...filenameFlags,
    ...printFlags,
    ...validateFlags,
    'field-manager': stringFlag('kubectl-client-side-apply'),
    'windows-line-endings': boolFlag(),
  },
  *run(call) {
    const { env, flags: given } = call;
    const api = new ApiClient(env);
    for (const info of liveObjects(call, api, given)) {
      const text = info.object.metadata.annotations?.[LAST_APPLIED];
      if (text === undefined) {
        throw new KubectlError(`no last-applied-configuration annotation found on resource: ${info.name}`);
      }
      const noted = JSON.parse(text) as GenericObject;
      yield* editText(env, {
        fileName: `${info.name}.yaml`,
        text: toYaml(noted),
        subject: `${info.resource.resource} "${info.name}"`,
        save(edited) {
          const { documents, problems } = parseManifests(edited, 'edit');
          const problem = problems.find(({ severity }) => severity === 'error');
          if (problem !== undefined) throw new KubectlError(problem.kubectl);
          const changed = documents[0]?.object as GenericObject | undefined;
          if (changed === undefined) throw new KubectlError('no objects in the edited file');
          const schema = patchSchemaOf(info.object.apiVersion, info.object.kind);
          if (Object.keys(createTwoWayMergePatch(noted, changed, schema)).length === 0) {
            return `${nameOf(info.resource, info.name)} skipped\n`;
          }
          const annotation = withLastApplied(changed).metadata.annotations?.[LAST_APPLIED] ?? '';
          const patch = { metadata: { annotations: { [LAST_APPLIED]: annotation } } };
          api.patch(info.resource, info.namespace, info.name, 'merge', patch, { fieldManager: given['field-manager'] });
          return `${nameOf(info.resource, info.name)} edited\n`;
        },
      });
    }
  },
});
