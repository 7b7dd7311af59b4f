import { Extension, isList, isMapValue, Optional, typeName } from './values.ts';
import type { Value } from './values.ts';

const SIMPLE_TYPES = [
  'bool',
  'int',
  'uint',
  'double',
  'string',
  'bytes',
  'null',
  'timestamp',
  'duration',
  'type',
] as const;
type SimpleType = (typeof SIMPLE_TYPES)[number];

export type CelType =
  | { readonly kind: 'dyn' }
  | { readonly kind: 'simple'; readonly name: SimpleType }
  | { readonly kind: 'list'; readonly of: CelType }
  | { readonly kind: 'map'; readonly key: CelType; readonly value: CelType }
  | { readonly kind: 'object'; readonly name: string; readonly fields: ReadonlyMap<string, CelType> }
  | { readonly kind: 'optional'; readonly of: CelType }
  | { readonly kind: 'extension'; readonly name: string }
  /** Stands for any type, the same one wherever it stands in a signature. */
  | { readonly kind: 'variable'; readonly name: string };

export const DYN: CelType = { kind: 'dyn' };

export function simple(name: SimpleType): CelType {
  return { kind: 'simple', name };
}

export const BOOL = simple('bool');
export const STRING = simple('string');
export const INT = simple('int');

export function listOf(of: CelType): CelType {
  return { kind: 'list', of };
}

export function mapOf(key: CelType, value: CelType): CelType {
  return { kind: 'map', key, value };
}

/** A type as cel-go prints it (checker/format.go). */
export function typeText(type: CelType): string {
  switch (type.kind) {
    case 'dyn':
      return 'dyn';
    case 'list':
      return `list(${typeText(type.of)})`;
    case 'map':
      return `map(${typeText(type.key)}, ${typeText(type.value)})`;
    case 'optional':
      return `optional_type(${typeText(type.of)})`;
    default:
      return type.name;
  }
}

const SIMPLE: ReadonlySet<string> = new Set(SIMPLE_TYPES);

/** Reads a type as signatures spell it: `list(A)`, `map(A;B)`, `quantity`. */
export function typeOf(text: string): CelType {
  const open = text.indexOf('(');
  if (open < 0) {
    if (text === 'dyn') return DYN;
    if (SIMPLE.has(text)) return simple(text as SimpleType);
    if (text === 'quantity') return { kind: 'extension', name: 'kubernetes.Quantity' };
    if (text === 'url') return { kind: 'extension', name: 'kubernetes.URL' };
    return { kind: 'variable', name: text };
  }
  const inner = text.slice(open + 1, -1);
  if (text.startsWith('list')) return listOf(typeOf(inner));
  if (text.startsWith('optional')) return { kind: 'optional', of: typeOf(inner) };
  const [key = 'dyn', value = 'dyn'] = inner.split(';');
  return mapOf(typeOf(key), typeOf(value));
}

/** What type variables stand for so far. */
export type Bindings = Map<string, CelType>;

/** A type with what its variables stand for; what nothing is known of may be anything. */
export function substituted(type: CelType, bindings: Bindings): CelType {
  switch (type.kind) {
    case 'variable':
      return bindings.get(type.name) ?? DYN;
    case 'list':
      return listOf(substituted(type.of, bindings));
    case 'map':
      return mapOf(substituted(type.key, bindings), substituted(type.value, bindings));
    case 'optional':
      return { kind: 'optional', of: substituted(type.of, bindings) };
    default:
      return type;
  }
}

function takesNull(type: CelType): boolean {
  if (type.kind === 'simple') return type.name === 'timestamp' || type.name === 'duration';
  return type.kind === 'object' || type.kind === 'extension' || type.kind === 'optional';
}

/** Whether a value of a type may stand where another one is wanted (cel-go checker/types.go, internalIsAssignable). */
export function isAssignable(wanted: CelType, given: CelType, bindings: Bindings): boolean {
  if (wanted.kind === 'variable') {
    const bound = bindings.get(wanted.name);
    if (bound === undefined || bound.kind === 'dyn' || given.kind === 'dyn') {
      bindings.set(wanted.name, given);
      return true;
    }
    if (isAssignable(bound, given, bindings)) return true;
    if (!isAssignable(given, bound, bindings)) return false;
    bindings.set(wanted.name, given);
    return true;
  }
  if (wanted.kind === 'dyn' || given.kind === 'dyn') return true;
  if (given.kind === 'simple' && given.name === 'null' && takesNull(wanted)) return true;
  if (wanted.kind === 'list') return given.kind === 'list' && isAssignable(wanted.of, given.of, bindings);
  if (wanted.kind === 'optional') return given.kind === 'optional' && isAssignable(wanted.of, given.of, bindings);
  if (wanted.kind === 'map') {
    return (
      given.kind === 'map' &&
      isAssignable(wanted.key, given.key, bindings) &&
      isAssignable(wanted.value, given.value, bindings)
    );
  }
  return wanted.kind === given.kind && wanted.name === given.name;
}

const LONG_NAMES: Readonly<Partial<Record<SimpleType, string>>> = {
  null: 'null_type',
  timestamp: 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
};

/** What expressions call a type. */
function celName(type: SimpleType): string {
  return LONG_NAMES[type] ?? type;
}

const TYPE_NAMES: ReadonlySet<string> = new Set([...SIMPLE_TYPES.map(celName), 'list', 'map']);

/** Types are values, too: whether a name stands for one where nothing else is called so. */
export function isTypeName(name: string): boolean {
  return TYPE_NAMES.has(name);
}

/** The type of a literal. */
export function literalType(value: Value): CelType {
  const name = SIMPLE_TYPES.find((each) => celName(each) === typeName(value));
  return name === undefined ? DYN : simple(name);
}

/** Whether a value may be given where a signature says a type; what is inside of lists and maps is not looked at. */
export function fits(wanted: CelType, value: Value): boolean {
  switch (wanted.kind) {
    case 'dyn':
    case 'variable':
      return true;
    case 'list':
      return isList(value);
    case 'map':
    case 'object':
      return isMapValue(value);
    case 'optional':
      return value instanceof Optional;
    case 'extension':
      return value instanceof Extension && value.type === wanted.name;
    case 'simple':
      return typeName(value) === celName(wanted.name);
  }
}
