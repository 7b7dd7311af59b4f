import type { Value } from './values.ts';

/**
 * A function: what it takes and answers, as `string, int -> bool`, and how. It is run with values that fit one of its
 * signatures, and throws an `EvaluationError` when it has no answer.
 */
export interface CelFunction {
  readonly signatures: readonly string[];
  readonly run: (args: readonly Value[]) => Value;
}

/** Functions by name; those that are called on a value have a dot in front. */
export type Library = Readonly<Record<string, CelFunction>>;

export function fn(signatures: string | readonly string[], run: (args: readonly Value[]) => Value): CelFunction {
  return { signatures: typeof signatures === 'string' ? [signatures] : signatures, run };
}
