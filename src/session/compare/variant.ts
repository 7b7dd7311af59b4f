import type { FieldPath, JsonValue } from '../../manifests/index.ts';
import { withValue } from '../../manifests/index.ts';
import { fieldsAt, itemsAt, valueAt } from '../texts/json-fields.ts';
import type { FieldChange } from '../texts/fix.ts';
import type { ComparisonPlan, StrategyChoice, Variant, Way } from './comparison.ts';

/** A Deployment as JSON: of the cluster, or as a text has it, where defaults are missing. */
export type DeploymentFields = Readonly<Record<string, unknown>>;

/** Seconds of the preStop pause: longer than every node needs to hear that a pod leaves. */
const PRE_STOP_SECONDS = 5;

const strategyPath: FieldPath = ['spec', 'strategy'];

function containerPath({ container }: Way): FieldPath {
  return ['spec', 'template', 'spec', 'containers', container];
}

function isNone(value: unknown): boolean {
  return value === 0 || value === '0' || value === '0%';
}

function strategyOf(deployment: DeploymentFields): StrategyChoice {
  const { type, rollingUpdate } = fieldsAt(deployment, strategyPath);
  if (type === 'Recreate') return 'Recreate';
  return isNone(fieldsAt({ rollingUpdate }, ['rollingUpdate'])['maxUnavailable']) ? 'keepsAll' : 'RollingUpdate';
}

/** What a Deployment is like now. */
export function variantOf(deployment: DeploymentFields, way: Way): Variant {
  const container = fieldsAt(deployment, containerPath(way));
  return {
    strategy: strategyOf(deployment),
    readinessProbe: container['readinessProbe'] !== undefined,
    preStop: valueAt(container, ['lifecycle', 'preStop']) !== undefined,
  };
}

/** What of a plan a probe is made of. */
export type ProbedPlan = Pick<ComparisonPlan, 'method' | 'way' | 'probe'>;

/** A probe that sees what the requests see: their path when they only read, else whether somebody listens. */
export function probeFor({ method, way, probe }: ProbedPlan): JsonValue {
  const path = /^(?:https?:\/\/)?[^/]*(\/[^?#]*)?/.exec(way.url)?.[1] ?? '/';
  return method === 'GET' && probe !== 'port'
    ? { httpGet: { path, port: way.port }, periodSeconds: 1 }
    : { tcpSocket: { port: way.port }, periodSeconds: 1 };
}

/** The fields of a Deployment that have to change to make it a variant; undefined: goes away. What fits already stays as it is. */
export function variantChanges(
  deployment: DeploymentFields,
  variant: Variant,
  plan: ProbedPlan,
): readonly FieldChange[] {
  const now = variantOf(deployment, plan.way);
  const container = containerPath(plan.way);
  const changes: FieldChange[] = [];
  if (now.strategy !== variant.strategy) changes.push([strategyPath, strategyFor(variant.strategy, deployment)]);
  if (now.readinessProbe !== variant.readinessProbe) {
    changes.push([[...container, 'readinessProbe'], variant.readinessProbe ? probeFor(plan) : undefined]);
  }
  if (now.preStop !== variant.preStop) {
    const pause = { sleep: { seconds: PRE_STOP_SECONDS } };
    changes.push([[...container, 'lifecycle', 'preStop'], variant.preStop ? pause : undefined]);
  }
  return changes;
}

function strategyFor(choice: StrategyChoice, deployment: DeploymentFields): JsonValue {
  if (choice === 'Recreate') return { type: 'Recreate' };
  if (choice === 'RollingUpdate') {
    return { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } };
  }
  const own = fieldsAt(deployment, [...strategyPath, 'rollingUpdate'])['maxSurge'];
  const maxSurge = (typeof own === 'number' || typeof own === 'string') && !isNone(own) ? own : 1;
  return { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable: 0 } };
}

/** The fields that roll a Deployment out: another image in the container that is asked, or what `kubectl rollout restart` writes. */
export function rolloutChanges(
  deployment: DeploymentFields,
  { rollout, way }: Pick<ComparisonPlan, 'rollout' | 'way'>,
  time: string,
): readonly FieldChange[] {
  if (rollout.type === 'image') return [[[...containerPath(way), 'image'], rollout.image]];
  const path = ['spec', 'template', 'metadata', 'annotations'];
  const annotations = fieldsAt(deployment, path) as Readonly<Record<string, JsonValue>>;
  return [[path, { ...annotations, 'kubectl.kubernetes.io/restartedAt': time }]];
}

/** A Deployment with changes made. */
export function changed(deployment: DeploymentFields, changes: readonly FieldChange[]): JsonValue {
  return changes.reduce<JsonValue>(
    (object, [path, value]) => withValue(object, path, value) ?? {},
    deployment as { readonly [field: string]: JsonValue } as JsonValue,
  );
}

/** How many containers a Deployment's pods have. */
export function containerCount(deployment: DeploymentFields): number {
  return itemsAt(deployment, ['spec', 'template', 'spec', 'containers']).length;
}
