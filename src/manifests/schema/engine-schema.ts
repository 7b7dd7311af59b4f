import { readModel } from './client-models.ts';
import { fieldType, reachableModels, typeName, type FieldType } from './field-types.ts';
import { inGoOrder } from './go-field-order.ts';
import { mergeKeys, replacedObjects, retainKeys } from './go-types.ts';
import { modelledKinds } from './kinds.ts';

/** The structural schema that the API server decodes against. See README.md for the notation. */
export interface EngineSchema {
  readonly kinds: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, EngineType>>;
}

interface EngineType {
  readonly fields: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  readonly mergeKeys?: Readonly<Record<string, string>>;
  readonly retainKeys?: readonly string[];
  readonly replaced?: readonly string[];
}

const notation = (type: FieldType): string => {
  switch (type.is) {
    case 'list':
      return `[]${notation(type.of)}`;
    case 'map':
      return `map[string]${notation(type.of)}`;
    case 'type':
      return typeName(type.model);
    default:
      return type.is;
  }
};

const inOrder = (type: string, fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(inGoOrder(type, Object.keys(fields)).map((name) => [name, fields[name] ?? '']));

const engineType = (className: string): EngineType => {
  const name = typeName(className);
  const { fields } = readModel(className);
  const required = fields.filter((field) => field.required).map((field) => field.name);
  const merges = mergeKeys[name];
  const retains = retainKeys[name];
  const replaced = replacedObjects[name];
  return {
    fields: inOrder(
      name,
      Object.fromEntries(fields.map((field) => [field.name, notation(fieldType(className, field))])),
    ),
    ...(required.length > 0 && { required }),
    ...(merges && { mergeKeys: merges }),
    ...(retains && { retainKeys: retains }),
    ...(replaced && { replaced }),
  };
};

/** Builds the table of every kind, `status` included, without descriptions. */
export function engineSchema(): EngineSchema {
  return {
    kinds: Object.fromEntries(modelledKinds.map((k) => [`${k.apiVersion}/${k.kind}`, typeName(k.model)])),
    types: Object.fromEntries(reachableModels().map((className) => [typeName(className), engineType(className)])),
  };
}
