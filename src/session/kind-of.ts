import { builtinResources } from '../engine/index.ts';

const kinds = new Map(builtinResources.map(({ resource, kind }) => [resource, kind]));

/** The kind of a resource: `Deployment` of `deployments`. One that is not built in keeps its name. */
export function kindOf(resource: string): string {
  return kinds.get(resource) ?? resource;
}
