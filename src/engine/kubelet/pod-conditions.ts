import type { Condition, ContainerStatus, PodPhase, PodSpec } from '../kinds/types/index.ts';
import { hasAnyContainerStarted, isSidecar } from './pod-phase.ts';

type Finding = Pick<Condition, 'status'> & { reason?: string; message?: string };

const isTrue: Finding = { status: 'True' };

/** Go's `%s` of a []string. */
function listed(names: readonly string[]): string {
  return `[${names.join(' ')}]`;
}

function unmet(reason: string, parts: readonly string[]): Finding {
  return { status: 'False', reason, message: parts.join(', ') };
}

/** Containers that are `unknown` to the statuses, and those that are not what they should be. */
function sortOut(
  names: readonly string[],
  statuses: ReadonlyMap<string, ContainerStatus>,
  isMet: (status: ContainerStatus) => boolean,
): { unknown: string[]; unmet: string[] } {
  const unknown = names.filter((name) => !statuses.has(name));
  const failing = names.filter((name) => {
    const status = statuses.get(name);
    return status !== undefined && !isMet(status);
  });
  return { unknown, unmet: failing };
}

/** Initialized (pkg/kubelet/status/generate.go, GeneratePodInitializedCondition). */
function initialized(
  spec: PodSpec,
  statuses: ReadonlyMap<string, ContainerStatus>,
  all: readonly ContainerStatus[],
  phase: PodPhase,
): Finding {
  const containers = spec.initContainers ?? [];
  const sidecars = new Set(containers.filter(isSidecar).map(({ name }) => name));
  const names = containers.map(({ name }) => name);
  const { unknown, unmet: incomplete } = sortOut(names, statuses, (status) =>
    sidecars.has(status.name) ? status.started === true : status.ready,
  );
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'True', reason: 'PodCompleted' };
  if (hasAnyContainerStarted(spec, all)) return isTrue;
  const parts: string[] = [];
  if (unknown.length > 0) parts.push(`containers with unknown status: ${listed(unknown)}`);
  if (incomplete.length > 0) parts.push(`containers with incomplete status: ${listed(incomplete)}`);
  return parts.length === 0 ? isTrue : unmet('ContainersNotInitialized', parts);
}

/** ContainersReady (GenerateContainersReadyCondition). */
function containersReady(spec: PodSpec, statuses: ReadonlyMap<string, ContainerStatus>, phase: PodPhase): Finding {
  const sidecars = (spec.initContainers ?? []).filter(isSidecar);
  const names = [...sidecars, ...spec.containers].map(({ name }) => name);
  const { unknown, unmet: unready } = sortOut(names, statuses, (status) => status.ready);
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  const parts: string[] = [];
  if (unknown.length > 0) parts.push(`containers with unknown status: ${listed(unknown)}`);
  if (unready.length > 0) parts.push(`containers with unready status: ${listed(unready)}`);
  return parts.length === 0 ? isTrue : unmet('ContainersNotReady', parts);
}

/** Ready (GeneratePodReadyCondition): the containers and the readiness gates. */
function ready(spec: PodSpec, containers: Finding, others: readonly Condition[]): Finding {
  if (containers.status !== 'True') return containers;
  const parts: string[] = [];
  for (const { conditionType } of spec.readinessGates ?? []) {
    const gate = others.find(({ type }) => type === conditionType);
    if (gate === undefined) {
      parts.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`);
    } else if (gate.status !== 'True') {
      parts.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`);
    }
  }
  return parts.length === 0 ? isTrue : unmet('ReadinessGatesNotReady', parts);
}

const ownTypes: ReadonlySet<string> = new Set([
  'PodReadyToStartContainers',
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodScheduled',
]);

/** What the conditions are computed from. */
export interface ConditionInputs {
  readonly spec: PodSpec;
  readonly phase: PodPhase;
  readonly hasNetwork: boolean;
  readonly containerStatuses: readonly ContainerStatus[];
  readonly initContainerStatuses: readonly ContainerStatus[];
  /** The conditions so far: others' are kept, and times of what does not change. */
  readonly before: readonly Condition[];
  /** RFC 3339. */
  readonly time: string;
}

/** A pod's conditions, in the kubelet's order (pkg/kubelet/kubelet_pods.go, generateAPIPodStatus). */
export function podConditions(inputs: ConditionInputs): Condition[] {
  const { spec, phase, before, time } = inputs;
  const all = [...inputs.initContainerStatuses, ...inputs.containerStatuses];
  const statuses = new Map(all.map((status) => [status.name, status]));
  const others = before.filter(({ type }) => !ownTypes.has(type));
  const containers = containersReady(spec, statuses, phase);
  const findings: readonly [string, Finding][] = [
    ['PodReadyToStartContainers', { status: inputs.hasNetwork ? 'True' : 'False' }],
    ['Initialized', initialized(spec, statuses, inputs.containerStatuses, phase)],
    ['Ready', ready(spec, containers, others)],
    ['ContainersReady', containers],
    ['PodScheduled', isTrue],
  ];
  const own = findings.map(([type, finding]): Condition => {
    const old = before.find((condition) => condition.type === type);
    const unchanged = old?.status === finding.status && old.lastTransitionTime !== undefined;
    return {
      type,
      lastProbeTime: null,
      lastTransitionTime: unchanged ? (old.lastTransitionTime ?? time) : time,
      ...finding,
    };
  });
  return [...others, ...own];
}
