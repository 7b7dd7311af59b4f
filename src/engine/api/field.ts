import { goQuote, goStringSlice, isGoSyntax } from './go-syntax.ts';

/** The kinds of field errors; they are the `reason` of a Status cause (apimachinery pkg/util/validation/field/errors.go). */
export type FieldErrorType =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueDuplicate'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTypeInvalid'
  | 'FieldValueNotFound'
  | 'InternalError';

/** One problem with one field of an object. `field` is a path such as `spec.containers[0].name`. */
export interface FieldError {
  readonly type: FieldErrorType;
  readonly field: string;
  /** The refused value: JSON, or Go syntax (go-syntax.ts). Absent prints like a nil pointer. */
  readonly value?: unknown;
  readonly detail: string;
}

const typeTexts: Readonly<Record<FieldErrorType, string>> = {
  FieldValueRequired: 'Required value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueTypeInvalid: 'Invalid value',
  FieldValueNotFound: 'Not found',
  InternalError: 'Internal error',
};

const typesWithoutValue: ReadonlySet<FieldErrorType> = new Set([
  'FieldValueRequired',
  'FieldValueForbidden',
  'FieldValueTooLong',
  'InternalError',
]);

/** A value is needed and is missing. */
export function required(field: string, detail = ''): FieldError {
  return { type: 'FieldValueRequired', field, value: '', detail };
}

/** The value is malformed or out of bounds. */
export function invalid(field: string, value: unknown, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, value, detail };
}

/** The value is not one of `supported`, which are printed in the order given (upstream callers sort them). */
export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const detail = supported.length === 0 ? '' : `supported values: ${supported.map(goQuote).join(', ')}`;
  return { type: 'FieldValueNotSupported', field, value, detail };
}

/** The value collides with another that must be unique. */
export function duplicate(field: string, value: unknown): FieldError {
  return { type: 'FieldValueDuplicate', field, value, detail: '' };
}

/** The field may not be set under these conditions. */
export function forbidden(field: string, detail: string): FieldError {
  return { type: 'FieldValueForbidden', field, value: '', detail };
}

/** The value has more than `maxLength` bytes; the value itself is not printed. */
export function tooLong(field: string, maxLength: number): FieldError {
  const detail = `may not be more than ${maxLength} ${maxLength === 1 ? 'byte' : 'bytes'}`;
  return { type: 'FieldValueTooLong', field, value: '<value omitted>', detail };
}

/** A list or map has more than `max` items; `actual` is how many. */
export function tooMany(field: string, actual: number, max: number): FieldError {
  const detail = `must have at most ${max} ${max === 1 ? 'item' : 'items'}`;
  return { type: 'FieldValueTooMany', field, value: actual, detail };
}

/** The value is of another type than the field. */
export function typeInvalid(field: string, value: unknown, detail: string): FieldError {
  return { type: 'FieldValueTypeInvalid', field, value, detail };
}

/** The value names something that does not exist. */
export function notFound(field: string, value: unknown): FieldError {
  return { type: 'FieldValueNotFound', field, value, detail: '' };
}

/** What is wrong is not one value: none is printed (field.OmitValueType). */
export const omitted = Symbol('omitted');

function valueText(value: unknown): string {
  if (value === undefined || value === null) return '"null"';
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isGoSyntax(value)) return value.goSyntax;
  const strings = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return strings ? goStringSlice(value).goSyntax : JSON.stringify(value);
}

/** The message without the field's path (field.Error.ErrorBody). */
export function errorBody(error: FieldError): string {
  const type = typeTexts[error.type];
  const text =
    typesWithoutValue.has(error.type) || error.value === omitted ? type : `${type}: ${valueText(error.value)}`;
  return error.detail === '' ? text : `${text}: ${error.detail}`;
}

/** The message with the field's path in front (field.Error.Error). */
export function errorText(error: FieldError): string {
  return `${error.field}: ${errorBody(error)}`;
}

/** Several errors as one text: alone as it is, more as `[a, b]`, each text once (field.ErrorList.ToAggregate). */
export function errorListText(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map(errorText))];
  return texts.length === 1 ? texts.join('') : `[${texts.join(', ')}]`;
}
