import { compareKeys } from './key-order.ts';
import { scalarText } from './print-scalar.ts';

/** Deeper values are cut: no object of the API is nearly as deep, and the text must not exhaust the stack. */
const DEEPEST = 1000;

/** Longer keys are written with `? ` (goyaml.v2/emitterc.go, yaml_emitter_check_simple_key). */
const LONGEST_SIMPLE_KEY = 128;

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A number as Go writes it: whole numbers without exponent, others in their shortest form. */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  const [mantissa = '', exponent] = String(value).split('e');
  if (exponent === undefined) return mantissa;
  const digits = exponent.replace(/^[-+]/, '').padStart(2, '0');
  return `${mantissa}e${exponent.startsWith('-') ? '-' : '+'}${digits}`;
}

/** Words that a list of objects says again and again: how they are written is worked out once. */
const WORD = /^\S{1,64}$/;
const MOST_WORDS = 10_000;

/** Writes YAML block by block, as go-yaml's emitter does for `yaml.Marshal`. */
class Emitter {
  output = '';
  private column = 0;
  private readonly words = new Map<string, string>();
  private readonly keys = new Map<string, string>();
  /** Keys in the order in which they are written, by the same keys as they came. */
  private readonly orders = new Map<string, readonly string[]>();

  private write(text: string): void {
    this.output += text;
    const lineBreak = text.lastIndexOf('\n');
    this.column = lineBreak < 0 ? this.column + text.length : text.length - lineBreak - 1;
  }

  private newLine(indent: number): void {
    if (this.column > 0) this.output += '\n';
    this.output += ' '.repeat(indent);
    this.column = indent;
  }

  /** `indent` is that of the surrounding block; `separator` goes before what stays on the line. */
  value(value: unknown, indent: number, depth: number, inMapping: boolean, separator: string): void {
    if (Array.isArray(value) && value.length > 0 && depth < DEEPEST) {
      this.sequence(value, inMapping ? indent : indent + 2, depth, !inMapping && separator !== '');
    } else if (isFields(value) && depth < DEEPEST && this.hasFields(value)) {
      this.mapping(value, indent + 2, depth, !inMapping && separator !== '');
    } else {
      this.write(separator);
      this.scalar(value, indent + 2, false);
    }
  }

  document(value: unknown): string {
    if (Array.isArray(value) && value.length > 0) this.sequence(value, 0, 0, false);
    else if (isFields(value) && this.hasFields(value)) this.mapping(value, 0, 0, false);
    else this.scalar(value, 2, false);
    return this.column > 0 ? `${this.output}\n` : this.output;
  }

  private hasFields(fields: Fields): boolean {
    return Object.values(fields).some((field) => field !== undefined);
  }

  /** `compact`: the first item stays on the line of the `- ` before it. */
  private sequence(items: readonly unknown[], indent: number, depth: number, compact: boolean): void {
    for (const [index, item] of items.entries()) {
      if (index > 0 || !compact) this.newLine(indent);
      else this.write(' ');
      this.write('-');
      this.value(item, indent, depth + 1, false, ' ');
    }
  }

  private mapping(fields: Fields, indent: number, depth: number, compact: boolean): void {
    for (const [index, key] of this.sortedKeys(fields).entries()) {
      if (index > 0 || !compact) this.newLine(indent);
      else this.write(' ');
      const isSimple = key.length <= LONGEST_SIMPLE_KEY;
      if (!isSimple) this.write('? ');
      this.scalar(key, indent + 2, isSimple);
      if (!isSimple) this.newLine(indent);
      this.write(':');
      this.value(fields[key], indent, depth + 1, true, ' ');
    }
  }

  private sortedKeys(fields: Fields): readonly string[] {
    const keys = Object.keys(fields).filter((key) => fields[key] !== undefined);
    const known = keys.join('\n');
    const order = this.orders.get(known);
    // Keys may have line breaks in them: other keys can give the same text.
    if (order?.length === keys.length && order.every((key) => fields[key] !== undefined)) return order;
    const sorted = keys.toSorted(compareKeys);
    if (this.orders.size < MOST_WORDS) this.orders.set(known, sorted);
    return sorted;
  }

  /** A word is written alike wherever it stands; a text of several may be folded. */
  private text(text: string, indent: number, isKey: boolean): string {
    if (!WORD.test(text)) return scalarText(text, { column: this.column, indent, isKey });
    const known = isKey ? this.keys : this.words;
    let written = known.get(text);
    if (written === undefined) {
      written = scalarText(text, { column: 0, indent, isKey });
      if (known.size < MOST_WORDS) known.set(text, written);
    }
    return written;
  }

  private scalar(value: unknown, indent: number, isKey: boolean): void {
    if (typeof value === 'string') this.write(this.text(value, indent, isKey));
    else if (typeof value === 'number') this.write(numberText(value));
    else if (typeof value === 'boolean') this.write(value ? 'true' : 'false');
    else if (Array.isArray(value)) this.write('[]');
    else this.write(isFields(value) ? '{}' : 'null');
  }
}

/**
 * An object as `kubectl -o yaml` prints it: sorted keys, lists not indented, block scalars for texts of several lines
 * (sigs.k8s.io/yaml Marshal with goyaml.v2). Ends with a line break.
 */
export function toYaml(object: unknown): string {
  return new Emitter().document(object);
}

function jsonValue(value: unknown, indent: string, sorted: boolean, depth: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const inner = `${indent}    `;
  if (depth > DEEPEST) return 'null';
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    const items = value.map((item: unknown) => inner + jsonValue(item, inner, sorted, depth + 1));
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const fields = Object.entries(value as Fields).filter(([, field]) => field !== undefined);
  if (fields.length === 0) return '{}';
  if (sorted) fields.sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = fields.map(
    ([key, field]) => `${inner}${JSON.stringify(key)}: ${jsonValue(field, inner, sorted, depth + 1)}`,
  );
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

/** `<`, `>`, `&` and the line separators as Go's encoding/json escapes them. */
export function escapeJsonHtml(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * An object as `kubectl -o json` prints it, indented by four. Objects from the server have sorted keys; those that kubectl
 * makes itself keep the order of Go's struct fields. Ends with a line break.
 */
export function toJson(object: unknown, options: { sorted: boolean } = { sorted: true }): string {
  return `${escapeJsonHtml(jsonValue(object, '', options.sorted, 0))}\n`;
}
