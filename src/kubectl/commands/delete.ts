import { matchesLabels, parseLabelSelector } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { command, type Call } from '../command.ts';
import { dryRunFlags, dryRunOf, dryRunSuffix, type DryRun } from '../dry-run.ts';
import type { Wait } from '../env.ts';
import { isNotFound, KubectlError, throwAll, withSource } from '../errors.ts';
import { filenameFlags, namesFiles, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag, durationFlag, intFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { propagationOf, type Propagation } from '../propagation.ts';
import { rawAnswer } from '../raw-request.ts';
import { Discovery, nameOf } from '../resources.ts';
import { fetchTargets, MISSING_RESOURCES, parseTargets, type ObjectInfo } from '../targets.ts';

const flags = {
  ...dryRunFlags,
  ...filenameFlags,
  all: boolFlag(),
  'all-namespaces': boolFlag(false, { shorthand: 'A' }),
  cascade: stringFlag('background', { alone: 'background' }),
  'field-selector': stringFlag(),
  force: boolFlag(),
  'grace-period': intFlag(-1),
  'ignore-not-found': boolFlag(),
  interactive: boolFlag(false, { shorthand: 'i' }),
  now: boolFlag(),
  output: stringFlag('', { shorthand: 'o' }),
  raw: stringFlag(),
  selector: stringFlag('', { shorthand: 'l' }),
  timeout: durationFlag(0),
  wait: boolFlag(true),
};

type DeleteCall = Call<typeof flags>;

/** Without `--timeout` it waits for a week (kubectl pkg/cmd/delete/delete.go). */
const LONGEST_WAIT = 168 * 3600 * 1000;

/** One run of `kubectl delete`. */
class Delete {
  private readonly call: DeleteCall;
  private readonly api: ApiClient;
  private readonly dryRun: DryRun;
  private readonly gracePeriod: number;
  private readonly propagation: Propagation;

  constructor(call: DeleteCall) {
    const { flags: given } = call;
    this.call = call;
    this.api = new ApiClient(call.env);
    this.dryRun = dryRunOf(given);
    this.propagation = propagationOf(given.cascade, (text) => {
      call.env.err(text);
    });
    this.gracePeriod = this.resolveGracePeriod();
    this.checkFlags();
  }

  private resolveGracePeriod(): number {
    const { now, force, 'grace-period': given } = this.call.flags;
    if (now) {
      if (given !== -1) throw new KubectlError('--now and --grace-period cannot be specified together');
      return 1;
    }
    // A zero that was not forced is dangerous, so kubectl asks for one second and waits.
    if (given === 0 && !force) return 1;
    return force && given < 0 ? 0 : given;
  }

  private checkFlags(): void {
    const { flags: given, env } = this.call;
    if (given.output !== '' && given.output !== 'name') {
      throw new KubectlError(`unexpected -o output mode: ${given.output}. We only support '-o name'`);
    }
    if (given.all && (given.selector !== '' || given['field-selector'] !== '')) {
      throw new KubectlError("setting 'all' parameter but found a non empty selector. ");
    }
    if (this.gracePeriod > 0 && given.force) {
      throw new KubectlError('--force and --grace-period greater than 0 cannot be specified together');
    }
    if (this.gracePeriod === 0 && given.force) {
      env.err(
        'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
      );
    }
  }

  private targets(errors: Error[]): ObjectInfo[] {
    const { env, args, flags: given } = this.call;
    const discovery = new Discovery(this.api);
    const { namespace, isExplicit } = namespaceOf(this.call);
    if (namesFiles(given, args)) {
      const place = { namespace, isExplicit, validate: false };
      const requirements = parseLabelSelector(given.selector);
      return readObjects(readManifestFiles(env, given), discovery, place, errors).filter(({ object }) =>
        matchesLabels(requirements, object.metadata.labels),
      );
    }
    const targets = parseTargets(args, discovery);
    if (targets.length === 0) throw new KubectlError(MISSING_RESOURCES);
    const isSelection = given.all || given.selector !== '' || given['field-selector'] !== '';
    if (targets.some(({ name }) => name === undefined) && !isSelection) {
      throw new KubectlError('resource(s) were provided, but no name was specified');
    }
    if (targets.some(({ name }) => name !== undefined) && given['all-namespaces']) {
      throw new KubectlError('a resource cannot be retrieved by name across all namespaces');
    }
    if (targets.some(({ name }) => name !== undefined) && isSelection) {
      throw new KubectlError('name cannot be provided when a selector is specified');
    }
    const deletable = targets.filter(({ name, resource }) => name !== undefined || resource.verbs.includes('list'));
    const selection = { labelSelector: given.selector, fieldSelector: given['field-selector'] };
    const named = deletable.filter((target) => target.name !== undefined);
    const listed = deletable.filter((target) => target.name === undefined);
    return [
      ...named.map(({ resource, name }) => this.named(resource, namespace, name)),
      ...fetchTargets(this.api, listed, given['all-namespaces'] ? '' : namespace, selection, errors),
    ];
  }

  /** Named objects are not fetched before: the deletion itself says when there is none. */
  private named(resource: ObjectInfo['resource'], namespace: string, name: string): ObjectInfo {
    const place = resource.namespaced ? namespace : '';
    const metadata = { name, uid: '', resourceVersion: '', creationTimestamp: '' };
    return { resource, namespace: place, name, object: { apiVersion: '', kind: resource.kind, metadata }, source: '' };
  }

  *run(): Generator<Wait, void, void> {
    const { env, flags: given } = this.call;
    const errors: Error[] = [];
    const infos = this.targets(errors);
    if (given.interactive && !this.isConfirmed(infos)) return;
    const waited: { info: ObjectInfo; uid: string }[] = [];
    let found = 0;
    let warnsOfScope = this.call.flags.namespace !== '';
    for (const info of infos) {
      try {
        const uid = this.api.find(info.resource, info.namespace, info.name)?.metadata.uid;
        found += 1;
        if (this.dryRun !== 'client') this.remove(info);
        if (warnsOfScope && !info.resource.namespaced) {
          env.err('Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n');
          warnsOfScope = false;
        }
        this.report(info);
        if (uid !== undefined) waited.push({ info, uid });
      } catch (error) {
        if (!((given['ignore-not-found'] || given.all || given.selector !== '') && isNotFound(error))) {
          errors.push(withSource('deleting', info.source, error));
        }
      }
    }
    throwAll(errors);
    if (found === 0) env.out('No resources found\n');
    if (given.wait && this.dryRun === 'none') yield* this.waitForRemoval(waited);
  }

  /** Shows what would go and reads the answer from standard input. */
  private isConfirmed(infos: readonly ObjectInfo[]): boolean {
    const { env } = this.call;
    const lines = infos.map(({ resource, name }) => `${nameOf(resource, name)}\n`).join('');
    env.out(`You are about to delete the following ${infos.length} resource(s):\n${lines}`);
    env.out('Do you want to continue? (y/n): ');
    if (/^y(?:es)?\s*(?:\n|$)/i.test(env.stdin())) return true;
    env.out('deletion is cancelled\n');
    return false;
  }

  private remove(info: ObjectInfo): void {
    this.api.delete(info.resource, info.namespace, info.name, {
      propagationPolicy: this.propagation,
      ...(this.gracePeriod >= 0 ? { gracePeriodSeconds: this.gracePeriod } : {}),
      ...(this.dryRun === 'server' ? { dryRun: true } : {}),
    });
  }

  private report({ resource, name }: ObjectInfo): void {
    const kind = `${resource.kind.toLowerCase()}${resource.group === '' ? '' : `.${resource.group}`}`;
    if (this.call.flags.output === 'name') {
      this.call.env.out(`${kind}/${name}\n`);
      return;
    }
    const operation = this.gracePeriod === 0 ? 'force deleted' : 'deleted';
    this.call.env.out(`${kind} "${name}" ${operation}${dryRunSuffix(this.dryRun)}\n`);
  }

  private *waitForRemoval(waited: readonly { info: ObjectInfo; uid: string }[]): Generator<Wait, void, void> {
    const { env, flags: given } = this.call;
    const deadline = env.now() + (given.timeout === 0 ? LONGEST_WAIT : given.timeout);
    for (const { info, uid } of waited) {
      for (;;) {
        const revision = env.revision();
        if (this.api.find(info.resource, info.namespace, info.name)?.metadata.uid !== uid) break;
        const timeoutMs = deadline - env.now();
        if (timeoutMs <= 0) {
          throw new KubectlError(`timed out waiting for the condition on ${info.resource.resource}/${info.name}`);
        }
        yield { until: 'change', sinceRevision: revision, timeoutMs };
      }
    }
  }
}

export const deleteCommand = command({
  name: 'delete',
  flags,
  *run(call) {
    const { env, flags: given } = call;
    if (given.raw !== '') {
      env.out(rawAnswer(env, 'delete', given.raw));
      return;
    }
    yield* new Delete(call).run();
  },
});
