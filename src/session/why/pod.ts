import type { Container, ContainerStatus, Pod, Snapshot } from '../../engine/index.ts';
import { kindOf } from '../kind-of.ts';
import { failingLiveness, killedByProbe } from './liveness.ts';
import { policiesOf } from './network.ts';
import { afterEnd, afterLeaving } from './replacement.ts';
import { condition, expected, expectedAt, names, refTo, told } from './told.ts';
import type { Expectation, Situation, Told } from './told.ts';

/** Why a pod is as it is, by the first thing that keeps it from running, and what comes next. */
export function podSituation(pod: Pod, snapshot: Snapshot): Situation {
  const { state, next } =
    leaving(pod, snapshot) ?? ended(pod, snapshot) ?? beforeRunning(pod, snapshot) ?? running(pod, snapshot);
  return { state, next: [...evictions(pod, snapshot), ...next] };
}

function leaving(pod: Pod, snapshot: Snapshot): Situation | undefined {
  const { metadata, spec, status } = pod;
  if (metadata.deletionTimestamp === undefined) return undefined;
  const node = refTo(snapshot, 'nodes', '', spec.nodeName);
  const finalizers = metadata.finalizers ?? [];
  const until = activityEnd(metadata.uid, 'stopping', snapshot) ?? Date.parse(metadata.deletionTimestamp);
  const isSilent = condition(status.conditions, 'Ready')?.status === 'Unknown' || isNodeSilent(spec.nodeName, snapshot);
  return {
    state: [
      isSilent
        ? told('pod.leavingSilent', { node: spec.nodeName ?? '' }, node)
        : told('pod.leaving', { seconds: metadata.deletionGracePeriodSeconds ?? 0 }),
    ],
    next: [
      isSilent
        ? expected('pod.nextNodeBack', { node: spec.nodeName ?? '' }, node)
        : expectedAt(until, spec.nodeName === undefined ? 'nextGone' : 'nextKilled'),
      ...(finalizers.length > 0 ? [expected('nextFinalizers', { finalizers: finalizers.join(', ') })] : []),
      afterLeaving(pod, snapshot),
    ],
  };
}

function ended(pod: Pod, snapshot: Snapshot): Situation | undefined {
  const { spec, status } = pod;
  const after = [afterEnd(pod, snapshot)];
  if (status.phase === 'Succeeded')
    return { state: [told('pod.succeeded', { policy: spec.restartPolicy ?? 'Always' })], next: after };
  if (status.phase !== 'Failed') return undefined;
  if (status.reason !== undefined && status.reason !== '')
    return { state: [told('pod.failedFor', { reason: status.reason, message: status.message ?? '' })], next: after };
  const failed = (status.containerStatuses ?? []).find(({ state }) => (state.terminated?.exitCode ?? 0) !== 0);
  return {
    state: [
      told('pod.failed', {
        container: failed?.name ?? '',
        code: failed?.state.terminated?.exitCode ?? 0,
        policy: spec.restartPolicy ?? 'Always',
      }),
    ],
    next: after,
  };
}

function beforeRunning(pod: Pod, snapshot: Snapshot): Situation | undefined {
  const { metadata, spec, status } = pod;
  if (spec.nodeName === undefined) return unscheduled(pod, snapshot);
  const namespace = metadata.namespace ?? '';
  const node = refTo(snapshot, 'nodes', '', spec.nodeName);
  if (isNodeSilent(spec.nodeName, snapshot))
    return {
      state: [told('pod.unknown', { node: spec.nodeName }, node)],
      next: [expected('pod.nextNodeBack', { node: spec.nodeName }, node)],
    };
  const activity = snapshot.activity(metadata.uid);
  if (activity?.type === 'pulling')
    return {
      state: [told('pod.pulling', { node: spec.nodeName, image: activity.image, container: activity.container }, node)],
      next: [expectedAt(activity.until, 'nextPulled', { image: activity.image, container: activity.container })],
    };
  const inits = spec.initContainers ?? [];
  const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  for (const each of statuses) {
    const found = waitingReason(each, pod, snapshot);
    if (found !== undefined) return found;
  }
  const missing = missingVolume(pod, snapshot);
  if (missing !== undefined && !statuses.some(({ state }) => state.running !== undefined)) return missing;
  if (condition(status.conditions, 'Initialized')?.status === 'False') {
    const done = (status.initContainerStatuses ?? []).filter(({ state }) => state.terminated?.exitCode === 0).length;
    const current = (status.initContainerStatuses ?? []).find(({ state }) => state.terminated?.exitCode !== 0);
    const container = current?.name ?? inits[0]?.name ?? '';
    return {
      state: [told('pod.init', { container, done, count: inits.length })],
      next: [expected('pod.nextAfterInit', { container })],
    };
  }
  if (statuses.every(({ state }) => state.running === undefined && state.terminated === undefined))
    return {
      state: [told('pod.creating', { node: spec.nodeName, namespace }, node)],
      next: [expected('pod.nextStarts')],
    };
  return undefined;
}

/** The one that every cluster brings along; pods of another wait for whoever runs that. */
const OWN_SCHEDULER = 'default-scheduler';

function unscheduled({ spec, status }: Pod, snapshot: Snapshot): Situation {
  const gates = spec.schedulingGates ?? [];
  if (gates.length > 0)
    return {
      state: [told('pod.gated', { gates: gates.map(({ name }) => name).join(', ') })],
      next: [expected('pod.nextUngated')],
    };
  const message = condition(status.conditions, 'PodScheduled')?.message ?? '';
  const scheduler = spec.schedulerName ?? OWN_SCHEDULER;
  if (message === '' && scheduler !== OWN_SCHEDULER)
    return {
      state: [told('pod.noScheduler', { scheduler })],
      next: [expected('pod.nextScheduler', { scheduler })],
    };
  const nominated = refTo(snapshot, 'nodes', '', status.nominatedNodeName);
  return {
    state: [message === '' ? told('pod.notYetLooked') : told('pod.unscheduled', { message })],
    next: [
      nominated === undefined
        ? expected(message === '' ? 'pod.nextLook' : 'nextSchedule')
        : expected('pod.nextNominated', { node: nominated.name }, nominated),
    ],
  };
}

/** What keeps one container from running, when something does. */
function waitingReason(status: ContainerStatus, pod: Pod, snapshot: Snapshot): Situation | undefined {
  const { waiting, terminated } = status.state;
  const container = status.name;
  const { uid } = pod.metadata;
  const spec = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].find(({ name }) => name === container);
  const image = spec?.image ?? status.image;
  const reason = waiting?.reason ?? '';
  const message = waiting?.message ?? '';
  if (terminated !== undefined && terminated.exitCode !== 0)
    return {
      state: [endOf(status, spec, pod, snapshot)],
      next: [
        pod.spec.restartPolicy === 'Never'
          ? expected('pod.nextOthersEnd')
          : expectedAt(activityEnd(uid, 'crashBackOff', snapshot), 'nextRestart', { container }),
      ],
    };
  switch (reason) {
    case '':
    case 'ContainerCreating':
    case 'PodInitializing':
      return undefined;
    case 'CrashLoopBackOff':
      return {
        state: [endOf(status, spec, pod, snapshot), told('pod.backOff', { container, restarts: status.restartCount })],
        next: [
          expectedAt(activityEnd(uid, 'crashBackOff', snapshot) ?? backOffEnd(status), 'nextRestart', { container }),
        ],
      };
    case 'ErrImagePull':
    case 'ImagePullBackOff':
    case 'ErrImageNeverPull':
    case 'InvalidImageName':
      return {
        state: [told('pod.noImage', { container, image, message: firstLine(message) })],
        next: [
          reason === 'ErrImagePull' || reason === 'ImagePullBackOff'
            ? expectedAt(activityEnd(uid, 'pullBackOff', snapshot), 'nextPullAgain', { image })
            : expected('pod.nextNewImage', { image }),
        ],
      };
    case 'CreateContainerConfigError':
      return {
        state: [told('pod.configError', { container, message })],
        next: [expected(message.includes('runAsNonRoot') ? 'pod.nextMended' : 'pod.nextConfig', { container })],
      };
    default:
      return {
        state: [told('pod.cannotStart', { container, reason, message })],
        next: [expectedAt(activityEnd(uid, 'crashBackOff', snapshot), 'nextRestart', { container })],
      };
  }
}

/** When a back-off ends, by what the pod says of it itself: of the past nobody knows what its kubelet was busy with. */
function backOffEnd({ state, lastState }: ContainerStatus): number | undefined {
  const [, minutes = '0', seconds] = /^back-off (?:(\d+)m)?(\d+)s /.exec(state.waiting?.message ?? '') ?? [];
  const end = lastState.terminated?.finishedAt;
  if (seconds === undefined || end === undefined) return undefined;
  return Date.parse(end) + (Number(minutes) * 60 + Number(seconds)) * 1000;
}

function endOf(status: ContainerStatus, spec: Container | undefined, pod: Pod, snapshot: Snapshot): Told {
  const { name, state, lastState } = status;
  const end = state.terminated ?? lastState.terminated;
  if (end?.reason === 'StartError')
    return told('pod.cannotBegin', { container: name, message: firstLine(end.message ?? '') });
  const killed = killedByProbe(status, pod, snapshot);
  if (killed !== undefined) return killed;
  const params = { container: name, code: end?.exitCode ?? 0, reason: end?.reason ?? 'Error' };
  const limit = spec?.resources?.limits?.['memory'];
  if (end?.reason !== 'OOMKilled') return told('pod.ended', params);
  return limit === undefined ? told('pod.outOfMemory', params) : told('pod.overLimit', { ...params, limit });
}

/** A volume whose ConfigMap, Secret or claim is not there, or not ready: the containers wait for it. */
function missingVolume({ metadata, spec }: Pod, snapshot: Snapshot): Situation | undefined {
  const namespace = metadata.namespace ?? '';
  for (const volume of spec.volumes ?? []) {
    const { configMap, secret, persistentVolumeClaim } = volume as {
      configMap?: { name?: string; optional?: boolean };
      secret?: { secretName?: string; optional?: boolean };
      persistentVolumeClaim?: { claimName: string };
    };
    const wanted =
      configMap !== undefined && configMap.optional !== true
        ? (['configmaps', configMap.name] as const)
        : secret !== undefined && secret.optional !== true
          ? (['secrets', secret.secretName] as const)
          : (['persistentvolumeclaims', persistentVolumeClaim?.claimName] as const);
    const [resource, name] = wanted;
    if (name === undefined || snapshot.get(resource, namespace, name) !== undefined) continue;
    const params = { volume: volume.name, kind: kindOf(resource), name };
    return { state: [told('pod.missingVolume', params)], next: [expected('pod.nextVolume', params)] };
  }
  return undefined;
}

function running(pod: Pod, snapshot: Snapshot): Situation {
  const { state, next } = serving(pod, snapshot);
  const troubles = countedContainers(pod).map(({ status, spec }) => ({
    restarts: restartsOf(status, spec, pod, snapshot),
    ...failingLiveness(status, spec, pod, snapshot),
  }));
  return {
    state: [...state, ...troubles.flatMap(({ restarts, state: failing }) => [...restarts, ...failing])],
    next: [...troubles.flatMap(({ next: failing }) => failing), ...next],
  };
}

/** The containers that READY counts: those that go on running, sidecars among them. */
function countedContainers({ spec, status }: Pod): readonly { status: ContainerStatus; spec: Container | undefined }[] {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return [...sidecars, ...spec.containers].flatMap((container) => {
    const found = statuses.find(({ name }) => name === container.name);
    return found === undefined ? [] : [{ status: found, spec: container }];
  });
}

/** How often a container that runs was started again, and how its process had ended the last time. */
function restartsOf(
  status: ContainerStatus,
  spec: Container | undefined,
  pod: Pod,
  snapshot: Snapshot,
): readonly Told[] {
  const { name, restartCount, lastState } = status;
  if (restartCount === 0 || lastState.terminated === undefined) return [];
  return [told('pod.restarted', { container: name, count: restartCount }), endOf(status, spec, pod, snapshot)];
}

/** Whether a pod whose containers run gets requests. */
function serving(pod: Pod, snapshot: Snapshot): Situation {
  const { metadata, spec, status } = pod;
  const statuses = countedContainers(pod).map((each) => each.status);
  const unready = statuses.find(({ ready }) => !ready);
  if (unready === undefined) {
    const gate = (spec.readinessGates ?? []).find(
      ({ conditionType }) => condition(status.conditions, conditionType)?.status !== 'True',
    );
    if (gate !== undefined)
      return { state: [told('pod.gate', { gate: gate.conditionType })], next: [expected('pod.nextGate')] };
    const services = snapshot
      .list('services', metadata.namespace)
      .filter(({ spec: { selector } }) => picks(selector, metadata.labels))
      .map(({ metadata: { name } }) => refTo(snapshot, 'services', metadata.namespace ?? '', name));
    return {
      state: [
        told('pod.ready', { count: statuses.length }),
        services.length === 0
          ? told('pod.noService')
          : told('pod.served', { names: names(services.map((ref) => ref?.name ?? '')) }, ...services.slice(0, 3)),
        ...policiesOf(pod, snapshot),
      ],
      next: [expected('pod.nextRuns', { policy: spec.restartPolicy ?? 'Always' })],
    };
  }
  const container = unready.name;
  const { readinessProbe, startupProbe } =
    [...spec.containers, ...(spec.initContainers ?? [])].find(({ name }) => name === container) ?? {};
  if (startupProbe !== undefined && unready.started !== true)
    return {
      state: [told('pod.startingUp', { container })],
      next: [expected('pod.nextStartup', { container, seconds: startupProbe.periodSeconds ?? 10 })],
    };
  const startedAt = Date.parse(unready.state.running?.startedAt ?? '');
  if (readinessProbe !== undefined) {
    const first = startedAt + (readinessProbe.initialDelaySeconds ?? 0) * 1000;
    return {
      state: [told(first > snapshot.now ? 'pod.notAsked' : 'pod.notReady', { container })],
      next: [
        ...(first > snapshot.now ? [expectedAt(first, 'pod.nextAsked', { container })] : []),
        expected('pod.nextReady', {
          container,
          count: readinessProbe.successThreshold ?? 1,
          seconds: readinessProbe.periodSeconds ?? 10,
        }),
      ],
    };
  }
  if (snapshot.now - startedAt > AT_ONCE_MS)
    return { state: [told('pod.saysNotReady', { container })], next: [expected('pod.nextSaysReady', { container })] };
  return { state: [told('pod.justStarted', { container })], next: [expected('pod.nextCounts', { container })] };
}

/** Without a readiness probe a container that runs is ready by then; one that is not was made to say so by a person. */
const AT_ONCE_MS = 5000;

/** When the pod's node carries NoExecute taints, the pod goes once its shortest toleration of them is over. */
function evictions(pod: Pod, snapshot: Snapshot): readonly Expectation[] {
  if (pod.spec.nodeName === undefined || pod.metadata.deletionTimestamp !== undefined) return [];
  const node = snapshot.get('nodes', '', pod.spec.nodeName);
  const ends: number[] = [];
  for (const taint of node?.spec.taints ?? []) {
    if (taint.effect !== 'NoExecute' || taint.timeAdded === undefined) continue;
    const toleration = (pod.spec.tolerations ?? []).find(
      (each) => (each.key === undefined || each.key === taint.key) && (each.effect ?? 'NoExecute') === 'NoExecute',
    );
    if (toleration?.tolerationSeconds === undefined) continue;
    ends.push(Date.parse(taint.timeAdded) + toleration.tolerationSeconds * 1000);
  }
  if (ends.length === 0) return [];
  const ref = refTo(snapshot, 'nodes', '', pod.spec.nodeName);
  return [expectedAt(Math.min(...ends), 'nextEvicted', { node: pod.spec.nodeName }, ref)];
}

function isNodeSilent(name: string | undefined, snapshot: Snapshot): boolean {
  const node = name === undefined ? undefined : snapshot.get('nodes', '', name);
  return condition(node?.status.conditions, 'Ready')?.status === 'Unknown';
}

function activityEnd(uid: string, type: string, snapshot: Snapshot): number | undefined {
  const activity = snapshot.activity(uid);
  return activity?.type === type ? activity.until : undefined;
}

function picks(selector: Readonly<Record<string, string>> | undefined, labels: Readonly<Record<string, string>> = {}) {
  const wanted = Object.entries(selector ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

const LONGEST_MESSAGE = 400;

function firstLine(message: string): string {
  const [line = ''] = message.split('\n');
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}…` : line;
}
