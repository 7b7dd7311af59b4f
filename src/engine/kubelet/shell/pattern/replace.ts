import type { Matcher } from './matcher.ts';

/** Puts other text where a pattern is found. */
export function replaceMatches(
  text: string,
  matcher: Matcher,
  by: (found: readonly number[]) => string,
  all: boolean,
  spend: (units: number) => void,
): string {
  let result = '';
  let from = 0;
  for (let start = 0; start <= text.length;) {
    const found = matcher.find(text, start, spend);
    if (found === undefined) break;
    const [begin = 0, end = 0] = found;
    // Nothing right behind a match is no match of its own.
    const counts = end > begin || begin > from || from === 0;
    result += text.slice(from, begin) + (counts ? by(found) : '');
    from = end;
    if (end === begin) {
      result += text.slice(end, end + 1);
      from = end + 1;
    }
    start = from;
    if (!all) break;
  }
  return result + text.slice(from);
}
