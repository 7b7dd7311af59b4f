/** Protobuf's wire types (protobuf.dev/programming-guides/encoding). */
export const wireType = { varint: 0, fixed64: 1, bytes: 2, endGroup: 4, fixed32: 5 } as const;

export interface Tag {
  readonly number: number;
  readonly wire: number;
}

/** Bytes that are no protobuf message, in the words of Go's generated decoders. */
export class WireError extends Error {}

const MOST_VARINT_BYTES = 10;

/** Reads a message's fields one after the other; everything throws WireError when the bytes end too early. */
export class WireReader {
  private readonly data: Buffer;
  private at = 0;
  /** The two halves of the varint that was read last. BigInts would be exact, but Node 20's compiler crashes on them. */
  private low = 0;
  private high = 0;

  constructor(data: Buffer) {
    this.data = data;
  }

  /** The next field's number and wire type; undefined at the end. */
  tag(): Tag | undefined {
    if (this.at >= this.data.length) return undefined;
    const key = this.int32();
    return { number: key >>> 3, wire: key & 7 };
  }

  int32(): number {
    this.varint();
    return this.low | 0;
  }

  /** Exact up to 2^53, as numbers of JSON are. */
  int64(): number {
    this.varint();
    return this.high * 2 ** 32 + (this.low >>> 0);
  }

  /** A length, and so many bytes. */
  bytes(): Buffer {
    const length = this.int64();
    if (length < 0) throw new WireError('proto: negative length found during unmarshaling');
    return this.fixed(length);
  }

  /** Passes over a field that nobody asks for. */
  skip({ wire }: Tag): void {
    switch (wire) {
      case wireType.varint:
        this.int32();
        break;
      case wireType.fixed64:
        this.fixed(8);
        break;
      case wireType.bytes:
        this.bytes();
        break;
      case wireType.fixed32:
        this.fixed(4);
        break;
      default:
        throw new WireError(`proto: illegal wireType ${wire}`);
    }
  }

  /** Reads 64 bits, seven a byte, the lowest first. */
  private varint(): void {
    this.low = 0;
    this.high = 0;
    for (let index = 0; index < MOST_VARINT_BYTES; index += 1) {
      const byte = this.data[this.at];
      if (byte === undefined) throw new WireError('unexpected EOF');
      this.at += 1;
      const bits = byte & 0x7f;
      const shift = 7 * index;
      if (shift < 32) this.low |= bits << shift;
      // The fifth byte has bits of both halves.
      if (shift >= 32) this.high |= bits << (shift - 32);
      else if (shift > 25) this.high |= bits >>> (32 - shift);
      if (byte < 0x80) return;
    }
    throw new WireError('proto: integer overflow');
  }

  private fixed(length: number): Buffer {
    const end = this.at + length;
    if (end > this.data.length) throw new WireError('unexpected EOF');
    const bytes = this.data.subarray(this.at, end);
    this.at = end;
    return bytes;
  }
}
