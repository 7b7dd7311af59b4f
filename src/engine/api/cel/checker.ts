import type { Call, Comprehension, Expression, Select } from './ast.ts';
import { functionOf } from './functions.ts';
import type { Overload } from './functions.ts';
import type { Problem } from './problem.ts';
import { durationOf, timestampOf } from './conversions.ts';
import { isPattern } from './texts.ts';
import {
  BOOL,
  DYN,
  isAssignable,
  isTypeName,
  listOf,
  literalType,
  mapOf,
  simple,
  substituted,
  typeText,
} from './types.ts';
import type { Bindings, CelType } from './types.ts';

/** What the names of an expression are. */
export type Scope = ReadonlyMap<string, CelType>;

const LITERALS: Readonly<Record<string, (text: string) => boolean>> = {
  matches: isPattern,
  duration: (text) => durationOf(text) !== undefined,
  timestamp: (text) => timestampOf(text) !== undefined,
};

function isSame(a: CelType, b: CelType): boolean {
  return typeText(a) === typeText(b);
}

/** Finds what type an expression is of, and what is wrong with it (cel-go checker/checker.go). */
export class Checker {
  readonly problems: Problem[] = [];
  /** Literals that mean nothing; they are told of when all else is well. */
  readonly invalid: Problem[] = [];
  /** The names that it uses, of those that it was given. */
  readonly used = new Set<string>();

  check(expression: Expression, scope: Scope): CelType {
    switch (expression.kind) {
      case 'literal':
        return literalType(expression.value);
      case 'name':
        return this.name(expression.name, expression.at, scope);
      case 'select':
        return this.select(expression, scope);
      case 'call':
        return this.call(expression, scope);
      case 'list':
        return listOf(this.joined(expression.items, scope));
      case 'map':
        return mapOf(
          this.joined(
            expression.entries.map(([key]) => key),
            scope,
          ),
          this.joined(
            expression.entries.map(([, value]) => value),
            scope,
          ),
        );
      case 'comprehension':
        return this.comprehension(expression, scope);
    }
  }

  private problem(at: number, message: string): CelType {
    this.problems.push({ at, message });
    return DYN;
  }

  private name(name: string, at: number, scope: Scope): CelType {
    const type = scope.get(name);
    if (type !== undefined) {
      this.used.add(name);
      return type;
    }
    if (isTypeName(name)) return simple('type');
    return this.problem(at, `undeclared reference to '${name}' (in container '')`);
  }

  /** Items of a list are of one type (cel.HomogeneousAggregateLiterals). */
  private joined(items: readonly Expression[], scope: Scope): CelType {
    let type: CelType | undefined;
    for (const item of items) {
      const next = this.check(item, scope);
      if (type === undefined || isAssignable(next, type, new Map())) type = type?.kind === 'dyn' ? type : next;
      else if (!isAssignable(type, next, new Map())) {
        this.problem(item.at, `expected type '${typeText(type)}' but found '${typeText(next)}'`);
      }
    }
    return type ?? DYN;
  }

  private select(expression: Select, scope: Scope): CelType {
    const { operand, field, at } = expression;
    const given = this.check(operand, scope);
    const isOptional = given.kind === 'optional';
    const target = isOptional ? given.of : given;
    const found = this.field(target, field, at);
    if (expression.tests === true) return BOOL;
    return isOptional || expression.optional === true ? { kind: 'optional', of: found } : found;
  }

  private field(target: CelType, field: string, at: number): CelType {
    if (target.kind === 'dyn' || target.kind === 'variable') return DYN;
    if (target.kind === 'map') return target.value;
    if (target.kind !== 'object') {
      return this.problem(at, `type '${typeText(target)}' does not support field selection`);
    }
    return target.fields.get(field) ?? this.problem(at, `undefined field '${field}'`);
  }

  private call({ name, args, at }: Call, scope: Scope): CelType {
    const given = args.map((arg) => this.check(arg, scope));
    const found = functionOf(name);
    const isMember = name.startsWith('.');
    if (found === undefined) {
      return this.problem(at, `undeclared reference to '${isMember ? name.slice(1) : name}' (in container '')`);
    }
    const results = found.overloads.flatMap((overload) => resultOf(overload, given) ?? []);
    const [first] = results;
    if (first === undefined) {
      const [target, ...rest] = given.map(typeText);
      const applied = isMember ? `${target ?? ''}.(${rest.join(', ')})` : `(${given.map(typeText).join(', ')})`;
      const plain = isMember ? name.slice(1) : name;
      return this.problem(at, `found no matching overload for '${plain}' applied to '${applied}'`);
    }
    this.literal(name, args);
    return results.every((each) => isSame(each, first)) ? first : DYN;
  }

  /** Literals that mean nothing to their function (cel-go cel/validator.go). */
  private literal(name: string, args: readonly Expression[]): void {
    const plain = name.replace('.', '');
    const arg = plain === 'matches' ? args[1] : args[0];
    const isLiteral = LITERALS[plain];
    if (arg?.kind !== 'literal' || typeof arg.value !== 'string' || isLiteral === undefined) return;
    if (!isLiteral(arg.value)) this.invalid.push({ at: arg.at, message: `invalid ${plain} argument` });
  }

  private comprehension({ macro, range, variable, when, body, at }: Comprehension, scope: Scope): CelType {
    const type = this.check(range, scope);
    const item = itemType(type);
    if (item === undefined) {
      this.problem(
        range.at,
        `expression of type '${typeText(type)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
      );
    }
    const inner = new Map(scope).set(variable, item ?? DYN);
    if (when !== undefined) this.condition(when, inner, at);
    const result = macro === 'map' ? this.check(body, inner) : this.condition(body, inner, at);
    if (!scope.has(variable)) this.used.delete(variable);
    if (macro === 'map') return listOf(result);
    return macro === 'filter' ? listOf(item ?? DYN) : BOOL;
  }

  private condition(expression: Expression, scope: Scope, at: number): CelType {
    const type = this.check(expression, scope);
    if (!isAssignable(BOOL, type, new Map())) {
      this.problem(at, `found no matching overload for '_?_:_' applied to '(${typeText(type)}, list(dyn), list(dyn))'`);
    }
    return BOOL;
  }
}

function itemType(range: CelType): CelType | undefined {
  if (range.kind === 'list') return range.of;
  if (range.kind === 'map') return range.key;
  return range.kind === 'dyn' ? DYN : undefined;
}

function resultOf({ takes, gives }: Overload, given: readonly CelType[]): CelType | undefined {
  if (takes.length !== given.length) return undefined;
  const bindings: Bindings = new Map();
  return takes.every((wanted, at) => isAssignable(wanted, given[at] ?? DYN, bindings))
    ? substituted(gives, bindings)
    : undefined;
}
