import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeOnly } from './support/source-text.ts';

/** Every text of a language by its dotted key. */
function texts(tree: unknown, prefix = ''): readonly (readonly [key: string, text: unknown])[] {
  if (typeof tree !== 'object' || tree === null) return [[prefix, tree]];
  return Object.entries(tree).flatMap(([key, value]) => texts(value, prefix === '' ? key : `${prefix}.${key}`));
}

/** i18next's plural forms are one key for the code, and languages differ in which forms they have. */
const withoutPlural = (key: string): string => key.replace(/_(?:zero|one|two|few|many|other)$/, '');

const placeholders = (text: unknown): readonly string[] =>
  [...String(text).matchAll(/\{\{\s*([^},\s]+)/g)].map((match) => match[1] ?? '');

/** The literal keys that a source asks for: t('a.b'), and i18nKey="a.b" of a Trans element. */
function usedKeys(source: string): readonly string[] {
  const code = codeOnly(source);
  return [...code.matchAll(/(?:(?<![\w$])t\(\s*|\bi18nKey=\{?)(?=['"])/g)].map((match) => {
    const start = match.index + match[0].length + 1;
    return source.slice(start, code.indexOf(code[start - 1] ?? '', start));
  });
}

const language = (name: string): ReadonlyMap<string, unknown> =>
  new Map(texts(JSON.parse(readFileSync(`src/i18n/${name}.json`, 'utf8'))));

describe('the texts', () => {
  const en = language('en');
  const ko = language('ko');
  const keys = (texts: ReadonlyMap<string, unknown>): readonly string[] =>
    [...new Set([...texts.keys()].map(withoutPlural))].toSorted();

  it('have the same keys in English and Korean', () => {
    expect(keys(ko)).toEqual(keys(en));
  });

  it('say something under every key', () => {
    const isEmpty = ([, text]: readonly [string, unknown]): boolean => typeof text !== 'string' || text.trim() === '';
    expect([...en, ...ko].filter(isEmpty)).toEqual([]);
  });

  it('use the same values in English and Korean', () => {
    const used = (texts: ReadonlyMap<string, unknown>): Record<string, readonly string[]> => {
      const names = new Map<string, Set<string>>();
      for (const [key, text] of texts) {
        const of = names.get(withoutPlural(key)) ?? new Set();
        for (const name of placeholders(text)) of.add(name);
        names.set(withoutPlural(key), of);
      }
      return Object.fromEntries([...names].map(([key, of]) => [key, [...of].toSorted()]));
    };
    expect(used(ko)).toEqual(used(en));
  });

  it('have every key that the code asks for', () => {
    const known = new Set(keys(en));
    const missing = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path))
      .flatMap((path) => usedKeys(readFileSync(join('src', path), 'utf8')).map((key) => ({ path, key })))
      .filter(({ key }) => !known.has(withoutPlural(key)));
    expect(missing).toEqual([]);
  });
});

describe('reading keys', () => {
  it('finds literal keys, and only where a text is asked for', () => {
    const source = `t('a.b'); t( "c" ); <Trans i18nKey="d" />; // t('e')\n set('f'); x.t('g'); t(\`h.\${i}\`);`;
    expect(usedKeys(source)).toEqual(['a.b', 'c', 'd', 'g']);
  });
});
