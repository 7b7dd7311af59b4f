import type { PodSpec, Toleration } from '../../kinds/types/index.ts';
import { deepEqual } from '../equality.ts';
import type { Lister } from '../lister.ts';

interface RuntimeClassParts {
  overhead?: { podFixed?: Record<string, string> };
  scheduling?: { nodeSelector?: Record<string, string>; tolerations?: Toleration[] };
}

/**
 * Gives a pod the overhead and the places of its RuntimeClass; answers why the pod is refused
 * (plugin/pkg/admission/runtimeclass). Writes on `spec`.
 */
export function applyRuntimeClass(spec: PodSpec, lister: Lister): string | undefined {
  const { runtimeClassName, overhead } = spec;
  if (runtimeClassName === undefined && overhead === undefined) return undefined;
  const found = runtimeClassName === undefined ? undefined : lister.get('runtimeclasses', '', runtimeClassName);
  if (runtimeClassName !== undefined && found === undefined) return `RuntimeClass "${runtimeClassName}" not found`;
  const { overhead: own, scheduling } = (found ?? {}) as RuntimeClassParts;
  const podFixed = own?.podFixed;
  if (podFixed === undefined) {
    if (overhead !== undefined) return 'Pod Overhead set without corresponding RuntimeClass defined Overhead';
  } else if (overhead !== undefined && !deepEqual(overhead, podFixed)) {
    return "Pod's Overhead doesn't match RuntimeClass's defined Overhead";
  } else spec.overhead = podFixed;
  if (scheduling === undefined) return undefined;
  const { nodeSelector = {}, tolerations = [] } = scheduling;
  for (const [key, value] of Object.entries(nodeSelector)) {
    const given = spec.nodeSelector?.[key];
    if (given !== undefined && given !== value) {
      return `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${given}`;
    }
  }
  if (Object.keys(nodeSelector).length > 0) spec.nodeSelector = { ...spec.nodeSelector, ...nodeSelector };
  const added = tolerations.filter((each) => !(spec.tolerations ?? []).some((own) => deepEqual(own, each)));
  if (added.length > 0) spec.tolerations = [...(spec.tolerations ?? []), ...added];
  return undefined;
}
