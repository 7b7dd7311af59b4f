import { deepEqual } from '../equality.ts';
import { invalid, notSupported, required, tooLong, tooMany, typeInvalid } from '../field.ts';
import type { FieldError } from '../field.ts';
import { goQuote, goValue } from '../go-syntax.ts';
import { isOfFormat } from './formats.ts';
import { goPattern } from './re2.ts';
import { additionalSchema, childPath, isMap, propertySchema } from './structural-schema.ts';
import type { JsonMap, JsonSchema } from './structural-schema.ts';

/** Deeper than schemas nest. */
const DEEPEST = 150;

/** More problems of one object are not told. */
const MOST_ERRORS = 1000;

/** How kube-openapi calls what stands there, and the format that follows from it. */
function typeOf(value: unknown): { type: string; format: string } {
  if (value === null) return { type: 'null', format: '' };
  if (Array.isArray(value)) return { type: 'array', format: '' };
  switch (typeof value) {
    case 'boolean':
      return { type: 'boolean', format: '' };
    case 'number':
      return Number.isInteger(value) ? { type: 'integer', format: 'int64' } : { type: 'number', format: 'double' };
    case 'string':
      return { type: 'string', format: '' };
    default:
      return { type: 'object', format: '' };
  }
}

/** The types that a schema allows; none when it allows every one. */
function allowedTypes(schema: JsonSchema): readonly string[] {
  if (schema['x-kubernetes-int-or-string'] === true) return ['integer', 'string'];
  return schema.type === undefined || schema.type === '' ? [] : [schema.type];
}

function typeError(path: string, wanted: string, found: string): FieldError {
  return typeInvalid(path, found, `${path} in body must be of type ${wanted}: ${goQuote(found)}`);
}

/** kube-openapi pkg/validation/validate/type.go. */
function checkType(value: unknown, schema: JsonSchema, path: string): FieldError | undefined {
  const types = allowedTypes(schema);
  if (types.length === 0) return undefined;
  if (value === null) return schema.nullable === true ? undefined : typeError(path, types.join(','), 'null');
  const { type, format } = typeOf(value);
  const wanted = schema.format ?? '';
  const isNumber = types.includes('number') || types.includes('integer');
  const fits = types.includes(type) || (type === 'integer' && types.includes('number'));
  const isText = typeof value === 'string' || Array.isArray(value);
  if (!isText && wanted !== '' && !fits && format !== wanted) return typeError(path, wanted, format);
  if (!isNumber && wanted !== '' && isText) return undefined;
  return fits ? undefined : typeError(path, types.join(','), type);
}

function checkString(value: string, schema: JsonSchema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const say = (text: string): void => void errors.push(invalid(path, value, `${path} in body ${text}`));
  const { maxLength, minLength, pattern, format } = schema;
  const length = maxLength === undefined && minLength === undefined ? 0 : [...value].length;
  if (maxLength !== undefined && length > maxLength) errors.push(tooLong(path, maxLength));
  if (minLength !== undefined && length < minLength) say(`should be at least ${minLength} chars long`);
  if (pattern !== undefined && pattern !== '') {
    const read = goPattern(pattern);
    if ('matches' in read && !read.matches(value)) say(`should match '${pattern}'`);
  }
  if (format !== undefined && !isOfFormat(format, value)) errors.push(typeError(path, format, value));
  return errors;
}

function checkNumber(value: number, schema: JsonSchema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const say = (text: string): void => void errors.push(invalid(path, value, `${path} in body ${text}`));
  const { multipleOf, maximum, minimum, exclusiveMaximum, exclusiveMinimum } = schema;
  if (multipleOf !== undefined && multipleOf > 0 && !Number.isInteger(value / multipleOf)) {
    say(`should be a multiple of ${multipleOf}`);
  }
  if (maximum !== undefined) {
    if (exclusiveMaximum === true && value >= maximum) say(`should be less than ${maximum}`);
    else if (exclusiveMaximum !== true && value > maximum) say(`should be less than or equal to ${maximum}`);
  }
  if (minimum !== undefined) {
    if (exclusiveMinimum === true && value <= minimum) say(`should be greater than ${minimum}`);
    else if (exclusiveMinimum !== true && value < minimum) say(`should be greater than or equal to ${minimum}`);
  }
  return errors;
}

/** A schema's verdict: what is wrong, and how many checks went well, by which the nearest alternative is chosen. */
class SchemaChecker {
  private budget = MOST_ERRORS;

  check(value: unknown, schema: JsonSchema, path: string, depth: number): FieldError[] {
    if (depth > DEEPEST || this.budget <= 0) return [];
    const errors: FieldError[] = [];
    const wrongType = checkType(value, schema, path);
    if (wrongType !== undefined) errors.push(wrongType);
    if (value === null) return errors;
    errors.push(...this.alternatives(value, schema, path, depth));
    if (typeof value === 'string') errors.push(...checkString(value, schema, path));
    else if (typeof value === 'number') errors.push(...checkNumber(value, schema, path));
    else if (Array.isArray(value)) errors.push(...this.list(value, schema, path, depth));
    if (schema.enum !== undefined && !schema.enum.some((each) => deepEqual(each, value))) {
      const supported = schema.enum.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
      errors.push(notSupported(path, goValue(value), supported));
    }
    if (isMap(value)) errors.push(...this.map(value, schema, path, depth));
    this.budget -= errors.length;
    return errors;
  }

  /** kube-openapi pkg/validation/validate/schema_props.go. */
  private alternatives(value: unknown, schema: JsonSchema, path: string, depth: number): FieldError[] {
    const errors: FieldError[] = [];
    const say = (text: string): void => void errors.push(invalid('<nil>', '', `${goQuote(path)} ${text}`));
    const verdicts = (schemas: readonly JsonSchema[]): FieldError[][] =>
      schemas.map((each) => this.check(value, each, path, depth + 1));
    const nearest = (failures: readonly FieldError[][]): FieldError[] =>
      failures.reduce((best, each) => (each.length < best.length ? each : best), failures[0] ?? []);
    if (schema.anyOf !== undefined && schema.anyOf.length > 0) {
      const failures = verdicts(schema.anyOf);
      if (failures.every((each) => each.length > 0)) {
        say('must validate at least one schema (anyOf)');
        errors.push(...nearest(failures));
      }
    }
    if (schema.oneOf !== undefined && schema.oneOf.length > 0) {
      const found = verdicts(schema.oneOf);
      const valid = found.filter((each) => each.length === 0).length;
      if (valid !== 1) {
        const detail = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`;
        say(`must validate one and only one schema (oneOf). ${detail}`);
        if (valid === 0) errors.push(...nearest(found));
      }
    }
    if (schema.allOf !== undefined && schema.allOf.length > 0) {
      const found = verdicts(schema.allOf);
      const valid = found.filter((each) => each.length === 0).length;
      errors.push(...found.flat());
      if (valid < found.length) say(`must validate all the schemas (allOf)${valid === 0 ? '. None validated' : ''}`);
    }
    if (schema.not !== undefined && this.check(value, schema.not, path, depth + 1).length === 0) {
      say('must not validate the schema (not)');
    }
    return errors;
  }

  private list(value: readonly unknown[], schema: JsonSchema, path: string, depth: number): FieldError[] {
    const errors: FieldError[] = [];
    const { items, minItems, maxItems } = schema;
    if (items !== undefined) {
      value.forEach((item, index) => errors.push(...this.check(item, items, `${path}[${index}]`, depth + 1)));
    }
    if (minItems !== undefined && value.length < minItems) {
      errors.push(invalid(path, value.length, `${path} in body should have at least ${minItems} items`));
    }
    if (maxItems !== undefined && value.length > maxItems) errors.push(tooMany(path, value.length, maxItems));
    return errors;
  }

  private map(value: JsonMap, schema: JsonSchema, path: string, depth: number): FieldError[] {
    const { minProperties, maxProperties } = schema;
    const size = Object.keys(value).length;
    if (minProperties !== undefined && size < minProperties) {
      return [invalid(path, size, `${path} in body should have at least ${minProperties} properties`)];
    }
    if (maxProperties !== undefined && size > maxProperties) return [tooMany(path, size, maxProperties)];
    const additional = additionalSchema(schema);
    const errors: FieldError[] = [];
    for (const [field, item] of Object.entries(value)) {
      const known = propertySchema(schema, field) ?? additional;
      if (known !== undefined) errors.push(...this.check(item, known, childPath(path, field), depth + 1));
    }
    for (const field of schema.required ?? []) {
      if (!Object.hasOwn(value, field)) errors.push(required(childPath(path, field)));
    }
    return errors;
  }
}

/** What a schema finds wrong with a value at `path`. */
export function checkSchemaAt(value: unknown, schema: JsonSchema, path: string): FieldError[] {
  return new SchemaChecker().check(value, schema, path, 0);
}

/** What a schema finds wrong with an object (apiextensions-apiserver pkg/apiserver/validation, kube-openapi's validators). */
export function checkSchema(object: JsonMap, schema: JsonSchema): FieldError[] {
  return checkSchemaAt(object, schema, '');
}
