import { inflateRawSync } from 'node:zlib';
import { WireReader } from './wire-reader.ts';

/** A field of a message, as a FileDescriptorProto describes it (google/protobuf/descriptor.proto). */
export interface DescribedField {
  readonly name: string;
  readonly number: number;
  readonly repeated: boolean;
  /** `FieldDescriptorProto.Type`. */
  readonly type: number;
  /** Of a message: `.k8s.io.api.core.v1.PodSpec`. */
  readonly typeName: string;
}

export interface DescribedMessage {
  /** With its package: `k8s.io.api.core.v1.Pod`. */
  readonly name: string;
  readonly fields: readonly DescribedField[];
  /** The entry of a map: a key and a value. */
  readonly isMapEntry: boolean;
}

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);
/** What Go's gzip writes before the deflated bytes: no name, no time. */
const GZIP_HEADER_LENGTH = 10;
/** Longer than any file of Kubernetes's descriptors when deflated, bytes. */
const LONGEST_STREAM = 256 * 1024;

function* gzipContents(binary: Buffer): Generator<Buffer> {
  for (let at = binary.indexOf(GZIP_MAGIC); at >= 0; at = binary.indexOf(GZIP_MAGIC, at + 1)) {
    const start = at + GZIP_HEADER_LENGTH;
    try {
      yield inflateRawSync(binary.subarray(start, start + LONGEST_STREAM));
    } catch {
      // Three bytes that only look like the beginning of a stream.
    }
  }
}

function fieldOf(bytes: Buffer): DescribedField {
  let [name, number, label, type, typeName] = ['', 0, 0, 0, ''];
  const reader = new WireReader(bytes);
  for (let tag = reader.tag(); tag !== undefined; tag = reader.tag()) {
    if (tag.number === 1) name = reader.bytes().toString();
    else if (tag.number === 3) number = reader.int32();
    else if (tag.number === 4) label = reader.int32();
    else if (tag.number === 5) type = reader.int32();
    else if (tag.number === 6) typeName = reader.bytes().toString();
    else reader.skip(tag);
  }
  const LABEL_REPEATED = 3;
  return { name, number, repeated: label === LABEL_REPEATED, type, typeName };
}

function isMapEntry(options: Buffer): boolean {
  const reader = new WireReader(options);
  for (let tag = reader.tag(); tag !== undefined; tag = reader.tag()) {
    if (tag.number === 7) return reader.int32() !== 0;
    reader.skip(tag);
  }
  return false;
}

function messagesOf(bytes: Buffer, scope: string): readonly DescribedMessage[] {
  let name = '';
  let entry = false;
  const fields: DescribedField[] = [];
  const nested: Buffer[] = [];
  const reader = new WireReader(bytes);
  for (let tag = reader.tag(); tag !== undefined; tag = reader.tag()) {
    if (tag.number === 1) name = `${scope}.${reader.bytes().toString()}`;
    else if (tag.number === 2) fields.push(fieldOf(reader.bytes()));
    else if (tag.number === 3) nested.push(reader.bytes());
    else if (tag.number === 7) entry = isMapEntry(reader.bytes());
    else reader.skip(tag);
  }
  return [{ name, fields, isMapEntry: entry }, ...nested.flatMap((each) => messagesOf(each, name))];
}

/** The messages of a FileDescriptorProto; none for bytes that are something else. */
function messagesOfFile(bytes: Buffer): readonly DescribedMessage[] {
  let scope = '';
  const messages: Buffer[] = [];
  const reader = new WireReader(bytes);
  for (let tag = reader.tag(); tag !== undefined; tag = reader.tag()) {
    if (tag.number === 1 && !reader.bytes().toString().endsWith('/generated.proto')) return [];
    else if (tag.number === 2) scope = reader.bytes().toString();
    else if (tag.number === 4) messages.push(reader.bytes());
    else if (tag.number !== 1) reader.skip(tag);
  }
  return messages.flatMap((message) => messagesOf(message, scope));
}

/**
 * The messages that a Go program of Kubernetes was built with, by name: each generated.pb.go registers its own
 * FileDescriptorProto, gzipped.
 */
export function messagesInBinary(binary: Buffer): ReadonlyMap<string, DescribedMessage> {
  const found = new Map<string, DescribedMessage>();
  for (const content of gzipContents(binary)) {
    try {
      for (const message of messagesOfFile(content)) found.set(message.name, message);
    } catch {
      // Something else that is kept gzipped.
    }
  }
  return found;
}
