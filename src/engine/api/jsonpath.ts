/** Templates of JSONPath expressions as client-go reads them (util/jsonpath): bounded in depth and in what they find. */

/** Brackets, ranges and filters may be nested this deep. */
const DEEPEST = 40;

/** Values that one expression may find: `..` over a large list must not freeze the page. */
const MOST_RESULTS = 200_000;

/** Ranges in ranges may not print more than this either. */
const LONGEST_TEXT = 10_000_000;

type Step =
  | { type: 'field'; name: string }
  | { type: 'wildcard' }
  | { type: 'recursive' }
  | { type: 'slice'; from?: number; to?: number; step?: number; isIndex: boolean }
  | { type: 'filter'; left: Path; operator: string; right: Path | undefined }
  | { type: 'union'; paths: readonly Path[] };

/** An expression: a literal, or steps from the root or from the present value. */
interface Path {
  literal?: string | number | boolean;
  steps: readonly Step[];
  fromRoot: boolean;
}

type Piece = { type: 'text'; text: string } | { type: 'path' | 'range'; path: Path } | { type: 'end' };

/** A parsed template. */
export interface JsonPath {
  pieces: readonly Piece[];
  source: string;
}

function fail(message: string): never {
  throw new Error(message);
}

function unquote(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => {
    return { n: '\n', t: '\t', r: '\r' }[character] ?? character;
  });
}

class PathParser {
  private readonly text: string;
  private at = 0;
  private readonly depth: number;

  constructor(text: string, depth: number) {
    if (depth > DEEPEST) fail('expression nested too deeply');
    this.text = text;
    this.depth = depth;
  }

  parse(): Path {
    const trimmed = this.text.trim();
    const quoted = /^(["'])((?:\\.|(?!\1)[^\\])*)\1$/s.exec(trimmed);
    if (quoted !== null) return { literal: unquote(quoted[2] ?? ''), steps: [], fromRoot: false };
    if (/^[-+]?\d+(?:\.\d+)?$/.test(trimmed)) return { literal: Number(trimmed), steps: [], fromRoot: false };
    if (trimmed === 'true' || trimmed === 'false') return { literal: trimmed === 'true', steps: [], fromRoot: false };
    const fromRoot = trimmed.startsWith('$');
    const inner = new PathParser(trimmed.replace(/^[$@]/, ''), this.depth);
    return { steps: inner.steps(), fromRoot };
  }

  private steps(): Step[] {
    const steps: Step[] = [];
    while (this.at < this.text.length) {
      const rest = this.text.slice(this.at);
      if (rest.startsWith('..')) {
        steps.push({ type: 'recursive' });
        this.at += 2;
        if (!/^[.[]/.test(this.text.slice(this.at))) this.field(steps);
      } else if (rest.startsWith('.')) {
        this.at += 1;
        this.field(steps);
      } else if (rest.startsWith('[')) steps.push(this.bracket());
      else if (/^\s/.test(rest)) this.at += 1;
      else if (steps.length === 0 && /^[\w-]/.test(rest)) this.field(steps);
      else
        fail(
          `unrecognized character in action: U+${rest.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} '${rest[0]}'`,
        );
    }
    return steps;
  }

  private field(steps: Step[]): void {
    let name = '';
    for (; this.at < this.text.length; this.at++) {
      const character = this.text[this.at] ?? '';
      if (character === '\\') {
        this.at += 1;
        name += this.text[this.at] ?? '';
      } else if ('.[ \t\n'.includes(character)) break;
      else name += character;
    }
    if (name === '*') steps.push({ type: 'wildcard' });
    else if (name !== '') steps.push({ type: 'field', name });
  }

  /** The text inside the bracket that starts here. */
  private bracketText(): string {
    const start = this.at + 1;
    let level = 0;
    let quote = '';
    for (let index = this.at; index < this.text.length; index++) {
      const character = this.text[index] ?? '';
      if (quote !== '') {
        if (character === '\\') index += 1;
        else if (character === quote) quote = '';
      } else if (character === '"' || character === "'") quote = character;
      else if (character === '[') level += 1;
      else if (character === ']') {
        level -= 1;
        if (level === 0) {
          this.at = index + 1;
          return this.text.slice(start, index).trim();
        }
      }
    }
    return fail('unterminated array');
  }

  private bracket(): Step {
    const text = this.bracketText();
    if (text === '*') return { type: 'wildcard' };
    const filter = /^\?\((.*)\)$/s.exec(text);
    if (filter !== null) return this.filter(filter[1] ?? '');
    if (text.includes(',')) {
      const paths = text.split(',').map((part) => {
        const inner = part.trim();
        return new PathParser(
          inner.startsWith('.') || inner.startsWith('[') ? inner : `[${inner}]`,
          this.depth + 1,
        ).parse();
      });
      return { type: 'union', paths };
    }
    // What is quoted is a path itself.
    const quoted = /^'([^']*)'$/s.exec(text);
    if (quoted !== null) {
      return { type: 'union', paths: [new PathParser(`.${quoted[1] ?? ''}`, this.depth + 1).parse()] };
    }
    const slice = /^(-?\d*)(?:(:)(-?\d*)(?::(-?\d*))?)?$/.exec(text);
    if (slice === null || text === '') return fail(`invalid array index ${text}`);
    const [, from = '', colon, to = '', step = ''] = slice;
    return {
      type: 'slice',
      isIndex: colon === undefined,
      ...(from === '' ? {} : { from: Number(from) }),
      ...(to === '' ? {} : { to: Number(to) }),
      ...(step === '' ? {} : { step: Number(step) }),
    };
  }

  private filter(text: string): Step {
    const operator = /^((?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^<>=!])*)([<>=!]+)(.*)$/s.exec(text);
    const path = (part: string): Path => new PathParser(part, this.depth + 1).parse();
    if (operator === null) return { type: 'filter', left: path(text), operator: 'exists', right: undefined };
    return {
      type: 'filter',
      left: path(operator[1] ?? ''),
      operator: operator[2] ?? '',
      right: path(operator[3] ?? ''),
    };
  }
}

/** Divides a template into text and the insides of its braces. */
function splitBraces(template: string): { text: string; isAction: boolean }[] {
  const parts: { text: string; isAction: boolean }[] = [];
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf('{', at);
    if (open < 0) {
      parts.push({ text: template.slice(at), isAction: false });
      break;
    }
    if (open > at) parts.push({ text: template.slice(at, open), isAction: false });
    let quote = '';
    let close = -1;
    for (let index = open + 1; index < template.length && close < 0; index++) {
      const character = template[index] ?? '';
      if (quote !== '') {
        if (character === '\\') index += 1;
        else if (character === quote) quote = '';
      } else if (character === '"' || character === "'") quote = character;
      else if (character === '}') close = index;
    }
    if (close < 0) fail('unclosed action');
    parts.push({ text: template.slice(open + 1, close), isAction: true });
    at = close + 1;
  }
  return parts;
}

/** Reads a template such as `{range .items[*]}{.metadata.name}{"\n"}{end}`; throws with client-go's words. */
export function parseJsonPath(template: string): JsonPath {
  let ranges = 0;
  const pieces = splitBraces(template).map(({ text, isAction }): Piece => {
    if (!isAction) return { type: 'text', text };
    const action = text.trim();
    if (action === 'end') return { type: 'end' };
    if (!/^range(?![\w-])/.test(action)) return { type: 'path', path: new PathParser(action, 0).parse() };
    ranges++;
    if (ranges > DEEPEST) fail('expression nested too deeply');
    return { type: 'range', path: new PathParser(action.slice('range'.length), 0).parse() };
  });
  return { pieces, source: template };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

class Evaluator {
  private readonly root: unknown;
  private readonly allowMissing: boolean;
  private readonly textOf: (value: unknown) => string;
  private count = 0;

  constructor(root: unknown, allowMissing: boolean, textOf: (value: unknown) => string = String) {
    this.root = root;
    this.allowMissing = allowMissing;
    this.textOf = textOf;
  }

  /** The text of the pieces from one on, and where an `{end}` ended them (client-go util/jsonpath, FindResults). */
  pieces(pieces: readonly Piece[], from: number, current: unknown, ranges: number): { text: string; end?: number } {
    let text = '';
    for (let at = from; at < pieces.length; at++) {
      const piece = pieces[at];
      if (piece === undefined) break;
      if (piece.type === 'end') {
        if (ranges === 0) fail('not in range, nothing to end');
        return { text, end: at };
      }
      if (piece.type === 'text') text += piece.text;
      else if (piece.type === 'path') text += this.path(piece.path, current).map(this.textOf).join(' ');
      else {
        const values = this.path(piece.path, current);
        const repeated = (values.length === 0 ? [undefined] : values).map((value) =>
          this.pieces(pieces, at + 1, value, ranges + 1),
        );
        if (values.length > 0) text += repeated.map((part) => part.text).join('');
        if (text.length > LONGEST_TEXT) fail('too much text');
        // A range without an end is the rest, which comes once more for the present value.
        at = repeated.at(-1)?.end ?? at;
      }
    }
    return { text };
  }

  path({ literal, steps, fromRoot }: Path, current: unknown): unknown[] {
    if (literal !== undefined) return [literal];
    let values: unknown[] = [fromRoot ? this.root : current];
    for (const step of steps) {
      // Unions take one path of all values after the other.
      values =
        step.type === 'union'
          ? step.paths.flatMap((path) => values.flatMap((value) => this.path(path, value)))
          : values.flatMap((value) => this.step(step, value));
      this.count += values.length;
      if (this.count > MOST_RESULTS) fail('too many results');
    }
    return values;
  }

  private step(step: Exclude<Step, { type: 'union' }>, value: unknown): unknown[] {
    switch (step.type) {
      case 'field':
        return this.field(step.name, value);
      case 'wildcard':
        if (Array.isArray(value)) return value;
        return isObject(value)
          ? Object.keys(value)
              .toSorted()
              .map((key) => value[key])
          : [];
      case 'recursive':
        return this.descendants(value);
      case 'slice':
        return this.slice(step, value);
      case 'filter':
        if (!Array.isArray(value)) return [];
        return value.filter((item) => this.matches(step, item));
    }
  }

  private field(name: string, value: unknown): unknown[] {
    if (isObject(value) && Object.hasOwn(value, name)) {
      const found = value[name];
      return found === undefined ? [] : [found];
    }
    if (!this.allowMissing && isObject(value)) fail(`${name} is not found`);
    return [];
  }

  private descendants(value: unknown): unknown[] {
    const found: unknown[] = [];
    const queue: unknown[] = [value];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (typeof next !== 'object' || next === null) continue;
      found.push(next);
      const children = Array.isArray(next) ? (next as unknown[]) : Object.values(next);
      queue.push(...children.toReversed());
      if (found.length > MOST_RESULTS) fail('too many results');
    }
    return found;
  }

  private slice({ from, to, step = 1, isIndex }: Extract<Step, { type: 'slice' }>, value: unknown): unknown[] {
    if (!Array.isArray(value)) return this.allowMissing ? [] : fail(`${goType(value)} is not array or slice`);
    const { length } = value;
    const place = (index: number): number => (index < 0 ? index + length : index);
    if (isIndex) {
      const index = place(from ?? 0);
      if (index < 0 || index >= length) {
        if (length === 0) return [];
        return fail(`array index out of bounds: index ${index}, length ${length}`);
      }
      return [value[index]];
    }
    const items: unknown[] = [];
    const end = Math.min(length, to === undefined ? length : place(to));
    for (let index = Math.max(0, place(from ?? 0)); index < end; index += Math.max(1, step)) items.push(value[index]);
    return items;
  }

  private matches({ left, operator, right }: Extract<Step, { type: 'filter' }>, item: unknown): boolean {
    const tolerant = new Evaluator(this.root, true);
    const a = tolerant.path(left, item);
    if (operator === 'exists') return a.length > 0;
    const b = right === undefined ? [] : tolerant.path(right, item);
    if (a.length === 0 || b.length === 0) return false;
    if (!OPERATORS.has(operator)) fail(`unrecognized filter operator ${operator}`);
    return compare(a[0], b[0], operator);
  }
}

const OPERATORS: ReadonlySet<string> = new Set(['==', '!=', '<=', '>=', '<', '>']);

function compare(a: unknown, b: unknown, operator: string): boolean {
  if (operator === '==') return a === b;
  if (operator === '!=') return a !== b;
  const isComparable =
    (typeof a === 'number' && typeof b === 'number') || (typeof a === 'string' && typeof b === 'string');
  if (!isComparable) return false;
  switch (operator) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    default:
      return a >= b;
  }
}

function goType(value: unknown): string {
  if (isObject(value)) return 'map[string]interface {}';
  return typeof value === 'number' ? 'int64' : typeof value === 'boolean' ? 'bool' : typeof value;
}

/** The text that a template makes of an object, values spelled by `textOf`. Throws an Error with client-go's words. */
export function jsonPathText(
  path: JsonPath,
  object: unknown,
  allowMissing: boolean,
  textOf: (value: unknown) => string,
): string {
  return new Evaluator(object, allowMissing, textOf).pieces(path.pieces, 0, object, 0).text;
}

/** The values that a template's only expression finds in an object. Throws an Error with client-go's words. */
export function findByJsonPath(path: JsonPath, object: unknown, allowMissing: boolean): unknown[] {
  const evaluator = new Evaluator(object, allowMissing);
  return path.pieces.flatMap((piece) => (piece.type === 'path' ? evaluator.path(piece.path, object) : []));
}
