import type { Work } from '../run/block.ts';
import type { Process } from '../run/process.ts';
import { eachLine } from './lines.ts';
import { parseOptions } from './options.ts';

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

export function* sort(process: Process): Work {
  const options = parseOptions(
    process,
    'nrhVfut:k:bso:c',
    {
      'numeric-sort': 'n',
      reverse: 'r',
      'human-numeric-sort': 'h',
      'version-sort': 'V',
      unique: 'u',
      key: 'k',
      'field-separator': 't',
    },
    { exitCode: 2 },
  );
  if (typeof options === 'number') return options;
  const common = ['n', 'h', 'V', 'f', 'r'].filter((letter) => options.has(letter)).join('');
  const keys: Key[] = [];
  for (const text of options.values('k')) {
    const key = parseKey(text, common);
    if (key === undefined) return process.fail(`invalid number at field start: invalid count at start of '${text}'`, 2);
    keys.push(key);
  }
  const separator = options.value('t');
  const lines: string[] = [];
  const isRead = yield* eachLine(process, options.operands, (line) => lines.push(line));
  const keyText = (line: string, { from, to }: Key): string => {
    const fields = separator === undefined ? line.trimStart().split(/\s+/) : line.split(separator);
    return fields.slice(from - 1, to).join(separator ?? ' ');
  };
  const byKeys: Compare = (a, b) => {
    process.spend(1);
    for (const key of keys) {
      const difference = key.compare(keyText(a, key), keyText(b, key));
      if (difference !== 0) return difference;
    }
    return keys.length === 0 ? comparison(common)(a, b) : 0;
  };
  const lastResort: Compare = (a, b) => (common.includes('r') ? bytewise(b, a) : bytewise(a, b));
  const compare: Compare = options.has('u') || options.has('s') ? byKeys : (a, b) => byKeys(a, b) || lastResort(a, b);
  const sorted = lines.toSorted(compare);
  const shown = options.has('u')
    ? sorted.filter((line, index) => index === 0 || byKeys(sorted[index - 1] ?? '', line) !== 0)
    : sorted;
  const text = shown.map((line) => `${line}\n`).join('');
  const target = options.value('o');
  if (target === undefined) process.out(text);
  else {
    const reason = process.world.files.write(process.shell.resolve(target), text);
    if (reason !== undefined) return process.fail(`open failed: ${target}: ${reason}`, 2);
  }
  return isRead ? 0 : 2;
}
