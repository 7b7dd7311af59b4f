import type { GenericObject } from '../kinds/types/index.ts';
import { autoscalingV1View } from './autoscaling-v1.ts';
import { eventsView } from './events-v1.ts';
import type { ApiRequest } from './request.ts';

/** A second form in which stored objects are served. */
export interface View {
  readonly apiVersion: string;
  fromStored(object: GenericObject): GenericObject;
  toStored(object: GenericObject): GenericObject;
  /** What a field of the view is called in storage, for field selectors. */
  storedField(field: string): string;
}

/** The form that a request speaks when it is not the stored one. */
export function viewOf({ group, version, resource }: ApiRequest): View | undefined {
  if (group === 'events.k8s.io' && resource === 'events') return eventsView;
  if (group === 'autoscaling' && version === 'v1' && resource === 'horizontalpodautoscalers') return autoscalingV1View;
  return undefined;
}
