import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { randomSuffix } from './api/generated-names.ts';

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

  hex(length: number): string {
    let text = '';
    for (let left = length; left > 0; left -= 7) {
      text += this.int(0x1000_0000).toString(16).padStart(7, '0').slice(0, Math.min(7, left));
    }
    return text;
  }

  /** An RFC 4122 version 4 UUID. */
  uuid(): string {
    const variant = '89ab'.charAt(this.int(4));
    const hex = this.hex(30);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-${variant}${hex.slice(15, 18)}-${hex.slice(18, 30)}`;
  }

  save(): number[] {
    return [...this.generator.getState()];
  }

  load(state: readonly number[]): void {
    this.generator = xoroshiro128plusFromState(state);
  }
}
