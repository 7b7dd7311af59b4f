import { fieldTypeOf, typeNameOf, typeSchema } from '../../engine/index.ts';
import type { FieldType } from '../../engine/index.ts';
import type { FieldPath } from '../../manifests/index.ts';
import { isFields, textAt } from './json-fields.ts';

/** A value of a manifest with the type that the API has for it; `type` is undefined where the API has no such field. */
export interface TypedValue {
  readonly path: FieldPath;
  readonly type: FieldType | undefined;
  readonly value: unknown;
}

/** The type of a whole manifest, by its apiVersion and kind; undefined for kinds without a schema. */
export function typeOfManifest(object: unknown): FieldType | undefined {
  const name = typeNameOf(textAt(object, ['apiVersion']) ?? '', textAt(object, ['kind']) ?? '');
  const schema = name === undefined ? undefined : typeSchema(name);
  return name === undefined || schema === undefined ? undefined : { is: 'type', name, schema };
}

/** The type of the field at a path of a manifest; undefined when the API has no such field. */
export function typeAt(object: unknown, path: FieldPath): FieldType | undefined {
  let type = typeOfManifest(object);
  for (const step of path) type = type && innerType(type, step);
  return type;
}

function innerType(type: FieldType, step: string | number): FieldType | undefined {
  switch (type.is) {
    case 'type':
      return typeof step === 'string' ? fieldTypeOf(type.schema, step) : undefined;
    case 'list':
      return typeof step === 'number' ? type.of : undefined;
    case 'map':
      return type.of;
    case 'any':
      return type;
    default:
      return undefined;
  }
}

/** Names of the fields that a type has; none for what is no object. */
export function fieldNames(type: FieldType | undefined): readonly string[] {
  return type?.is === 'type' ? Object.keys(type.schema.fields) : [];
}

/** Every value of a manifest with its type, from the outside in; nothing below a field that the API does not have. */
export function* typedValues(object: unknown): Generator<TypedValue> {
  const type = typeOfManifest(object);
  if (type !== undefined) yield* valuesBelow({ path: [], type, value: object });
}

function* valuesBelow(at: TypedValue): Generator<TypedValue> {
  yield at;
  const { path, type, value } = at;
  if (type === undefined || type.is === 'any') return;
  const entries: Iterable<readonly [string | number, unknown]> = Array.isArray(value)
    ? (value as readonly unknown[]).entries()
    : isFields(value)
      ? Object.entries(value)
      : [];
  for (const [step, inner] of entries) {
    yield* valuesBelow({ path: [...path, step], type: innerType(type, step), value: inner });
  }
}

/** How often a manifest has another shape than its kind: fields that there are not, and mappings in the place of lists. */
export function shapeFaults(object: unknown): number {
  if (typeOfManifest(object) === undefined) return isFields(object) ? 1 : 100;
  let faults = 0;
  for (const { type, value } of typedValues(object)) if (type === undefined || !hasShape(type, value)) faults += 1;
  return faults;
}

function hasShape(type: FieldType, value: unknown): boolean {
  if (value === null) return true;
  switch (type.is) {
    case 'list':
      return Array.isArray(value);
    case 'map':
    case 'type':
      return isFields(value);
    case 'any':
      return true;
    default:
      return typeof value !== 'object';
  }
}
