import type { JsonValue } from './ast.ts';

export type JsonObject = Record<string, JsonValue>;

const MAX_DEPTH = 512;

/** A text that is no JSON; the message is jq's. */
export class JsonError extends Error {}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function typeName(value: JsonValue): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

export function isTrue(value: JsonValue): boolean {
  return value !== null && value !== false;
}

const TYPE_ORDER = ['null', 'false', 'true', 'number', 'string', 'array', 'object'];

const rank = (value: JsonValue): number =>
  TYPE_ORDER.indexOf(typeof value === 'boolean' ? String(value) : typeName(value));

/** jq's order of values: by type, then by content. */
export function compareValues(a: JsonValue, b: JsonValue): number {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let index = 0; index < Math.min(a.length, b.length); index++) {
      const difference = compareValues(a[index] ?? null, b[index] ?? null);
      if (difference !== 0) return difference;
    }
    return a.length - b.length;
  }
  if (isObject(a) && isObject(b)) {
    const [left, right] = [Object.keys(a).toSorted(), Object.keys(b).toSorted()];
    const byKeys = compareValues(left, right);
    if (byKeys !== 0) return byKeys;
    for (const key of left) {
      const difference = compareValues(a[key] ?? null, b[key] ?? null);
      if (difference !== 0) return difference;
    }
  }
  return 0;
}

export interface JsonStyle {
  /** Blanks a level; 0 for all on one line. */
  indent: number;
  sortKeys: boolean;
}

/** A value as jq prints it. */
export function printJson(value: JsonValue, style: JsonStyle = { indent: 0, sortKeys: false }, level = 0): string {
  if (typeof value === 'number')
    return Number.isFinite(value) ? String(value) : value > 0 ? '1.7976931348623157e+308' : 'null';
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const open = style.indent === 0 ? '' : `\n${' '.repeat(style.indent * (level + 1))}`;
  const close = style.indent === 0 ? '' : `\n${' '.repeat(style.indent * level)}`;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[${open}${value.map((item) => printJson(item, style, level + 1)).join(`,${open}`)}${close}]`;
  }
  const keys = style.sortKeys ? Object.keys(value).toSorted() : Object.keys(value);
  if (keys.length === 0) return '{}';
  const colon = style.indent === 0 ? ':' : ': ';
  const entries = keys.map((key) => `${JSON.stringify(key)}${colon}${printJson(value[key] ?? null, style, level + 1)}`);
  return `{${open}${entries.join(`,${open}`)}${close}}`;
}

/** Where the JSON value that begins at `start` ends. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character === '"') {
      for (index += 1; index < text.length && text[index] !== '"'; index++) if (text[index] === '\\') index += 1;
      if (depth === 0) return index + 1;
    } else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > MAX_DEPTH) throw new JsonError('Exceeds depth limit for parsing');
    } else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth <= 0) return index + 1;
    } else if (depth === 0 && /[\s,:]/.test(character)) return index === start ? index + 1 : index;
  }
  return text.length;
}

/** The values of a text, one after another. Throws a JsonError. */
export function parseJsonValues(text: string): JsonValue[] {
  const values: JsonValue[] = [];
  for (let position = 0; ;) {
    while (/\s/.test(text[position] ?? '')) position += 1;
    if (position >= text.length) return values;
    const end = endOfValue(text, position);
    try {
      values.push(JSON.parse(text.slice(position, end)) as JsonValue);
    } catch {
      const before = text.slice(0, end).split('\n');
      throw new JsonError(
        `Invalid numeric literal at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + (end < text.length ? 1 : 0)}`,
      );
    }
    position = end;
  }
}
