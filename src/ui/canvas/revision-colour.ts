import type { RevisionMark } from '../../scene/index.ts';

/** The colour of a revision, as a CSS value. */
export function revisionColour(mark: RevisionMark): string {
  return `var(--rev${mark.colour + 1})`;
}
