import { createJsonMergePatch, createTwoWayMergePatch, patchSchemaOf, type GenericObject } from '../../engine/index.ts';
import { parseManifests, toYaml } from '../../manifests/index.ts';
import { ApiClient } from '../api.ts';
import { command } from '../command.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { filenameFlags, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { Discovery, nameOf } from '../resources.ts';
import { fetchTargets, parseTargets, type ObjectInfo } from '../targets.ts';
import { fieldValidationOf, validateFlags } from '../validation.ts';

const flags = {
  ...filenameFlags,
  ...validateFlags,
  'field-manager': stringFlag('kubectl-edit'),
  output: stringFlag('', { shorthand: 'o' }),
  'output-patch': boolFlag(),
  'save-config': boolFlag(),
  'show-managed-fields': boolFlag(),
  subresource: stringFlag(),
  'windows-line-endings': boolFlag(),
};

const MISSING_RESOURCES = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

const HEADER = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

/** How often a text that was refused is opened again. */
const MOST_ATTEMPTS = 20;

function editable({ resource, object }: ObjectInfo): string {
  const { managedFields: _managedFields, ...metadata } = object.metadata;
  return toYaml({ ...object, kind: resource.kind, metadata });
}

/** Comment lines that say why a text was refused. */
function reasonLines(name: string, error: Error): string {
  const [first = '', ...others] = error.message.split('\n');
  return [`${name} was not valid:`, `* ${first}`, ...others.map((line) => `  ${line}`), '']
    .map((line) => `# ${line}`.trimEnd())
    .join('\n')
    .concat('\n');
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
    if (env.edit === undefined) throw new KubectlError('unable to launch the editor "vi"');
    for (const info of infos) {
      const original = editable(info);
      let text = original;
      let reason = '';
      for (let attempt = 0; ; attempt++) {
        const edited = yield* env.edit(`kubectl-edit-${info.name}.yaml`, HEADER + reason + text);
        const content = edited?.replace(/^#.*\n?/gm, '') ?? '';
        if (content.trim() === '' || content === original || (attempt > 0 && content === text)) {
          env.out(
            attempt === 0 ? 'Edit cancelled, no changes made.\n' : 'Edit cancelled, no valid changes were saved.\n',
          );
          if (attempt > 0) throw new KubectlError('Edit cancelled, no valid changes were saved.');
          break;
        }
        text = content;
        try {
          env.out(save(api, info, content, given['field-manager'], fieldValidationOf(given)));
          break;
        } catch (error) {
          if (!(error instanceof Error) || attempt >= MOST_ATTEMPTS) throw error;
          reason = reasonLines(`${info.resource.resource} "${info.name}"`, error);
        }
      }
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
