import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withAreas } from '../src/i18n/area.ts';
import { texts as earlyEn } from '../src/i18n/en/index.ts';
import { texts as earlyKo } from '../src/i18n/ko/index.ts';
import { withParticles } from '../src/i18n/ko/particles.ts';
import { translator } from '../src/i18n/translate.ts';
import { codeOnly } from './support/source-text.ts';

/** What is loaded late. */
function late(language: string): Readonly<Record<string, string>> {
  const folder = `src/i18n/${language}/late`;
  const areas = readdirSync(folder).map((file) => [
    file.replace('.json', ''),
    JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, string>,
  ]);
  return withAreas(Object.fromEntries(areas) as Record<string, Record<string, string>>);
}

const en: Readonly<Record<string, string>> = { ...earlyEn, ...late('en') };
const ko: Readonly<Record<string, string>> = { ...earlyKo, ...late('ko') };

/** i18next's plural forms are one key for the code, and languages differ in which forms they have. */
const withoutPlural = (key: string): string => key.replace(/_(?:zero|one|two|few|many|other)$/, '');

const placeholders = (text: string): readonly string[] =>
  [...text.matchAll(/\{\{\s*([^},|\s]+)/g)].map((match) => match[1] ?? '');

/** The literal keys that a source asks for: t('a.b'), and i18nKey="a.b" of a Trans element. */
function usedKeys(source: string): readonly string[] {
  const code = codeOnly(source);
  return [...code.matchAll(/(?:(?<![\w$])t\(\s*|\bi18nKey=\{?)(?=['"])/g)].map((match) => {
    const start = match.index + match[0].length + 1;
    return source.slice(start, code.indexOf(code[start - 1] ?? '', start));
  });
}

type Texts = Readonly<Record<string, string>>;

const keys = (texts: Texts): readonly string[] => [...new Set(Object.keys(texts).map(withoutPlural))].toSorted();

describe('the texts', () => {
  it('of every area are shown', () => {
    for (const [language, texts] of Object.entries({ en, ko })) {
      const files = ['', '/late'].flatMap((folder) =>
        readdirSync(`src/i18n/${language}${folder}`).filter((file) => file.endsWith('.json')),
      );
      const areas = new Set(Object.keys(texts).map((key) => key.split('.')[0]));
      expect(files.filter((file) => !areas.has(file.replace('.json', '')))).toEqual([]);
    }
  });

  it('have the same keys in English and Korean', () => {
    expect(keys(ko)).toEqual(keys(en));
  });

  it('say something under every key', () => {
    const isEmpty = ([, text]: readonly [string, string]): boolean => text.trim() === '';
    expect([...Object.entries(en), ...Object.entries(ko)].filter(isEmpty)).toEqual([]);
  });

  it('fill in the same values in English and Korean', () => {
    const filled = (texts: Texts): readonly (readonly [key: string, values: readonly string[]])[] =>
      keys(texts).map((key) => {
        const forms = Object.entries(texts).filter(([form]) => withoutPlural(form) === key);
        return [key, [...new Set(forms.flatMap(([, text]) => placeholders(text)))].toSorted()];
      });
    expect(filled(ko)).toEqual(filled(en));
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

describe('filling in', () => {
  it('takes the word that goes with a number', () => {
    const t = translator({ saw: 'saw {{have}} of {{want}} {{want|pod|pods}}' }, 'en');
    expect(t('saw', { have: 0, want: 1 })).toBe('saw 0 of 1 pod');
    expect(t('saw', { have: 1, want: 0 })).toBe('saw 1 of 0 pods');
  });

  it.each([
    ['node-1이(가) node-2을(를)', 'node-1이 node-2를'],
    ['파드은(는) 노드을(를) 서비스과(와) 레이블와(과)', '파드는 노드를 서비스와 레이블과'],
    ['10(으)로 1(으)로 2(으)로 3(으)로', '10으로 1로 2로 3으로'],
    ['coredns을(를) main이(가) nginx은(는)', 'coredns를 main이 nginx는'],
    ['node-3(이)라는 이름', 'node-3이라는 이름'],
    ['web을(를) my-app이(가) ReplicaSet은(는) web(으)로', 'web을 my-app이 ReplicaSet은 web으로'],
    // Said in more than one way.
    ['client을(를) name이(가) (Error)(으)로', 'client을(를) name이(가) (Error)(으)로'],
  ])('gives Korean particles the form that the word before asks for: %s', (text, polished) => {
    expect(withParticles(text)).toBe(polished);
  });

  it('leaves no particle in Korean whose form is right only for some values', () => {
    const hard = /\{\{\w+\}\}(?:을|를|이|가|은|는|과|와|으로|이라는|라는)(?![가-힣(])/;
    const sides = /^compare\./;
    expect(Object.entries(ko).filter(([key, text]) => !sides.test(key) && hard.test(text))).toEqual([]);
  });
});

describe('reading keys', () => {
  it('finds literal keys, and only where a text is asked for', () => {
    const source = `t('a.b'); t( "c" ); <Trans i18nKey="d" />; // t('e')\n set('f'); x.t('g'); t(\`h.\${i}\`);`;
    expect(usedKeys(source)).toEqual(['a.b', 'c', 'd', 'g']);
  });
});
