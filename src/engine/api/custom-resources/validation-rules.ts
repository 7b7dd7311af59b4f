import { compile, COST_BUDGET, Optional, OUT_OF_BUDGET, toldMessage, typeText } from '../cel/index.ts';
import type { Activation, Outcome, Program, Scope } from '../cel/index.ts';
import { deepEqual } from '../equality.ts';
import { duplicate, forbidden, invalid, required } from '../field.ts';
import type { FieldError } from '../field.ts';
import { ruleType, ruleValue, withObjectMeta } from './rule-types.ts';
import { additionalSchema, childPath, isMap, propertySchema } from './structural-schema.ts';
import type { JsonMap, JsonSchema, ValidationRule } from './structural-schema.ts';

const DEEPEST = 150;

/** A rule that was read; what is wrong with it was told when its definition was written. */
export interface CompiledRule {
  readonly rule: ValidationRule;
  readonly program?: Program;
  readonly message?: Program;
  readonly error?: string;
  readonly messageError?: string;
}

function isCompiled(read: Program | { readonly error: string }): read is Program {
  return 'run' in read;
}

/** Reads the rules of one place in a schema (apiextensions-apiserver pkg/apiserver/schema/cel/compilation.go). */
export function compiledRules(schema: JsonSchema, isRoot: boolean): CompiledRule[] {
  const rules = schema['x-kubernetes-validations'] ?? [];
  if (rules.length === 0) return [];
  const type = ruleType(isRoot ? withObjectMeta(schema) : schema);
  if (type === undefined) return [];
  return rules.map((rule) => {
    if (rule.rule.trim() === '') return { rule };
    const old = rule.optionalOldSelf === true ? ({ kind: 'optional', of: type } as const) : type;
    const scope: Scope = new Map([
      ['self', type],
      ['oldSelf', old],
    ]);
    const program = compile(rule.rule, scope);
    if (!isCompiled(program)) return { rule, error: program.error };
    if (typeText(program.type) !== 'bool') {
      return { rule, error: 'cel expression must evaluate to a bool' };
    }
    const { messageExpression = '' } = rule;
    if (messageExpression.trim() === '') return { rule, program };
    const message = compile(messageExpression, scope);
    if (!isCompiled(message)) {
      return { rule, program, messageError: `messageExpression ${message.error}` };
    }
    if (typeText(message.type) !== 'string') {
      return { rule, program, messageError: 'messageExpression must evaluate to a string' };
    }
    return { rule, program, message };
  });
}

/** The places of a schema that have rules, or lead to such. */
interface Place {
  readonly schema: JsonSchema;
  readonly rules: readonly CompiledRule[];
  readonly properties: ReadonlyMap<string, Place>;
  readonly items?: Place;
  readonly additional?: Place;
}

function placeOf(schema: JsonSchema, isRoot: boolean, depth: number): Place | undefined {
  if (depth > DEEPEST) return undefined;
  const rules = compiledRules(schema, isRoot);
  const below = (inner: JsonSchema | undefined): Place | undefined =>
    inner === undefined ? undefined : placeOf(inner, inner['x-kubernetes-embedded-resource'] === true, depth + 1);
  const properties = new Map<string, Place>();
  for (const field of Object.keys(schema.properties ?? {})) {
    const place = below(propertySchema(schema, field));
    if (place !== undefined) properties.set(field, place);
  }
  const items = below(schema.items);
  const additional = below(additionalSchema(schema));
  if (rules.length === 0 && properties.size === 0 && items === undefined && additional === undefined) return undefined;
  const whole = isRoot ? withObjectMeta(schema) : schema;
  return {
    schema: whole,
    rules,
    properties,
    ...(items !== undefined && { items }),
    ...(additional !== undefined && { additional }),
  };
}

/** Definitions do not change, and most of them have no rules. */
const places = new WeakMap<JsonSchema, { readonly place: Place | undefined }>();

function rootOf(schema: JsonSchema): Place | undefined {
  const known = places.get(schema);
  if (known !== undefined) return known.place;
  const place = placeOf(schema, true, 0);
  places.set(schema, { place });
  return place;
}

/** The path that a rule's `fieldPath` adds to that of its place; undefined when no schema has such a field. */
export function fieldBelow(fieldPath: string, schema: JsonSchema): string | undefined {
  const part = /\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\]/y;
  let place: JsonSchema | undefined = schema;
  let path = '';
  while (part.lastIndex < fieldPath.length) {
    const match = part.exec(fieldPath);
    if (match === null || place === undefined) return undefined;
    const field = match[1] ?? (match[2] ?? '').replaceAll(/\\(.)/g, '$1');
    const additional: JsonSchema | undefined = additionalSchema(place);
    const isNamed: boolean = place.properties !== undefined;
    place = isNamed ? propertySchema(place, field) : additional;
    if (place === undefined) return undefined;
    path = isNamed ? childPath(path, field) : `${path}[${field}]`;
  }
  return path;
}

/** The item of an old list that a new one continues: that of the same keys. */
function oldItem(item: unknown, old: unknown, schema: JsonSchema): unknown {
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  if (schema['x-kubernetes-list-type'] !== 'map' || !Array.isArray(old) || !isMap(item)) return undefined;
  return old.find((each) => isMap(each) && keys.every((key) => deepEqual(each[key], item[key])));
}

function failure({ reason }: ValidationRule, path: string, type: string, detail: string): FieldError {
  if (reason === 'FieldValueForbidden') return forbidden(path, detail);
  if (reason === 'FieldValueRequired') return required(path, detail);
  return reason === 'FieldValueDuplicate' ? duplicate(path, type) : invalid(path, type, detail);
}

function shown({ message = '', rule }: ValidationRule): string {
  return (message === '' ? rule : message).trim();
}

function withDefault(rule: ValidationRule): string {
  return (rule.message ?? '') === '' ? `failed rule: ${shown(rule)}` : shown(rule);
}

class RuleChecker {
  readonly errors: FieldError[] = [];
  private budget = COST_BUDGET;

  /** `unchanged`: the nearest place above that an old object has too, is the same in it. */
  check(place: Place, value: unknown, old: unknown, path: string, unchanged: boolean): void {
    if (value === null || value === undefined || this.budget < 0) return;
    const isSame = old === undefined ? unchanged : deepEqual(value, old);
    this.rules(place, value, old, path, isSame);
    if (Array.isArray(value)) {
      const { items } = place;
      if (items === undefined) return;
      value.forEach((item, at) => {
        this.check(items, item, oldItem(item, old, place.schema), `${path}[${at}]`, isSame);
      });
    } else if (isMap(value)) this.fields(place, value, old, path, isSame);
  }

  private fields(
    { additional, properties, schema }: Place,
    value: JsonMap,
    old: unknown,
    path: string,
    isSame: boolean,
  ): void {
    const before = isMap(old) && schema['x-kubernetes-map-type'] !== 'atomic' ? old : {};
    for (const [field, item] of Object.entries(value)) {
      if (additional !== undefined) this.check(additional, item, before[field], `${path}[${field}]`, isSame);
      const place = properties.get(field);
      if (place !== undefined) this.check(place, item, before[field], childPath(path, field), isSame);
    }
  }

  /** validateExpressions of apiextensions-apiserver pkg/apiserver/schema/cel/validation.go. */
  private rules({ rules, schema }: Place, value: unknown, old: unknown, path: string, isSame: boolean): void {
    if (rules.length === 0) return;
    const here = path === '' ? '<nil>' : path;
    const type = schema.type ?? '';
    const self = ruleValue(value, schema) ?? null;
    const before = old === undefined || old === null ? undefined : (ruleValue(old, schema) ?? null);
    for (const { rule, program, message } of rules) {
      if (program === undefined || this.budget < 0) continue;
      const usesOld = program.uses.has('oldSelf');
      if (usesOld && before === undefined && rule.optionalOldSelf !== true) continue;
      const oldSelf = rule.optionalOldSelf === true ? new Optional(before) : before;
      const names: Activation = (name) => (name === 'self' ? self : name === 'oldSelf' ? oldSelf : undefined);
      const outcome = this.spend(program.run(names), here, type);
      if (outcome === undefined) return;
      if ('error' in outcome) {
        this.errors.push(invalid(here, type, evaluationDetail(outcome.error, rule)));
        if (isTooCostly(outcome.error)) this.budget = -1;
      } else if (outcome.value !== true && (usesOld || !isSame)) {
        const below = rule.fieldPath === undefined ? '' : (fieldBelow(rule.fieldPath, schema) ?? '');
        const at = below === '' ? here : childPath(path, below);
        this.errors.push(failure(rule, at, type, this.detail(rule, message, names)));
      }
    }
  }

  /** Counts what a rule has cost; undefined when that is more than there is left. */
  private spend(outcome: Outcome, path: string, type: string): Outcome | undefined {
    this.budget -= outcome.cost;
    if (this.budget >= 0) return outcome;
    this.errors.push(invalid(path, type, OUT_OF_BUDGET));
    return undefined;
  }

  private detail(rule: ValidationRule, message: Program | undefined, names: Activation): string {
    const outcome = message?.run(names);
    this.budget -= outcome?.cost ?? 0;
    return toldMessage(outcome) ?? withDefault(rule);
  }
}

function isTooCostly(error: string): boolean {
  return error.startsWith('operation cancelled: actual cost limit exceeded');
}

function evaluationDetail(error: string, rule: ValidationRule): string {
  const what = shown(rule);
  if (error.startsWith('no such overload')) {
    return `'${error}': call arguments did not match a supported operator, function or macro signature for rule: ${what}`;
  }
  if (isTooCostly(error)) {
    return `'${error}': no further validation rules will be run due to call cost exceeds limit for rule: ${what}`;
  }
  return `${error} evaluating rule: ${what}`;
}

const BLOCKING: ReadonlySet<FieldError['type']> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

const UNCHECKED =
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

/**
 * What the rules of a schema find wrong with an object; `found`: what else is wrong with it, of which some keeps rules
 * from being asked. What a change leaves as it was may go on to break a rule.
 */
export function checkRules(
  object: JsonMap,
  old: JsonMap | undefined,
  schema: JsonSchema,
  found: readonly FieldError[],
): FieldError[] {
  const root = rootOf(schema);
  if (root === undefined) return [];
  if (found.some(({ type }) => BLOCKING.has(type))) return [invalid('<nil>', null, UNCHECKED)];
  const checker = new RuleChecker();
  checker.check(root, object, old, '', false);
  return checker.errors;
}
