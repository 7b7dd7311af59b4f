import type { Pod } from '../kinds/types/index.ts';
import type { NetworkContext } from './context.ts';
import type { Place } from './exchange.ts';
import type { Flight } from './flight.ts';
import { podPlace } from './routing.ts';
import type { Target } from './service-views.ts';

/** What names of the world outside lead to. */
export const WORLD_ADDRESS = '203.0.113.10';

/** The pod that a place is. */
export function podOf({ port }: NetworkContext, place: Place): Pod | undefined {
  return place.type === 'pod' ? port.lister.get('pods', place.namespace, place.name) : undefined;
}

/** The end of a link that leads to a target. */
export function endOf({ node, namespace, name }: Target): { node: string; pod: string } {
  return { node, pod: `pod/${namespace}/${name}` };
}

/** The place of a Service by its key: `service/NS/NAME`. */
export function serviceOf(key: string): Place {
  const [, namespace = '', name = ''] = key.split('/');
  return { type: 'service', namespace, name };
}

/** The place that answers a call. */
export function placeOfCall(call: Flight): Place {
  if (call.target !== null) return podPlace(call.target);
  return call.service === '' ? { type: 'dns' } : serviceOf(call.service);
}

/** What a pod's own /etc/hosts says of a name. */
export function hostsFile(pod: Pod, host: string): string | undefined {
  if (host === pod.metadata.name) return pod.status.podIP;
  return pod.spec.hostAliases?.find(({ hostnames }) => hostnames?.includes(host) === true)?.ip;
}
