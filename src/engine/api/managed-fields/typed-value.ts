import { isJsonObject } from '../patch/json-object.ts';
import type { JsonObject } from '../patch/json-object.ts';
import { fieldTypeOf, typeNameOf, typeSchema } from '../schema.ts';
import type { FieldType, TypeSchema } from '../schema.ts';

/** How structured merge takes a value apart. */
export type Shape =
  /** Taken or left as a whole. */
  | { is: 'whole' }
  /** By its fields. `fieldShape` answers for each. */
  | { is: 'fields'; schema: TypeSchema | undefined; of: Shape | undefined }
  /** By its items: `keys` identify one; none: the item's value does. */
  | { is: 'items'; keys: readonly string[]; item: Shape };

const WHOLE: Shape = { is: 'whole' };
/** Custom resources have no schema: objects by their fields, lists as a whole. */
const UNTYPED: Shape = { is: 'fields', schema: undefined, of: undefined };

/** Types that upstream marks x-kubernetes-map-type: atomic. */
const ATOMIC_TYPES = new Set([
  'LabelSelector',
  'NodeSelector',
  'NodeSelectorTerm',
  'ObjectReference',
  'LocalObjectReference',
  'TypedLocalObjectReference',
  'TypedObjectReference',
  'ConfigMapKeySelector',
  'SecretKeySelector',
  'ObjectFieldSelector',
  'ResourceFieldSelector',
  'IngressServiceBackend',
  'EndpointPort',
]);

/** Maps that upstream marks atomic, by the name of their field. */
const ATOMIC_MAPS = new Set(['nodeSelector', 'selector']);

/** Lists whose items more than their merge key tells apart (x-kubernetes-list-map-keys). */
const MORE_KEYS: Readonly<Record<string, readonly string[]>> = {
  containerPort: ['containerPort', 'protocol'],
  port: ['port', 'protocol'],
  topologyKey: ['topologyKey', 'whenUnsatisfiable'],
};

/** Key fields that may be left out, and what they then are. */
const KEY_DEFAULTS: Readonly<Record<string, string>> = { protocol: 'TCP' };

/** The shape of a kind's objects. */
export function shapeOfKind(apiVersion: string, kind: string): Shape {
  const name = typeNameOf(apiVersion, kind);
  const schema = name === undefined ? undefined : typeSchema(name);
  return schema === undefined ? UNTYPED : { is: 'fields', schema, of: undefined };
}

/** The shape of one field of a value that is taken apart by its fields. */
export function fieldShape(shape: Extract<Shape, { is: 'fields' }>, field: string, value: unknown): Shape {
  if (shape.of !== undefined) return shape.of;
  if (shape.schema === undefined) return isJsonObject(value) ? UNTYPED : WHOLE;
  const type = fieldTypeOf(shape.schema, field);
  if (type === undefined) return WHOLE;
  if (type.is === 'map' && ATOMIC_MAPS.has(field)) return WHOLE;
  return shapeOfType(type, shape.schema.mergeKeys?.[field]);
}

function shapeOfType(type: FieldType, mergeKey: string | undefined): Shape {
  switch (type.is) {
    case 'type':
      return ATOMIC_TYPES.has(type.name) ? WHOLE : { is: 'fields', schema: type.schema, of: undefined };
    case 'map':
      return { is: 'fields', schema: undefined, of: shapeOfType(type.of, undefined) };
    case 'list': {
      if (mergeKey === undefined) return WHOLE;
      if (mergeKey === '') return { is: 'items', keys: [], item: WHOLE };
      return { is: 'items', keys: MORE_KEYS[mergeKey] ?? [mergeKey], item: shapeOfType(type.of, undefined) };
    }
    default:
      return WHOLE;
  }
}

/** The element of a field set that names an item of a list. */
export function itemElement(item: unknown, keys: readonly string[]): string {
  if (keys.length === 0 || !isJsonObject(item)) return `v:${JSON.stringify(item)}`;
  return `k:${JSON.stringify(keyFields(item, keys))}`;
}

function keyFields(item: JsonObject, keys: readonly string[]): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const key of keys) {
    const value = item[key] ?? KEY_DEFAULTS[key];
    if (value !== undefined) fields[key] = value;
  }
  return fields;
}
