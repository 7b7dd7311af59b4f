import { formatGoDuration, parseLabelSelector, type Pod } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { command, type Call } from '../command.ts';
import { dryRunOf, dryRunSuffix } from '../dry-run.ts';
import type { Wait } from '../env.ts';
import { AggregateFailure, isNotFound, joined, KubectlError, StatusError } from '../errors.ts';
import { boolFlag, durationFlag, intFlag, stringFlag } from '../flags.ts';
import { nodeFlags, readNodes, setUnschedulable } from './cordon.ts';

const PODS = { group: '', resource: 'pods', namespaced: true } as const;
const DAEMON_SETS = { group: 'apps', resource: 'daemonsets', namespaced: true } as const;

/** How long an eviction that a budget forbids waits until it is tried again. Milliseconds. */
const RETRY_AFTER = 5000;

const flags = {
  ...nodeFlags,
  'chunk-size': intFlag(500),
  'delete-emptydir-data': boolFlag(),
  'disable-eviction': boolFlag(),
  force: boolFlag(),
  'grace-period': intFlag(-1),
  'ignore-daemonsets': boolFlag(),
  'pod-selector': stringFlag(),
  'skip-wait-for-delete-timeout': intFlag(0),
  timeout: durationFlag(0),
};

type DrainCall = Call<typeof flags>;

/** What is to be done with a pod of a node, and what is said about it. */
interface Verdict {
  pod: Pod;
  action: 'delete' | 'keep' | 'refuse';
  message: string;
}

const podName = ({ metadata }: Pod): string => `${metadata.namespace ?? ''}/${metadata.name}`;

/** Decides by the rules of kubectl pkg/drain/filters.go. */
function judge(pod: Pod, call: DrainCall, api: ApiClient): Verdict {
  const { flags: given } = call;
  const hasEnded = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  const controller = pod.metadata.ownerReferences?.find((owner) => owner.controller === true);
  let message = '';
  if (controller?.kind === 'DaemonSet' && !hasEnded) {
    const owner = api.find(DAEMON_SETS, pod.metadata.namespace ?? '', controller.name);
    if (owner !== undefined) {
      return given['ignore-daemonsets']
        ? { pod, action: 'keep', message: 'ignoring DaemonSet-managed Pods' }
        : { pod, action: 'refuse', message: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' };
    }
  }
  if (pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return { pod, action: 'keep', message };
  const hasLocalData = pod.spec.volumes?.some(({ emptyDir }) => emptyDir !== undefined) === true;
  if (hasLocalData && !hasEnded) {
    if (!given['delete-emptydir-data']) {
      return { pod, action: 'refuse', message: 'Pods with local storage (use --delete-emptydir-data to override)' };
    }
    message = 'deleting Pods with local storage';
  }
  if (controller === undefined && !hasEnded) {
    if (!given.force) {
      // kubectl says twice what it cannot do (drain/filters.go, unmanagedFatal).
      return {
        pod,
        action: 'refuse',
        message: 'cannot delete Pods that declare no controller (use --force to override)',
      };
    }
    message = 'deleting Pods that declare no controller';
  }
  return { pod, action: 'delete', message };
}

function grouped(verdicts: readonly Verdict[]): string[] {
  const byMessage = new Map<string, string[]>();
  for (const { pod, message } of verdicts) {
    if (message === '') continue;
    byMessage.set(message, [...(byMessage.get(message) ?? []), podName(pod)]);
  }
  return [...byMessage].map(([message, pods]) => `${message}: ${pods.join(', ')}`);
}

/** The pods of a node that are to go; throws when some may not be touched. */
function podsToRemove(node: string, call: DrainCall, api: ApiClient): Pod[] {
  const options = { fieldSelector: `spec.nodeName=${node}`, labelSelector: call.flags['pod-selector'] };
  const pods = api.list(PODS, '', options).items.map((item) => item as unknown as Pod);
  const verdicts = pods.map((pod) => judge(pod, call, api));
  const refused = grouped(verdicts.filter(({ action }) => action === 'refuse'));
  if (refused.length > 0) {
    throw new AggregateFailure(refused.map((text) => new KubectlError(`cannot delete ${text}`)));
  }
  const warnings = grouped(verdicts.filter(({ action }) => action !== 'refuse'));
  if (warnings.length > 0) call.env.err(`Warning: ${warnings.join('; ')}\n`);
  return verdicts.filter(({ action }) => action === 'delete').map(({ pod }) => pod);
}

function remove(pod: Pod, call: DrainCall, api: ApiClient): void {
  const { namespace = '', name } = pod.metadata;
  const grace = call.flags['grace-period'];
  const deleteOptions = grace >= 0 ? { gracePeriodSeconds: grace } : {};
  if (call.flags['disable-eviction']) {
    api.delete(PODS, namespace, name, deleteOptions);
    return;
  }
  api.evict(namespace, name, deleteOptions);
}

/** A pod that was told to go, and when to tell it again where a budget forbade it. */
interface Leaving {
  pod: Pod;
  retryAt: number | undefined;
}

function tryToRemove({ pod }: Leaving, call: DrainCall, api: ApiClient): Leaving | undefined {
  try {
    remove(pod, call, api);
    return { pod, retryAt: undefined };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    if (!(error instanceof StatusError) || error.status.reason !== 'TooManyRequests') throw error;
    const { name, namespace = '' } = pod.metadata;
    call.env.err(`error when evicting pods/"${name}" -n "${namespace}" (will retry after 5s): ${error.message}\n`);
    return { pod, retryAt: call.env.now() + RETRY_AFTER };
  }
}

/** What is told of each pod that is still there (drain.go, evictPods and waitForDelete). */
function timedOut(leaving: readonly Leaving[], isDeletion: boolean, timeout: string): Error {
  const text = `global timeout reached: ${timeout}`;
  if (isDeletion) return new KubectlError(text);
  return new AggregateFailure(
    leaving.map(({ pod: { metadata }, retryAt }) => {
      const { name, namespace = '' } = metadata;
      const what =
        retryAt === undefined
          ? `waiting for pod "${name}" in namespace "${namespace}" to terminate`
          : `evicting pods/"${name}" -n "${namespace}"`;
      return new KubectlError(`error when ${what}: ${text}`);
    }),
  );
}

function* removePods(pods: readonly Pod[], call: DrainCall, api: ApiClient): Generator<Wait, void, void> {
  const { env, flags: given } = call;
  const done = given['disable-eviction'] ? 'deleted' : 'evicted';
  const deadline = given.timeout === 0 ? Infinity : env.now() + given.timeout;
  for (const pod of pods) env.out(`${given['disable-eviction'] ? 'deleting' : 'evicting'} pod ${podName(pod)}\n`);
  let leaving = pods.flatMap((pod) => tryToRemove({ pod, retryAt: undefined }, call, api) ?? []);
  while (leaving.length > 0) {
    const revision = env.revision();
    const rest: Leaving[] = [];
    for (const item of leaving) {
      const due = item.retryAt !== undefined && item.retryAt <= env.now();
      // Each try tells that it is one, even that which comes too late.
      if (due) env.out(`evicting pod ${podName(item.pod)}\n`);
      const next = due && env.now() < deadline ? tryToRemove(item, call, api) : item;
      if (next === undefined) continue;
      const { name, namespace = '', uid } = item.pod.metadata;
      if (next.retryAt === undefined && api.find(PODS, namespace, name)?.metadata.uid !== uid) {
        env.out(`pod/${name} ${done}\n`);
      } else rest.push(next);
    }
    leaving = rest;
    if (leaving.length === 0) return;
    if (env.now() >= deadline) throw timedOut(leaving, given['disable-eviction'], formatGoDuration(given.timeout));
    const nextRetry = Math.min(deadline, ...leaving.map(({ retryAt }) => retryAt ?? Infinity)) - env.now();
    yield Number.isFinite(nextRetry)
      ? { until: 'change', sinceRevision: revision, timeoutMs: Math.max(0, nextRetry) }
      : { until: 'change', sinceRevision: revision };
  }
}

/** `kubectl drain` (kubectl pkg/cmd/drain/drain.go). */
export const drain = command({
  name: 'drain',
  flags,
  *run(call) {
    const { env } = call;
    const api = new ApiClient(env);
    const dryRun = dryRunOf(call.flags);
    try {
      parseLabelSelector(call.flags['pod-selector']);
    } catch {
      throw new KubectlError('--pod-selector=<pod_selector> must be a valid label selector');
    }
    const nodes = readNodes(call, api, 'drain');
    setUnschedulable(call, api, nodes, true);
    const failures: { name: string; error: Error }[] = [];
    for (const { name } of nodes) {
      try {
        const pods = podsToRemove(name, call, api);
        if (dryRun === 'none') yield* removePods(pods, call, api);
        else for (const pod of pods) env.out(`evicting pod ${podName(pod)}${dryRunSuffix(dryRun)}\n`);
        env.out(`node/${name} drained${dryRunSuffix(dryRun)}\n`);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        const reasons =
          error instanceof AggregateFailure ? error.errors.map(({ message }) => message) : [error.message];
        env.err(`error: unable to drain node "${name}" due to error: ${joined(reasons)}, continuing command...\n`);
        failures.push({ name, error });
      }
    }
    if (failures.length === 0) return;
    env.err(`There are pending nodes to be drained:\n${failures.map(({ name }) => ` ${name}\n`).join('')}`);
    throw new AggregateFailure(
      failures.flatMap(({ error }) => (error instanceof AggregateFailure ? error.errors : [error])),
    );
  },
});
