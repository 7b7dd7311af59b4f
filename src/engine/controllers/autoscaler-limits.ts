import type { HorizontalPodAutoscalerSpec, ScalingRules } from '../kinds/types/index.ts';

/** How fast and how far an autoscaler may go (pkg/controller/podautoscaler/horizontal.go). Times are ms since the epoch. */

/** How many replicas were called for, and when. */
export interface Recommendation {
  time: number;
  replicas: number;
}

/** What an autoscaler remembers of the past, as upstream's keeps it in memory. */
export interface AutoscalerMemory {
  recommendations: Recommendation[];
  /** By how many replicas it went up and down. */
  ups: Recommendation[];
  downs: Recommendation[];
}

/** The replicas to go to, and what to say about them in a condition. */
export interface Limited {
  replicas: number;
  reason: string;
  message: string;
}

/** --horizontal-pod-autoscaler-downscale-stabilization. */
const DOWNSCALE_STABILIZATION = 300_000;
/** Without `behavior` it at most doubles, or goes to this many. */
const SCALE_UP_FACTOR = 2;
const SCALE_UP_MINIMUM = 4;

const WITHIN = { reason: 'DesiredWithinRange', message: 'the desired count is within the acceptable range' };
const MORE_THAN_MAXIMUM = 'the desired replica count is more than the maximum replica count';
const LESS_THAN_MINIMUM = 'the desired replica count is less than the minimum replica count';

const READY = { reason: 'ReadyForNewScale', message: 'recommended size matches current size' };
const DOWN_STABILIZED = {
  reason: 'ScaleDownStabilized',
  message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
};
const UP_STABILIZED = {
  reason: 'ScaleUpStabilized',
  message: 'recent recommendations were lower than current one, applying the lowest recent recommendation',
};

function windowMs(rules: ScalingRules | undefined, otherwise: number): number {
  return rules?.stabilizationWindowSeconds === undefined ? otherwise : rules.stabilizationWindowSeconds * 1000;
}

/** The window that is looked back on, ms: what is older may be forgotten. */
export function longestWindow({ behavior }: HorizontalPodAutoscalerSpec): number {
  return Math.max(windowMs(behavior?.scaleUp, 0), windowMs(behavior?.scaleDown, DOWNSCALE_STABILIZATION));
}

/** Holds a wish against recent ones (stabilizeRecommendation, stabilizeRecommendationWithBehaviors). */
export function stabilize(
  { behavior }: HorizontalPodAutoscalerSpec,
  { recommendations }: AutoscalerMemory,
  current: number,
  desired: number,
  now: number,
): Limited {
  const within = (window: number): number[] =>
    recommendations.filter(({ time }) => time > now - window).map(({ replicas }) => replicas);
  const highest = Math.max(desired, ...within(windowMs(behavior?.scaleDown, DOWNSCALE_STABILIZATION)));
  if (behavior === undefined) {
    return highest === desired ? { replicas: desired, ...READY } : { replicas: highest, ...DOWN_STABILIZED };
  }
  const lowest = Math.min(desired, ...within(windowMs(behavior.scaleUp, 0)));
  const replicas = Math.min(Math.max(current, lowest), highest);
  if (replicas === desired) return { replicas, ...READY };
  return { replicas, ...(desired >= current ? UP_STABILIZED : DOWN_STABILIZED) };
}

/** By how much it went one way within a policy's period (getReplicasChangePerPeriod). */
function changeWithin(periodSeconds: number, events: readonly Recommendation[], now: number): number {
  let sum = 0;
  for (const { time, replicas } of events) if (time > now - periodSeconds * 1000) sum += replicas;
  return sum;
}

/** Where one direction's policies end (calculateScaleUpLimitWithScalingRules, calculateScaleDownLimitWithBehaviors). */
function policyLimit(rules: ScalingRules, up: boolean, current: number, memory: AutoscalerMemory, now: number): number {
  const { selectPolicy = 'Max', policies = [] } = rules;
  if (selectPolicy === 'Disabled') return current;
  const proposals = policies.map(({ type, value, periodSeconds }) => {
    const added = changeWithin(periodSeconds, memory.ups, now);
    const start = current - added + changeWithin(periodSeconds, memory.downs, now);
    if (type === 'Pods') return up ? start + value : start - value;
    return up ? Math.ceil(start * (1 + value / 100)) : Math.trunc(start * (1 - value / 100));
  });
  // The policy that changes most is the highest on the way up and the lowest on the way down.
  const takesHighest = (selectPolicy === 'Max') === up;
  return takesHighest ? Math.max(...proposals) : Math.min(...proposals);
}

function limitByBehavior(
  spec: HorizontalPodAutoscalerSpec,
  memory: AutoscalerMemory,
  current: number,
  desired: number,
  now: number,
): Limited {
  const { maxReplicas, minReplicas = 1, behavior } = spec;
  if (desired > current) {
    const limit = Math.max(current, policyLimit(behavior?.scaleUp ?? {}, true, current, memory, now));
    const most = Math.min(maxReplicas, limit);
    if (desired <= most) return { replicas: desired, ...WITHIN };
    const message = 'the desired replica count is increasing faster than the maximum scale rate';
    if (maxReplicas > limit) return { replicas: most, reason: 'ScaleUpLimit', message };
    return { replicas: most, reason: 'TooManyReplicas', message: MORE_THAN_MAXIMUM };
  }
  if (desired < current) {
    const limit = Math.min(current, policyLimit(behavior?.scaleDown ?? {}, false, current, memory, now));
    const least = Math.max(minReplicas, limit);
    if (desired >= least) return { replicas: desired, ...WITHIN };
    const message = 'the desired replica count is decreasing faster than the maximum scale rate';
    if (minReplicas < limit) return { replicas: least, reason: 'ScaleDownLimit', message };
    return { replicas: least, reason: 'TooFewReplicas', message: LESS_THAN_MINIMUM };
  }
  return { replicas: desired, ...WITHIN };
}

/** Keeps a stabilised wish within minReplicas, maxReplicas and the speed that is allowed (convertDesiredReplicasWithRules). */
export function limit(
  spec: HorizontalPodAutoscalerSpec,
  memory: AutoscalerMemory,
  current: number,
  desired: number,
  now: number,
): Limited {
  if (spec.behavior !== undefined) return limitByBehavior(spec, memory, current, desired, now);
  const { maxReplicas, minReplicas = 1 } = spec;
  const fastest = Math.max(SCALE_UP_FACTOR * current, SCALE_UP_MINIMUM);
  const most = Math.min(maxReplicas, fastest);
  if (desired < minReplicas) return { replicas: minReplicas, reason: 'TooFewReplicas', message: LESS_THAN_MINIMUM };
  if (desired <= most) return { replicas: desired, ...WITHIN };
  const message = 'the desired replica count is increasing faster than the maximum scale rate';
  if (maxReplicas > fastest) return { replicas: most, reason: 'ScaleUpLimit', message };
  return { replicas: most, reason: 'TooManyReplicas', message: MORE_THAN_MAXIMUM };
}
