import { ApiClient } from '../api.ts';
import { command } from '../command.ts';
import { dryRunFlags, dryRunOf, dryRunSuffix } from '../dry-run.ts';
import { isNotFound, KubectlError, throwAll, usageError, withSource } from '../errors.ts';
import { filenameFlags, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag, intFlag, stringFlag } from '../flags.ts';
import { LAST_APPLIED, withLastApplied } from '../last-applied.ts';
import { namespaceOf } from '../namespace.ts';
import { printerFor, printFlags } from '../output/format.ts';
import { Discovery, nameOf } from '../resources.ts';
import { fieldValidationOf, validateFlags } from '../validation.ts';

const flags = {
  ...dryRunFlags,
  ...filenameFlags,
  ...printFlags,
  ...validateFlags,
  'field-manager': stringFlag('kubectl-replace'),
  force: boolFlag(),
  'grace-period': intFlag(-1),
  'save-config': boolFlag(),
};

/** `kubectl replace` (kubectl pkg/cmd/replace/replace.go). */
export const replace = command({
  name: 'replace',
  flags,
  *run(call) {
    const { env, flags: given } = call;
    if (call.args.length > 0) throw usageError(call.path, `Unexpected args: [${call.args.join(' ')}]`);
    if (given.filename.length === 0 && given.kustomize === '') {
      throw new KubectlError('must specify one of -f and -k');
    }
    if (given['grace-period'] >= 0 && !given.force) {
      throw new KubectlError('--grace-period must have --force specified');
    }
    const dryRun = dryRunOf(given);
    const api = new ApiClient(env);
    const errors: Error[] = [];
    const fieldValidation = fieldValidationOf(given);
    const place = { ...namespaceOf(call), validate: fieldValidation !== 'Ignore' };
    const infos = readObjects(readManifestFiles(env, given), new Discovery(api), place, errors);
    const print = printerFor(given, { readFile: (path) => env.readFile(path), extra: [] });
    const options = { fieldManager: given['field-manager'], fieldValidation, dryRun: dryRun === 'server' };
    for (const info of infos) {
      const { resource, namespace, name } = info;
      const current = api.find(resource, namespace, name);
      const keepsConfig = given['save-config'] || current?.metadata.annotations?.[LAST_APPLIED] !== undefined;
      const object = keepsConfig ? withLastApplied(info.object) : info.object;
      try {
        if (given.force && current !== undefined) {
          api.delete(resource, namespace, name, {
            propagationPolicy: 'Background',
            gracePeriodSeconds: Math.max(0, given['grace-period']),
          });
          const kind = nameOf(resource, name).split('/')[0] ?? '';
          env.out(`${kind} "${name}" deleted\n`);
          for (
            let revision = env.revision();
            api.find(resource, namespace, name) !== undefined;
            revision = env.revision()
          ) {
            yield { until: 'change', sinceRevision: revision };
          }
        }
        const version = info.object.metadata.resourceVersion ?? current?.metadata.resourceVersion;
        const metadata = version === undefined ? object.metadata : { ...object.metadata, resourceVersion: version };
        const result =
          dryRun === 'client'
            ? object
            : given.force
              ? api.create(resource, namespace, object, options)
              : api.update(resource, namespace, name, { ...object, metadata }, options);
        const shown = nameOf(resource, name);
        if (print !== undefined) env.out(print(result));
        else env.out(given.output === 'name' ? `${shown}\n` : `${shown} replaced${dryRunSuffix(dryRun)}\n`);
      } catch (error) {
        errors.push(
          isNotFound(error) || !given.force
            ? withSource('replacing', info.source, error)
            : withSource('creating', info.source, error),
        );
      }
    }
    if (infos.length === 0 && errors.length === 0) throw new KubectlError('no objects passed to replace');
    throwAll(errors);
  },
});
