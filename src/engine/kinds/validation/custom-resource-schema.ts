import { checkSchemaAt } from '../../api/custom-resources/schema-validation.ts';
import { goPattern } from '../../api/custom-resources/re2.ts';
import { errorText, forbidden, invalid, notSupported, required } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { goStringSlice, goValue } from '../../api/go-syntax.ts';
import { deepEqual } from '../../api/equality.ts';
import { fieldsOf, isSet, listOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkRuleMeanings, checkRuleTexts } from './custom-resource-rules.ts';
import type { Errors } from './field-checks.ts';

/**
 * Whether a schema is structural and says nothing that is not supported (apiextensions-apiserver
 * pkg/apiserver/schema/validation.go and pkg/apis/apiextensions/validation).
 */

type Level = 'root' | 'item' | 'field';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const KEEPS_UNKNOWN = 'x-kubernetes-preserve-unknown-fields';
const INT_OR_STRING = 'x-kubernetes-int-or-string';
const EMBEDDED = 'x-kubernetes-embedded-resource';
const LIST_TYPE = 'x-kubernetes-list-type';
const LIST_KEYS = 'x-kubernetes-list-map-keys';
const RULES = 'x-kubernetes-validations';

/** Deeper schemas are not looked at: no object gets there. */
const DEEPEST = 100;

/** What may stand beside `allOf` and the like only outside of them. */
const OUTSIDE_ONLY: readonly (readonly [field: string, text: string])[] = [
  ['type', 'must be empty to be structural'],
  ['additionalProperties', 'must be undefined to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['externalDocs', 'must be undefined to be structural'],
  [KEEPS_UNKNOWN, 'must be false to be structural'],
  [EMBEDDED, 'must be false to be structural'],
  [INT_OR_STRING, 'must be false to be structural'],
  [LIST_KEYS, 'must be empty to be structural'],
  [LIST_TYPE, 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
];

const NOT_SUPPORTED = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'];

function isThere(value: unknown): boolean {
  return isSet(value) && value !== false && value !== '' && !(Array.isArray(value) && value.length === 0);
}

const INT_OR_STRING_ANY_OF = [{ type: 'integer' }, { type: 'string' }];

function entriesOf(map: unknown): readonly (readonly [string, Fields])[] {
  return Object.entries(fieldsOf(map)).map(([key, value]) => [key, fieldsOf(value)] as const);
}

class SchemaValidator {
  readonly structural: Errors = [];
  readonly unsupported: Errors = [];

  /** validateStructuralInvariants. */
  invariants(schema: Fields, level: Level, path: string, depth: number): void {
    if (depth > DEEPEST) return;
    const { structural: errors } = this;
    const { items, additionalProperties } = schema;
    const type = stringOf(schema['type']);
    const keepsUnknown = schema[KEEPS_UNKNOWN] === true;
    const isIntOrString = schema[INT_OR_STRING] === true;
    const isEmbedded = schema[EMBEDDED] === true;
    if (type === 'array' && !isSet(items)) errors.push(required(`${path}.items`, 'must be specified'));
    if (isSet(items)) this.invariants(fieldsOf(items), 'item', `${path}.items`, depth + 1);
    const properties = entriesOf(schema['properties']);
    for (const [name, property] of properties) {
      this.invariants(property, 'field', `${path}.properties[${name}]`, depth + 1);
    }
    if (isSet(additionalProperties)) {
      const at = `${path}.additionalProperties`;
      if (level === 'root') errors.push(forbidden(at, 'must not be used at the root'));
      if (typeof additionalProperties === 'object') {
        this.invariants(fieldsOf(additionalProperties), 'field', at, depth + 1);
      }
      if (isEmbedded) errors.push(forbidden(at, `must not be used if ${EMBEDDED} is set`));
    }
    const unless = `must be false if ${INT_OR_STRING} is true`;
    if (isIntOrString && keepsUnknown) errors.push(invalid(`${path}.${KEEPS_UNKNOWN}`, true, unless));
    if (isIntOrString && isEmbedded) errors.push(invalid(`${path}.${EMBEDDED}`, true, unless));
    this.junctors(schema, path, depth);
    if (isEmbedded && type !== 'object') {
      const detail = `must be object if ${EMBEDDED} is true`;
      errors.push(type === '' ? required(`${path}.type`, detail) : invalid(`${path}.type`, type, detail));
    } else if (type === '' && !isIntOrString && !keepsUnknown) {
      const where = { root: 'at the root', item: 'for specified array items', field: 'for specified object fields' };
      errors.push(required(`${path}.type`, `must not be empty ${where[level]}`));
    }
    if (level === 'root' && type !== '' && type !== 'object') {
      errors.push(invalid(`${path}.type`, type, 'must be object at the root'));
    }
    if (level === 'root' || isEmbedded) this.typeAndMetadata(schema, level, path);
    if (isEmbedded && !keepsUnknown && properties.length === 0) {
      const detail = `must not be empty if ${EMBEDDED} is true without ${KEEPS_UNKNOWN}`;
      errors.push(required(`${path}.properties`, detail));
    }
  }

  private typeAndMetadata(schema: Fields, level: Level, path: string): void {
    const properties = fieldsOf(schema['properties']);
    for (const name of ['kind', 'apiVersion']) {
      const property = properties[name];
      const type = stringOf(fieldsOf(property)['type']);
      if (!isSet(property) || type === 'string') continue;
      this.structural.push(invalid(`${path}.properties[${name}].type`, type, 'must be string'));
    }
    const { metadata } = properties;
    if (!isSet(metadata)) return;
    const at = `${path}.properties[metadata]`;
    const { type, properties: inner, ...rest } = fieldsOf(metadata);
    if (type !== 'object') this.structural.push(invalid(`${at}.type`, stringOf(type), 'must be object'));
    const others = Object.keys(fieldsOf(inner)).filter((name) => name !== 'name' && name !== 'generateName');
    const { description: _, ...more } = rest;
    if (level === 'root' && (others.length > 0 || Object.keys(more).length > 0)) {
      const detail = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
      this.structural.push(forbidden(at, detail));
    }
  }

  private junctors(schema: Fields, path: string, depth: number): void {
    const allOf = listOf(schema['allOf']);
    const isAnyOf = deepEqual(schema['anyOf'], INT_OR_STRING_ANY_OF);
    const isAllOf = deepEqual(fieldsOf(allOf[0])['anyOf'], INT_OR_STRING_ANY_OF);
    this.values(schema, path, depth, isAnyOf, isAllOf);
  }

  /** validateValueValidation: what stands below `allOf`, `anyOf`, `oneOf` and `not`, and the pattern. */
  private values(schema: Fields, path: string, depth: number, skipsAnyOf: boolean, skipsFirstAllOf: boolean): void {
    if (!skipsAnyOf) {
      listOf(schema['anyOf']).forEach((inner, at) =>
        this.nested(fieldsOf(inner), `${path}.anyOf[${at}]`, depth, false),
      );
    }
    listOf(schema['allOf']).forEach((inner, at) => {
      this.nested(fieldsOf(inner), `${path}.allOf[${at}]`, depth, skipsFirstAllOf && at === 0);
    });
    listOf(schema['oneOf']).forEach((inner, at) => this.nested(fieldsOf(inner), `${path}.oneOf[${at}]`, depth, false));
    if (isSet(schema['not'])) this.nested(fieldsOf(schema['not']), `${path}.not`, depth, false);
    const pattern = stringOf(schema['pattern']);
    const read = pattern === '' ? undefined : goPattern(pattern);
    if (read !== undefined && 'error' in read) {
      const detail = `must be a valid regular expression, but isn't: ${read.error}`;
      this.structural.push(invalid(`${path}.pattern`, pattern, detail));
    }
  }

  private nested(schema: Fields, path: string, depth: number, skipsAnyOf: boolean): void {
    if (depth > DEEPEST) return;
    this.values(schema, path, depth + 1, skipsAnyOf, false);
    if (isSet(schema['items'])) this.nested(fieldsOf(schema['items']), `${path}.items`, depth + 1, false);
    for (const [name, property] of entriesOf(schema['properties'])) {
      this.nested(property, `${path}.properties[${name}]`, depth + 1, false);
      if (name !== 'metadata') continue;
      this.structural.push(forbidden(`${path}.properties[metadata]`, 'must not be specified in a nested context'));
    }
    for (const [field, text] of OUTSIDE_ONLY) {
      if (isThere(schema[field])) this.structural.push(forbidden(`${path}.${field}`, text));
    }
  }

  /** ValidateCustomResourceDefinitionOpenAPISchema. */
  supported(schema: Fields, path: string, depth: number, uncorrelated?: string): void {
    if (depth > DEEPEST) return;
    const { unsupported: errors } = this;
    const before = errors.length;
    for (const field of NOT_SUPPORTED) {
      if (isThere(schema[field])) errors.push(forbidden(`${path}.${field}`, `${field} is not supported`));
    }
    const type = stringOf(schema['type']);
    if (type === 'null') {
      errors.push(forbidden(`${path}.type`, 'type cannot be set to null, use nullable as an alternative'));
    }
    if (type !== '' && !TYPES.includes(type)) errors.push(notSupported(`${path}.type`, type, TYPES));
    if (Array.isArray(schema['items'])) {
      errors.push(forbidden(`${path}.items`, 'items must be a schema object and not an array'));
    }
    if (schema['uniqueItems'] === true) {
      const detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
      errors.push(forbidden(`${path}.uniqueItems`, detail));
    }
    const { additionalProperties } = schema;
    const properties = entriesOf(schema['properties']);
    if (isSet(additionalProperties)) {
      const at = `${path}.additionalProperties`;
      if (properties.length > 0 && additionalProperties !== true) {
        errors.push(forbidden(at, 'additionalProperties and properties are mutual exclusive'));
      }
      this.supported(fieldsOf(additionalProperties), at, depth + 1, uncorrelated);
    }
    for (const [name, property] of properties) {
      this.supported(property, `${path}.properties[${name}]`, depth + 1, uncorrelated);
    }
    if (isSet(schema['not'])) this.supported(fieldsOf(schema['not']), `${path}.not`, depth + 1);
    for (const junctor of ['allOf', 'oneOf', 'anyOf']) {
      listOf(schema[junctor]).forEach((inner, at) => {
        this.supported(fieldsOf(inner), `${path}.${junctor}[${at}]`, depth + 1);
      });
    }
    const itemsUncorrelated = schema[LIST_TYPE] === 'map' ? uncorrelated : (uncorrelated ?? path);
    if (isSet(schema['items'])) {
      this.supported(fieldsOf(schema['items']), `${path}.items`, depth + 1, itemsUncorrelated);
    }
    this.listType(schema, path);
    this.rules(schema, path, depth === 0 || schema[EMBEDDED] === true, before, uncorrelated);
  }

  /** The rules in CEL; they are read when nothing else is wrong at their place or below it. */
  private rules(schema: Fields, path: string, isRoot: boolean, before: number, uncorrelated: string | undefined): void {
    if (objectsOf(schema[RULES]).length === 0) return;
    checkRuleTexts(schema, `${path}.${RULES}`, this.unsupported);
    if (this.structural.length === 0 && this.unsupported.length === before) {
      checkRuleMeanings(schema, `${path}.${RULES}`, isRoot, uncorrelated, this.unsupported);
    }
  }

  private listType(schema: Fields, path: string): void {
    const { unsupported: errors } = this;
    const listType = schema[LIST_TYPE];
    const keys = listOf(schema[LIST_KEYS]);
    const type = stringOf(schema['type']);
    if (isSet(listType)) {
      const detail = `must be array if ${LIST_TYPE} is specified`;
      if (type === '') errors.push(required(`${path}.type`, detail));
      else if (type !== 'array') errors.push(invalid(`${path}.type`, type, detail));
      if (!['atomic', 'map', 'set'].includes(stringOf(listType))) {
        errors.push(notSupported(`${path}.${LIST_TYPE}`, listType, ['atomic', 'map', 'set']));
      }
    }
    if (keys.length > 0 && listType !== 'map') {
      const detail = `must be map if ${LIST_KEYS} is non-empty`;
      const at = `${path}.${LIST_TYPE}`;
      errors.push(isSet(listType) ? invalid(at, listType, detail) : required(at, detail));
    }
    if (listType === 'map') this.mapKeys(schema, keys, path);
  }

  private mapKeys(schema: Fields, keys: readonly unknown[], path: string): void {
    const { unsupported: errors } = this;
    if (keys.length === 0) {
      errors.push(required(`${path}.${LIST_KEYS}`, `must not be empty if ${LIST_TYPE} is map`));
    }
    const items = fieldsOf(schema['items']);
    if (!isSet(schema['items'])) {
      errors.push(required(`${path}.items`, `must have a schema if ${LIST_TYPE} is map`));
      return;
    }
    if (items['type'] !== 'object') {
      const detail = `must be object if parent array's ${LIST_TYPE} is map`;
      errors.push(invalid(`${path}.items.type`, stringOf(items['type']), detail));
    }
    const properties = fieldsOf(items['properties']);
    for (const key of keys.map(stringOf)) {
      const property = Object.hasOwn(properties, key) ? fieldsOf(properties[key]) : undefined;
      const at = `${path}.items.properties[${key}]`;
      if (property === undefined) {
        errors.push(
          invalid(`${path}.${LIST_KEYS}`, goStringSlice(keys), 'entries must all be names of item properties'),
        );
        continue;
      }
      if (property['type'] === 'array' || property['type'] === 'object') {
        const detail = `must be a scalar type if parent array's ${LIST_TYPE} is map`;
        errors.push(invalid(`${at}.type`, property['type'], detail));
      }
      if (isSet(property['default']) || listOf(items['required']).includes(key)) continue;
      const detail = `this property is in ${LIST_KEYS}, so it must have a default or be a required property`;
      errors.push(required(`${at}.default`, detail));
    }
  }

  /** Defaults that their own schema would refuse (structuraldefaulting.ValidateDefaults). */
  defaults(schema: Fields, path: string, depth: number): void {
    if (depth > DEEPEST) return;
    if (isSet(schema['default'])) {
      const at = `${path}.default`;
      this.unsupported.push(...checkSchemaAt(schema['default'], schema, at));
    }
    for (const [name, property] of entriesOf(schema['properties'])) {
      this.defaults(property, `${path}.properties[${name}]`, depth + 1);
    }
    if (isSet(schema['items'])) this.defaults(fieldsOf(schema['items']), `${path}.items`, depth + 1);
    const { additionalProperties } = schema;
    if (isSet(additionalProperties)) {
      this.defaults(fieldsOf(additionalProperties), `${path}.additionalProperties`, depth + 1);
    }
  }
}

const AT_ROOT = [
  'Description',
  'Type',
  'Format',
  'Title',
  'Maximum',
  'ExclusiveMaximum',
  'Minimum',
  'ExclusiveMinimum',
  'MaxLength',
  'MinLength',
  'Pattern',
  'MaxItems',
  'MinItems',
  'UniqueItems',
  'MultipleOf',
  'Required',
  'Items',
  'Properties',
  'ExternalDocs',
  'Example',
  'XPreserveUnknownFields',
  'XValidations',
];

function goFieldName(field: string): string {
  const short = field.replace(/^x-kubernetes-/, 'X-');
  return short.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** What is wrong with the schema of a version; `path` names it. With a status subresource less may stand at its root. */
export function validateRootSchema(schema: unknown, path: string, hasStatus: boolean): FieldError[] {
  const root = fieldsOf(schema);
  const errors: Errors = [];
  const foreign = Object.keys(root).find((field) => isThere(root[field]) && !AT_ROOT.includes(goFieldName(field)));
  if (hasStatus && foreign !== undefined) {
    const detail = `only [${AT_ROOT.join(' ')}] fields are allowed at the root of the schema if the status subresource is enabled`;
    errors.push(invalid(path, goValue(root), detail));
  }
  if (root['nullable'] === true) errors.push(forbidden(`${path}.nullable`, 'nullable cannot be true at the root'));
  const validator = new SchemaValidator();
  validator.invariants(root, 'root', path, 0);
  const structural = validator.structural.toSorted((a, b) => (errorText(a) < errorText(b) ? -1 : 1));
  if (structural.length === 0) validator.defaults(root, path, 0);
  validator.supported(root, path, 0);
  return [...errors, ...structural, ...validator.unsupported];
}
