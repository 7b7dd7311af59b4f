import type {
  DaemonSet,
  Deployment,
  ObjectOf,
  Pod,
  ReplicaSet,
  ReplicationController,
  Snapshot,
  StatefulSet,
} from '../../engine/index.ts';
import { podsBelow } from './pods-below.ts';
import { condition, expected, expectedAt, names, refOf, refTo, told } from './told.ts';
import { sickPod } from './trouble.ts';
import type { Expectation, Situation } from './told.ts';

export function deploymentSituation(deployment: Deployment, snapshot: Snapshot): Situation {
  const { metadata, spec, status } = deployment;
  const progressing = condition(status.conditions, 'Progressing');
  const failure = condition(status.conditions, 'ReplicaFailure');
  const params = {
    want: spec.replicas,
    have: status.replicas ?? 0,
    updated: status.updatedReplicas ?? 0,
    ready: status.readyReplicas ?? 0,
    available: status.availableReplicas ?? 0,
  };
  const blocked = failure?.status === 'True' ? [told('deployment.refused', { message: failure.message ?? '' })] : [];
  const sick = sickPod(deployment, snapshot);
  const waiting = waitingOut(deployment, snapshot);
  if (spec.paused === true)
    return { state: [told('deployment.paused', params), ...blocked], next: [expected('deployment.nextPaused')] };
  if (progressing?.status === 'False')
    return {
      state: [
        told('deployment.failed', { ...params, seconds: spec.progressDeadlineSeconds ?? 600 }),
        ...blocked,
        ...sick,
      ],
      next: [expected('deployment.nextFailed')],
    };
  const isSeen = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  const isDone =
    isSeen && params.updated === spec.replicas && params.have === params.updated && params.available === params.updated;
  if (isDone)
    return {
      state: [spec.replicas === 0 ? told('deployment.none') : told('deployment.complete', params)],
      next: [expected(spec.replicas === 0 ? 'nextNone' : 'deployment.nextIdle')],
    };
  const moved = progressing?.lastUpdateTime;
  const deadline = spec.progressDeadlineSeconds ?? 600;
  const isReplacing = params.have > params.updated;
  return {
    state: [
      isReplacing ? told('deployment.replacing', params) : told('deployment.progressing', params),
      ...blocked,
      ...sick,
      ...waiting.state,
    ],
    next: [
      ...waiting.next,
      expected(isReplacing ? 'deployment.nextStep' : 'deployment.nextAvailable', params),
      // Some clusters have no deadline at all: the greatest number stands for that.
      ...(moved === undefined || deadline >= 2_147_483_647
        ? []
        : [expectedAt(Date.parse(moved) + deadline * 1000, 'deployment.nextDeadline')]),
    ],
  };
}

/** Pods that are ready and do not count as available yet, and when the first of them will. */
function waitingOut(owner: Deployment | ReplicaSet | ReplicationController, snapshot: Snapshot): Situation {
  const { spec, status } = owner;
  const seconds = spec.minReadySeconds ?? 0;
  const count = (status.readyReplicas ?? 0) - (status.availableReplicas ?? 0);
  if (seconds === 0 || count <= 0) return { state: [], next: [] };
  const times = podsBelow(owner, snapshot)
    .filter(isReady)
    .map((pod) => Date.parse(condition(pod.status.conditions, 'Ready')?.lastTransitionTime ?? '') + seconds * 1000)
    .filter((time) => time > snapshot.now);
  return {
    state: [told('waitingOut', { count, seconds })],
    next: times.length === 0 ? [] : [expectedAt(Math.min(...times), 'nextWaitedOut')],
  };
}

/** A ReplicaSet or ReplicationController. */
export function replicasSituation(set: ReplicaSet | ReplicationController, snapshot: Snapshot): Situation {
  const { kind, metadata, spec, status } = set;
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  const revision = metadata.annotations?.['deployment.kubernetes.io/revision'];
  const params = { kind, want: spec.replicas, have: status.replicas, ready: status.readyReplicas ?? 0 };
  const failure = condition(status.conditions, 'ReplicaFailure');
  const ownerRef = owner && refTo(snapshot, 'deployments', metadata.namespace ?? '', owner.name);
  if (failure?.status === 'True')
    return {
      state: [told('replicas.refused', { ...params, message: failure.message ?? '' })],
      next: [expected(triesAgain(failure.message ?? ''))],
    };
  if (owner !== undefined && spec.replicas === 0 && status.replicas === 0) {
    const deployment = snapshot.get('deployments', metadata.namespace ?? '', owner.name);
    const isOld = deployment?.metadata.annotations?.['deployment.kubernetes.io/revision'] !== revision;
    if (isOld)
      return {
        state: [told('replicas.ghost', { revision: revision ?? '', owner: owner.name }, ownerRef)],
        next: [expected('replicas.nextGhost', { limit: deployment?.spec.revisionHistoryLimit ?? 10 })],
      };
  }
  if (spec.replicas === 0 && status.replicas === 0)
    return { state: [told('replicas.none', params, ownerRef)], next: [expected('nextNone')] };
  const missing = spec.replicas - status.replicas;
  if (missing !== 0)
    return {
      state: [told(missing > 0 ? 'replicas.tooFew' : 'replicas.tooMany', params)],
      next: [expected(missing > 0 ? 'replicas.nextCreate' : 'replicas.nextDelete', { count: Math.abs(missing) })],
    };
  if (params.ready < params.want)
    return {
      state: [told('replicas.starting', params), ...sickPod(set, snapshot)],
      next: [expected('replicas.nextReady')],
    };
  const waiting = waitingOut(set, snapshot);
  return {
    state: [told('replicas.complete', params), ...waiting.state],
    next: [...waiting.next, expected('replicas.nextIdle')],
  };
}

/** What lets an API server take pods that it refuses, by what it says. */
function triesAgain(message: string): string {
  if (message.includes('exceeded quota')) return 'replicas.nextTryAgain';
  return message.includes('must specify') ? 'replicas.nextSpecify' : 'replicas.nextMended';
}

export function statefulSetSituation(set: StatefulSet, snapshot: Snapshot): Situation {
  const { metadata, spec, status } = set;
  const pods = podsBelow(set, snapshot);
  const ready = status.readyReplicas ?? 0;
  const params = { want: spec.replicas, have: status.replicas, ready, updated: status.updatedReplicas ?? 0 };
  const first = spec.ordinals?.start ?? 0;
  const ordered = Array.from({ length: Math.min(spec.replicas, MOST_ORDINALS) }, (_, index) => {
    const name = `${metadata.name}-${first + index}`;
    return { name, pod: pods.find((pod) => pod.metadata.name === name) };
  });
  const waitsFor = ordered.find(({ pod }) => pod !== undefined && !isReady(pod));
  const missing = ordered.find(({ pod }) => pod === undefined);
  if (status.replicas > spec.replicas)
    return { state: [told('statefulset.tooMany', params)], next: [expected('statefulset.nextDelete')] };
  if (missing !== undefined && waitsFor !== undefined && spec.podManagementPolicy !== 'Parallel')
    return {
      state: [
        told(
          'statefulset.waits',
          { ...params, next: missing.name, name: waitsFor.name },
          waitsFor.pod && refOf('pods', waitsFor.pod),
        ),
        ...sickPod(set, snapshot),
      ],
      next: [expected('statefulset.nextAfter', { next: missing.name, name: waitsFor.name })],
    };
  if (missing !== undefined)
    return {
      state: [told('statefulset.tooFew', params)],
      next: [expected('statefulset.nextCreate', { name: missing.name })],
    };
  if (status.currentRevision !== status.updateRevision && params.updated < params.want)
    return {
      state: [told('statefulset.updating', params)],
      next: [expected(spec.updateStrategy.type === 'OnDelete' ? 'statefulset.nextOnDelete' : 'statefulset.nextUpdate')],
    };
  if (waitsFor !== undefined)
    return {
      state: [
        told('statefulset.starting', { ...params, name: waitsFor.name }, waitsFor.pod && refOf('pods', waitsFor.pod)),
        ...sickPod(set, snapshot),
      ],
      next: [expected('replicas.nextReady')],
    };
  return { state: [told('statefulset.complete', params)], next: [expected('statefulset.nextIdle')] };
}

/** Nobody reads on after so many; a typing mistake may ask for a million. */
const MOST_ORDINALS = 1000;

export function daemonSetSituation(set: DaemonSet, snapshot: Snapshot): Situation {
  const { spec, status } = set;
  const pods = podsBelow(set, snapshot);
  const params = {
    want: status.desiredNumberScheduled,
    have: status.currentNumberScheduled,
    ready: status.numberReady,
    updated: status.updatedNumberScheduled ?? 0,
  };
  const cordoned = snapshot.list('nodes').filter(({ metadata: { name }, spec: { unschedulable } }) => {
    return unschedulable === true && pods.some((pod) => pod.spec.nodeName === name);
  });
  const beside = [
    ...(cordoned.length === 0
      ? []
      : [
          told(
            'daemonset.cordoned',
            { nodes: names(cordoned.map((node) => node.metadata.name)) },
            ...cordoned.slice(0, 3).map((node) => refOf('nodes', node)),
          ),
        ]),
    ...(status.numberMisscheduled > 0 ? [told('daemonset.misplaced', { count: status.numberMisscheduled })] : []),
  ];
  const next: Expectation[] = [expected('daemonset.nextNode')];
  if (params.want === 0) return { state: [told('daemonset.noNode'), ...beside], next };
  if (params.updated < params.want && params.have === params.want)
    return {
      state: [told('daemonset.updating', params), ...beside],
      next: [expected(spec.updateStrategy.type === 'OnDelete' ? 'daemonset.nextOnDelete' : 'daemonset.nextUpdate')],
    };
  if (params.ready < params.want)
    return {
      state: [told('daemonset.starting', params), ...sickPod(set, snapshot), ...beside],
      next: [expected('replicas.nextReady'), ...next],
    };
  return { state: [told('daemonset.complete', params), ...beside], next };
}

/** Of a revision that is kept, or a template: whose it is. */
export function revisionSituation(object: ObjectOf<'controllerrevisions'>): Situation {
  const owner = object.metadata.ownerReferences?.[0];
  if (owner === undefined) return { state: [told('asWritten', { kind: object.kind })], next: [expected('nextStays')] };
  return {
    state: [told('revision.kept', { number: object.revision, kind: owner.kind, owner: owner.name })],
    next: [expected('revision.next')],
  };
}

function isReady({ status }: Pod): boolean {
  return condition(status.conditions, 'Ready')?.status === 'True';
}
