import type { Matcher } from './matcher.ts';

/** Puts other text where a pattern is found: everywhere (`all`) or at the first place. */
export function replaceMatches(
  text: string,
  matcher: Matcher,
  by: (found: readonly number[]) => string,
  all: boolean,
  spend: (units: number) => void,
): string {
  const pieces: string[] = [];
  let from = 0;
  let lastEnd = -1;
  for (let start = 0; start <= text.length;) {
    const found = matcher.find(text, start, spend);
    if (found === undefined) break;
    const [begin = 0, end = 0] = found;
    // Nothing right behind a match is no match of its own.
    const counts = end > begin || begin !== lastEnd;
    pieces.push(text.slice(from, begin), counts ? by(found) : '');
    from = end;
    lastEnd = end > begin ? end : -1;
    if (end === begin) {
      pieces.push(text.slice(end, end + 1));
      from = end + 1;
    }
    start = from;
    if (!all) break;
  }
  return pieces.join('') + text.slice(from);
}
