import { createInflate, constants } from 'node:zlib';
import { headerDictionary } from './dictionary.ts';

/** Headers of a stream, their names in lower case. */
export type StreamHeaders = ReadonlyMap<string, string>;

/** More than any client sends when it opens a stream, bytes. */
const LONGEST_BLOCK = 64 * 1024;

/** A zlib stream that is not compressed (RFC 1950: CMF, FLG). */
const ZLIB_HEADER = Buffer.from([0x78, 0x01]);
/** An empty stored block: at it Go's decompressor hands out what it has. */
const FLUSH = Buffer.from([0, 0, 0, 0xff, 0xff]);

/** Reads the header blocks of one connection, which are one zlib stream. */
export class HeaderReader {
  private readonly inflate = createInflate({ dictionary: headerDictionary, finishFlush: constants.Z_SYNC_FLUSH });
  private block: Buffer[] = [];
  private size = 0;

  constructor() {
    this.inflate.on('data', (bytes: Buffer) => {
      this.size += bytes.length;
      if (this.size <= LONGEST_BLOCK) this.block.push(bytes);
    });
  }

  /** The headers in the next block; rejects when it is none, or too long. */
  read(compressed: Buffer): Promise<StreamHeaders> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        reject(error);
      };
      this.inflate.once('error', fail);
      this.inflate.write(compressed);
      this.inflate.flush(constants.Z_SYNC_FLUSH, () => {
        this.inflate.off('error', fail);
        const { size, block } = this;
        this.size = 0;
        this.block = [];
        if (size > LONGEST_BLOCK) reject(new Error('header block too long'));
        else resolve(parsed(Buffer.concat(block)));
      });
    });
  }

  close(): void {
    // What ends in the middle of a block is no error any more.
    this.inflate.on('error', () => {});
    this.inflate.destroy();
  }
}

/** A count, then names and values, each after its length. What ends too early has no more headers. */
function parsed(block: Buffer): StreamHeaders {
  let at = 0;
  const number = (): number => {
    const value = at + 4 <= block.length ? block.readUInt32BE(at) : 0;
    at += 4;
    return value;
  };
  const text = (): string => {
    const length = number();
    const value = block.toString('utf8', at, at + length);
    at += length;
    return value;
  };
  const headers = new Map<string, string>();
  for (let left = number(); left > 0 && at < block.length; left -= 1) headers.set(text().toLowerCase(), text());
  return headers;
}

/** Writes header blocks as stored deflate blocks of one zlib stream: short as they are, compressing saves nothing. */
export class HeaderWriter {
  private isFirst = true;

  write(headers: StreamHeaders): Buffer {
    const parts = [uint32(headers.size)];
    for (const [name, value] of headers) {
      for (const text of [name, value]) {
        const bytes = Buffer.from(text);
        parts.push(uint32(bytes.length), bytes);
      }
    }
    const block = Buffer.concat(parts);
    // RFC 1951, 3.2.4: not the last block, its length and the complement of it.
    const stored = Buffer.alloc(5);
    stored.writeUInt16LE(block.length, 1);
    stored.writeUInt16LE(~block.length & 0xffff, 3);
    const all = [...(this.isFirst ? [ZLIB_HEADER] : []), stored, block, FLUSH];
    this.isFirst = false;
    return Buffer.concat(all);
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
