/** Letters to change, add, leave out or swap with their neighbour to make one word of the other; case counts half. */
export function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const cost = isSame ? 0 : a[i - 1]?.toLowerCase() === b[j - 1]?.toLowerCase() ? 0.5 : 1;
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + cost,
          isSwapped ? (before[j - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

const LONGEST_WORD = 64;

/** The words that one probably meant, nearest first; none when all are too different. */
export function nearestWords(word: string, known: readonly string[]): readonly string[] {
  if (word.length > LONGEST_WORD) return [];
  const limit = Math.max(1.5, word.length / 3);
  return known
    .map((each) => ({ each, far: distance(word, each) }))
    .filter(({ each, far }) => each !== word && (far <= limit || each === `${word}s` || `${each}s` === word))
    .toSorted((a, b) => a.far - b.far)
    .map(({ each }) => each);
}
