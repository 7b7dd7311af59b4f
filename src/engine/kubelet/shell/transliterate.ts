const CLASSES: Readonly<Record<string, string>> = {
  lower: 'a-z',
  upper: 'A-Z',
  digit: '0-9',
  alpha: 'A-Za-z',
  alnum: 'A-Za-z0-9',
  space: ' \t\n\r\v\f',
  blank: ' \t',
  punct: '!-/:-@[-`{-~',
};

/** Characters of one set. */
const MAX_SET = 70_000;

/** The characters of a set as `tr` writes it; `unescape` reads its backslashes. */
function characterSet(text: string, unescape: (text: string) => string): string[] {
  const plain = unescape(text.replaceAll(/\[:([a-z]+):\]/g, (whole, name: string) => CLASSES[name] ?? whole));
  const characters: string[] = [];
  for (let index = 0; index < plain.length && characters.length < MAX_SET; index++) {
    const from = plain.charAt(index);
    const to = plain[index + 2];
    if (plain[index + 1] === '-' && to !== undefined) {
      for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) characters.push(String.fromCharCode(code));
      index += 2;
    } else characters.push(from);
  }
  return characters;
}

/** What `tr` does with one piece of its input after another. */
export class Transliteration {
  private readonly place: ReadonlyMap<string, number>;
  private readonly to: readonly string[];
  private readonly isComplement: boolean;
  private readonly isDeleting: boolean;
  private readonly isSqueezing: boolean;
  /** What is squeezed; undefined: what is in the first set. */
  private readonly squeezed: ReadonlySet<string> | undefined;
  private last = '';

  /** `letters`: the options, of `c`, `d` and `s`. */
  constructor(letters: string, first: string, second: string | undefined, unescape: (text: string) => string) {
    this.place = new Map(characterSet(first, unescape).map((character, index) => [character, index]));
    this.to = second === undefined ? [] : characterSet(second, unescape);
    this.isComplement = letters.includes('c');
    this.isDeleting = letters.includes('d');
    this.isSqueezing = letters.includes('s');
    this.squeezed = second === undefined || this.isDeleting ? undefined : new Set(this.to);
  }

  /** What becomes of the next piece of the input. */
  change(text: string): string {
    const result: string[] = [];
    for (const character of text) {
      const isIn = this.place.has(character) !== this.isComplement;
      if (isIn && this.isDeleting) continue;
      const mapped = isIn && this.to.length > 0 ? this.changed(character) : character;
      const isSqueezed = this.isSqueezing && (this.squeezed?.has(mapped) ?? isIn);
      if (isSqueezed && mapped === this.last) continue;
      result.push(mapped);
      this.last = mapped;
    }
    return result.join('');
  }

  private changed(character: string): string {
    const own = this.isComplement ? undefined : this.to[this.place.get(character) ?? 0];
    return own ?? this.to.at(-1) ?? character;
  }
}
