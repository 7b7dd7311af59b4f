import type { GenericObject } from '../kinds/types/index.ts';

/** A second form in which stored objects are served. */
export interface View {
  readonly apiVersion: string;
  fromStored(object: GenericObject): GenericObject;
  toStored(object: GenericObject): GenericObject;
  /** What a field of the view is called in storage, for field selectors. */
  storedField(field: string): string;
}
