/** Functions of numbers alone; undefined for a name that is none of them. */
export function mathFunction(name: string, first: number, second: number): number | undefined {
  switch (name) {
    case 'int':
      return Math.trunc(first);
    case 'sqrt':
      return Math.sqrt(first);
    case 'log':
      return Math.log(first);
    case 'exp':
      return Math.exp(first);
    case 'sin':
      return Math.sin(first);
    case 'cos':
      return Math.cos(first);
    case 'atan2':
      return Math.atan2(first, second);
    default:
      return undefined;
  }
}

/** Text from a position (from 1) on, so many characters long, as awk rounds them. */
export function substring(text: string, from: number, length: number | undefined): string {
  const start = Math.round(from);
  const end = length === undefined ? Infinity : start + Math.round(length);
  return text.slice(Math.max(0, start - 1), Math.max(0, end - 1));
}

/** Numbers from 0 to below 1, the same ones every time: a run must be the same when it is played again. */
export class Randoms {
  private state: number;
  seed: number;

  constructor(seed = 0) {
    this.seed = seed;
    this.state = seed;
  }

  /** Begins anew from a seed; answers the one before. */
  restart(seed: number): number {
    const before = this.seed;
    this.seed = seed;
    this.state = Math.trunc(seed) | 0;
    return before;
  }

  /** mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}
