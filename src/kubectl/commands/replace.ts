import { ApiClient, subresourceOf } from '../api.ts';
import { command } from '../command.ts';
import { dryRunFlags, dryRunOf, dryRunSuffix } from '../dry-run.ts';
import { isNotFound, KubectlError, throwAll, usageError, withSource } from '../errors.ts';
import { filenameFlags, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag, durationFlag, intFlag, stringFlag } from '../flags.ts';
import { LAST_APPLIED, withLastApplied } from '../last-applied.ts';
import { namespaceOf } from '../namespace.ts';
import { printerFor, printFlags } from '../output/format.ts';
import { propagationOf } from '../propagation.ts';
import { rawAnswer } from '../raw-request.ts';
import { Discovery, nameOf } from '../resources.ts';
import { fieldValidationOf, validateFlags } from '../validation.ts';

const flags = {
  ...dryRunFlags,
  ...filenameFlags,
  ...printFlags,
  ...validateFlags,
  'field-manager': stringFlag('kubectl-replace'),
  cascade: stringFlag('background', { alone: 'background' }),
  force: boolFlag(),
  'grace-period': intFlag(-1),
  raw: stringFlag(),
  'save-config': boolFlag(),
  subresource: stringFlag(),
  timeout: durationFlag(0),
  wait: boolFlag(),
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
    if (given.raw !== '') {
      const [file, ...more] = given.filename;
      if (file === undefined || more.length > 0) {
        throw new KubectlError('--raw can only use a single local file or stdin');
      }
      const [text] = readManifestFiles(env, given);
      env.out(rawAnswer(env, 'update', given.raw, text?.text ?? ''));
      return;
    }
    const propagationPolicy = propagationOf(given.cascade, (text) => {
      env.err(text);
    });
    if (given.timeout !== 0 && !given.force) throw new KubectlError('--timeout must have --force specified');
    if (given['grace-period'] >= 0 && !given.force) {
      throw new KubectlError('--grace-period must have --force specified');
    }
    const dryRun = dryRunOf(given);
    if (given.force && dryRun !== 'none') throw new KubectlError('--dry-run can not be used when --force is set');
    const api = new ApiClient(env);
    const errors: Error[] = [];
    const fieldValidation = fieldValidationOf(given);
    const place = { ...namespaceOf(call), validate: fieldValidation !== 'Ignore' };
    const subresource = subresourceOf(given.subresource);
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
            propagationPolicy,
            gracePeriodSeconds: Math.max(0, given['grace-period']),
          });
          const kind = nameOf(resource, name).split('/')[0] ?? '';
          env.out(`${kind} "${name}" deleted\n`);
          const deadline = env.now() + given.timeout;
          for (
            let revision = env.revision();
            api.find(resource, namespace, name) !== undefined;
            revision = env.revision()
          ) {
            if (given.timeout === 0) yield { until: 'change', sinceRevision: revision };
            else if (env.now() >= deadline) throw new KubectlError('timed out waiting for the condition');
            else yield { until: 'change', sinceRevision: revision, timeoutMs: deadline - env.now() };
          }
        }
        const version = info.object.metadata.resourceVersion ?? current?.metadata.resourceVersion;
        const metadata = version === undefined ? object.metadata : { ...object.metadata, resourceVersion: version };
        const result =
          dryRun === 'client'
            ? object
            : given.force
              ? api.create(resource, namespace, object, options)
              : api.update(resource, namespace, name, { ...object, metadata }, { ...options, ...subresource });
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
