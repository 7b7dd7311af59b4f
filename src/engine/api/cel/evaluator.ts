import type { Call, Comprehension, Expression, Select } from './ast.ts';
import { functionOf } from './functions.ts';
import { fits, isTypeName } from './types.ts';
import { EvaluationError, isList, isMapValue, Optional, TypeValue } from './values.ts';
import type { Value } from './values.ts';

/** What names stand for; a function is asked at the first use of its name. */
export type Activation = (name: string) => Value | undefined;

/** The most that one expression may cost (apiserver pkg/apis/cel/config.go, PerCallLimit). */
const CALL_LIMIT = 1_000_000;

/** Finds what an expression is worth. Throws an `EvaluationError` when it has no value. */
export class Evaluator {
  /** About as cel-go counts: one for each step, and more for long texts. */
  cost = 0;

  evaluate(expression: Expression, names: Activation): Value {
    this.charge(1);
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'name':
        return named(expression.name, names);
      case 'select':
        return this.select(expression, names);
      case 'call':
        return this.call(expression, names);
      case 'list':
        return expression.items.map((item) => this.evaluate(item, names));
      case 'map':
        return new Map(
          expression.entries.map(([key, value]) => [this.evaluate(key, names), this.evaluate(value, names)] as const),
        );
      case 'comprehension':
        return this.comprehension(expression, names);
    }
  }

  private charge(steps: number): void {
    this.cost += steps;
    if (this.cost > CALL_LIMIT) throw new CostExceeded('operation cancelled: actual cost limit exceeded');
  }

  private select({ operand, field, tests, optional }: Select, names: Activation): Value {
    const given = this.evaluate(operand, names);
    const target = given instanceof Optional ? given.value : given;
    const isOptional = given instanceof Optional || optional === true;
    if (target === undefined) return tests === true ? false : new Optional(undefined);
    if (!isMapValue(target)) {
      if (isOptional && target === null) return new Optional(undefined);
      throw new EvaluationError('no such overload');
    }
    const found = target.get(field);
    if (tests === true) return found !== undefined;
    if (isOptional) return new Optional(found);
    if (found === undefined) throw new EvaluationError(`no such key: ${field}`);
    return found;
  }

  private call({ name, args }: Call, names: Activation): Value {
    if (name === '_&&_' || name === '_||_') return decided(args, name === '_||_', (arg) => this.truth(arg, names));
    const [condition, yes, no] = args;
    if (name === '_?_:_' && condition !== undefined && yes !== undefined && no !== undefined) {
      return this.evaluate(this.truth(condition, names) ? yes : no, names);
    }
    const given = args.map((arg) => this.evaluate(arg, names));
    const found = functionOf(name);
    const isTaken = found?.overloads.some(
      ({ takes }) => takes.length === given.length && takes.every((wanted, at) => fits(wanted, given[at] ?? null)),
    );
    if (found === undefined || isTaken !== true) throw new EvaluationError('no such overload');
    this.charge(weight(given));
    return found.run(given);
  }

  /** What is worth true or false. */
  private truth(expression: Expression, names: Activation): boolean {
    const value = this.evaluate(expression, names);
    if (typeof value !== 'boolean') throw new EvaluationError('no such overload');
    return value;
  }

  private comprehension({ range, macro, variable, when, body }: Comprehension, names: Activation): Value {
    const given = this.evaluate(range, names);
    if (!isList(given) && !isMapValue(given)) throw new EvaluationError('no such overload');
    const items = isList(given) ? given : [...given.keys()];
    const inside =
      (item: Value): Activation =>
      (name) =>
        name === variable ? item : names(name);
    const holds = (item: Value): boolean => this.truth(body, inside(item));
    switch (macro) {
      case 'all':
        return decided(items, false, holds);
      case 'exists':
        return decided(items, true, holds);
      case 'exists_one':
        return items.filter(holds).length === 1;
      case 'filter':
        return items.filter(holds);
      case 'map':
        return items.flatMap((item) =>
          when !== undefined && !this.truth(when, inside(item)) ? [] : [this.evaluate(body, inside(item))],
        );
    }
  }
}

/** Whether one of the parts is what decides: one that is counts, even when others have no value. */
function decided<T>(parts: readonly T[], decides: boolean, holds: (part: T) => boolean): boolean {
  let failure: EvaluationError | undefined;
  for (const part of parts) {
    try {
      if (holds(part) === decides) return decides;
    } catch (error) {
      if (!(error instanceof EvaluationError) || error instanceof CostExceeded) throw error;
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
  return !decides;
}

/** An expression costs more than it may: no other part of it makes up for that. */
class CostExceeded extends EvaluationError {}

function named(name: string, names: Activation): Value {
  const value = names(name);
  if (value !== undefined) return value;
  if (isTypeName(name)) return new TypeValue(name);
  throw new EvaluationError(`no such attribute(s): ${name}`);
}

/** What a function costs by the size of what it is given. */
function weight(args: readonly Value[]): number {
  let size = 0;
  for (const arg of args) {
    if (typeof arg === 'string') size += arg.length / 10;
    else if (arg !== null && typeof arg === 'object' && isList(arg)) size += arg.length;
  }
  return Math.ceil(size);
}
