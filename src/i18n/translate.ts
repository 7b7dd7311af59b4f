/** Values for the `{{names}}` of a sentence. `count` chooses its plural form, `context` its variant, when it has them. */
export type Params = Readonly<Record<string, string | number | boolean | undefined>>;

/** The sentence under a key, with its values filled in. A key that has none is shown itself. */
export type Translate = (key: string, params?: Params) => string;

/** How the sentences of one language are looked up. Keys end in `_one`, `_other` ... for plurals and `_<context>` for variants. */
export function translator(texts: Readonly<Record<string, string>>, language: string): Translate {
  const plurals = new Intl.PluralRules(language);
  return (key, params = {}) => {
    const { count, context } = params;
    const plural = typeof count === 'number' ? texts[`${key}_${plurals.select(count)}`] : undefined;
    const variant = typeof context === 'string' ? texts[`${key}_${context}`] : undefined;
    const text = variant ?? plural ?? texts[key] ?? key;
    return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name] ?? ''));
  };
}
