import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { withAreas } from '../../src/i18n/area.ts';
import { withParticles } from '../../src/i18n/ko/particles.ts';
import { translator } from '../../src/i18n/translate.ts';
import type { Translate } from '../../src/i18n/translate.ts';

type Texts = Readonly<Record<string, string>>;

function areasIn(folder: string): Record<string, Texts> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(
    files.map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(join(folder, file), 'utf8')) as Texts]),
  );
}

/** All sentences of a language, those that come late too. */
export function allTexts(language: 'en' | 'ko'): Texts {
  return { ...withAreas(areasIn(`src/i18n/${language}`)), ...withAreas(areasIn(`src/i18n/${language}/late`)) };
}

const translators = new Map<string, Translate>();

/** How a language says things, once everything is loaded. */
export function sayIn(language: 'en' | 'ko'): Translate {
  const known =
    translators.get(language) ??
    translator(allTexts(language), language, language === 'ko' ? withParticles : undefined);
  translators.set(language, known);
  return known;
}
