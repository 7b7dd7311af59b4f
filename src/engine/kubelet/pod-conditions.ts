import type { Condition, Container, ContainerStatus, PodPhase, PodSpec } from '../kinds/types/index.ts';
import { hasAnyContainerStarted, isSidecar } from './pod-phase.ts';

type Finding = Pick<Condition, 'status'> & { reason?: string; message?: string };

const isTrue: Finding = { status: 'True' };
const isFalse: Finding = { status: 'False' };

/** Go's `%s` of a []string. */
function listed(names: readonly string[]): string {
  return `[${names.join(' ')}]`;
}

function unmet(reason: string, parts: readonly string[]): Finding {
  return { status: 'False', reason, message: parts.join(', ') };
}

type NamedContainer = Pick<Container, 'name' | 'restartPolicy'>;

const NO_CONTAINERS: readonly NamedContainer[] = [];

/** What is said of containers that are not as they should be. */
class Shortcomings {
  private readonly unknown: string[] = [];
  private readonly unmet: string[] = [];

  note(name: string, status: ContainerStatus | undefined, isMet: boolean): void {
    if (status === undefined) this.unknown.push(name);
    else if (!isMet) this.unmet.push(name);
  }

  get someAreUnknown(): boolean {
    return this.unknown.length > 0;
  }

  /** True when there are none. */
  finding(reason: string, what: 'incomplete' | 'unready'): Finding {
    const parts: string[] = [];
    if (this.unknown.length > 0) parts.push(`containers with unknown status: ${listed(this.unknown)}`);
    if (this.unmet.length > 0) parts.push(`containers with ${what} status: ${listed(this.unmet)}`);
    return parts.length === 0 ? isTrue : unmet(reason, parts);
  }
}

function statusOf(statuses: readonly ContainerStatus[], name: string): ContainerStatus | undefined {
  for (const status of statuses) if (status.name === name) return status;
  return undefined;
}

/** Initialized (pkg/kubelet/status/generate.go, GeneratePodInitializedCondition). */
function initialized(inputs: ConditionInputs): Finding {
  const { spec, phase, containerStatuses, initContainerStatuses } = inputs;
  const shortcomings = new Shortcomings();
  for (const container of spec.initContainers ?? NO_CONTAINERS) {
    const status = statusOf(initContainerStatuses, container.name);
    const isMet = isSidecar(container) ? status?.started === true : status?.ready === true;
    shortcomings.note(container.name, status, isMet);
  }
  if (phase === 'Succeeded' && !shortcomings.someAreUnknown) return { status: 'True', reason: 'PodCompleted' };
  if (hasAnyContainerStarted(spec, containerStatuses)) return isTrue;
  return shortcomings.finding('ContainersNotInitialized', 'incomplete');
}

/** ContainersReady (GenerateContainersReadyCondition). */
function containersReady({ spec, phase, containerStatuses, initContainerStatuses }: ConditionInputs): Finding {
  const shortcomings = new Shortcomings();
  for (const container of spec.initContainers ?? NO_CONTAINERS) {
    if (!isSidecar(container)) continue;
    const status = statusOf(initContainerStatuses, container.name);
    shortcomings.note(container.name, status, status?.ready === true);
  }
  for (const { name } of spec.containers) {
    const status = statusOf(containerStatuses, name);
    shortcomings.note(name, status, status?.ready === true);
  }
  if (phase === 'Succeeded' && !shortcomings.someAreUnknown) return { status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  return shortcomings.finding('ContainersNotReady', 'unready');
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

function conditionOf(conditions: readonly Condition[], type: string): Condition | undefined {
  for (const condition of conditions) if (condition.type === type) return condition;
  return undefined;
}

/** The condition so far when it says the same: a pod is written often, and most of it stays as it was. */
function condition(type: string, { status, reason, message }: Finding, { before, time }: ConditionInputs): Condition {
  const old = conditionOf(before, type);
  const isSame = old?.status === status && old.lastTransitionTime !== undefined;
  if (isSame && old.reason === reason && old.message === message && isOwn(old)) return old;
  const next: Condition = {
    type,
    lastProbeTime: null,
    lastTransitionTime: isSame ? (old.lastTransitionTime ?? time) : time,
    status,
  };
  if (reason !== undefined) next.reason = reason;
  if (message !== undefined) next.message = message;
  return next;
}

/** Whether a condition has no fields but those that the kubelet writes. */
function isOwn({ lastProbeTime, lastUpdateTime, lastHeartbeatTime, observedGeneration }: Condition): boolean {
  return (
    lastProbeTime === null &&
    lastUpdateTime === undefined &&
    lastHeartbeatTime === undefined &&
    observedGeneration === undefined
  );
}

/** A pod's conditions, in the kubelet's order (pkg/kubelet/kubelet_pods.go, generateAPIPodStatus). */
export function podConditions(inputs: ConditionInputs): Condition[] {
  const conditions: Condition[] = [];
  for (const other of inputs.before) if (!ownTypes.has(other.type)) conditions.push(other);
  const containers = containersReady(inputs);
  const readiness = ready(inputs.spec, containers, conditions);
  conditions.push(
    condition('PodReadyToStartContainers', inputs.hasNetwork ? isTrue : isFalse, inputs),
    condition('Initialized', initialized(inputs), inputs),
    condition('Ready', readiness, inputs),
    condition('ContainersReady', containers, inputs),
    condition('PodScheduled', isTrue, inputs),
  );
  return conditions;
}
