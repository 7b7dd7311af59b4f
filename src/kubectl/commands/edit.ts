import { createJsonMergePatch, createTwoWayMergePatch, patchSchemaOf, type GenericObject } from '../../engine/index.ts';
import { parseManifests, toYaml } from '../../manifests/index.ts';
import { ApiClient } from '../api.ts';
import { command } from '../command.ts';
import { editText } from '../edit-text.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { filenameFlags, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { printFlags } from '../output/format.ts';
import { Discovery, nameOf } from '../resources.ts';
import { fetchTargets, MISSING_RESOURCES, parseTargets, type ObjectInfo } from '../targets.ts';
import { fieldValidationOf, validateFlags } from '../validation.ts';

const flags = {
  ...filenameFlags,
  ...printFlags,
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
    const hasFiles = given.filename.length > 0 || given.kustomize !== '';
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
        save: (edited) => save(api, info, edited, given['field-manager'], fieldValidationOf(given)),
      });
    }
  },
});

function save(
  api: ApiClient,
  info: ObjectInfo,
  text: string,
  fieldManager: string,
  fieldValidation: 'Strict' | 'Warn' | 'Ignore',
): string {
  const { documents, problems } = parseManifests(text, 'edit');
  const problem = problems.find(({ severity }) => severity === 'error');
  const [document] = documents;
  if (problem !== undefined) throw new KubectlError(problem.kubectl);
  if (document === undefined) throw new KubectlError('no objects in the edited file');
  const schema = patchSchemaOf(info.object.apiVersion, info.object.kind);
  const edited = document.object as unknown as GenericObject;
  const patch =
    schema === undefined
      ? createJsonMergePatch(info.object, edited)
      : createTwoWayMergePatch(info.object, edited, schema);
  const { managedFields: _managedFields, ...metadata } = (patch['metadata'] ?? {}) as Record<string, unknown>;
  const sent = Object.keys(metadata).length === 0 ? { ...patch, metadata: undefined } : { ...patch, metadata };
  const body: unknown = JSON.parse(JSON.stringify(sent));
  if (Object.keys(body as object).length === 0) return `${nameOf(info.resource, info.name)} skipped\n`;
  const type = schema === undefined ? 'merge' : 'strategic';
  api.patch(info.resource, info.namespace, info.name, type, body, { fieldManager, fieldValidation });
  return `${nameOf(info.resource, info.name)} edited\n`;
}
