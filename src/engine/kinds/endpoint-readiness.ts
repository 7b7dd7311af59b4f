import type { Endpoint } from './types/index.ts';

/** Whether requests go to an endpoint; one that does not say counts as ready (discovery/v1, EndpointConditions). */
export function isReadyEndpoint({ conditions }: Endpoint): boolean {
  return conditions.ready ?? true;
}

/** Whether an endpoint that is not ready still answers while it ends (pkg/proxy/endpointslicecache.go). */
export function isServingTerminating({ conditions }: Endpoint): boolean {
  return (conditions.serving ?? true) && conditions.terminating === true;
}
