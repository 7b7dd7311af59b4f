import type { JsonValue } from './ast.ts';
import { MAX_TEXT } from './bounds.ts';
import { described, JqError } from './errors.ts';
import { objectOf } from './parts.ts';
import { compareValues, isObject, type JsonObject } from './values.ts';

type Operation = (left: JsonValue, right: JsonValue) => JsonValue;

function mismatch(left: JsonValue, right: JsonValue, verb: string): JqError {
  return new JqError(`${described(left)} and ${described(right)} cannot be ${verb}`);
}

function mergeDeep(left: JsonObject, right: JsonObject): JsonObject {
  const merged = new Map(Object.entries(left));
  for (const [key, value] of Object.entries(right)) {
    const before = merged.get(key);
    merged.set(key, isObject(before) && isObject(value) ? mergeDeep(before, value) : value);
  }
  return objectOf(merged);
}

/** What operators make of two values. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  '+': (a, b) => {
    if (a === null) return b;
    if (b === null) return a;
    if (typeof a === 'number' && typeof b === 'number') return a + b;
    if (typeof a === 'string' && typeof b === 'string') return a + b;
    if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
    if (isObject(a) && isObject(b)) return objectOf([...Object.entries(a), ...Object.entries(b)]);
    throw mismatch(a, b, 'added');
  },
  '-': (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    if (Array.isArray(a) && Array.isArray(b)) {
      return a.filter((item) => !b.some((other) => compareValues(item, other) === 0));
    }
    throw mismatch(a, b, 'subtracted');
  },
  '*': (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a * b;
    if (typeof a === 'string' && typeof b === 'number')
      return b <= 0 ? null : a.repeat(Math.min(b, MAX_TEXT / (a.length + 1)));
    if (isObject(a) && isObject(b)) return mergeDeep(a, b);
    throw mismatch(a, b, 'multiplied');
  },
  '/': (a, b) => {
    if (typeof a === 'string' && typeof b === 'string') return a === '' ? [] : a.split(b);
    if (typeof a !== 'number' || typeof b !== 'number') throw mismatch(a, b, 'divided');
    if (b === 0) throw mismatch(a, b, 'divided because the divisor is zero');
    return a / b;
  },
  '%': (a, b) => {
    if (typeof a !== 'number' || typeof b !== 'number') throw mismatch(a, b, 'divided');
    if (Math.trunc(b) === 0) throw mismatch(a, b, 'divided (remainder) because the divisor is zero');
    return Math.trunc(a) % Math.trunc(b);
  },
  '==': (a, b) => compareValues(a, b) === 0,
  '!=': (a, b) => compareValues(a, b) !== 0,
  '<': (a, b) => compareValues(a, b) < 0,
  '<=': (a, b) => compareValues(a, b) <= 0,
  '>': (a, b) => compareValues(a, b) > 0,
  '>=': (a, b) => compareValues(a, b) >= 0,
};
