/**
 * Edits that make one word of another (insert, drop, replace, swap neighbours), or `limit` + 1 when there are more: the
 * optimal string alignment distance. Words longer than 64 characters count as far apart.
 */
export function editDistance(a: string, b: string, limit: number): number {
  const far = limit + 1;
  if (Math.abs(a.length - b.length) > limit || a.length > 64 || b.length > 64) return far;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? far) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const dropped = (last[j] ?? far) + 1;
      const inserted = (row[j - 1] ?? far) + 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(Math.min(replaced, dropped, inserted, swapped ? (beforeLast[j - 2] ?? far) + 1 : far));
    }
    beforeLast = last;
    last = row;
  }
  return Math.min(last[b.length] ?? far, far);
}
