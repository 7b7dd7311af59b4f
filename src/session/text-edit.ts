import type { TextEdit } from '../manifests/index.ts';

/** The one replacement that makes `after` of `before`: all but what both begin and end with. */
export function editBetween(before: string, after: string): TextEdit {
  const longest = Math.min(before.length, after.length);
  let from = 0;
  while (from < longest && before[from] === after[from]) from += 1;
  let tail = 0;
  while (tail < longest - from && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { from, to: before.length - tail, text: after.slice(from, after.length - tail) };
}
