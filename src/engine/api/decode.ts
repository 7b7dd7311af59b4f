import { decodeBase64 } from './base64.ts';
import { goQuote } from './go-syntax.ts';
import { jsonKind } from './json-kind.ts';
import { parseQuantity, quantityError, quantityText } from './quantity.ts';
import { fieldTypeOf, typeSchema } from './schema.ts';
import type { FieldType, TypeSchema } from './schema.ts';
import { isZeroOmitted } from './zero-values.ts';

/** What decoding makes of a value. */
export interface Decoded {
  /** The object as the API server would hold it: no unknown fields, no nulls, quantities in canonical form. */
  readonly object: Readonly<Record<string, unknown>>;
  /** Strict errors in the order of sorted keys, such as `unknown field "spec.containers[0].foo"`. */
  readonly unknownFields: readonly string[];
  /** The first type error as Go's encoding/json words it; the object is not to be used. */
  readonly error?: string;
}

/** Deeper than any object: only JSON schemas and untyped fields nest freely. Go refuses at 10,000. */
const deepest = 150;

/** Strict errors after this many are not kept (sigs.k8s.io/json). */
const mostUnknownFields = 100;

/** The value is absent: Go leaves the field at its zero value and omits it when it writes. */
const absent = Symbol('absent');

/** How Go names the types of the API: structs with the package of their version, scalars as they are. */
function goTypeName(type: FieldType): string {
  switch (type.is) {
    case 'list':
      return `[]${goTypeName(type.of)}`;
    case 'map':
      return `map[string]${goTypeName(type.of)}`;
    case 'type': {
      const version = /^V2(.*)$/.exec(type.name);
      return version === null ? `v1.${type.name}` : `v2.${version[1]}`;
    }
    case 'quantity':
      return 'resource.Quantity';
    case 'intOrString':
      return 'intstr.IntOrString';
    case 'time':
      return 'v1.Time';
    case 'microTime':
      return 'v1.MicroTime';
    case 'bytes':
      return '[]uint8';
    case 'double':
      return 'float64';
    default:
      return type.is;
  }
}

const integerBounds = {
  int32: 2 ** 31,
  int64: 2 ** 63,
} as const;

/** Where the decoder is: `struct` and `goPath` are how encoding/json names the place, `path` is how strict errors do. */
interface Place {
  readonly struct: string;
  readonly goPath: string;
  readonly path: string;
  readonly depth: number;
}

class Decoder {
  readonly unknownFields: string[] = [];
  error: string | undefined;

  private fail(message: string): typeof absent {
    this.error ??= message;
    return absent;
  }

  private mismatch(value: unknown, type: FieldType, { struct, goPath }: Place, detail = ''): typeof absent {
    const into = goPath === '' ? 'Go value' : `Go struct field ${struct}.${goPath}`;
    return this.fail(`json: cannot unmarshal ${jsonKind(value)}${detail} into ${into} of type ${goTypeName(type)}`);
  }

  decode(value: unknown, type: FieldType, place: Place): unknown {
    if (place.depth > deepest) return this.fail('exceeded max depth');
    switch (type.is) {
      case 'type':
        if (value === null) return absent;
        if (typeof value !== 'object' || Array.isArray(value)) return this.mismatch(value, type, place);
        return this.struct(value as Readonly<Record<string, unknown>>, type.name, type.schema, place);
      case 'list':
        if (value === null) return absent;
        return Array.isArray(value) ? this.list(value, type.of, place) : this.mismatch(value, type, place);
      case 'map':
        if (value === null) return absent;
        if (typeof value !== 'object' || Array.isArray(value)) return this.mismatch(value, type, place);
        return this.map(value as Readonly<Record<string, unknown>>, type.of, place);
      case 'any':
        return value === null ? absent : this.untyped(value, place.depth);
      default:
        return this.scalar(value, type, place);
    }
  }

  private scalar(value: unknown, type: FieldType, place: Place): unknown {
    switch (type.is) {
      case 'quantity':
        return value === null ? '0' : this.quantity(value);
      case 'intOrString':
        if (value === null) return absent;
        if (typeof value === 'string' || (Number.isInteger(value) && Math.abs(value as number) < 2 ** 31)) return value;
        return this.mismatch(value, { is: 'int32' }, { ...place, goPath: '' }, numberDetail(value));
      case 'time':
      case 'microTime':
        return value === null ? absent : this.time(value);
      case 'bytes':
        return value === null ? absent : this.bytes(value, place);
      case 'int32':
      case 'int64': {
        if (value === null) return absent;
        const bound = integerBounds[type.is];
        const whole = typeof value === 'number' && Number.isInteger(value) && value >= -bound && value < bound;
        return whole ? value : this.mismatch(value, type, place, numberDetail(value));
      }
      case 'double':
        if (value === null) return absent;
        return typeof value === 'number' ? value : this.mismatch(value, type, place);
      case 'bool':
        if (value === null) return absent;
        return typeof value === 'boolean' ? value : this.mismatch(value, type, place);
      default:
        if (value === null) return absent;
        return typeof value === 'string' ? value : this.mismatch(value, type, place);
    }
  }

  private quantity(value: unknown): unknown {
    // Quantity.UnmarshalJSON reads whatever JSON stands there as text.
    const text = typeof value === 'string' ? value.trim() : (JSON.stringify(value) ?? '');
    const quantity = parseQuantity(text);
    if (quantity === undefined) return this.fail(quantityError(text) ?? '');
    return quantityText(quantity);
  }

  private time(value: unknown): unknown {
    if (typeof value !== 'string') {
      return this.fail(`json: cannot unmarshal ${jsonKind(value)} into Go value of type string`);
    }
    if (value === '') return absent;
    if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(value)) return value;
    const quoted = goQuote(value);
    return this.fail(`parsing time ${quoted} as "2006-01-02T15:04:05Z07:00": cannot parse ${quoted} as "2006"`);
  }

  private bytes(value: unknown, place: Place): unknown {
    if (typeof value !== 'string') return this.mismatch(value, { is: 'bytes' }, place);
    const decoded = decodeBase64(value);
    if ('bytes' in decoded) return value.replace(/[\r\n]/g, '');
    return this.fail(`illegal base64 data at input byte ${decoded.illegalAt}`);
  }

  private untyped(value: unknown, depth: number): unknown {
    if (depth > deepest) return this.fail('exceeded max depth');
    if (typeof value === 'object' && value !== null) {
      for (const item of Object.values(value)) this.untyped(item, depth + 1);
    }
    return value;
  }

  private list(value: readonly unknown[], of: FieldType, place: Place): unknown {
    let changed = false;
    const items = value.map((item, index) => {
      const inner = { ...place, path: `${place.path}[${index}]`, depth: place.depth + 1 };
      const decoded = this.decode(item, of, inner);
      const kept = decoded === absent ? zeroItem(of) : decoded;
      changed ||= kept !== item;
      return kept;
    });
    return changed ? items : value;
  }

  private map(value: Readonly<Record<string, unknown>>, of: FieldType, place: Place): unknown {
    let changed = false;
    const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
      const inner = { ...place, path: `${place.path}.${key}`, depth: place.depth + 1 };
      const decoded = this.decode(item, of, inner);
      const kept = decoded === absent ? zeroItem(of) : decoded;
      changed ||= kept !== item;
      return [key, kept];
    });
    return changed ? Object.fromEntries(entries) : value;
  }

  struct(value: Readonly<Record<string, unknown>>, name: string, schema: TypeSchema, place: Place): object {
    const struct = name.replace(/^V2/, '');
    let changed = false;
    const entries: [string, unknown][] = [];
    // kubectl sends its JSON with sorted keys, and Go reports errors in the order of the text.
    for (const key of Object.keys(value).toSorted()) {
      const path = place.path === '' ? key : `${place.path}.${key}`;
      const type = fieldTypeOf(schema, key);
      if (type === undefined) {
        if (this.unknownFields.length < mostUnknownFields) this.unknownFields.push(`unknown field ${goQuote(path)}`);
        changed = true;
        continue;
      }
      const goPath = place.goPath === '' ? key : `${place.goPath}.${key}`;
      const decoded = this.decode(value[key], type, { struct, goPath, path, depth: place.depth + 1 });
      if (decoded === absent || isZeroOmitted(name, schema, key, decoded)) changed = true;
      else {
        changed ||= decoded !== value[key];
        entries.push([key, decoded]);
      }
    }
    const decoded = changed ? inOrderOf(value, entries) : value;
    return withZeroes(decoded, name, schema);
  }
}

/** The only required scalar that Go has a pointer to, and thus tells when it is missing. */
const POINTERS: ReadonlySet<string> = new Set(['HTTPIngressPath.pathType']);

/** A struct with the zero values of its required fields: no `omitempty` keeps Go from writing them. */
function withZeroes(decoded: object, name: string, schema: TypeSchema): object {
  const { required = [] } = schema;
  let filled: Record<string, unknown> | undefined;
  for (const field of required) {
    if (Object.hasOwn(decoded, field) || POINTERS.has(`${name}.${field}`)) continue;
    const zero = ZEROES[schema.fields[field] ?? ''];
    if (zero === undefined) continue;
    filled ??= { ...decoded };
    filled[field] = zero;
  }
  return filled ?? decoded;
}

const ZEROES: Readonly<Record<string, unknown>> = { string: '', int32: 0, int64: 0, bool: false };

/** The decoded fields in the order in which they were written, which is what people expect to read back in a diff. */
function inOrderOf(written: object, entries: readonly (readonly [string, unknown])[]): object {
  const decoded = new Map(entries);
  return Object.fromEntries(
    Object.keys(written)
      .filter((key) => decoded.has(key))
      .map((key) => [key, decoded.get(key)]),
  );
}

function numberDetail(value: unknown): string {
  return typeof value === 'number' ? ` ${value}` : '';
}

/** What a null in a list or map becomes: Go's zero value. */
function zeroItem(type: FieldType): unknown {
  switch (type.is) {
    case 'list':
      return [];
    case 'map':
    case 'type':
      return {};
    case 'int32':
    case 'int64':
    case 'double':
    case 'intOrString':
      return 0;
    case 'bool':
      return false;
    case 'any':
      return null;
    default:
      return '';
  }
}

/**
 * Decodes a JSON value as the type of the API, as the API server does with fieldValidation=Strict (sigs.k8s.io/json):
 * unknown fields are reported and dropped, wrong types are errors. Never throws; shares what needs no change.
 */
export function decode(value: unknown, typeName: string): Decoded {
  const schema = typeSchema(typeName);
  const decoder = new Decoder();
  if (schema === undefined) return { object: {}, unknownFields: [], error: `unknown type ${goQuote(typeName)}` };
  const place = { struct: '', goPath: '', path: '', depth: 0 };
  const decoded = decoder.decode(value, { is: 'type', name: typeName, schema }, place);
  const object = (decoded === absent ? {} : decoded) as Readonly<Record<string, unknown>>;
  const { unknownFields, error } = decoder;
  return error === undefined ? { object, unknownFields } : { object, unknownFields, error };
}
