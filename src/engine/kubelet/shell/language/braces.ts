import type { Word, WordPart } from './ast.ts';

/** More words are not made of one. */
const MAX_WORDS = 10_000;

/** Where an unquoted `{a,b}` or `{1..3}` stands in a text, with its alternatives. */
function findBraces(text: string): { start: number; end: number; alternatives: string[] } | undefined {
  for (let start = text.indexOf('{'); start >= 0; start = text.indexOf('{', start + 1)) {
    const commas: number[] = [];
    let open = 0;
    for (let index = start; index < text.length; index++) {
      const character = text[index];
      if (character === '{') open += 1;
      if (character === ',' && open === 1) commas.push(index);
      if (character !== '}' || --open > 0) continue;
      const cuts = [start, ...commas, index];
      const alternatives =
        commas.length > 0
          ? cuts.slice(1).map((cut, number) => text.slice((cuts[number] ?? 0) + 1, cut))
          : sequence(text.slice(start + 1, index));
      if (alternatives !== undefined) return { start, end: index + 1, alternatives };
      break;
    }
  }
  return undefined;
}

/** `1..5`, `01..10`, `1..9..2`, `a..e`. */
function sequence(text: string): string[] | undefined {
  const numbers = /^(-?\d{1,9})\.\.(-?\d{1,9})(?:\.\.(-?\d{1,9}))?$/.exec(text);
  const letters = /^([A-Za-z])\.\.([A-Za-z])$/.exec(text);
  if (numbers === null && letters === null) return undefined;
  const [, from = '', to = ''] = numbers ?? letters ?? [];
  const step = Math.max(1, Math.abs(Number(numbers?.[3] ?? 1)));
  const [start, end] = numbers === null ? [from.charCodeAt(0), to.charCodeAt(0)] : [Number(from), Number(to)];
  const isPadded = numbers !== null && /^-?0\d|\.\.-?0\d/.test(text);
  const width = isPadded ? Math.max(from.length, to.length) : 0;
  const count = Math.min(MAX_WORDS, Math.floor(Math.abs(end - start) / step) + 1);
  return Array.from({ length: count }, (_, index) => {
    const value = start + (end >= start ? index : -index) * step;
    if (numbers === null) return String.fromCharCode(value);
    return `${value < 0 ? '-' : ''}${String(Math.abs(value)).padStart(width - (value < 0 ? 1 : 0), '0')}`;
  });
}

/** Makes several words of one with braces. What stands between braces may hold no quotes and no expansions. */
export function expandBraces(word: Word): Word[] {
  const done: Word[] = [];
  const pending: Word[] = [word];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const found = findInParts(next);
    if (found === undefined || done.length + pending.length >= MAX_WORDS) done.push(next);
    else pending.push(...found.toReversed());
  }
  return done;
}

function findInParts(word: Word): Word[] | undefined {
  for (const [index, part] of word.entries()) {
    if (part.type !== 'text' || part.quoted || !part.text.includes('{')) continue;
    const braces = findBraces(part.text);
    if (braces === undefined) continue;
    const plain = (text: string): WordPart => ({ type: 'text', text, quoted: false });
    return braces.alternatives.map((alternative) => [
      ...word.slice(0, index),
      plain(part.text.slice(0, braces.start) + alternative + part.text.slice(braces.end)),
      ...word.slice(index + 1),
    ]);
  }
  return undefined;
}
