import type { Change } from '../api/change.ts';
import { deepEqual } from '../api/equality.ts';
import type { Lister } from '../api/lister.ts';
import { isPodReady, isPodTerminal } from '../kinds/pod-state.ts';
import type { Pod } from '../kinds/types/index.ts';
import { NO_KEYS } from './controller.ts';
import { podIP, serviceSelects } from './endpointslice-endpoints.ts';

/** Whether something changed that endpoints tell of a pod (podEndpointsChanged). */
function endpointChanged(pod: Pod, before: Pod): boolean {
  return (
    podIP(pod) !== podIP(before) ||
    isPodReady(pod) !== isPodReady(before) ||
    isPodTerminal(pod) !== isPodTerminal(before) ||
    (pod.metadata.deletionTimestamp === undefined) !== (before.metadata.deletionTimestamp === undefined) ||
    pod.spec.nodeName !== before.spec.nodeName ||
    pod.spec.hostname !== before.spec.hostname ||
    pod.spec.subdomain !== before.spec.subdomain
  );
}

/**
 * The keys of the Services whose endpoints a change of a pod concerns: those that select it, or selected it before
 * (pkg/controller/util/endpoint/controller_utils.go, GetServicesToUpdateOnPodChange).
 */
export function servicesOfPodChange({ type, object, previous, namespace }: Change, lister: Lister): readonly string[] {
  const pod = object as Pod;
  const before = type === 'MODIFIED' ? (previous as Pod | undefined) : undefined;
  const labels = pod.metadata.labels;
  const labelsBefore = before?.metadata.labels;
  const relabelled = before !== undefined && labels !== labelsBefore && !deepEqual(labels, labelsBefore);
  if (before !== undefined && !relabelled && !endpointChanged(pod, before)) return NO_KEYS;
  let keys: string[] | undefined;
  for (const service of lister.list('services', namespace)) {
    const concerned = serviceSelects(service, labels) || (relabelled && serviceSelects(service, labelsBefore));
    if (concerned) (keys ??= []).push(`${namespace}/${service.metadata.name}`);
  }
  return keys ?? NO_KEYS;
}
