/** Values for the `{{names}}` of a sentence. `count` chooses its plural form, `context` its variant, when it has them. */
export type Params = Readonly<Record<string, string | number | boolean | undefined>>;

/** The sentence under a key, with its values filled in. A key that has none is shown itself. */
export type Translate = (key: string, params?: Params) => string;

/** The last touch to a sentence whose values are filled in, in a language whose words depend on those before them. */
export type Polish = (text: string) => string;

/**
 * How the sentences of one language are looked up. Keys end in `_one`, `_other` ... for plurals and `_<context>` for
 * variants; inside a sentence, `{{want|pod|pods}}` is the word that goes with the number `want`.
 */
export function translator(
  texts: Readonly<Record<string, string>>,
  language: string,
  polish: Polish = (text) => text,
): Translate {
  const plurals = new Intl.PluralRules(language);
  return (key, params = {}) => {
    const { count, context } = params;
    const plural = typeof count === 'number' ? texts[`${key}_${plurals.select(count)}`] : undefined;
    const variant = typeof context === 'string' ? texts[`${key}_${context}`] : undefined;
    const text = variant ?? plural ?? texts[key] ?? key;
    const filled = text.replaceAll(
      /\{\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}\}/g,
      (_, name: string, one?: string, other?: string) => {
        const value = params[name] ?? '';
        if (one === undefined || other === undefined) return String(value);
        return plurals.select(Number(value)) === 'one' ? one : other;
      },
    );
    return polish(filled);
  };
}
