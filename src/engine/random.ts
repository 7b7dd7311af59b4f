import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { randomSuffix } from './api/generated-names.ts';

const ZERO = 48;
const LETTER_A = 97;
const DASH = 45;
const VERSION_4 = ZERO + 4;

/** Bits of one draw: seven hex digits. */
const WORD_BITS = 28;

/** The one seeded source of names, uids and jitter. Its state is plain data. */
export class Random {
  private generator: RandomGenerator;

  constructor(seed: number) {
    this.generator = xoroshiro128plus(seed);
  }

  /** A whole number from 0 to `bound` - 1. */
  int(bound: number): number {
    return bound <= 1 ? 0 : uniformInt(this.generator, 0, bound - 1);
  }

  /** `length` characters as in the end of a pod's name. */
  suffix(length = 5): string {
    return randomSuffix((bound) => this.int(bound), length);
  }

  /** `length` hex digits. */
  hex(length: number): string {
    return String.fromCharCode(...this.hexDigits(length));
  }

  /** An RFC 4122 version 4 UUID. */
  uuid(): string {
    const variant = '89ab'.charCodeAt(this.int(4));
    const digits = this.hexDigits(30);
    const text: number[] = [];
    for (let index = 0; index < digits.length; index++) {
      if (index === 8 || index === 12 || index === 15 || index === 18) text.push(DASH);
      if (index === 12) text.push(VERSION_4);
      if (index === 15) text.push(variant);
      text.push(digits[index] ?? 0);
    }
    return String.fromCharCode(...text);
  }

  save(): number[] {
    return [...this.generator.getState()];
  }

  load(state: readonly number[]): void {
    this.generator = xoroshiro128plusFromState(state);
  }

  /** Character codes: each object has a uid, so these are not put together from pieces of text. */
  private hexDigits(length: number): number[] {
    const digits: number[] = [];
    for (let word = 0, left = 0; digits.length < length;) {
      if (left === 0) {
        word = this.int(2 ** WORD_BITS);
        left = WORD_BITS;
      }
      left -= 4;
      const digit = (word >>> left) & 15;
      digits.push(digit < 10 ? ZERO + digit : LETTER_A + digit - 10);
    }
    return digits;
  }
}
