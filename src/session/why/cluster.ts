import { parseQuantity } from '../../engine/index.ts';
import type {
  Event,
  GenericObject,
  LabelSelector,
  Namespace,
  Node,
  PodDisruptionBudget,
  ResourceQuota,
  Snapshot,
} from '../../engine/index.ts';
import { condition, expected, expectedAt, names, refOf, refTo, told } from './told.ts';
import type { Expectation, Situation } from './told.ts';

export function nodeSituation(node: Node, snapshot: Snapshot): Situation {
  const { metadata, spec, status } = node;
  const { name } = metadata;
  const ready = condition(status.conditions, 'Ready');
  const pods = snapshot.podsOnNode(name);
  const pressures = (status.conditions ?? []).filter(
    ({ type, status: is }) => type.endsWith('Pressure') && is === 'True',
  );
  // Those that tell of the node's own state are told with that.
  const taints = (spec.taints ?? []).filter(({ key }) => !key.startsWith('node.kubernetes.io/'));
  const isOff = snapshot.isPoweredOn(name) === false;
  const count = { count: pods.length };
  const silentSince = ready?.lastTransitionTime;
  const health =
    ready?.status === 'Unknown'
      ? told('node.silent', { message: ready.message ?? '' })
      : ready?.status === 'True'
        ? told('node.ready', count)
        : ready === undefined
          ? told('node.joining')
          : told('node.notReady', { message: ready.message ?? '' });
  const state = [
    ...(isOff ? [told('node.off')] : []),
    ...(isOff && ready?.status === 'True' ? [told('node.notNoticed')] : [health]),
    ...(spec.unschedulable === true ? [told('node.cordoned', count)] : []),
    ...taints.map(({ key, value = '', effect }) =>
      told(`node.taint${effect}`, { taint: `${key}${value === '' ? '' : `=${value}`}:${effect}` }),
    ),
    ...pressures.map(({ type, message }) => told('node.pressure', { condition: type, message: message ?? '' })),
  ];
  const next: Expectation[] = [];
  if (ready?.status === 'True') {
    next.push(isOff ? expected('node.nextNoticed') : expected('node.nextReports'));
  } else {
    const evictable = pods.filter(({ spec: { tolerations = [] } }) =>
      tolerations.some(({ tolerationSeconds }) => tolerationSeconds !== undefined),
    );
    next.push(expected(isOff ? 'node.nextPower' : 'node.nextBack'));
    if (evictable.length > 0 && silentSince !== undefined) {
      const seconds = EVICTED_AFTER_S;
      next.push(
        expectedAt(Date.parse(silentSince) + seconds * 1000, 'node.nextEvicts', { count: evictable.length, seconds }),
      );
    }
  }
  if (spec.unschedulable === true) next.push(expected('node.nextUncordon'));
  if (taints.length > 0) next.push(expected('node.nextUntainted'));
  if (pressures.length > 0) next.push(expected('node.nextPressure'));
  return { state, next };
}

/** Pods tolerate a node that is not ready for so long, when they say nothing else (DefaultTolerationSeconds), seconds. */
const EVICTED_AFTER_S = 300;

export function namespaceSituation({ metadata, status }: Namespace, snapshot: Snapshot): Situation {
  const pods = snapshot.list('pods', metadata.name).length;
  const quotas = snapshot.list('resourcequotas', metadata.name);
  if (metadata.deletionTimestamp === undefined && status.phase !== 'Terminating')
    return {
      state: [
        told('namespace.active', { count: pods }),
        ...quotas
          .slice(0, 3)
          .map((quota) => told('namespace.quota', { name: quota.metadata.name }, refOf('resourcequotas', quota))),
      ],
      next: [expected('namespace.next')],
    };
  const held = (status.conditions ?? []).filter(
    ({ type, status: is }) =>
      is === 'True' && (type === 'NamespaceContentRemaining' || type === 'NamespaceFinalizersRemaining'),
  );
  return {
    state: [
      told('namespace.terminating', { count: pods }),
      ...held.map(({ message }) => told('namespace.held', { message: message ?? '' })),
    ],
    next: [expected(held.length > 0 ? 'namespace.nextHeld' : 'namespace.nextGone')],
  };
}

export function budgetSituation({ metadata, spec, status }: PodDisruptionBudget, snapshot: Snapshot): Situation {
  const params = {
    healthy: status.currentHealthy,
    desired: status.desiredHealthy,
    expected: status.expectedPods,
    allowed: status.disruptionsAllowed,
  };
  const pods = snapshot.list('pods', metadata.namespace).filter((pod) => selects(spec.selector, pod.metadata.labels));
  const refs = pods.slice(0, 3).map((pod) => refOf('pods', pod));
  if (status.expectedPods === 0) return { state: [told('budget.nobody')], next: [expected('budget.nextNobody')] };
  if (status.disruptionsAllowed > 0)
    return { state: [told('budget.allows', params, ...refs)], next: [expected('budget.nextAllows', params)] };
  const isNever = status.desiredHealthy >= status.expectedPods;
  return {
    state: [told('budget.blocks', params, ...refs)],
    next: [expected(isNever ? 'budget.nextNever' : 'budget.nextBlocks', params)],
  };
}

function selects(selector: LabelSelector | undefined, labels: Readonly<Record<string, string>> = {}): boolean {
  return (
    Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value) && selector !== undefined
  );
}

export function quotaSituation({ status }: ResourceQuota): Situation {
  const hard = Object.entries(status.hard ?? {});
  const used = hard.map(([name, limit]) => `${name} ${status.used?.[name] ?? '0'}/${limit}`);
  const full = hard.filter(([name, limit]) => !isBelow(status.used?.[name] ?? '0', limit)).map(([name]) => name);
  return {
    state: [
      used.length === 0 ? told('quota.new') : told('quota.used', { used: names(used, 6) }),
      ...(full.length > 0 ? [told('quota.full', { names: names(full) })] : []),
    ],
    next: [expected(full.length > 0 ? 'quota.nextFull' : 'quota.next')],
  };
}

function isBelow(used: string, limit: string): boolean {
  const [taken, most] = [parseQuantity(used), parseQuantity(limit)];
  return taken === undefined || most === undefined || taken.nano < most.nano;
}

export function limitRangeSituation({ metadata }: GenericObject): Situation {
  return { state: [told('limits.holds', { namespace: metadata.namespace ?? '' })], next: [expected('limits.next')] };
}

/** A ConfigMap or a Secret. */
export function settingsSituation({ kind, metadata }: GenericObject, snapshot: Snapshot): Situation {
  const users = snapshot
    .list('pods', metadata.namespace)
    .filter(({ spec }) => mentions(spec, kind === 'Secret' ? 'secret' : 'configMap', metadata.name));
  const refs = users.slice(0, 3).map((pod) => refOf('pods', pod));
  if (users.length === 0) return { state: [told('settings.unused')], next: [expected('settings.nextUnused')] };
  return {
    state: [told('settings.used', { count: users.length }, ...refs)],
    next: [expected('settings.next')],
  };
}

/** Whether a pod takes a ConfigMap or Secret of this name, as variables or as files. */
function mentions(spec: object, kind: 'secret' | 'configMap', name: string): boolean {
  const pod = spec as {
    containers: readonly Readonly<Record<string, unknown>>[];
    initContainers?: readonly Readonly<Record<string, unknown>>[];
    volumes?: readonly unknown[];
    imagePullSecrets?: readonly { name?: string }[];
  };
  const refs: unknown[] = [...(pod.volumes ?? [])];
  for (const container of [...pod.containers, ...(pod.initContainers ?? [])])
    refs.push(...((container['env'] ?? []) as unknown[]), ...((container['envFrom'] ?? []) as unknown[]));
  const isNamed = refs.some((ref) => {
    const { valueFrom, ...other } = ref as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
    const sources = [
      other[`${kind}Ref`],
      other[kind],
      valueFrom?.[`${kind}KeyRef`] as Readonly<Record<string, unknown>>,
    ];
    const projected = (other['projected']?.['sources'] ?? []) as Readonly<
      Record<string, Readonly<Record<string, unknown>>>
    >[];
    sources.push(...projected.map((source) => source[kind]));
    return sources.some((source) => source?.['name'] === name || source?.['secretName'] === name);
  });
  return isNamed || (kind === 'secret' && (pod.imagePullSecrets ?? []).some((each) => each.name === name));
}

export function serviceAccountSituation({ metadata }: GenericObject, snapshot: Snapshot): Situation {
  const users = snapshot
    .list('pods', metadata.namespace)
    .filter(({ spec }) => (spec.serviceAccountName ?? 'default') === metadata.name);
  const refs = users.slice(0, 3).map((pod) => refOf('pods', pod));
  return {
    state: [told('account.used', { count: users.length }, ...refs)],
    next: [expected(metadata.name === 'default' ? 'account.nextDefault' : 'account.next')],
  };
}

/** Events are forgotten an hour after they were last seen (--event-ttl of the API server). */
const EVENT_LIFE_MS = 3_600_000;

export function eventSituation(event: Event, snapshot: Snapshot): Situation {
  const { kind = '', namespace = '', name = '' } = event.involvedObject;
  // Those that a person writes may lack what every component fills in.
  const { lastTimestamp = event.metadata.creationTimestamp, count = 1 } = event as Partial<Event>;
  const seen = Date.parse(lastTimestamp);
  const resource = `${kind.toLowerCase()}s`;
  return {
    state: [told('event.about', { kind, name, count }, refTo(snapshot, resource, namespace, name))],
    next: [expectedAt(Number.isFinite(seen) ? seen + EVENT_LIFE_MS : undefined, 'event.next')],
  };
}

export function leaseSituation({ metadata, spec }: GenericObject, snapshot: Snapshot): Situation {
  const {
    holderIdentity = '',
    leaseDurationSeconds = 0,
    renewTime,
  } = (spec ?? {}) as {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    renewTime?: string;
  };
  const node = snapshot.get('nodes', '', holderIdentity);
  const held = told('lease.held', { holder: holderIdentity, seconds: leaseDurationSeconds });
  // Nothing is written while a kubelet renews in time: what is stored is not when it last did.
  if (metadata.namespace === 'kube-node-lease' && condition(node?.status.conditions, 'Ready')?.status === 'True')
    return {
      state: [held],
      next: [expected('lease.nextRenewed', { holder: holderIdentity, seconds: leaseDurationSeconds })],
    };
  const end = renewTime === undefined ? undefined : Date.parse(renewTime) + leaseDurationSeconds * 1000;
  return {
    state: [held],
    next: [expectedAt(end, 'lease.next', { holder: holderIdentity })],
  };
}
