import { parseGoDuration } from '../../../engine/index.ts';
import { shapeOf, type FieldShape } from './shapes.ts';
import { WireWriter } from './wire-writer.ts';

const NANOS_IN_MS = 1e6;

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function moment(value: unknown): Buffer {
  const writer = new WireWriter();
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  // The zero time is an empty message.
  if (Number.isNaN(ms)) return writer.finish();
  const fraction = /\.(\d{1,9})/.exec(String(value))?.[1] ?? '';
  writer.int(1, Math.floor(ms / 1000));
  writer.int(2, Number(fraction.padEnd(9, '0')));
  return writer.finish();
}

function intOrString(value: unknown): Buffer {
  const writer = new WireWriter();
  const isText = typeof value === 'string';
  writer.int(1, isText ? 1 : 0);
  writer.int(2, isText ? 0 : Number(value));
  writer.text(3, isText ? value : '');
  return writer.finish();
}

function wrapped(items: readonly string[]): Buffer {
  const writer = new WireWriter();
  for (const item of items) writer.text(1, item);
  return writer.finish();
}

function duration(value: unknown): Buffer {
  const writer = new WireWriter();
  writer.int(1, (parseGoDuration(String(value)) ?? 0) * NANOS_IN_MS);
  return writer.finish();
}

function toBytes(type: string, value: unknown): Buffer {
  switch (type) {
    case 'string':
      return Buffer.from(String(value));
    case 'bytes':
      return Buffer.from(String(value), 'base64');
    case 'time':
    case 'microTime':
      return moment(value);
    case 'quantity':
      return wrapped([String(value)]);
    case 'intOrString':
      return intOrString(value);
    case 'json':
      return wrapped([JSON.stringify(value)]);
    case 'strings':
      return wrapped(Array.isArray(value) ? value.map(String) : []);
    case 'duration':
      return duration(value);
    default:
      return encodeMessage(isObject(value) ? value : {}, type);
  }
}

function write(writer: WireWriter, { number, type }: Pick<FieldShape, 'number' | 'type'>, value: unknown): void {
  if (type === 'int32' || type === 'int64') writer.int(number, Number(value));
  else if (type === 'bool') writer.int(number, value === true ? 1 : 0);
  else writer.bytes(number, toBytes(type, value));
}

function writeField(writer: WireWriter, field: FieldShape, value: unknown): void {
  if (field.holds === 'one') write(writer, field, value);
  else if (field.holds === 'list') {
    for (const item of Array.isArray(value) ? (value as unknown[]) : []) write(writer, field, item);
  } else {
    for (const [key, item] of Object.entries(isObject(value) ? value : {})) {
      const entry = new WireWriter();
      entry.text(1, key);
      write(entry, { number: 2, type: field.type }, item);
      writer.bytes(field.number, entry.finish());
    }
  }
}

/** The bytes of a JSON object as a message; fields that the message does not have are left out. */
export function encodeMessage(object: Fields, message: string): Buffer {
  const shape = shapeOf(message);
  const writer = new WireWriter();
  for (const field of shape?.byNumber.values() ?? []) {
    if (field.holds === 'inline') writer.bytes(field.number, encodeMessage(object, field.type));
    else if (Object.hasOwn(object, field.name)) {
      const value = object[field.name];
      if (value !== undefined && value !== null) writeField(writer, field, value);
    }
  }
  return writer.finish();
}
