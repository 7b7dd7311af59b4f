import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { randomSuffix } from './api/generated-names.ts';

const ZERO = 48;
const LETTER_A = 97;
const UUID = '00000000-0000-4000-8000-000000000000';

/** Bits of one draw, and the hex digits that they make. */
const WORD_BITS = 28;
const DIGITS_PER_WORD = WORD_BITS / 4;

function hexDigit(value: number): number {
  return value < 10 ? ZERO + value : LETTER_A + value - 10;
}

/** The one seeded source of names, uids and jitter. Its state is plain data. */
export class Random {
  private generator: RandomGenerator;
  /** Character codes of a uuid, filled in anew for each: every object has one, so they are not made of pieces of text. */
  private readonly uuidText: number[] = Array.from(UUID, (character) => character.charCodeAt(0));

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
    const text: number[] = [];
    for (let left = length; left > 0; left -= DIGITS_PER_WORD) {
      const word = this.int(2 ** WORD_BITS);
      const end = WORD_BITS - 4 * Math.min(DIGITS_PER_WORD, left);
      for (let shift = WORD_BITS - 4; shift >= end; shift -= 4) text.push(hexDigit((word >>> shift) & 15));
    }
    return String.fromCharCode(...text);
  }

  /** An RFC 4122 version 4 UUID. */
  uuid(): string {
    const variant = '89ab'.charCodeAt(this.int(4));
    const text = this.uuidText;
    let word = 0;
    let left = 0;
    for (let index = 0; index < text.length; index++) {
      if (index === 8 || index === 13 || index === 14 || index === 18 || index === 19 || index === 23) continue;
      if (left === 0) {
        word = this.int(2 ** WORD_BITS);
        left = WORD_BITS;
      }
      left -= 4;
      text[index] = hexDigit((word >>> left) & 15);
    }
    text[19] = variant;
    return String.fromCharCode(...text);
  }

  save(): number[] {
    return [...this.generator.getState()];
  }

  load(state: readonly number[]): void {
    this.generator = xoroshiro128plusFromState(state);
  }
}
