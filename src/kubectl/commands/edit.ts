import { createJsonMergePatch, createTwoWayMergePatch, patchSchemaOf, type GenericObject } from '../../engine/index.ts';
import { parseManifests, toYaml } from '../../manifests/index.ts';
import { ApiClient } from '../api.ts';
import { changeCauseOf, recordFlags, withChangeCause } from '../change-cause.ts';
import { command, type Call } from '../command.ts';
import { editText } from '../edit-text.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { filenameFlags, namesFiles, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { printerFor, printFlags } from '../output/format.ts';
import { withLastApplied } from '../last-applied.ts';
import { Discovery, nameOf } from '../resources.ts';
import { fetchTargets, MISSING_RESOURCES, parseTargets, type ObjectInfo } from '../targets.ts';
import { fieldValidationOf, validateFlags } from '../validation.ts';

const flags = {
  ...filenameFlags,
  ...printFlags,
  ...recordFlags,
  ...validateFlags,
  'field-manager': stringFlag('kubectl-edit'),
  'output-patch': boolFlag(),
  'save-config': boolFlag(),
  subresource: stringFlag(),
  'windows-line-endings': boolFlag(),
};

function editable({ resource, object }: ObjectInfo): string {
  const { managedFields: _managedFields, ...metadata } = object.metadata;
  return toYaml({ ...object, kind: resource.kind, metadata });
}

/** `kubectl edit` (kubectl pkg/cmd/util/editor/editoptions.go). */
export const edit = command({
  name: 'edit',
  flags,
  *run(call) {
    const { env, flags: given, args } = call;
    const hasFiles = namesFiles(given, args);
    if (args.length === 0 && !hasFiles) throw new KubectlError(MISSING_RESOURCES);
    const api = new ApiClient(env);
    const discovery = new Discovery(api);
    const { namespace, isExplicit } = namespaceOf(call);
    const errors: Error[] = [];
    const infos = hasFiles
      ? readObjects(readManifestFiles(env, given), discovery, { namespace, isExplicit, validate: false }, errors).map(
          (info) => ({ ...info, object: api.get(info.resource, info.namespace, info.name) }),
        )
      : fetchTargets(api, parseTargets(args, discovery), namespace, {}, errors);
    throwAll(errors);
    for (const info of infos) {
      yield* editText(env, {
        fileName: `kubectl-edit-${info.name}.yaml`,
        text: editable(info),
        subject: `${info.resource.resource}${info.resource.group === '' ? '' : `.${info.resource.group}`} "${info.name}"`,
        isWindows: given['windows-line-endings'],
        save: (edited) => save(call, api, info, edited),
      });
    }
  },
});

/** The object that a text became, with what the flags add to it. */
function editedObject(call: Call<typeof flags>, text: string): GenericObject {
  const { documents, problems } = parseManifests(text, 'edit');
  const problem = problems.find(({ severity }) => severity === 'error');
  const [document] = documents;
  if (problem !== undefined) throw new KubectlError(problem.kubectl);
  if (document === undefined) throw new KubectlError('no objects in the edited file');
  const edited = document.object as unknown as GenericObject;
  const recorded = call.flags.record ? withChangeCause(edited, changeCauseOf(call)) : edited;
  return call.flags['save-config'] ? withLastApplied(recorded) : recorded;
}

/** Sends what a text became; answers what is said of it. */
function save(call: Call<typeof flags>, api: ApiClient, info: ObjectInfo, text: string): string {
  const { flags: given } = call;
  const schema = patchSchemaOf(info.object.apiVersion, info.object.kind);
  const edited = editedObject(call, text);
  const patch =
    schema === undefined
      ? createJsonMergePatch(info.object, edited)
      : createTwoWayMergePatch(info.object, edited, schema);
  const { managedFields: _managedFields, ...metadata } = (patch['metadata'] ?? {}) as Record<string, unknown>;
  const sent = Object.keys(metadata).length === 0 ? { ...patch, metadata: undefined } : { ...patch, metadata };
  const body: unknown = JSON.parse(JSON.stringify(sent));
  if (Object.keys(body as object).length === 0) return `${nameOf(info.resource, info.name)} skipped\n`;
  const type = schema === undefined ? 'merge' : 'strategic';
  const changed = api.patch(info.resource, info.namespace, info.name, type, body, {
    fieldManager: given['field-manager'],
    fieldValidation: fieldValidationOf(given),
  });
  const shownPatch = given['output-patch'] ? `Patch: ${JSON.stringify(body)}\n` : '';
  const print = printerFor(given, { readFile: (path) => call.env.readFile(path), extra: [] });
  const name = nameOf(info.resource, info.name);
  const said = print === undefined ? `${name}${given.output === 'name' ? '' : ' edited'}\n` : print(changed);
  return shownPatch + said;
}
