import { wireType } from './wire-reader.ts';

/** Writes a message's fields one after the other. */
export class WireWriter {
  private readonly parts: Buffer[] = [];

  /** A whole number, exact up to 2^53, negative ones in ten bytes. */
  int(number: number, value: number): void {
    this.key(number, wireType.varint);
    const high = Math.floor(value / 2 ** 32);
    this.varint((value - high * 2 ** 32) >>> 0, high >>> 0);
  }

  bytes(number: number, value: Buffer): void {
    this.key(number, wireType.bytes);
    this.varint(value.length, 0);
    this.parts.push(value);
  }

  text(number: number, value: string): void {
    this.bytes(number, Buffer.from(value));
  }

  finish(): Buffer {
    return Buffer.concat(this.parts);
  }

  private key(number: number, wire: number): void {
    this.varint((number << 3) | wire, 0);
  }

  /** Seven bits a byte of the 64 that two halves make, the lowest first. */
  private varint(low: number, high: number): void {
    const out: number[] = [];
    let [rest, above] = [low, high];
    while (above !== 0 || rest > 0x7f) {
      out.push((rest & 0x7f) | 0x80);
      rest = ((rest >>> 7) | (above << 25)) >>> 0;
      above >>>= 7;
    }
    out.push(rest);
    this.parts.push(Buffer.from(out));
  }
}
