/** One case of a fact file: inputs, what Kubernetes does with them, and where that is known from. */
export interface FactCase {
  readonly id: string;
  readonly source?: Source;
}

/** Where a case is known from (`facts/README.md` of the shared facts). */
export interface Source {
  readonly file?: string;
  /** A test of upstream whose table the case is a row of. */
  readonly test?: string;
  /** A command of the real kubectl that printed it. */
  readonly ran?: string;
  readonly symbol?: string;
}

/** How strong a source is: a row of upstream's own tests, printed by the real kubectl, or read and computed from source. */
export type Strength = 'upstream' | 'ran' | 'computed';

export const strengths: readonly Strength[] = ['upstream', 'ran', 'computed'];

export function strengthOf({ file, test, ran }: Source = {}): Strength {
  if (file !== undefined && test !== undefined) return 'upstream';
  return ran === undefined ? 'computed' : 'ran';
}
