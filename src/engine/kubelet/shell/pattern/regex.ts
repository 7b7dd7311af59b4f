import { Matcher, PatternError, type CharacterTest, type PatternNode } from './matcher.ts';

export type RegexDialect = 'basic' | 'extended' | 'fixed';

const MAX_LENGTH = 2000;
const MAX_DEPTH = 50;
/** As RE_DUP_MAX bounds `{n}`. */
const MAX_REPEAT = 1000;

const CLASSES: Readonly<Record<string, RegExp>> = {
  alpha: /\p{L}/u,
  digit: /\d/,
  alnum: /[\p{L}\p{N}]/u,
  upper: /\p{Lu}/u,
  lower: /\p{Ll}/u,
  space: /\s/,
  blank: /[ \t]/,
  punct: /[!-/:-@[-`{-~]/,
  print: /[^\p{Cc}]/u,
  graph: /[^\p{Cc}\s]/u,
  cntrl: /\p{Cc}/u,
  xdigit: /[\da-fA-F]/,
};

/** The escapes of GNU (`\w`, `\s`) and of Perl (`\d`), which people expect too. */
const ESCAPED_CLASSES: Readonly<Record<string, RegExp>> = {
  w: /[\p{L}\p{N}_]/u,
  W: /[^\p{L}\p{N}_]/u,
  s: /\s/,
  S: /\S/,
  d: /\d/,
  D: /\D/,
};

const ESCAPED_CHARACTERS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

class RegexParser {
  groups = 0;
  private position = 0;
  private depth = 0;
  private readonly pattern: string;
  private readonly extended: boolean;
  private readonly ignoreCase: boolean;

  constructor(pattern: string, extended: boolean, ignoreCase: boolean) {
    this.pattern = pattern;
    this.extended = extended;
    this.ignoreCase = ignoreCase;
  }

  parse(): PatternNode {
    const node = this.parseChoice();
    if (this.position < this.pattern.length) throw new PatternError('Unmatched ) or \\)');
    return node;
  }

  /** Whether an operator that basic syntax writes with a backslash (`(`, `|`, `{`, `+`, `?`) stands here. */
  private isAt(operator: string): boolean {
    const text = this.extended ? operator : `\\${operator}`;
    return this.pattern.startsWith(text, this.position);
  }

  private skip(operator: string): void {
    this.position += this.extended ? operator.length : operator.length + 1;
  }

  private parseChoice(): PatternNode {
    const nodes = [this.parseSequence()];
    while (this.isAt('|')) {
      this.skip('|');
      nodes.push(this.parseSequence());
    }
    return nodes.length === 1 && nodes[0] !== undefined ? nodes[0] : { type: 'choice', nodes };
  }

  private parseSequence(): PatternNode {
    const nodes: PatternNode[] = [];
    while (this.position < this.pattern.length && !this.isAt('|')) {
      if (this.isAt(')') && (this.depth > 0 || !this.extended)) break;
      nodes.push(this.parseRepeats(this.parseAtom(nodes.length === 0)));
    }
    return { type: 'sequence', nodes };
  }

  private parseRepeats(atom: PatternNode): PatternNode {
    let node = atom;
    for (let count = 0; count < 10; count++) {
      const bounds = this.parseBounds();
      if (bounds === undefined) break;
      node = { type: 'repeat', node, min: bounds[0], max: bounds[1] };
    }
    return node;
  }

  private parseBounds(): readonly [number, number] | undefined {
    if (this.pattern[this.position] === '*') {
      this.position += 1;
      return [0, Infinity];
    }
    for (const [operator, bounds] of [
      ['+', [1, Infinity]],
      ['?', [0, 1]],
    ] as const) {
      if (this.isAt(operator)) {
        this.skip(operator);
        return bounds;
      }
    }
    if (!this.isAt('{')) return undefined;
    const close = this.extended ? '}' : '\\}';
    const start = this.position + (this.extended ? 1 : 2);
    const end = this.pattern.indexOf(close, start);
    const match = /^(\d{0,6})(,?)(\d{0,6})$/.exec(end < 0 ? 'x' : this.pattern.slice(start, end));
    if (match === null || (match[1] === '' && match[2] === '')) {
      if (this.extended) return undefined;
      throw new PatternError(end < 0 ? 'Unmatched \\{' : 'Invalid content of \\{\\}');
    }
    this.position = end + close.length;
    const min = Number(match[1]);
    const max = match[2] === '' ? min : match[3] === '' ? Infinity : Number(match[3]);
    if (min > MAX_REPEAT || (max !== Infinity && max > MAX_REPEAT)) {
      throw new PatternError('Regular expression too big');
    }
    if (min > max) throw new PatternError('Invalid content of \\{\\}');
    return [min, max];
  }

  private parseAtom(first: boolean): PatternNode {
    if (this.isAt('(')) return this.parseGroup();
    const character = this.pattern[this.position] ?? '';
    this.position += 1;
    switch (character) {
      case '.':
        return { type: 'character', test: (other) => other !== '\n' };
      case '[':
        return { type: 'character', test: this.parseBracket() };
      case '^':
        if (this.extended || first) return { type: 'assertion', assertion: 'start' };
        return this.literal(character);
      case '$': {
        const isLast = this.position >= this.pattern.length || this.isAt('|') || this.isAt(')');
        return this.extended || isLast ? { type: 'assertion', assertion: 'end' } : this.literal(character);
      }
      case '\\':
        return this.parseEscape();
      default:
        return this.literal(character);
    }
  }

  private parseGroup(): PatternNode {
    this.skip('(');
    if (this.depth >= MAX_DEPTH) throw new PatternError('Regular expression too big');
    const captures = !(this.extended && this.pattern.startsWith('?:', this.position));
    if (!captures) this.position += 2;
    const index = captures ? ++this.groups : 0;
    this.depth += 1;
    const node = this.parseChoice();
    this.depth -= 1;
    if (!this.isAt(')')) throw new PatternError('Unmatched ( or \\(');
    this.skip(')');
    return captures ? { type: 'group', index, node } : node;
  }

  private parseEscape(): PatternNode {
    const letter = this.pattern[this.position];
    if (letter === undefined) throw new PatternError('Trailing backslash');
    this.position += 1;
    const set = ESCAPED_CLASSES[letter];
    if (set !== undefined) return { type: 'character', test: (character) => set.test(character) };
    switch (letter) {
      case 'b':
        return { type: 'assertion', assertion: 'wordBoundary' };
      case 'B':
        return { type: 'assertion', assertion: 'notWordBoundary' };
      case '<':
        return { type: 'assertion', assertion: 'wordStart' };
      case '>':
        return { type: 'assertion', assertion: 'wordEnd' };
      default:
        return this.literal(ESCAPED_CHARACTERS[letter] ?? letter);
    }
  }

  private literal(character: string): PatternNode {
    const wanted = this.fold(character);
    return { type: 'character', test: (other) => other === wanted };
  }

  private fold(character: string): string {
    return this.ignoreCase ? character.toLowerCase() : character;
  }

  private parseBracket(): CharacterTest {
    const { test, end } = bracketSet(this.pattern, this.position, (character) => this.fold(character));
    if (end === undefined) throw new PatternError('Unmatched [, [^, [:, [., or [=');
    this.position = end;
    return test;
  }
}

/** Reads `[...]` after its opening bracket; `end` lies behind the closing one, undefined when there is none. */
export function bracketSet(
  pattern: string,
  from: number,
  fold: (character: string) => string,
): { test: CharacterTest; end: number | undefined } {
  let position = from;
  const negated = pattern[position] === '^' || pattern[position] === '!';
  if (negated) position += 1;
  const tests: CharacterTest[] = [];
  for (let first = true; ; first = false) {
    const character = pattern[position];
    if (character === undefined) return { test: () => false, end: undefined };
    if (character === ']' && !first) break;
    const named = /^\[:([a-z]{1,10}):\]/.exec(pattern.slice(position, position + 16));
    const set = CLASSES[named?.[1] ?? ''];
    if (named !== null && set !== undefined) {
      tests.push((other) => set.test(other));
      position += named[0].length;
      continue;
    }
    const to = pattern[position + 2];
    if (pattern[position + 1] === '-' && to !== undefined && to !== ']') {
      const [low, high] = [fold(character), fold(to)];
      tests.push((other) => other >= low && other <= high);
      position += 3;
    } else {
      const wanted = fold(character);
      tests.push((other) => other === wanted);
      position += 1;
    }
  }
  const isIn: CharacterTest = (character) => tests.some((test) => test(character));
  return { test: negated ? (character) => !isIn(character) : isIn, end: position + 1 };
}

/**
 * Reads a regular expression as grep and sed do. Throws a PatternError with their words. Each line of a pattern is a
 * pattern of its own, as for grep, unless `isOneLine` says that a newline in it stands for itself.
 */
export function compileRegex(
  pattern: string,
  dialect: RegexDialect,
  options: { ignoreCase?: boolean; word?: boolean; line?: boolean; isOneLine?: boolean } = {},
): Matcher {
  if (pattern.length > MAX_LENGTH) throw new PatternError('Regular expression too big');
  const ignoreCase = options.ignoreCase === true;
  const { node, groups } = parsePattern(
    options.isOneLine === true ? [pattern] : pattern.split('\n'),
    dialect,
    ignoreCase,
  );
  const nodes: PatternNode[] = [node];
  if (options.line === true) {
    nodes.unshift({ type: 'assertion', assertion: 'start' });
    nodes.push({ type: 'assertion', assertion: 'end' });
  } else if (options.word === true) {
    nodes.unshift({ type: 'assertion', assertion: 'wordBoundary' });
    nodes.push({ type: 'assertion', assertion: 'wordBoundary' });
  }
  return new Matcher({ type: 'sequence', nodes }, groups, ignoreCase);
}

function parsePattern(
  lines: readonly string[],
  dialect: RegexDialect,
  ignoreCase: boolean,
): { node: PatternNode; groups: number } {
  const alternatives = lines.map((line): { node: PatternNode; groups: number } => {
    if (dialect === 'fixed') {
      const nodes = [...line]
        .flatMap((symbol) => symbol.split(''))
        .map((unit): PatternNode => {
          const wanted = ignoreCase ? unit.toLowerCase() : unit;
          return { type: 'character', test: (other) => other === wanted };
        });
      return { node: { type: 'sequence', nodes }, groups: 0 };
    }
    const parser = new RegexParser(line, dialect === 'extended', ignoreCase);
    const node = parser.parse();
    return { node, groups: parser.groups };
  });
  const [only] = alternatives;
  if (alternatives.length === 1 && only !== undefined) return only;
  return { node: { type: 'choice', nodes: alternatives.map(({ node }) => node) }, groups: 0 };
}
