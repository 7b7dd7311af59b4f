import type { JsonValue } from './ast.ts';
import { described, JqError } from './errors.ts';

/*
 * Values as what a function needs; each throws jq's complaint about any other.
 */

export function numberOf(value: JsonValue): number {
  if (typeof value !== 'number') throw new JqError(`${described(value)} number required`);
  return value;
}

export function textOf(value: JsonValue): string {
  if (typeof value !== 'string') throw new JqError(`${described(value)} cannot be used as a string`);
  return value;
}

export function arrayOf(value: JsonValue, verb: string): JsonValue[] {
  if (!Array.isArray(value)) throw new JqError(`${described(value)} cannot be ${verb}, as it is not an array`);
  return value;
}
