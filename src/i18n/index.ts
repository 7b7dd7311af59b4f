export { languages, loadTexts, switchLanguage } from './language.ts';
export type { Language, LateArea } from './language.ts';
export { hasText, useTexts } from './texts.ts';
export type { Params, Translate } from './translate.ts';
