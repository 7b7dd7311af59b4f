import type { GenericObject, Pod } from '../kinds/types/index.ts';
import type { ContainerUsage, Usage } from '../usage.ts';
import type { Lister } from './lister.ts';
import { toRFC3339 } from './time.ts';

const API_VERSION = 'metrics.k8s.io/v1beta1';

/** Over which time the figures are averages. */
const WINDOW = '15s';

/** As metrics-server writes them: billionths of a core, and Ki. */
function amounts({ cpuMilli, memoryBytes }: Pick<ContainerUsage, 'cpuMilli' | 'memoryBytes'>): Record<string, string> {
  return {
    cpu: cpuMilli === 0 ? '0' : `${Math.round(cpuMilli * 1_000_000)}n`,
    memory: `${Math.round(memoryBytes / 1024)}Ki`,
  };
}

function metricsOf(
  kind: string,
  { metadata: { name, namespace, labels } }: GenericObject,
  now: number,
): Pick<GenericObject, 'apiVersion' | 'kind' | 'metadata'> & { timestamp: string; window: string } {
  const timestamp = toRFC3339(now);
  const metadata = {
    name,
    ...(namespace !== undefined && { namespace }),
    creationTimestamp: timestamp,
    ...(labels !== undefined && { labels }),
  } as GenericObject['metadata'];
  return { kind, apiVersion: API_VERSION, metadata, timestamp, window: WINDOW };
}

function podMetrics(pod: Pod, usage: Usage, now: number): GenericObject[] {
  const known = usage.podMetrics(pod);
  if (known === undefined) return [];
  const containers = known.map((each) => ({ name: each.container, usage: amounts(each) }));
  return [{ ...metricsOf('PodMetrics', pod as unknown as GenericObject, now), containers }];
}

/**
 * The objects of metrics.k8s.io, which metrics-server makes up when it is asked; undefined for any other resource. Pods
 * that are too young to be measured are not among them, nor is what runs on silent machines.
 */
export function metricsObjects(table: string, lister: Lister, usage: Usage, now: number): GenericObject[] | undefined {
  if (table === 'pods.metrics.k8s.io') return lister.list('pods').flatMap((pod) => podMetrics(pod, usage, now));
  if (table !== 'nodes.metrics.k8s.io') return undefined;
  return lister.list('nodes').flatMap((node) => {
    const used = usage.node(node.metadata.name);
    if (used === undefined) return [];
    return [{ ...metricsOf('NodeMetrics', node as unknown as GenericObject, now), usage: amounts(used) }];
  });
}
