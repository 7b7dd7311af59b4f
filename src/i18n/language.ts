import { withAreas } from './area.ts';
import { showTexts } from './texts.ts';

export type Language = 'en' | 'ko';

/** The languages: by their own names, and short for a switch. */
export const languages: readonly { code: Language; name: string; short: string }[] = [
  { code: 'en', name: 'English', short: 'EN' },
  { code: 'ko', name: '한국어', short: '한국어' },
];

/** Each language is a file of its own, so that a page loads only the one it shows. */
const files: Readonly<Record<Language, () => Promise<{ texts: Readonly<Record<string, string>> }>>> = {
  en: () => import('./en/index.ts'),
  ko: () => import('./ko/index.ts'),
};

/** Areas whose sentences only some people come to read: loaded when they do. */
export type LateArea = 'plain';

const lateFiles: Readonly<
  Record<LateArea, Readonly<Record<Language, () => Promise<{ default: Readonly<Record<string, string>> }>>>>
> = {
  plain: { en: () => import('./en/late/plain.json'), ko: () => import('./ko/late/plain.json') },
};

let wanted: Language | undefined;
const wantedAreas = new Set<LateArea>();

async function load(language: Language): Promise<void> {
  const areas = [...wantedAreas];
  const [{ texts }, ...late] = await Promise.all([
    files[language](),
    ...areas.map(async (area) => withAreas({ [area]: (await lateFiles[area][language]()).default })),
  ]);
  const isStillWanted = wanted === language && areas.length === wantedAreas.size;
  if (isStillWanted) showTexts(Object.assign({}, texts, ...late) as Record<string, string>, language);
}

/** Shows everything in a language, as soon as it is loaded; what is asked for last is what is shown. */
export async function switchLanguage(language: Language): Promise<void> {
  wanted = language;
  await load(language);
}

/** Loads the sentences of an area that comes late, in the language that is shown and in those that will be. */
export async function loadTexts(area: LateArea): Promise<void> {
  if (wantedAreas.has(area)) return;
  wantedAreas.add(area);
  if (wanted !== undefined) await load(wanted);
}
