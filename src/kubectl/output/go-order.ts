import { fieldTypeOf, typeNameOf, typeSchema, type FieldType, type TypeSchema } from '../../engine/index.ts';

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inKeyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inKeyOrder);
  if (!isFields(value)) return value;
  const keys = Object.keys(value).toSorted();
  return Object.fromEntries(keys.map((key) => [key, inKeyOrder(value[key])]));
}

function ofType(value: unknown, type: FieldType): unknown {
  switch (type.is) {
    case 'list':
      return Array.isArray(value) ? value.map((item) => ofType(item, type.of)) : value;
    case 'map': {
      if (!isFields(value)) return value;
      const keys = Object.keys(value).toSorted();
      return Object.fromEntries(keys.map((key) => [key, ofType(value[key], type.of)]));
    }
    case 'type':
      return isFields(value) ? structured(value, type.schema) : value;
    default:
      return inKeyOrder(value);
  }
}

function structured(object: Fields, schema: TypeSchema): Fields {
  const known = Object.keys(schema.fields).filter((name) => Object.hasOwn(object, name));
  const others = Object.keys(object).filter((name) => !Object.hasOwn(schema.fields, name));
  return Object.fromEntries(
    [...known, ...others].map((name) => {
      const type = fieldTypeOf(schema, name);
      return [name, type === undefined ? object[name] : ofType(object[name], type)];
    }),
  );
}

/**
 * An object with its fields in the order of Go's structs and maps sorted by key: what encoding/json writes of an object
 * that kubectl decoded into a type. As it is when kubectl has no type for it.
 */
export function inGoOrder(object: object): object {
  const { apiVersion, kind } = object as { apiVersion?: unknown; kind?: unknown };
  const name = typeof apiVersion === 'string' && typeof kind === 'string' ? typeNameOf(apiVersion, kind) : undefined;
  const schema = name === undefined ? undefined : typeSchema(name);
  return schema === undefined ? object : structured(object as Fields, schema);
}
