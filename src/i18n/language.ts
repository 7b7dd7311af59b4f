import { withAreas } from './area.ts';
import { showTexts } from './texts.ts';
import type { Polish } from './translate.ts';

export type Language = 'en' | 'ko';

/** The languages: by their own names, and short for a switch. */
export const languages: readonly { code: Language; name: string; short: string }[] = [
  { code: 'en', name: 'English', short: 'EN' },
  { code: 'ko', name: '한국어', short: '한국어' },
];

interface LanguageFile {
  readonly texts: Readonly<Record<string, string>>;
  readonly polish?: Polish;
}

/** Each language is a file of its own, so that a page loads only the one it shows. */
const files: Readonly<Record<Language, () => Promise<LanguageFile>>> = {
  en: () => import('./en/index.ts'),
  ko: () => import('./ko/index.ts'),
};

/** Areas whose sentences only some people come to read: loaded when they do. */
export type LateArea =
  | 'behaviour'
  | 'compare'
  | 'damage'
  | 'decision'
  | 'examples'
  | 'inspector'
  | 'plain'
  | 'present'
  | 'requests'
  | 'story'
  | 'states'
  | 'table'
  | 'traffic'
  | 'why'
  | 'writing';

const lateFiles: Readonly<
  Record<LateArea, Readonly<Record<Language, () => Promise<{ default: Readonly<Record<string, string>> }>>>>
> = {
  behaviour: { en: () => import('./en/late/behaviour.json'), ko: () => import('./ko/late/behaviour.json') },
  compare: { en: () => import('./en/late/compare.json'), ko: () => import('./ko/late/compare.json') },
  damage: { en: () => import('./en/late/damage.json'), ko: () => import('./ko/late/damage.json') },
  decision: { en: () => import('./en/late/decision.json'), ko: () => import('./ko/late/decision.json') },
  examples: { en: () => import('./en/late/examples.json'), ko: () => import('./ko/late/examples.json') },
  inspector: { en: () => import('./en/late/inspector.json'), ko: () => import('./ko/late/inspector.json') },
  plain: { en: () => import('./en/late/plain.json'), ko: () => import('./ko/late/plain.json') },
  present: { en: () => import('./en/late/present.json'), ko: () => import('./ko/late/present.json') },
  requests: { en: () => import('./en/late/requests.json'), ko: () => import('./ko/late/requests.json') },
  states: { en: () => import('./en/late/states.json'), ko: () => import('./ko/late/states.json') },
  story: { en: () => import('./en/late/story.json'), ko: () => import('./ko/late/story.json') },
  table: { en: () => import('./en/late/table.json'), ko: () => import('./ko/late/table.json') },
  traffic: { en: () => import('./en/late/traffic.json'), ko: () => import('./ko/late/traffic.json') },
  why: { en: () => import('./en/late/why.json'), ko: () => import('./ko/late/why.json') },
  writing: { en: () => import('./en/late/writing.json'), ko: () => import('./ko/late/writing.json') },
};

let wanted: Language | undefined;
const wantedAreas = new Set<LateArea>();
/** The last load: what was asked for until now is shown when it ends. */
let loading: Promise<void> = Promise.resolve();

async function load(language: Language): Promise<void> {
  const areas = [...wantedAreas];
  const [{ texts, polish }, ...late] = await Promise.all([
    files[language](),
    ...areas.map(async (area) => withAreas({ [area]: (await lateFiles[area][language]()).default })),
  ]);
  const isStillWanted = wanted === language && areas.length === wantedAreas.size;
  if (isStillWanted) showTexts(Object.assign({}, texts, ...late) as Record<string, string>, language, polish);
  // Whoever waits for this area is to find it, also when another was asked for meanwhile.
  else if (wanted === language) await load(language);
}

/** Shows everything in a language, as soon as it is loaded; what is asked for last is what is shown. */
export async function switchLanguage(language: Language): Promise<void> {
  wanted = language;
  loading = load(language);
  await loading;
}

/** Loads the sentences of areas that come late, in the language that is shown and in those that will be. */
export async function loadTexts(...areas: readonly LateArea[]): Promise<void> {
  const isNew = areas.some((area) => !wantedAreas.has(area));
  for (const area of areas) wantedAreas.add(area);
  if (isNew && wanted !== undefined) loading = load(wanted);
  await loading;
}
