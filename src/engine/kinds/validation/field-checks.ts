import { isValidIP } from '../../api/addresses.ts';
import { invalid, notSupported, required } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { goIntOrString } from '../../api/go-syntax.ts';
import {
  isDNS1123Label,
  isDNS1123Subdomain,
  isQualifiedName,
  isValidLabelValue,
  isValidPercent,
  isValidPortName,
  isValidPortNumber,
  regexMessage,
} from '../../api/names.ts';
import { fieldsOf, isSet, listOf, numberOf, sortedEntries, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';

/**
 * Checks of single fields that most kinds share. Each adds what is wrong to `errors`; `path` names the field. They follow
 * pkg/apis/core/validation and apimachinery pkg/apis/meta/v1/validation, in upstream's order of errors.
 */

/** Where checks put what they find. */
export type Errors = FieldError[];

/** Upstream's text about negative numbers (IsNegativeErrorMsg). */
export const negativeMessage = 'must be greater than or equal to 0';

/** Upstream's text about fields that may not change (FieldImmutableErrorMsg). */
export const immutableMessage = 'field is immutable';

/** Adds an Invalid error for every message of a syntax check. */
export function checkSyntax(messages: readonly string[], value: unknown, path: string, errors: Errors): void {
  for (const message of messages) errors.push(invalid(path, value, message));
}

/** A number that may not be below zero; absent is fine. */
export function checkNonnegative(value: unknown, path: string, errors: Errors): void {
  if (numberOf(value) < 0) errors.push(invalid(path, value, negativeMessage));
}

/** One of some words; '' is missing. */
export function checkWord(value: unknown, supported: readonly string[], path: string, errors: Errors): void {
  const word = stringOf(value);
  if (word === '') errors.push(required(path));
  else if (!supported.includes(word)) errors.push(notSupported(path, word, supported));
}

/** One of some words when it is set. */
export function checkOptionalWord(value: unknown, supported: readonly string[], path: string, errors: Errors): void {
  if (isSet(value) && !supported.includes(stringOf(value))) errors.push(notSupported(path, value, supported));
}

/** A name that is needed and must be a DNS label. */
export function checkLabelName(value: unknown, path: string, errors: Errors): void {
  const name = stringOf(value);
  if (name === '') errors.push(required(path));
  else checkSyntax(isDNS1123Label(name), name, path, errors);
}

/** A name that is needed and must be a DNS subdomain: a reference to another object. */
export function checkObjectName(value: unknown, path: string, errors: Errors): void {
  const name = stringOf(value);
  if (name === '') errors.push(required(path));
  else checkSyntax(isDNS1123Subdomain(name), name, path, errors);
}

/** A qualified name: a label key, a taint key, a topology key. */
export function checkQualifiedName(value: unknown, path: string, errors: Errors): void {
  const name = stringOf(value);
  checkSyntax(isQualifiedName(name), name, path, errors);
}

/** A map of labels, or a node selector (ValidateLabels). */
export function checkLabels(labels: unknown, path: string, errors: Errors): void {
  if (!isSet(labels)) return;
  for (const [key, value] of sortedEntries(labels)) {
    checkQualifiedName(key, path, errors);
    checkSyntax(isValidLabelValue(stringOf(value)), value, path, errors);
  }
}

/** A LabelSelector (ValidateLabelSelector). */
export function checkLabelSelector(selector: unknown, path: string, errors: Errors): void {
  if (!isSet(selector)) return;
  const { matchLabels, matchExpressions } = fieldsOf(selector);
  checkLabels(matchLabels, `${path}.matchLabels`, errors);
  listOf(matchExpressions).forEach((expression, index) => {
    checkLabelExpression(fieldsOf(expression), `${path}.matchExpressions[${index}]`, errors);
  });
}

const withValues = "must be specified when `operator` is 'In' or 'NotIn'";
const withoutValues = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";

/** The values that an operator of a label or node selector needs or may not have. */
export function checkOperatorValues(operator: unknown, values: readonly unknown[], path: string, errors: Errors): void {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) errors.push(required(`${path}.values`, withValues));
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        errors.push({ type: 'FieldValueForbidden', field: `${path}.values`, value: '', detail: withoutValues });
      }
      break;
    default:
      errors.push(invalid(`${path}.operator`, stringOf(operator), 'not a valid selector operator'));
  }
}

function checkLabelExpression({ key, operator, values }: Fields, path: string, errors: Errors): void {
  checkOperatorValues(operator, listOf(values), path, errors);
  checkQualifiedName(key, `${path}.key`, errors);
  listOf(values).forEach((value, index) => {
    checkSyntax(isValidLabelValue(stringOf(value)), value, `${path}.values[${index}]`, errors);
  });
}

/** A port by number or by name (ValidatePortNumOrName). */
export function checkPortNumberOrName(port: unknown, path: string, errors: Errors): void {
  if (typeof port === 'string') checkSyntax(isValidPortName(port), port, path, errors);
  else checkSyntax(isValidPortNumber(numberOf(port)), numberOf(port), path, errors);
}

/** A count or a percentage that is not negative (ValidatePositiveIntOrPercent). */
export function checkIntOrPercent(value: unknown, path: string, errors: Errors): void {
  if (typeof value === 'string') checkSyntax(isValidPercent(value), goIntOrString(value), path, errors);
  else checkNonnegative(value, path, errors);
}

/** The number of a count, also of one in quotes, or of a percentage without its sign (getIntOrPercentValue). */
export function intOrPercentNumber(value: unknown): number {
  if (typeof value !== 'string') return numberOf(value);
  const [, digits = '0'] = /^(\d+%|[-+]?\d+)$/.exec(value) ?? [];
  return Number.parseInt(digits, 10);
}

/** A percentage of at most a hundred; counts may be anything (IsNotMoreThan100Percent). */
export function checkAtMostHundredPercent(value: unknown, path: string, errors: Errors): void {
  if (typeof value !== 'string' || !value.endsWith('%') || intOrPercentNumber(value) <= 100) return;
  errors.push(invalid(path, goIntOrString(value), 'must not be greater than 100%'));
}

/** An IP address. */
export function checkIP(value: unknown, path: string, errors: Errors): void {
  checkSyntax(isValidIP(stringOf(value)), stringOf(value), path, errors);
}

/** A path without `..` in it (validatePathNoBacksteps). */
export function checkNoBacksteps(path: string, fieldPath: string, errors: Errors): void {
  if (path.split('/').includes('..')) errors.push(invalid(fieldPath, path, "must not contain '..'"));
}

/** A relative path that stays below where it starts (validateLocalDescendingPath). */
export function checkDescendingPath(path: string, fieldPath: string, errors: Errors): void {
  if (path.startsWith('/')) errors.push(invalid(fieldPath, path, 'must be a relative path'));
  checkNoBacksteps(path, fieldPath, errors);
}

/** A name such as `example.com/controller` (IsDomainPrefixedPath). */
export function checkDomainPrefixedPath(value: string, path: string, errors: Errors): void {
  if (value === '') {
    errors.push(required(path));
    return;
  }
  const [host = '', ...rest] = value.split('/');
  if (rest.length === 0 || host === '' || rest.join('/') === '') {
    errors.push(invalid(path, value, 'must be a domain-prefixed path (such as "acme.io/foo")'));
    return;
  }
  for (const message of isDNS1123Subdomain(host)) errors.push(invalid(path, host, message));
  const text = rest.join('/');
  if (!/^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(text)) {
    const detail = regexMessage('Invalid path', "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");
    errors.push(invalid(path, text, detail));
  }
}

export function hasLineBreaks(text: string): boolean {
  return /[\n\r]/.test(text);
}
