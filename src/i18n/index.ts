export { languages, switchLanguage } from './language.ts';
export type { Language } from './language.ts';
export { hasText, useTexts } from './texts.ts';
export type { Params, Translate } from './translate.ts';
