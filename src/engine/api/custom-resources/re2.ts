/**
 * Regular expressions as Go's package regexp understands them (RE2: no back references, no look-around), matched in time
 * linear in the text, so that no pattern that somebody writes into a schema can stop the tab.
 */

type Test = (character: string) => boolean;

type Node =
  | { readonly is: 'empty' }
  | { readonly is: 'test'; readonly test: Test }
  | { readonly is: 'assert'; readonly holds: (before: string, after: string) => boolean }
  | { readonly is: 'all' | 'any'; readonly of: readonly Node[] }
  | { readonly is: 'repeat'; readonly of: Node; readonly min: number; readonly max: number };

/** A pattern that Go refuses; the message is Go's. */
class PatternError extends Error {}

interface Flags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly multiLine: boolean;
}

/** RE2 refuses longer repetitions. */
const MOST_REPEATS = 1000;
/** Groups nested deeper are refused (regexp/syntax, maxHeight). */
const DEEPEST = 100;
/** Larger programs are refused. */
const LARGEST_PROGRAM = 10_000;
/** Steps of one match; a text that needs more is not judged. */
const MOST_STEPS = 20_000_000;

const PERL: Readonly<Record<string, RegExp>> = { d: /^[0-9]$/, w: /^[0-9A-Za-z_]$/, s: /^[\t\n\f\r ]$/ };
const POSIX: Readonly<Record<string, RegExp>> = {
  alnum: /^[0-9A-Za-z]$/,
  alpha: /^[A-Za-z]$/,
  digit: /^[0-9]$/,
  lower: /^[a-z]$/,
  punct: /^[!-/:-@[-`{-~]$/,
  space: /^[\t\n\v\f\r ]$/,
  upper: /^[A-Z]$/,
  word: /^[0-9A-Za-z_]$/,
  xdigit: /^[0-9A-Fa-f]$/,
};
const CONTROLS: Readonly<Record<string, string>> = { a: '\u0007', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

const isWord = (character: string): boolean => /^[0-9A-Za-z_]$/.test(character);

function fail(what: string, where: string): never {
  throw new PatternError(`error parsing regexp: ${what}: \`${where}\``);
}

class Parser {
  private readonly text: readonly string[];
  private at = 0;
  private depth = 0;
  private flags: Flags = { ignoreCase: false, dotAll: false, multiLine: false };

  constructor(pattern: string) {
    this.text = [...pattern];
  }

  parse(): Node {
    const node = this.alternatives();
    if (this.at < this.text.length) fail('unexpected )', this.text.join(''));
    return node;
  }

  private peek(ahead = 0): string {
    return this.text[this.at + ahead] ?? '';
  }

  private rest(from: number): string {
    return this.text.slice(from).join('');
  }

  private alternatives(): Node {
    const branches: Node[] = [this.sequence()];
    while (this.peek() === '|') {
      this.at++;
      branches.push(this.sequence());
    }
    return branches.length === 1 ? (branches[0] ?? { is: 'empty' }) : { is: 'any', of: branches };
  }

  private sequence(): Node {
    const of: Node[] = [];
    while (this.at < this.text.length && this.peek() !== '|' && this.peek() !== ')') of.push(this.repeated());
    return { is: 'all', of };
  }

  private repeated(): Node {
    const start = this.at;
    const first = this.peek();
    if ('*+?'.includes(first)) fail('missing argument to repetition operator', first);
    let node = this.atom();
    for (let count = 0; ; count++) {
      const from = this.at;
      const bounds = this.bounds();
      if (bounds === undefined) return node;
      if (count > 0) fail('invalid nested repetition operator', this.text.slice(start, this.at).join(''));
      if (bounds.max > MOST_REPEATS && bounds.max !== Infinity) {
        fail('invalid repeat count', this.text.slice(from, this.at).join(''));
      }
      if (bounds.min > MOST_REPEATS || bounds.min > bounds.max) {
        fail('invalid repeat count', this.text.slice(from, this.at).join(''));
      }
      // Whether a repetition is greedy decides where a match ends, not whether there is one.
      if (this.peek() === '?') this.at++;
      node = { is: 'repeat', of: node, ...bounds };
    }
  }

  private bounds(): { min: number; max: number } | undefined {
    const next = this.peek();
    if (next === '*' || next === '+' || next === '?') {
      this.at++;
      return { min: next === '+' ? 1 : 0, max: next === '?' ? 1 : Infinity };
    }
    if (next !== '{') return undefined;
    const found = /^\{(\d{1,9})(,(\d{0,9}))?\}/.exec(this.rest(this.at).slice(0, 24));
    if (found === null) return undefined;
    this.at += found[0].length;
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] === '' ? Infinity : Number(found[3]);
    return { min, max };
  }

  private atom(): Node {
    const { ignoreCase, dotAll, multiLine } = this.flags;
    const character = this.peek();
    switch (character) {
      case '(':
        return this.group();
      case '[':
        return { is: 'test', test: folded(this.characterClass(), ignoreCase) };
      case '.':
        this.at++;
        return { is: 'test', test: (tried) => dotAll || tried !== '\n' };
      case '^':
        this.at++;
        return { is: 'assert', holds: (before) => before === '' || (multiLine && before === '\n') };
      case '$':
        this.at++;
        return { is: 'assert', holds: (_, after) => after === '' || (multiLine && after === '\n') };
      case '\\':
        return this.escaped();
      default:
        this.at++;
        return { is: 'test', test: folded((tried) => tried === character, ignoreCase) };
    }
  }

  private group(): Node {
    const start = this.at;
    const outer = this.flags;
    this.at++;
    if (++this.depth > DEEPEST) fail('expression nests too deeply', this.text.join(''));
    if (this.peek() === '?') {
      const rest = this.rest(start);
      const named = /^\(\?P?<(\w+)>/.exec(rest);
      const flags = /^\(\?([imsU]*)(?:-([imsU]+))?([:)])/.exec(rest);
      if (named !== null) this.at = start + named[0].length;
      else if (flags !== null && flags[0] !== '(?)') {
        this.at = start + flags[0].length;
        this.flags = withFlags(outer, flags[1] ?? '', flags[2] ?? '');
        if (flags[3] === ')') {
          this.depth--;
          return { is: 'empty' };
        }
      } else fail('invalid or unsupported Perl syntax', rest.slice(0, rest.startsWith('(?<') ? 4 : 3));
    }
    const node = this.alternatives();
    if (this.peek() !== ')') fail('missing closing )', this.text.join(''));
    this.at++;
    this.depth--;
    this.flags = outer;
    return node;
  }

  private escaped(): Node {
    const next = this.peek(1);
    const assertions: Readonly<Record<string, (before: string, after: string) => boolean>> = {
      A: (before) => before === '',
      z: (_, after) => after === '',
      b: (before, after) => isWord(before) !== isWord(after),
      B: (before, after) => isWord(before) === isWord(after),
    };
    const holds = Object.hasOwn(assertions, next) ? assertions[next] : undefined;
    if (holds !== undefined) {
      this.at += 2;
      return { is: 'assert', holds };
    }
    if (next === 'Q') {
      const rest = this.rest(this.at + 2);
      const end = rest.indexOf('\\E');
      const literal = [...(end < 0 ? rest : rest.slice(0, end))];
      this.at += 2 + literal.length + (end < 0 ? 0 : 2);
      return { is: 'all', of: literal.map((is): Node => ({ is: 'test', test: (tried) => tried === is })) };
    }
    return { is: 'test', test: folded(this.escape(), this.flags.ignoreCase) };
  }

  /** What one escape stands for, inside of brackets and out. */
  private escape(): Test {
    const start = this.at;
    const next = this.peek(1);
    if (next === '') fail('trailing backslash at end of expression', '');
    this.at += 2;
    const perl = PERL[next.toLowerCase()];
    if (perl !== undefined && /[dwsDWS]/.test(next)) {
      return next === next.toLowerCase() ? (tried) => perl.test(tried) : (tried) => !perl.test(tried);
    }
    if (next === 'p' || next === 'P') return this.unicodeClass(start, next === 'P');
    const control = Object.hasOwn(CONTROLS, next) ? CONTROLS[next] : undefined;
    if (control !== undefined) return (tried) => tried === control;
    if (next === 'x') {
      const found = /^(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/.exec(this.rest(this.at).slice(0, 10));
      if (found === null) fail('invalid escape sequence', this.text.slice(start, start + 2).join(''));
      this.at += found[0].length;
      const code = Number.parseInt(found[1] ?? found[2] ?? '', 16);
      const meant = code <= 0x10_ff_ff ? String.fromCodePoint(code) : '';
      return (tried) => tried === meant;
    }
    if (/[0-9A-Za-z]/.test(next)) fail('invalid escape sequence', `\\${next}`);
    return (tried) => tried === next;
  }

  private unicodeClass(start: number, negated: boolean): Test {
    const found = /^(?:\{(\^?)([A-Za-z_]+)\}|([A-Z]))/.exec(this.rest(this.at).slice(0, 40));
    if (found === null) fail('invalid character class range', this.text.slice(start, start + 3).join(''));
    this.at += found[0].length;
    const name = found[2] ?? found[3] ?? '';
    const negative = negated !== (found[1] === '^');
    for (const property of [name, `Script=${name}`]) {
      try {
        const pattern = new RegExp(`^\\p{${property}}$`, 'u');
        return (tried) => pattern.test(tried) !== negative;
      } catch {
        continue;
      }
    }
    return fail('invalid character class range', this.text.slice(start, this.at).join(''));
  }

  private characterClass(): Test {
    const start = this.at;
    this.at++;
    const isNegated = this.peek() === '^';
    if (isNegated) this.at++;
    const tests: Test[] = [];
    for (let isFirst = true; isFirst || this.peek() !== ']'; isFirst = false) {
      if (this.at >= this.text.length) fail('missing closing ]', this.rest(start));
      const posix = /^\[:(\^?)([a-z]+):\]/.exec(this.rest(this.at).slice(0, 14));
      if (posix !== null) {
        const named = POSIX[posix[2] ?? ''] ?? fail('invalid character class range', posix[0]);
        this.at += posix[0].length;
        tests.push((tried) => named.test(tried) !== (posix[1] === '^'));
        continue;
      }
      tests.push(this.range());
    }
    this.at++;
    return (tried) => tests.some((test) => test(tried)) !== isNegated;
  }

  private range(): Test {
    const start = this.at;
    const low = this.single();
    if (typeof low !== 'string') return low;
    if (this.peek() !== '-' || this.peek(1) === ']' || this.peek(1) === '') return (tried) => tried === low;
    this.at++;
    const high = this.single();
    const [from, to] = [low.codePointAt(0) ?? 0, typeof high === 'string' ? (high.codePointAt(0) ?? 0) : -1];
    if (from > to) fail('invalid character class range', this.text.slice(start, this.at).join(''));
    return (tried) => {
      const code = tried.codePointAt(0) ?? -1;
      return code >= from && code <= to;
    };
  }

  /** One character of a class, or the class that an escape stands for. */
  private single(): string | Test {
    const character = this.peek();
    if (character !== '\\') {
      this.at++;
      return character;
    }
    const next = this.peek(1);
    const control = Object.hasOwn(CONTROLS, next) ? CONTROLS[next] : undefined;
    if (control !== undefined) {
      this.at += 2;
      return control;
    }
    if (next !== '' && !/[0-9A-Za-z]/.test(next)) {
      this.at += 2;
      return next;
    }
    return this.escape();
  }
}

function withFlags(flags: Flags, on: string, off: string): Flags {
  const set = (letter: string, before: boolean): boolean => on.includes(letter) || (before && !off.includes(letter));
  return {
    ignoreCase: set('i', flags.ignoreCase),
    dotAll: set('s', flags.dotAll),
    multiLine: set('m', flags.multiLine),
  };
}

function folded(test: Test, ignoreCase: boolean): Test {
  if (!ignoreCase) return test;
  return (tried) => test(tried) || test(tried.toLowerCase()) || test(tried.toUpperCase());
}

type Step =
  | { readonly does: 'test'; readonly test: Test }
  | { readonly does: 'assert'; readonly holds: (before: string, after: string) => boolean }
  | { does: 'split'; to: number[] }
  | { readonly does: 'match' };

class Compiler {
  readonly steps: Step[] = [];

  emit(node: Node): void {
    if (this.steps.length > LARGEST_PROGRAM) throw new PatternError('error parsing regexp: expression too large');
    switch (node.is) {
      case 'empty':
        break;
      case 'test':
        this.steps.push({ does: 'test', test: node.test });
        break;
      case 'assert':
        this.steps.push({ does: 'assert', holds: node.holds });
        break;
      case 'all':
        for (const part of node.of) this.emit(part);
        break;
      case 'any':
        this.emitBranches(node.of);
        break;
      case 'repeat':
        this.emitRepeat(node);
    }
  }

  private emitBranches(branches: readonly Node[]): void {
    const fork = this.split();
    const ends = branches.map((branch) => {
      fork.to.push(this.steps.length);
      this.emit(branch);
      return this.split();
    });
    for (const end of ends) end.to.push(this.steps.length);
  }

  private emitRepeat({ of, min, max }: Extract<Node, { is: 'repeat' }>): void {
    for (let count = 0; count < min; count++) this.emit(of);
    if (max === Infinity) {
      const start = this.steps.length;
      const loop = this.split();
      loop.to.push(this.steps.length);
      this.emit(of);
      this.split().to.push(start);
      loop.to.push(this.steps.length);
      return;
    }
    const exits: { to: number[] }[] = [];
    for (let count = min; count < max; count++) {
      const fork = this.split();
      fork.to.push(this.steps.length);
      exits.push(fork);
      this.emit(of);
    }
    for (const exit of exits) exit.to.push(this.steps.length);
  }

  private split(): { does: 'split'; to: number[] } {
    const step: { does: 'split'; to: number[] } = { does: 'split', to: [] };
    this.steps.push(step);
    return step;
  }
}

/** Steps to which a run at `at` gets without reading, those that read and the end among them. */
function reach(steps: readonly Step[], at: number, seen: Set<number>, before: string, after: string): void {
  const stack = [at];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const step = steps[next];
    if (step?.does === 'split') stack.push(...step.to);
    else if (step?.does === 'assert' && step.holds(before, after)) stack.push(next + 1);
  }
}

function runs(steps: readonly Step[], text: string): boolean {
  const characters = [...text];
  if (characters.length * steps.length > MOST_STEPS) return true;
  let present = new Set<number>();
  for (let index = 0; index <= characters.length; index++) {
    const before = characters[index - 1] ?? '';
    const character = characters[index] ?? '';
    const after = characters[index + 1] ?? '';
    // A match may begin anywhere.
    reach(steps, 0, present, before, character);
    const next = new Set<number>();
    for (const at of present) {
      const step = steps[at];
      if (step?.does === 'match') return true;
      if (index < characters.length && step?.does === 'test' && step.test(character)) {
        reach(steps, at + 1, next, character, after);
      }
    }
    present = next;
  }
  return false;
}

export type Pattern =
  | { readonly matches: (text: string) => boolean }
  /** Go's words for what is wrong with it. */
  | { readonly error: string };

const compiled = new Map<string, Pattern>();
const MOST_KEPT = 200;

/** Reads a regular expression. It matches a text that has a match anywhere in it. */
export function goPattern(source: string): Pattern {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const pattern = compile(source);
  if (compiled.size >= MOST_KEPT) compiled.clear();
  compiled.set(source, pattern);
  return pattern;
}

function compile(source: string): Pattern {
  try {
    const compiler = new Compiler();
    compiler.emit(new Parser(source).parse());
    const steps: readonly Step[] = [...compiler.steps, { does: 'match' }];
    return { matches: (text) => runs(steps, text) };
  } catch (error) {
    if (error instanceof PatternError) return { error: error.message };
    throw error;
  }
}
