import { formatGoDuration, toRFC3339, type Json } from '../../../engine/index.ts';
import { shapeOf, type FieldShape } from './shapes.ts';
import { WireError, WireReader, wireType, type Tag } from './wire-reader.ts';

const NANOS_IN_MS = 1e6;
/** The first second of the year 1 and the last of 9999, beyond which JSON has no time. */
const FIRST_SECOND = -62_135_596_800;
const LAST_SECOND = 253_402_300_799;

function expect(tag: Tag, wire: number, field: FieldShape): void {
  if (tag.wire === wire) return;
  const name = field.name.charAt(0).toUpperCase() + field.name.slice(1);
  throw new WireError(`proto: wrong wireType = ${tag.wire} for field ${name}`);
}

function moment(bytes: Buffer, micro: boolean): Json {
  // The zero time has no bytes at all, and is null in JSON.
  if (bytes.length === 0) return null;
  let [seconds, nanos] = [0, 0];
  const reader = new WireReader(bytes);
  for (let tag = reader.tag(); tag !== undefined; tag = reader.tag()) {
    if (tag.number === 1 && tag.wire === wireType.varint) seconds = reader.int64();
    else if (tag.number === 2 && tag.wire === wireType.varint) nanos = reader.int32();
    else reader.skip(tag);
  }
  if (seconds < FIRST_SECOND || seconds > LAST_SECOND) {
    throw new WireError('Time.MarshalJSON: year outside of range [0,9999]');
  }
  const whole = toRFC3339(seconds * 1000);
  if (!micro) return whole;
  const micros = Math.trunc(Math.min(Math.max(nanos, 0), 999_999_999) / 1000);
  return `${whole.slice(0, -1)}.${String(micros).padStart(6, '0')}Z`;
}

function intOrString(bytes: Buffer): Json {
  let [type, number, text] = [0, 0, ''];
  const reader = new WireReader(bytes);
  for (let tag = reader.tag(); tag !== undefined; tag = reader.tag()) {
    if (tag.number === 1 && tag.wire === wireType.varint) type = reader.int64();
    else if (tag.number === 2 && tag.wire === wireType.varint) number = reader.int32();
    else if (tag.number === 3 && tag.wire === wireType.bytes) text = reader.bytes().toString();
    else reader.skip(tag);
  }
  return type === 0 ? number : text;
}

/** The one field of a message that wraps it: a Quantity's text, a RawExtension's bytes, the items of a list. */
function wrapped(bytes: Buffer): readonly Buffer[] {
  const items: Buffer[] = [];
  const reader = new WireReader(bytes);
  for (let tag = reader.tag(); tag !== undefined; tag = reader.tag()) {
    if (tag.number === 1 && tag.wire === wireType.bytes) items.push(reader.bytes());
    else reader.skip(tag);
  }
  return items;
}

function embeddedJson(bytes: Buffer): Json {
  const [text] = wrapped(bytes);
  if (text === undefined || text.length === 0) return null;
  try {
    return JSON.parse(text.toString()) as Json;
  } catch {
    throw new WireError('raw bytes of an embedded object are no JSON');
  }
}

function duration(bytes: Buffer): Json {
  let nanos = 0;
  const reader = new WireReader(bytes);
  for (let tag = reader.tag(); tag !== undefined; tag = reader.tag()) {
    if (tag.number === 1 && tag.wire === wireType.varint) nanos = reader.int64();
    else reader.skip(tag);
  }
  return formatGoDuration(nanos / NANOS_IN_MS);
}

function ofBytes(type: string, bytes: Buffer): Json {
  switch (type) {
    case 'string':
      return bytes.toString();
    case 'bytes':
      return bytes.toString('base64');
    case 'time':
      return moment(bytes, false);
    case 'microTime':
      return moment(bytes, true);
    case 'quantity':
      return wrapped(bytes).at(-1)?.toString() ?? '0';
    case 'intOrString':
      return intOrString(bytes);
    case 'json':
      return embeddedJson(bytes);
    case 'strings':
      return wrapped(bytes).map(String);
    case 'duration':
      return duration(bytes);
    default:
      return decodeMessage(bytes, type);
  }
}

function value(reader: WireReader, tag: Tag, field: FieldShape): Json {
  switch (field.type) {
    case 'int32':
      expect(tag, wireType.varint, field);
      return reader.int32();
    case 'int64':
      expect(tag, wireType.varint, field);
      return reader.int64();
    case 'bool':
      expect(tag, wireType.varint, field);
      return reader.int32() !== 0;
    default:
      expect(tag, wireType.bytes, field);
      return ofBytes(field.type, reader.bytes());
  }
}

const KEY: FieldShape = { name: 'mapKey', number: 1, holds: 'one', type: 'string' };

function mapEntry(bytes: Buffer, field: FieldShape): readonly [key: string, value: Json] {
  let key = '';
  // An entry without a value has its type's zero.
  let item: Json | undefined;
  const reader = new WireReader(bytes);
  for (let tag = reader.tag(); tag !== undefined; tag = reader.tag()) {
    if (tag.number === 1) key = String(value(reader, tag, KEY));
    else if (tag.number === 2) item = value(reader, tag, { ...field, name: 'mapValue', holds: 'one' });
    else reader.skip(tag);
  }
  return [key, item ?? ofBytes(field.type, Buffer.alloc(0))];
}

/**
 * The JSON of a message's bytes. Fields that it does not know are passed over, as Go does. Throws WireError, in the
 * words of Go's generated decoders, for bytes that are no such message.
 */
export function decodeMessage(bytes: Buffer, message: string): { readonly [field: string]: Json } {
  const shape = shapeOf(message);
  if (shape === undefined) throw new WireError(`no message ${message}`);
  // Maps, because a client chooses the keys of a map: "__proto__" is one like any other.
  const fields = new Map<string, Json>();
  const lists = new Map<string, Json[]>();
  const maps = new Map<string, Map<string, Json>>();
  const reader = new WireReader(bytes);
  for (let tag = reader.tag(); tag !== undefined; tag = reader.tag()) {
    const kind = message.slice(message.lastIndexOf('.') + 1);
    if (tag.wire === wireType.endGroup) throw new WireError(`proto: ${kind}: wiretype end group for non-group`);
    if (tag.number <= 0) throw new WireError(`proto: ${kind}: illegal tag ${tag.number} (wire type ${tag.wire})`);
    const field = shape.byNumber.get(tag.number);
    if (field === undefined) reader.skip(tag);
    else if (field.holds === 'one') fields.set(field.name, value(reader, tag, field));
    else if (field.holds === 'list') {
      const list = lists.get(field.name) ?? [];
      list.push(value(reader, tag, field));
      lists.set(field.name, list);
    } else {
      expect(tag, wireType.bytes, field);
      if (field.holds === 'inline') {
        for (const [name, item] of Object.entries(decodeMessage(reader.bytes(), field.type))) fields.set(name, item);
      } else {
        const map = maps.get(field.name) ?? new Map<string, Json>();
        map.set(...mapEntry(reader.bytes(), field));
        maps.set(field.name, map);
      }
    }
  }
  for (const [name, list] of lists) fields.set(name, list);
  for (const [name, map] of maps) fields.set(name, Object.fromEntries(map));
  return Object.fromEntries(fields);
}
