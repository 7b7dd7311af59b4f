import type { BuiltinResource } from '../kinds/registry-data.ts';
import type { Strategy } from '../kinds/strategy.ts';
import type { GenericObject } from '../kinds/types/index.ts';
import type { DefinedVersion } from './custom-resources/definition.ts';

/** A resource that is served, with what is done for its kind. */
export interface ServedResource {
  info: BuiltinResource;
  strategy: Strategy;
  /** The store's name of the resource: the plural, with the group for custom resources. */
  table: string;
  /** Of a custom resource: what adds it. */
  definition?: GenericObject;
  /** Of a custom resource that a request asks for: the version that it is asked for in. */
  version?: DefinedVersion;
}
