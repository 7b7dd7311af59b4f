import type { GenericObject, HorizontalPodAutoscaler, MetricSpec, MetricStatus } from '../kinds/types/index.ts';
import type { View } from './view.ts';

const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';
const CURRENT_METRICS = 'autoscaling.alpha.kubernetes.io/current-metrics';
const CONDITIONS = 'autoscaling.alpha.kubernetes.io/conditions';
const ANNOTATIONS: ReadonlySet<string> = new Set([METRICS, BEHAVIOR, CURRENT_METRICS, CONDITIONS]);

function isCpuUtilization({ type, resource }: MetricSpec): boolean {
  return type === 'Resource' && resource?.name === 'cpu' && resource.target.averageUtilization !== undefined;
}

function isCpuCurrent({ type, resource }: MetricStatus): boolean {
  return type === 'Resource' && resource?.name === 'cpu' && resource.current.averageUtilization !== undefined;
}

function withoutOurs(annotations: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations ?? {}).filter(([key]) => !ANNOTATIONS.has(key)));
}

function withAnnotations(object: GenericObject, annotations: Readonly<Record<string, string>>): GenericObject {
  const { annotations: _, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: Object.keys(annotations).length === 0 ? metadata : { ...metadata, annotations: { ...annotations } },
  };
}

/** Without what version 1 writes for later versions, whoever sends it (DropRoundTripHorizontalPodAutoscalerAnnotations). */
export function withoutRoundTripAnnotations(object: GenericObject): GenericObject {
  const given = Object.keys(object.metadata.annotations ?? {});
  return given.some((key) => ANNOTATIONS.has(key))
    ? withAnnotations(object, withoutOurs(object.metadata.annotations))
    : object;
}

/** What version 1 has no field for goes into annotations (pkg/apis/autoscaling/v1/conversion.go). */
function fromStored(stored: GenericObject): GenericObject {
  const { spec, status } = stored as unknown as HorizontalPodAutoscaler;
  const { metrics = [], behavior, ...sameSpec } = spec;
  const { currentMetrics = [], conditions = [], currentReplicas, ...sameStatus } = status ?? { desiredReplicas: 0 };
  const annotations = withoutOurs(stored.metadata.annotations);
  const others = metrics.filter((metric) => !isCpuUtilization(metric));
  const otherCurrent = currentMetrics.filter((metric) => !isCpuCurrent(metric));
  if (others.length > 0) annotations[METRICS] = JSON.stringify(others);
  if (behavior !== undefined) annotations[BEHAVIOR] = JSON.stringify(behavior);
  if (otherCurrent.length > 0) annotations[CURRENT_METRICS] = JSON.stringify(otherCurrent);
  if (conditions.length > 0) annotations[CONDITIONS] = JSON.stringify(conditions);
  const target = metrics.find(isCpuUtilization)?.resource?.target.averageUtilization;
  const current = currentMetrics.find(isCpuCurrent)?.resource?.current.averageUtilization;
  return {
    ...withAnnotations(stored, annotations),
    apiVersion: 'autoscaling/v1',
    spec: { ...sameSpec, ...(target !== undefined && { targetCPUUtilizationPercentage: target }) },
    status: {
      ...sameStatus,
      currentReplicas: currentReplicas ?? 0,
      ...(current !== undefined && { currentCPUUtilizationPercentage: current }),
    },
  };
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Upstream also drops annotations that it cannot read.
    return undefined;
  }
}

function toStored(given: GenericObject): GenericObject {
  const { annotations } = given.metadata;
  const { targetCPUUtilizationPercentage: target, ...spec } = given.spec ?? {};
  const { currentCPUUtilizationPercentage: current, ...status } = given.status ?? {};
  const others = parsed(annotations?.[METRICS]);
  const behavior = parsed(annotations?.[BEHAVIOR]);
  const otherCurrent = parsed(annotations?.[CURRENT_METRICS]);
  const conditions = parsed(annotations?.[CONDITIONS]);
  const metrics = [
    ...(Array.isArray(others) ? (others as unknown[]) : []),
    ...(target === undefined ? [] : [cpu({ target: { type: 'Utilization', averageUtilization: target } })]),
  ];
  const currentMetrics = [
    ...(Array.isArray(otherCurrent) ? (otherCurrent as unknown[]) : []),
    ...(current === undefined ? [] : [cpu({ current: { averageUtilization: current } })]),
  ];
  return {
    ...withAnnotations(given, withoutOurs(annotations)),
    apiVersion: 'autoscaling/v2',
    spec: { ...spec, ...(metrics.length > 0 && { metrics }), ...(isObject(behavior) && { behavior }) },
    ...(given.status !== undefined && {
      status: {
        ...status,
        ...(currentMetrics.length > 0 && { currentMetrics }),
        ...(Array.isArray(conditions) && { conditions: conditions as unknown[] }),
      },
    }),
  };
}

function cpu(part: object): object {
  return { type: 'Resource', resource: { name: 'cpu', ...part } };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** HorizontalPodAutoscalers as autoscaling/v1 serves them; they are stored as v2. */
export const autoscalingV1View: View = {
  apiVersion: 'autoscaling/v1',
  fromStored,
  toStored,
  storedField: (field) => field,
};
