import type { Job, Pod, PodFailurePolicyRule } from '../kinds/types/index.ts';

/** What the first matching rule of a podFailurePolicy says of a failed pod. */
export interface FailureVerdict {
  /** Whether the failure counts towards backoffLimit. */
  counts: boolean;
  action?: PodFailurePolicyRule['action'];
  /** With FailJob: why the Job fails. */
  message?: string;
}

const COUNTS: FailureVerdict = { counts: true };

/** The first container whose exit code satisfies the rule; only failures are looked at (getMatchingContainerFromList). */
function matchExitCodes(pod: Pod, rule: PodFailurePolicyRule): { name: string; exitCode: number } | undefined {
  const { onExitCodes } = rule;
  if (onExitCodes === undefined) return undefined;
  const { containerName, operator, values } = onExitCodes;
  for (const { name, state } of [
    ...(pod.status.containerStatuses ?? []),
    ...(pod.status.initContainerStatuses ?? []),
  ]) {
    const exitCode = state.terminated?.exitCode ?? 0;
    if (exitCode === 0 || (containerName !== undefined && containerName !== name)) continue;
    if (values.includes(exitCode) === (operator === 'In')) return { name, exitCode };
  }
  return undefined;
}

function verdict({ action }: PodFailurePolicyRule, message: string): FailureVerdict {
  if (action === 'FailJob') return { counts: true, action, message };
  return { counts: action !== 'Ignore', action };
}

/** What a Job's podFailurePolicy says of a failed pod (pod_failure_policy.go, matchPodFailurePolicy). */
export function judgeFailure({ spec }: Job, pod: Pod): FailureVerdict {
  const subject = `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
  for (const [index, rule] of (spec.podFailurePolicy?.rules ?? []).entries()) {
    const ending = `matching ${rule.action} rule at index ${index}`;
    const container = matchExitCodes(pod, rule);
    if (container !== undefined) {
      const { name, exitCode } = container;
      return verdict(rule, `Container ${name} for pod ${subject} failed with exit code ${exitCode} ${ending}`);
    }
    // The first of the pod's conditions that any pattern matches is the one that is named.
    const condition = pod.status.conditions?.find(({ type, status }) =>
      rule.onPodConditions?.some((pattern) => pattern.type === type && pattern.status === status),
    );
    if (condition !== undefined) return verdict(rule, `Pod ${subject} has condition ${condition.type} ${ending}`);
  }
  return COUNTS;
}
