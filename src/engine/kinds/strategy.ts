import type { FieldError } from '../api/field.ts';
import type { GenericObject } from './types/index.ts';

/** What the API server does for one kind beyond storing it (upstream: pkg/registry/<group>/<kind>/strategy.go). */
export interface Strategy {
  /** `status` is a subresource: writes of the object ignore it, writes of the status ignore the rest. */
  statusSubresource: boolean;
  /** The status of a new object may be given with it. */
  statusOnCreate?: true;
  /** metadata.generation counts changes of the specification. */
  generation: boolean;
  /** What a status has that says nothing; undefined for kinds whose objects may be without one. */
  zeroStatus?: Readonly<Record<string, unknown>>;
  /** What the status of a new object says more than that. */
  initialStatus?(object: GenericObject): Record<string, unknown>;
  defaults?(object: GenericObject): GenericObject;
}

/** What is wrong with an object of one kind. */
export interface Validation {
  validate(object: GenericObject): readonly FieldError[];
  validateUpdate(object: GenericObject, old: GenericObject): readonly FieldError[];
}
