import type { Value } from './values.ts';

/** `at`: where cel-go says that a part of an expression is, in characters from its beginning. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: Value; readonly at: number }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | Select
  | Call
  | { readonly kind: 'list'; readonly items: readonly Expression[]; readonly at: number }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Expression, Expression])[]; readonly at: number }
  | Comprehension;

export interface Select {
  readonly kind: 'select';
  readonly operand: Expression;
  readonly field: string;
  /** `has(a.b)`: whether it is there. */
  readonly tests?: boolean;
  /** `a.?b`: an optional value. */
  readonly optional?: boolean;
  readonly at: number;
}

export interface Call {
  readonly kind: 'call';
  /** `_+_`, `size`; with a dot in front for a function that is called on a value: `.size`. */
  readonly name: string;
  /** With the value that it is called on as the first. */
  readonly args: readonly Expression[];
  readonly at: number;
}

export interface Comprehension {
  readonly kind: 'comprehension';
  readonly macro: 'all' | 'exists' | 'exists_one' | 'filter' | 'map';
  readonly range: Expression;
  readonly variable: string;
  /** Of a `map` with three arguments: which items it takes. */
  readonly when?: Expression;
  readonly body: Expression;
  readonly at: number;
}
