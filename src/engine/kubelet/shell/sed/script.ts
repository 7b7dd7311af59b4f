import type { Matcher } from '../pattern/matcher.ts';

/** A place in the text: a line's number, every so many lines, the last line, or the lines in which a pattern is found. */
export type Address =
  | { readonly type: 'line'; readonly line: number }
  | { readonly type: 'step'; readonly first: number; readonly step: number }
  | { readonly type: 'last' }
  | { readonly type: 'pattern'; readonly pattern: Matcher | undefined };

/** Where a range ends: at an address, so many lines on, or at the next line whose number is a multiple. */
export type RangeEnd =
  Address | { readonly type: 'lines'; readonly count: number } | { readonly type: 'multiple'; readonly of: number };

export interface Substitution {
  readonly name: 's';
  /** Undefined: the pattern that was used last. */
  readonly pattern: Matcher | undefined;
  readonly replacement: string;
  readonly isGlobal: boolean;
  /** Which match of a line is the first to be replaced. */
  readonly nth: number;
  readonly prints: boolean;
  /** The file that changed lines go to as well. */
  readonly file?: string;
}

export type Action =
  | { readonly name: '{'; readonly body: readonly SedCommand[] }
  | { readonly name: 'p' | 'P' | 'd' | 'D' | 'n' | 'N' | 'g' | 'G' | 'h' | 'H' | 'x' | '=' | 'l' | 'z' }
  | { readonly name: 'q' | 'Q'; readonly code: number }
  | { readonly name: 'a' | 'i' | 'c'; readonly text: string }
  | { readonly name: 'b' | 't' | 'T' | ':'; readonly label: string }
  | { readonly name: 'r' | 'w'; readonly file: string }
  | { readonly name: 'y'; readonly from: readonly string[]; readonly to: readonly string[] }
  | Substitution;

/** One command of a script: where it applies, and what it does there. */
export interface SedCommand {
  readonly from?: Address;
  readonly to?: RangeEnd;
  readonly isNegated: boolean;
  readonly action: Action;
}

/** Whose words an unreadable script is refused with. */
export type SedDialect = 'gnu' | 'busybox';

/** What sed says of a script that it cannot read, without `sed: ` before it. */
export class SedError extends Error {
  readonly code: number;

  constructor(message: string, code = 1) {
    super(message);
    this.code = code;
  }
}
