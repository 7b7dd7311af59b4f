import { autoscalingV1View } from './autoscaling-v1.ts';
import { eventsView } from './events-v1.ts';
import { embeddedMetadataView } from './embedded-metadata.ts';
import { versionView } from './custom-resources/custom-kind.ts';
import type { ApiRequest } from './request.ts';
import type { ServedResource } from './served-resource.ts';
import type { View } from './view.ts';

/** The form that a request speaks when it is not the stored one. */
export function viewOf(served: ServedResource, { group, version, resource }: ApiRequest): View | undefined {
  if (group === 'events.k8s.io' && resource === 'events') return eventsView;
  if (group === 'autoscaling' && version === 'v1' && resource === 'horizontalpodautoscalers') return autoscalingV1View;
  return versionView(served) ?? embeddedMetadataView(served.info);
}
