import { builtinResources, type Cluster, type KubeObject, type Pod } from '../engine/index.ts';

/** What became of a document: all of its pods are ready, its pods ended well, it exists (kinds without pods), ... */
export type Outcome = 'ready' | 'completes' | 'created' | 'running' | 'waiting' | 'pending' | 'restarts' | 'refused';

/** A document of a file as the API names it. */
export interface DocumentName {
  apiVersion: string;
  kind: string;
  namespace: string;
  name: string;
}

export interface Judgement {
  outcome: Outcome;
  /** Why, or how many: one line. */
  text: string;
}

/** Kinds whose outcome is that of their pods. */
const WORKLOADS = new Set([
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
]);

/** The object that a document made; undefined when the API does not have it. */
export function findObject(
  cluster: Cluster,
  { apiVersion, kind, namespace, name }: DocumentName,
): KubeObject | undefined {
  const slash = apiVersion.lastIndexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const resource = builtinResources.find((candidate) => candidate.kind === kind && candidate.group === group);
  if (resource === undefined) return undefined;
  return cluster.live.get(resource.resource, resource.namespaced ? namespace : '', name);
}

function podsOf(cluster: Cluster, object: KubeObject): Pod[] {
  if (object.kind === 'Pod') return [object as Pod];
  return cluster.live
    .ownedBy(object.metadata.uid)
    .flatMap((owned) => (owned.kind === 'Pod' ? [owned as Pod] : podsOf(cluster, owned)));
}

/** The last warning about an object or what it owns. */
function lastWarning(cluster: Cluster, objects: readonly KubeObject[]): string | undefined {
  const uids = new Set(objects.map(({ metadata }) => metadata.uid));
  const events = cluster.live
    .list('events')
    .filter(({ type, involvedObject }) => type === 'Warning' && uids.has(involvedObject.uid ?? ''));
  const last = events.at(-1);
  return last === undefined ? undefined : `${last.reason ?? ''}: ${last.message ?? ''}`;
}

function isReady(pod: Pod): boolean {
  return pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

function statuses(pod: Pod) {
  return [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])];
}

/** What is wrong with one pod; undefined when it is ready or ended. */
function judgePod(cluster: Cluster, pod: Pod): Judgement | undefined {
  const { status, spec } = pod;
  if (status.phase === 'Succeeded') return undefined;
  if (status.phase === 'Failed') {
    const code = statuses(pod).find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0)?.state?.terminated
      ?.exitCode;
    return { outcome: 'completes', text: `failed: ${status.reason ?? `exit code ${code ?? 'unknown'}`}` };
  }
  if (spec.nodeName === undefined) {
    const scheduled = status.conditions?.find(({ type }) => type === 'PodScheduled');
    return { outcome: 'pending', text: scheduled?.message ?? 'not scheduled' };
  }
  const restarted = statuses(pod).find(({ restartCount }) => restartCount > 0);
  if (restarted !== undefined) {
    const { name, restartCount, lastState } = restarted;
    const code = lastState?.terminated?.exitCode;
    return {
      outcome: 'restarts',
      text: `container ${name} ended with exit code ${code ?? 'unknown'}, ${restartCount} restarts`,
    };
  }
  const waiting = statuses(pod).find(({ state }) => state?.waiting !== undefined)?.state?.waiting;
  if (waiting !== undefined) {
    const reason = `${waiting.reason ?? 'waiting'}${waiting.message === undefined ? '' : `: ${waiting.message}`}`;
    return { outcome: 'waiting', text: lastWarning(cluster, [pod]) ?? reason };
  }
  return isReady(pod) ? undefined : { outcome: 'running', text: lastWarning(cluster, [pod]) ?? 'running, not ready' };
}

/** How much an outcome says: the pod that fares worst speaks for all. */
const WEIGHT: readonly Outcome[] = ['completes', 'running', 'restarts', 'waiting', 'pending'];

function replicasWanted(object: KubeObject): number {
  const { replicas } = (object as { spec?: { replicas?: number } }).spec ?? {};
  return object.kind === 'DaemonSet' || object.kind === 'Job' ? 0 : (replicas ?? 1);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** What became of an object that the API took. */
export function judgeObject(cluster: Cluster, object: KubeObject): Judgement {
  if (!WORKLOADS.has(object.kind)) return { outcome: 'created', text: '' };
  const pods = podsOf(cluster, object);
  if (pods.length === 0) {
    const why = lastWarning(cluster, [object, ...cluster.live.ownedBy(object.metadata.uid)]);
    if (why !== undefined) return { outcome: 'waiting', text: oneLine(why) };
    return { outcome: replicasWanted(object) === 0 ? 'created' : 'waiting', text: 'no pods' };
  }
  const problems = pods.flatMap((pod) => judgePod(cluster, pod) ?? []);
  const worst = problems.toSorted((a, b) => WEIGHT.indexOf(b.outcome) - WEIGHT.indexOf(a.outcome))[0];
  if (worst !== undefined) return { outcome: worst.outcome, text: oneLine(worst.text) };
  const done = pods.filter(({ status }) => status.phase === 'Succeeded').length;
  if (done === pods.length) return { outcome: 'completes', text: `${done} of ${pods.length} pods ended well` };
  return { outcome: 'ready', text: `${pods.filter(isReady).length} of ${pods.length} pods ready` };
}
