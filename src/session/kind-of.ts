import { builtinResources } from '../engine/index.ts';

// The API of metrics has `pods` and `nodes` too, and comes after the core's.
const kinds = new Map(builtinResources.toReversed().map(({ resource, kind }) => [resource, kind]));

/** The kind of a resource: `Deployment` of `deployments`. One that is not built in keeps its name. */
export function kindOf(resource: string): string {
  return kinds.get(resource) ?? resource;
}
