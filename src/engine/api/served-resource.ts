import type { BuiltinResource } from '../kinds/registry-data.ts';
import type { Strategy } from '../kinds/strategy.ts';

/** A resource that is served, with what is done for its kind. */
export interface ServedResource {
  info: BuiltinResource;
  strategy: Strategy;
  /** The store's name of the resource: the plural, with the group for custom resources. */
  table: string;
}
