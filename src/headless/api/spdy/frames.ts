/** Types of control frames (draft-mbelshe-httpbis-spdy-00, 2.6). */
export const frameType = { synStream: 1, synReply: 2, rstStream: 3, ping: 6, goAway: 7, headers: 8 } as const;

/** The last frame of its sender on a stream. */
export const FIN = 1;

const VERSION = 3;
const HEAD = 8;
/** A frame is at most so long, bytes; Go's client sends at most 32 KiB at once. */
const LONGEST_FRAME = 1024 * 1024;

export type Frame =
  | { readonly type: 'data'; readonly stream: number; readonly flags: number; readonly data: Buffer }
  | { readonly type: 'control'; readonly kind: number; readonly flags: number; readonly data: Buffer };

/** Cuts what comes in into frames. */
export class FrameReader {
  private rest: Buffer = Buffer.alloc(0);

  /** The frames that are whole now; throws for what is no SPDY/3 frame. */
  *read(bytes: Buffer): Generator<Frame> {
    this.rest = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    while (this.rest.length >= HEAD) {
      const first = this.rest.readUInt32BE(0);
      const flags = this.rest.readUInt8(4);
      const length = this.rest.readUIntBE(5, 3);
      if (length > LONGEST_FRAME) throw new Error('frame too long');
      if (this.rest.length < HEAD + length) return;
      const data = this.rest.subarray(HEAD, HEAD + length);
      this.rest = this.rest.subarray(HEAD + length);
      if (first >>> 31 === 0) yield { type: 'data', stream: first, flags, data };
      else {
        if (((first >>> 16) & 0x7fff) !== VERSION) throw new Error('not SPDY/3');
        yield { type: 'control', kind: first & 0xffff, flags, data };
      }
    }
  }
}

function head(first: number, flags: number, length: number): Buffer {
  const bytes = Buffer.alloc(HEAD);
  bytes.writeUInt32BE(first);
  bytes.writeUInt8(flags, 4);
  bytes.writeUIntBE(length, 5, 3);
  return bytes;
}

export function dataFrame(stream: number, data: Buffer, flags = 0): Buffer {
  return Buffer.concat([head(stream, flags, data.length), data]);
}

export function controlFrame(kind: number, data: Buffer, flags = 0): Buffer {
  return Buffer.concat([head((0x8000_0000 | (VERSION << 16) | kind) >>> 0, flags, data.length), data]);
}

/** The body of frames that begin with a stream's number. */
export function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, 4 * index);
  return bytes;
}
