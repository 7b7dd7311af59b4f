import type { Filter, JsonValue } from './ast.ts';
import { MAX_RESULTS, MAX_TEXT, STEP_UNITS } from './bounds.ts';
import { numberOf } from './checks.ts';
import { JqError } from './errors.ts';
import { formatted, toText } from './formats.ts';
import { OPERATIONS } from './operations.ts';
import { JqSyntaxError } from './parser.ts';
import { contents, member, objectOf, setAt, type Path } from './parts.ts';
import type { JqPort } from './plain-functions.ts';
import { isObject, isTrue, typeName } from './values.ts';

/** A value and, while it is a part of the input, where it stands there. */
export interface Item {
  value: JsonValue;
  path?: Path;
}

export type Variables = ReadonlyMap<string, JsonValue>;

function keyed(value: JsonValue, path: Path | undefined, key: string | number): Item {
  return path === undefined ? { value } : { value, path: [...path, key] };
}

/** What filters make of values, but for what functions do. All outputs are made at once; the budget bounds them. */
export abstract class JqEvaluator {
  protected readonly port: JqPort;
  private results = 0;

  constructor(port: JqPort) {
    this.port = port;
  }

  /** The outputs for one input. Throws a JqError or, for a name that nobody defined, a JqSyntaxError. */
  run(filter: Filter, input: JsonValue, variables: Variables): JsonValue[] {
    return this.values(filter, { value: input }, variables);
  }

  protected values(filter: Filter, input: Item, variables: Variables): JsonValue[] {
    return this.evaluate(filter, input, variables).map(({ value }) => value);
  }

  protected paths(filter: Filter, value: JsonValue, variables: Variables): Path[] {
    return this.evaluate(filter, { value, path: [] }, variables).map(({ path }) => {
      if (path === undefined) throw new JqError('Invalid path expression');
      return path;
    });
  }

  /** Every combination of the outputs of two filters, the right one in the outer loop as in jq. */
  private pairs(left: Filter, right: Filter, input: Item, variables: Variables): [JsonValue, JsonValue][] {
    const lefts = this.values(left, input, variables);
    return this.values(right, input, variables).flatMap((b) => lefts.map((a): [JsonValue, JsonValue] => [a, b]));
  }

  /** What a function makes of an input. */
  protected abstract call(name: string, args: readonly Filter[], input: Item, variables: Variables): Item[];

  private count(items: Item[]): Item[] {
    this.results += items.length;
    this.port.spend(STEP_UNITS * (items.length + 1));
    if (this.results > MAX_RESULTS) throw new JqError('too many results');
    return items;
  }

  protected evaluate(filter: Filter, input: Item, variables: Variables): Item[] {
    return this.count(this.outputs(filter, input, variables));
  }

  private outputs(filter: Filter, input: Item, variables: Variables): Item[] {
    switch (filter.type) {
      case 'identity':
        return [input];
      case 'literal':
        return [{ value: filter.value }];
      case 'recurse':
        return this.descendants(input);
      case 'variable': {
        const value = variables.get(filter.name);
        if (value === undefined) throw new JqSyntaxError(`$${filter.name} is not defined`);
        return [{ value }];
      }
      case 'text':
        return this.text(filter, input, variables);
      case 'format':
        return [{ value: formatted(filter.name, input.value) }];
      case 'field':
        return this.fields(filter, input, variables);
      case 'slice':
        return this.slices(filter, input, variables);
      case 'iterate':
        return this.evaluate(filter.of, input, variables).flatMap((item) => {
          if (filter.optional && !Array.isArray(item.value) && !isObject(item.value)) return [];
          return contents(item.value).map(([key, value]) => keyed(value, item.path, key));
        });
      case 'pipe':
        return this.evaluate(filter.first, input, variables).flatMap((item) =>
          this.evaluate(filter.next, item, variables),
        );
      case 'comma':
        return [...this.evaluate(filter.left, input, variables), ...this.evaluate(filter.right, input, variables)];
      case 'negate':
        return this.values(filter.operand, input, variables).map((value) => ({ value: -numberOf(value) }));
      case 'binary':
        return this.binary(filter, input, variables);
      case 'assign':
        return this.assign(filter, input, variables);
      case 'if':
        return this.condition(filter, 0, input, variables);
      case 'try':
        try {
          return this.evaluate(filter.body, input, variables);
        } catch (error) {
          if (!(error instanceof JqError)) throw error;
          return filter.handler === undefined ? [] : this.evaluate(filter.handler, { value: error.value }, variables);
        }
      case 'reduce':
        return this.values(filter.start, input, variables).map((start) => {
          let sum: JsonValue = start;
          for (const value of this.values(filter.source, input, variables)) {
            sum =
              this.values(filter.update, { value: sum }, new Map([...variables, [filter.name, value]])).at(-1) ?? null;
          }
          return { value: sum };
        });
      case 'bind':
        return this.values(filter.source, input, variables).flatMap((value) =>
          this.evaluate(filter.body, input, new Map([...variables, [filter.name, value]])),
        );
      case 'array':
        return [{ value: filter.body === undefined ? [] : this.values(filter.body, input, variables) }];
      case 'object':
        return this.objects(filter.entries, input, variables);
      case 'call':
        return this.call(filter.name, filter.args, input, variables);
    }
  }

  protected descendants(input: Item): Item[] {
    const found: Item[] = [];
    const pending: Item[] = [input];
    for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
      const { value, path } = item;
      found.push(item);
      this.port.spend(STEP_UNITS);
      if (!Array.isArray(value) && !isObject(value)) continue;
      for (const [key, inner] of contents(value).toReversed()) pending.push(keyed(inner, path, key));
    }
    return found;
  }

  private text(filter: Extract<Filter, { type: 'text' }>, input: Item, variables: Variables): Item[] {
    let texts = [''];
    for (const part of filter.parts) {
      const pieces =
        typeof part === 'string'
          ? [part]
          : this.values(part, input, variables).map((value) =>
              filter.format === undefined ? toText(value) : formatted(filter.format, value),
            );
      texts = pieces.flatMap((piece) => texts.map((text) => text + piece));
      if (texts.length > MAX_RESULTS || (texts[0]?.length ?? 0) > MAX_TEXT) throw new JqError('too many results');
    }
    return texts.map((value) => ({ value }));
  }

  private fields(filter: Extract<Filter, { type: 'field' }>, input: Item, variables: Variables): Item[] {
    const keys = this.values(filter.key, input, variables);
    return this.evaluate(filter.of, input, variables).flatMap(({ value, path }) =>
      keys.flatMap((key) => {
        try {
          return [keyed(member(value, key), path, typeof key === 'number' ? Math.floor(key) : toText(key))];
        } catch (error) {
          if (filter.optional && error instanceof JqError) return [];
          throw error;
        }
      }),
    );
  }

  private slices(filter: Extract<Filter, { type: 'slice' }>, input: Item, variables: Variables): Item[] {
    const bound = (part: Filter | undefined): number | undefined =>
      part === undefined ? undefined : numberOf(this.values(part, input, variables)[0] ?? 0);
    const [from, to] = [bound(filter.from), bound(filter.to)];
    return this.values(filter.of, input, variables).map((value) => {
      if (value === null) return { value };
      if (typeof value === 'string') return { value: value.slice(from, to) };
      if (Array.isArray(value)) return { value: value.slice(from, to) };
      throw new JqError(`Cannot index ${typeName(value)} with object`);
    });
  }

  private binary(filter: Extract<Filter, { type: 'binary' }>, input: Item, variables: Variables): Item[] {
    const { operator, left, right } = filter;
    if (operator === '//') {
      let found: Item[] = [];
      try {
        found = this.evaluate(left, input, variables).filter(({ value }) => isTrue(value));
      } catch (error) {
        if (!(error instanceof JqError)) throw error;
      }
      return found.length > 0 ? found : this.evaluate(right, input, variables);
    }
    if (operator === 'and' || operator === 'or') {
      return this.values(left, input, variables).flatMap((value) => {
        if (isTrue(value) === (operator === 'or')) return [{ value: operator === 'or' }];
        return this.values(right, input, variables).map((other) => ({ value: isTrue(other) }));
      });
    }
    const operation = OPERATIONS[operator];
    return this.pairs(left, right, input, variables).map(([a, b]) => ({ value: operation?.(a, b) ?? null }));
  }

  private assign(filter: Extract<Filter, { type: 'assign' }>, input: Item, variables: Variables): Item[] {
    const { operator, target, value } = filter;
    const paths = this.paths(target, input.value, variables);
    if (operator === '|=') {
      const update = (old: JsonValue): JsonValue => this.values(value, { value: old }, variables)[0] ?? null;
      return [{ value: paths.reduce((whole, path) => setAt(whole, path, update), input.value) }];
    }
    return this.values(value, input, variables).map((operand) => {
      const change = (old: JsonValue): JsonValue => {
        if (operator === '=') return operand;
        if (operator === '//=') return isTrue(old) ? old : operand;
        return OPERATIONS[operator.slice(0, -1)]?.(old, operand) ?? null;
      };
      return { value: paths.reduce((whole, path) => setAt(whole, path, change), input.value) };
    });
  }

  private condition(filter: Extract<Filter, { type: 'if' }>, index: number, input: Item, variables: Variables): Item[] {
    const branch = filter.branches[index];
    if (branch === undefined) {
      return filter.otherwise === undefined ? [input] : this.evaluate(filter.otherwise, input, variables);
    }
    return this.values(branch.condition, input, variables).flatMap((value) =>
      isTrue(value)
        ? this.evaluate(branch.body, input, variables)
        : this.condition(filter, index + 1, input, variables),
    );
  }

  private objects(entries: readonly { key: Filter; value: Filter }[], input: Item, variables: Variables): Item[] {
    let partial: [string, JsonValue][][] = [[]];
    for (const { key, value } of entries) {
      const combinations = this.pairs(value, key, input, variables).map(([held, name]): [string, JsonValue] => {
        if (typeof name !== 'string') throw new JqError(`Object keys must be strings`);
        return [name, held];
      });
      partial = partial.flatMap((before) => combinations.map((entry) => [...before, entry]));
      if (partial.length > MAX_RESULTS) throw new JqError('too many results');
    }
    return partial.map((list) => ({ value: objectOf(list) }));
  }
}
