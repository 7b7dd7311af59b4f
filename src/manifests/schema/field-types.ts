import { readModel, type ModelField } from './client-models.ts';
import { quantityFields } from './go-types.ts';
import { modelledKinds } from './kinds.ts';

/** What a JSON value of a field must be. */
export type FieldType =
  | { readonly is: 'list'; readonly of: FieldType }
  | { readonly is: 'map'; readonly of: FieldType }
  | { readonly is: 'type'; readonly model: string }
  | { readonly is: ScalarType };

/** A leaf of the API's type system; `any` takes whatever JSON there is (a CustomResourceDefinition's defaults). */
export type ScalarType =
  | 'string'
  | 'int32'
  | 'int64'
  | 'double'
  | 'bool'
  | 'quantity'
  | 'intOrString'
  | 'time'
  | 'microTime'
  | 'bytes'
  | 'any';

const scalars = new Map<string, ScalarType>([
  ['string ', 'string'],
  ['string byte', 'bytes'],
  ['number int32', 'int32'],
  ['number int64', 'int64'],
  ['number double', 'double'],
  ['boolean ', 'bool'],
  ['Date date-time', 'time'],
  ['V1MicroTime date-time-micro', 'microTime'],
  ['IntOrString int-or-string', 'intOrString'],
  ['any ', 'any'],
]);

const parse = (type: string, format: string): FieldType => {
  const list = /^Array<(.*)>$/.exec(type);
  if (list?.[1]) return { is: 'list', of: parse(list[1], format) };
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type);
  if (map?.[1]) return { is: 'map', of: parse(map[1], format) };
  const scalar = scalars.get(`${type} ${format}`);
  if (scalar) return { is: scalar };
  if (/^[A-Z]\w*$/.test(type) && format === '') return { is: 'type', model: type };
  throw new Error(`no rule for the type ${type} with format "${format}"`);
};

const asQuantity = (type: FieldType): FieldType =>
  type.is === 'list' || type.is === 'map' ? { is: type.is, of: asQuantity(type.of) } : { is: 'quantity' };

/** The model's own name without its version: V1PodSpec is PodSpec, CoreV1Event is Event; other groups keep a prefix. */
export function typeName(className: string): string {
  return className.replace(/^(Core)?V1/, '').replace(/^(\w+?)V1/, '$1');
}

/** The type of a field, with quantities told apart from strings. */
export function fieldType(className: string, field: ModelField): FieldType {
  const type = parse(field.type, field.format);
  return quantityFields[typeName(className)]?.includes(field.name) ? asQuantity(type) : type;
}

const referenced = (type: FieldType): string | undefined => {
  if (type.is === 'list' || type.is === 'map') return referenced(type.of);
  return type.is === 'type' ? type.model : undefined;
};

/** The classes that the given kinds are made of, each once, sorted by name. `skips` leaves a field's branch out. */
export function reachableModels(
  kinds: readonly { readonly model: string }[] = modelledKinds,
  skips: (className: string, field: ModelField) => boolean = () => false,
): readonly string[] {
  const seen = new Set<string>();
  const waiting = kinds.map((kind) => kind.model);
  for (let className = waiting.pop(); className !== undefined; className = waiting.pop()) {
    if (seen.has(className)) continue;
    seen.add(className);
    for (const field of readModel(className).fields) {
      const next = skips(className, field) ? undefined : referenced(fieldType(className, field));
      if (next !== undefined) waiting.push(next);
    }
  }
  return [...seen].toSorted();
}
