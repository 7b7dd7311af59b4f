import type { Json } from '../../../engine/index.ts';
import { decodeMessage } from './decode-message.ts';
import { encodeMessage } from './encode-message.ts';
import { messageOfKind } from './shapes.ts';
import { WireError, WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

export const protobufType = 'application/vnd.kubernetes.protobuf';

/** With these bytes every object begins (apimachinery pkg/runtime/serializer/protobuf). */
const MAGIC = Buffer.from('k8s\0');

/** An object as it travels: what it is, and its message (runtime.Unknown). */
export interface Envelope {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: Buffer;
}

function typeMeta(bytes: Buffer): { apiVersion: string; kind: string } {
  let [apiVersion, kind] = ['', ''];
  const reader = new WireReader(bytes);
  for (let tag = reader.tag(); tag !== undefined; tag = reader.tag()) {
    if (tag.number === 1) apiVersion = reader.bytes().toString();
    else if (tag.number === 2) kind = reader.bytes().toString();
    else reader.skip(tag);
  }
  return { apiVersion, kind };
}

/** Reads what an object's bytes say it is; throws WireError for bytes that are none. */
export function openEnvelope(bytes: Buffer): Envelope {
  if (bytes.length === 0) throw new WireError('empty data');
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    const expected = [...MAGIC].join(' ');
    throw new WireError(`provided data does not appear to be a protobuf message, expected prefix [${expected}]`);
  }
  let type = { apiVersion: '', kind: '' };
  let raw: Buffer = Buffer.alloc(0);
  const reader = new WireReader(bytes.subarray(MAGIC.length));
  for (let tag = reader.tag(); tag !== undefined; tag = reader.tag()) {
    if (tag.number === 1) type = typeMeta(reader.bytes());
    else if (tag.number === 2) raw = reader.bytes();
    else reader.skip(tag);
  }
  return { ...type, raw };
}

/** The object in an envelope; undefined when its kind has no message. Throws WireError. */
export function objectOf({ apiVersion, kind, raw }: Envelope): { readonly [field: string]: Json } | undefined {
  const message = messageOfKind(apiVersion, kind);
  return message === undefined ? undefined : { apiVersion, kind, ...decodeMessage(raw, message) };
}

/** The bytes of an object; undefined when its kind has no message. */
export function protobufOf(object: object): Buffer | undefined {
  const { apiVersion = '', kind = '' } = object as { apiVersion?: string; kind?: string };
  const message = messageOfKind(apiVersion, kind);
  if (message === undefined) return undefined;
  const type = new WireWriter();
  type.text(1, apiVersion);
  type.text(2, kind);
  const writer = new WireWriter();
  writer.bytes(1, type.finish());
  writer.bytes(2, encodeMessage(object as Readonly<Record<string, unknown>>, message));
  writer.text(3, '');
  writer.text(4, '');
  return Buffer.concat([MAGIC, writer.finish()]);
}

/** One event of a watch, with its length before it (serializer/streaming, length-delimited frames). */
export function watchFrame(type: string, object: object): Buffer | undefined {
  const raw = protobufOf(object);
  if (raw === undefined) return undefined;
  const embedded = new WireWriter();
  embedded.bytes(1, raw);
  const event = new WireWriter();
  event.text(1, type);
  event.bytes(2, embedded.finish());
  const bytes = event.finish();
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
