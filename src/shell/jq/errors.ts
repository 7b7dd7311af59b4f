import type { JsonValue } from './ast.ts';
import { printJson, typeName } from './values.ts';

/** A program failed on its input; the message is jq's. */
export class JqError extends Error {
  readonly value: JsonValue;

  constructor(value: JsonValue) {
    super(typeof value === 'string' ? value : `${printJson(value)} (not a string)`);
    this.value = value;
  }
}

/** A value as jq's complaints name it, cut short. */
export function described(value: JsonValue): string {
  const text = printJson(value);
  return `${typeName(value)} (${text.length > 11 ? `${text.slice(0, 10)}...` : text})`;
}
