/** Names that differ by more are no suggestions (cobra, SuggestionsMinimumDistance). */
const FARTHEST = 2;

/** How many letters must be added, removed or replaced to get from one word to another (Levenshtein). */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, replaced));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** What a mistyped word may have meant: close names, and names that begin with it (cobra command.go, SuggestionsFor). */
export function suggestionsFor(word: string, names: readonly string[]): string[] {
  const typed = word.toLowerCase();
  if (typed.length > 40) return [];
  return names.filter(
    (name) => distance(typed, name.toLowerCase()) <= FARTHEST || name.toLowerCase().startsWith(typed),
  );
}
