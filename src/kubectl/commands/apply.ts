import {
  createThreeWayJsonMergePatch,
  createThreeWayMergePatch,
  matchesLabels,
  parseLabelSelector,
  patchSchemaOf,
  type GenericObject,
} from '../../engine/index.ts';
import { ApiClient, subresourceOf } from '../api.ts';
import { changeCauseOf, recordFlags, withChangeCause } from '../change-cause.ts';
import { instantCommand, type Call } from '../command.ts';
import { dryRunFlags, dryRunOf, dryRunSuffix, type DryRun } from '../dry-run.ts';
import { isConflict, isNotFound, KubectlError, StatusError, throwAll, usageError, withSource } from '../errors.ts';
import { filenameFlags, infoText, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag, durationFlag, intFlag, stringArrayFlag, stringFlag } from '../flags.ts';
import { LAST_APPLIED, lastApplied, sortedJson, withLastApplied } from '../last-applied.ts';
import { namespaceOf } from '../namespace.ts';
import { listOf, printerFor, printFlags } from '../output/format.ts';
import { propagationOf } from '../propagation.ts';
import { pruned, prunedKinds } from '../prune.ts';
import { Discovery, nameOf } from '../resources.ts';
import type { ObjectInfo } from '../targets.ts';
import { fieldValidationOf, validateFlags } from '../validation.ts';

const flags = {
  ...dryRunFlags,
  ...filenameFlags,
  ...printFlags,
  ...recordFlags,
  ...validateFlags,
  all: boolFlag(),
  cascade: stringFlag('background', { alone: 'background' }),
  'field-manager': stringFlag('kubectl-client-side-apply'),
  force: boolFlag(),
  'force-conflicts': boolFlag(),
  'grace-period': intFlag(-1),
  'openapi-patch': boolFlag(true),
  overwrite: boolFlag(true),
  prune: boolFlag(),
  'prune-allowlist': stringArrayFlag(),
  selector: stringFlag('', { shorthand: 'l' }),
  'server-side': boolFlag(),
  subresource: stringFlag(),
  timeout: durationFlag(0),
  wait: boolFlag(),
};

type ApplyCall = Call<typeof flags>;

/** What kubectl says of a server-side apply that would change what others manage. */
const CONFLICT_ADVICE = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

const PRUNES_ALL =
  'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector';

/** How often a patch is computed again after a conflict (kubectl pkg/cmd/apply/patcher.go, maxPatchRetry). */
const PATCH_RETRIES = 5;

/** One run of `kubectl apply` (kubectl pkg/cmd/apply/apply.go). */
class Apply {
  private readonly call: ApplyCall;
  private readonly api: ApiClient;
  private readonly dryRun: DryRun;
  private readonly applied: GenericObject[] = [];
  private readonly prints: boolean;

  constructor(call: ApplyCall) {
    this.call = call;
    this.api = new ApiClient(call.env);
    this.dryRun = dryRunOf(call.flags);
    this.prints = call.flags.output === '' ? call.flags.template !== '' : call.flags.output !== 'name';
  }

  run(): void {
    const { env, flags: given, args, path } = this.call;
    if (args.length > 0) throw usageError(path, `Unexpected args: [${args.join(' ')}]`);
    if (given.filename.length === 0 && given.kustomize === '') throw new KubectlError('must specify one of -f and -k');
    if (given['force-conflicts'] && !given['server-side']) {
      throw new KubectlError('--force-conflicts only works with --server-side');
    }
    if (this.dryRun === 'client' && given['server-side']) {
      throw new KubectlError(
        "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
      );
    }
    if (given.subresource !== '' && !given['server-side']) {
      throw new KubectlError('--subresource can only be specified for --server-side');
    }
    if (given.prune && !given.all && given.selector === '') throw new KubectlError(PRUNES_ALL);
    const kinds = given.prune ? prunedKinds(new Discovery(this.api), given['prune-allowlist']) : [];
    if (given.force && given['server-side']) throw new KubectlError('--force cannot be used with --server-side');
    if (given.force && this.dryRun === 'server') throw new KubectlError('--dry-run=server cannot be used with --force');
    const print = printerFor(given, { readFile: (file) => env.readFile(file), extra: [] });
    const errors: Error[] = [];
    const infos = this.selected(errors);
    if (infos.length === 0 && errors.length === 0) throw new KubectlError('no objects passed to apply');
    for (const info of infos) {
      try {
        if (given['server-side']) this.applyOnServer(info);
        else this.applyObject(info);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        errors.push(error);
      }
    }
    throwAll(errors);
    if (given.prune) this.prune(kinds);
    const [only] = this.applied;
    if (print !== undefined && only !== undefined)
      env.out(print(this.applied.length === 1 ? only : listOf(this.applied)));
  }

  /** `--prune`: what was applied before and is no longer in the files goes. */
  private prune(kinds: readonly ObjectInfo['resource'][]): void {
    const { env, flags: given } = this.call;
    const scope = {
      allowlist: given['prune-allowlist'],
      labelSelector: given.selector,
      namespaces: new Set(this.applied.flatMap(({ metadata }) => metadata.namespace ?? [])),
      applied: new Set(this.applied.map(({ metadata }) => metadata.uid)),
    };
    for (const { resource, object } of pruned(this.api, kinds, scope)) {
      const { name, namespace = '' } = object.metadata;
      if (this.dryRun !== 'client') {
        this.api.delete(resource, namespace, name, {
          propagationPolicy: propagationOf(given.cascade, (text) => {
            this.call.env.err(text);
          }),
          ...(given['grace-period'] < 0 ? {} : { gracePeriodSeconds: given['grace-period'] }),
          ...(this.dryRun === 'server' ? { dryRun: true } : {}),
        });
      }
      const shown = nameOf(resource, name);
      if (this.prints) this.applied.push(object);
      else env.out(given.output === 'name' ? `${shown}\n` : `${shown} pruned${dryRunSuffix(this.dryRun)}\n`);
    }
  }

  private selected(errors: Error[]): ObjectInfo[] {
    const { env, flags: given } = this.call;
    const validates = fieldValidationOf(given) !== 'Ignore';
    const options = { ...namespaceOf(this.call), validate: validates };
    const infos = readObjects(readManifestFiles(env, given), new Discovery(this.api), options, errors);
    const requirements = parseLabelSelector(given.selector);
    const chosen = infos.filter(({ object }) => matchesLabels(requirements, object.metadata.labels));
    if (!given.record) return chosen;
    const cause = changeCauseOf(this.call);
    return chosen.map((info) => ({ ...info, object: withChangeCause(info.object, cause) }));
  }

  private get writeOptions(): {
    fieldManager: string;
    fieldValidation: 'Strict' | 'Warn' | 'Ignore';
    dryRun?: boolean;
  } {
    return {
      fieldManager: this.call.flags['field-manager'],
      fieldValidation: fieldValidationOf(this.call.flags),
      ...(this.dryRun === 'server' ? { dryRun: true } : {}),
    };
  }

  private report(info: ObjectInfo, object: GenericObject, operation: string): void {
    this.applied.push(object);
    if (this.prints) return;
    const name = nameOf(info.resource, info.name);
    const isNameOnly = this.call.flags.output === 'name';
    this.call.env.out(isNameOnly ? `${name}\n` : `${name} ${operation}${dryRunSuffix(this.dryRun)}\n`);
  }

  private current(info: ObjectInfo): GenericObject | undefined {
    const doing = `retrieving current configuration of:\n${infoText(info)}\nfrom server for:`;
    if (info.name === '') {
      if (info.object.metadata.generateName !== undefined) {
        throw new KubectlError(`from ${info.object.metadata.generateName}: cannot use generate name with apply`);
      }
      throw withSource(doing, info.source, new KubectlError('resource name may not be empty'));
    }
    try {
      return this.api.get(info.resource, info.namespace, info.name);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw withSource(doing, info.source, error);
    }
  }

  private applyObject(info: ObjectInfo): void {
    const current = this.current(info);
    const modified = withLastApplied(info.object);
    if (current === undefined) {
      const created = this.dryRun === 'client' ? modified : this.create(info, modified);
      this.report(info, created, 'created');
      return;
    }
    if (this.dryRun === 'client') {
      this.report(info, current, 'configured');
      return;
    }
    if (current.metadata.annotations?.[LAST_APPLIED] === undefined) {
      this.call.env.err(
        `Warning: resource ${info.resource.resource}/${info.name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
      );
    }
    this.patchObject(info, current, modified);
  }

  private create(info: ObjectInfo, object: GenericObject): GenericObject {
    try {
      return this.api.create(info.resource, info.namespace, object, this.writeOptions);
    } catch (error) {
      throw withSource('creating', info.source, error);
    }
  }

  private patchObject(info: ObjectInfo, first: GenericObject, modified: GenericObject): void {
    let current = first;
    for (let attempt = 1; ; attempt++) {
      const schema = patchSchemaOf(modified.apiVersion, modified.kind);
      const before = lastApplied(current);
      const patch =
        schema === undefined
          ? createThreeWayJsonMergePatch(before, modified, current)
          : createThreeWayMergePatch(before, modified, current, schema);
      const text = sortedJson(patch);
      if (text === '{}') {
        this.warnIfDeleting(current);
        this.report(info, current, 'unchanged');
        return;
      }
      try {
        const type = schema === undefined ? 'merge' : 'strategic';
        const patched = this.api.patch(info.resource, info.namespace, info.name, type, patch, this.writeOptions);
        this.warnIfDeleting(patched);
        this.report(info, patched, 'configured');
        return;
      } catch (error) {
        if (isConflict(error) && attempt <= PATCH_RETRIES) {
          current = this.api.get(info.resource, info.namespace, info.name);
          continue;
        }
        const isInvalid = error instanceof StatusError && error.status.reason === 'Invalid';
        if (this.call.flags.force && (isInvalid || isConflict(error))) {
          this.replace(info, modified);
          return;
        }
        throw withSource(`applying patch:\n${text}\nto:\n${infoText(info)}\nfor:`, info.source, error);
      }
    }
  }

  /** `--force`: what cannot be patched is deleted and made anew. */
  private replace(info: ObjectInfo, modified: GenericObject): void {
    this.api.delete(info.resource, info.namespace, info.name, {
      gracePeriodSeconds: Math.max(0, this.call.flags['grace-period']),
      propagationPolicy: 'Background',
    });
    this.report(info, this.create(info, modified), 'configured');
  }

  private warnIfDeleting({ metadata }: GenericObject): void {
    if (metadata.deletionTimestamp === undefined) return;
    this.call.env.err(`Warning: Detected changes to resource ${metadata.name} which is currently being deleted.\n`);
  }

  private applyOnServer(info: ObjectInfo): void {
    const manager = this.call.changed('field-manager') ? this.call.flags['field-manager'] : 'kubectl';
    try {
      const applied = this.api.patch(info.resource, info.namespace, info.name, 'apply', info.object, {
        ...this.writeOptions,
        fieldManager: manager,
        force: this.call.flags['force-conflicts'],
        ...subresourceOf(this.call.flags.subresource),
      });
      this.report(info, applied, 'serverside-applied');
    } catch (error) {
      if (isConflict(error)) {
        throw new KubectlError(`${error instanceof Error ? error.message : ''}\n${CONFLICT_ADVICE}`);
      }
      throw error;
    }
  }
}

export const apply = instantCommand({
  name: 'apply',
  flags,
  run(call) {
    new Apply(call).run();
  },
});
