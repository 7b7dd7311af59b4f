import { matchesLabels, parseLabelSelector } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { changeCauseOf, recordFlags, withChangeCause } from '../change-cause.ts';
import { command, type Call } from '../command.ts';
import { dryRunFlags, dryRunOf, dryRunSuffix } from '../dry-run.ts';
import { KubectlError, throwAll, usageError, withSource } from '../errors.ts';
import { filenameFlags, readManifestFiles, readObjects } from '../files.ts';
import { editText } from '../edit-text.ts';
import type { Wait } from '../env.ts';
import { toYaml } from '../../manifests/index.ts';
import { boolFlag, stringFlag } from '../flags.ts';
import { withLastApplied } from '../last-applied.ts';
import { namespaceOf } from '../namespace.ts';
import { printerFor, printFlags } from '../output/format.ts';
import { rawAnswer } from '../raw-request.ts';
import { Discovery, nameOf } from '../resources.ts';
import { fieldValidationOf, validateFlags } from '../validation.ts';

const flags = {
  ...dryRunFlags,
  ...filenameFlags,
  ...printFlags,
  ...recordFlags,
  ...validateFlags,
  edit: boolFlag(),
  'field-manager': stringFlag('kubectl-create'),
  raw: stringFlag(),
  'save-config': boolFlag(),
  'windows-line-endings': boolFlag(),
  selector: stringFlag('', { shorthand: 'l' }),
};

/** Opens each object in the editor and creates what it becomes (kubectl pkg/cmd/create/create.go, RunEditOnCreate). */
function* createEdited(call: Call<typeof flags>): Generator<Wait, void, void> {
  const { env, flags: given } = call;
  if (!['', 'json', 'yaml'].includes(given.output)) {
    throw new KubectlError(
      `unable to match a printer suitable for the output format "${given.output}", allowed formats are: json,yaml`,
    );
  }
  const api = new ApiClient(env);
  const fieldValidation = fieldValidationOf(given);
  const discovery = new Discovery(api);
  const options = { ...namespaceOf(call), validate: fieldValidation !== 'Ignore' };
  const errors: Error[] = [];
  const infos = readObjects(readManifestFiles(env, given), discovery, options, errors);
  throwAll(errors);
  const print = printerFor(given, { readFile: (file) => env.readFile(file), extra: [] });
  for (const info of infos) {
    yield* editText(env, {
      fileName: `kubectl-edit-${info.name}.yaml`,
      text: toYaml(info.object),
      isWindows: given['windows-line-endings'],
      subject: `${info.resource.resource} "${info.name}"`,
      save(text) {
        const faults: Error[] = [];
        const [edited] = readObjects([{ path: 'edited-file', text }], discovery, options, faults);
        throwAll(faults);
        if (edited === undefined) throw new KubectlError('no objects in the edited file');
        const recorded = given.record ? withChangeCause(edited.object, changeCauseOf(call)) : edited.object;
        const created = api.create(
          edited.resource,
          edited.namespace,
          given['save-config'] ? withLastApplied(recorded) : recorded,
          { fieldManager: given['field-manager'], fieldValidation },
        );
        return print?.(created) ?? `${nameOf(edited.resource, created.metadata.name)} created\n`;
      },
    });
  }
}

/** `kubectl create -f` (kubectl pkg/cmd/create/create.go). */
export const createFromFile = command({
  name: 'create',
  flags,
  *run(call) {
    const { env, flags: given } = call;
    if (call.args.length > 0) throw usageError(call.path, `Unexpected args: [${call.args.join(' ')}]`);
    if (given.filename.length === 0 && given.kustomize === '') throw new KubectlError('must specify one of -f and -k');
    if (given.raw !== '') {
      const [text, ...more] = readManifestFiles(env, given);
      if (text === undefined || more.length > 0) {
        throw new KubectlError('--raw can only use a single local file or stdin');
      }
      env.out(rawAnswer(env, 'create', given.raw, text.text));
      return;
    }
    if (given.edit) {
      yield* createEdited(call);
      return;
    }
    const dryRun = dryRunOf(given);
    const print = printerFor(given, { readFile: (file) => env.readFile(file), extra: [] });
    const api = new ApiClient(env);
    const fieldValidation = fieldValidationOf(given);
    const errors: Error[] = [];
    const options = { ...namespaceOf(call), validate: fieldValidation !== 'Ignore' };
    const requirements = parseLabelSelector(given.selector);
    const infos = readObjects(readManifestFiles(env, given), new Discovery(api), options, errors).filter(({ object }) =>
      matchesLabels(requirements, object.metadata.labels),
    );
    for (const info of infos) {
      try {
        const recorded = given.record ? withChangeCause(info.object, changeCauseOf(call)) : info.object;
        const object = given['save-config'] ? withLastApplied(recorded) : recorded;
        const created =
          dryRun === 'client'
            ? object
            : api.create(info.resource, info.namespace, object, {
                fieldManager: given['field-manager'],
                fieldValidation,
                dryRun: dryRun === 'server',
              });
        const name = nameOf(info.resource, created.metadata.name);
        if (print !== undefined) env.out(print(created));
        else env.out(given.output === 'name' ? `${name}\n` : `${name} created${dryRunSuffix(dryRun)}\n`);
      } catch (error) {
        errors.push(withSource('creating', info.source, error));
      }
    }
    if (infos.length === 0 && errors.length === 0) throw new KubectlError('no objects passed to create');
    throwAll(errors);
  },
});
