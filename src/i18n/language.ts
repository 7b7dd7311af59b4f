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

let wanted: Language | undefined;

/** Shows everything in a language, as soon as it is loaded; what is asked for last is what is shown. */
export async function switchLanguage(language: Language): Promise<void> {
  wanted = language;
  const { texts } = await files[language]();
  if (wanted === language) showTexts(texts, language);
}
