type Compare = (a: string, b: string) => number;

interface Key {
  /** First and last field, from 1. */
  from: number;
  to: number;
  compare: Compare;
}

const UNITS = 'KMGTPE';

/** The number at a text's start; 0 without one. */
function leadingNumber(text: string): number {
  return Number(/^\s*(-?\d{1,15}(?:\.\d{0,15})?|-?\.\d{1,15})/.exec(text)?.[1] ?? 0);
}

/** `100m`, `2K`, `1.5Gi` by size: units first, as `sort -h`. */
function humanNumber(text: string): number {
  const unit = /^\s*-?[\d.]+([KMGTPE])/i.exec(text.slice(0, 40))?.[1]?.toUpperCase() ?? '';
  return leadingNumber(text) * 1024 ** (unit === '' ? 0 : UNITS.indexOf(unit) + 1);
}

const bytewise: Compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** Versions: runs of digits as numbers, as `sort -V`. */
const byVersion: Compare = (a, b) => {
  const [left, right] = [a, b].map((text) => text.match(/\d{1,15}|\D+/g) ?? []);
  for (let index = 0; ; index++) {
    const [x, y] = [left?.[index], right?.[index]];
    if (x === undefined || y === undefined) return (x === undefined ? 0 : 1) - (y === undefined ? 0 : 1);
    const difference = /^\d/.test(x) && /^\d/.test(y) ? Number(x) - Number(y) : bytewise(x, y);
    if (difference !== 0) return difference;
  }
};

/** The comparison that the letters `n`, `h`, `V`, `f` and `r` ask for. */
function comparison(letters: string): Compare {
  const base: Compare = letters.includes('n')
    ? (a, b) => leadingNumber(a) - leadingNumber(b)
    : letters.includes('h')
      ? (a, b) => humanNumber(a) - humanNumber(b)
      : letters.includes('V')
        ? byVersion
        : letters.includes('f')
          ? (a, b) => bytewise(a.toUpperCase(), b.toUpperCase())
          : bytewise;
  return letters.includes('r') ? (a, b) => base(b, a) : base;
}

function parseKey(text: string, common: string): Key | undefined {
  const match = /^(\d{1,6})(?:\.\d{1,6})?([a-zA-Z]*)(?:,(\d{1,6})(?:\.\d{1,6})?([a-zA-Z]*))?$/.exec(text);
  if (match === null || Number(match[1]) === 0) return undefined;
  const letters = (match[2] ?? '') + (match[4] ?? '');
  return {
    from: Number(match[1]),
    to: match[3] === undefined ? Infinity : Number(match[3]),
    compare: comparison(letters === '' ? common : letters),
  };
}

/** An order of lines. */
export interface SortOrder {
  /** Sorts lines, and leaves out those that are equal to the one before when the order is unique. */
  sort(lines: readonly string[], spend: (units: number) => void): string[];
}

/**
 * The order that the letters of `sort` (`n`, `h`, `V`, `f`, `r`; `u`: without doubles, `s`: stable) and its keys
 * (`-k 2,2n`) ask for. Answers GNU's complaint about a key that cannot be read.
 */
export function lineOrder(
  letters: string,
  keyTexts: readonly string[],
  { separator }: { separator?: string },
): SortOrder | string {
  const common = ['n', 'h', 'V', 'f', 'r'].filter((letter) => letters.includes(letter)).join('');
  const keys: Key[] = [];
  for (const text of keyTexts) {
    const key = parseKey(text, common);
    if (key === undefined) return `invalid number at field start: invalid count at start of '${text}'`;
    keys.push(key);
  }
  const keyText = (line: string, { from, to }: Key): string => {
    const fields = separator === undefined ? line.trimStart().split(/\s+/) : line.split(separator);
    return fields.slice(from - 1, to).join(separator ?? ' ');
  };
  const whole = comparison(common);
  return {
    sort(lines, spend) {
      const byKeys: Compare = (a, b) => {
        spend(1);
        for (const key of keys) {
          const difference = key.compare(keyText(a, key), keyText(b, key));
          if (difference !== 0) return difference;
        }
        return keys.length === 0 ? whole(a, b) : 0;
      };
      const lastResort: Compare = (a, b) => (common.includes('r') ? bytewise(b, a) : bytewise(a, b));
      const isUnique = letters.includes('u');
      const compare: Compare = isUnique || letters.includes('s') ? byKeys : (a, b) => byKeys(a, b) || lastResort(a, b);
      const sorted = lines.toSorted(compare);
      return isUnique
        ? sorted.filter((line, index) => index === 0 || byKeys(sorted[index - 1] ?? '', line) !== 0)
        : sorted;
    },
  };
}
