import { compileRegex, formatDate, PatternError, replaceMatches, type Matcher } from '../../engine/index.ts';
import type { Filter, JsonValue } from './ast.ts';
import { MAX_RESULTS, STEP_UNITS } from './bounds.ts';
import { arrayOf, numberOf, textOf } from './checks.ts';
import { JqError } from './errors.ts';
import { JqEvaluator, type Item, type Variables } from './evaluator.ts';
import { toText } from './formats.ts';
import { OPERATIONS } from './operations.ts';
import { JqSyntaxError } from './parser.ts';
import { contains, contents, deleteAt, flatten, hasKey, member, objectOf, positionOf, trimmed } from './parts.ts';
import { PLAIN, SELECTORS } from './plain-functions.ts';
import { compareValues, isTrue } from './values.ts';

/** Runs a jq program. */
export class JqMachine extends JqEvaluator {
  protected call(name: string, args: readonly Filter[], input: Item, variables: Variables): Item[] {
    const plain = args.length === 0 && Object.hasOwn(PLAIN, name) ? PLAIN[name] : undefined;
    if (plain !== undefined) return [{ value: plain(input.value, this.port) }];
    const selector = args.length === 0 && Object.hasOwn(SELECTORS, name) ? SELECTORS[name] : undefined;
    if (selector !== undefined) return selector(input.value) ? [input] : [];
    const [first, second, third] = args;
    if (first === undefined) return this.callBare(name, input);
    const each = (filter: Filter): JsonValue[] => this.values(filter, input, variables);
    const key = (value: JsonValue): JsonValue => this.values(first, { value }, variables);
    const byKey = (a: JsonValue, b: JsonValue): number => compareValues(key(a), key(b));
    const results = (values: readonly JsonValue[]): Item[] => values.map((value) => ({ value }));
    switch (`${name}/${args.length}`) {
      case 'select/1':
        return each(first).flatMap((value) => (isTrue(value) ? [input] : []));
      case 'map/1':
        return [{ value: contents(input.value).flatMap(([, value]) => this.values(first, { value }, variables)) }];
      case 'map_values/1': {
        const changed = contents(input.value).flatMap(([name_, value]): [string | number, JsonValue][] =>
          this.values(first, { value }, variables)
            .slice(0, 1)
            .map((result) => [name_, result]),
        );
        const isList = Array.isArray(input.value);
        return [
          { value: isList ? changed.map(([, value]) => value) : objectOf(changed.map(([k, v]) => [String(k), v])) },
        ];
      }
      case 'recurse/1':
        return this.recurse(first, input, variables);
      case 'path/1':
        return results(this.paths(first, input.value, variables).map((path) => [...path]));
      case 'paths/1':
        return results(
          this.descendants({ value: input.value, path: [] })
            .filter(
              ({ value, path }) => (path?.length ?? 0) > 0 && this.values(first, { value }, variables).some(isTrue),
            )
            .map(({ path }) => [...(path ?? [])]),
        );
      case 'del/1': {
        const paths = this.paths(first, input.value, variables).toSorted((a, b) => compareValues([...b], [...a]));
        return [{ value: paths.reduce((whole, path) => deleteAt(whole, path), input.value) }];
      }
      case 'getpath/1':
        return results(
          each(first).map((path) =>
            arrayOf(path, 'used as a path').reduce((value, part) => member(value, part), input.value),
          ),
        );
      case 'has/1':
        return results(each(first).map((wanted) => hasKey(input.value, wanted)));
      case 'in/1':
        return results(each(first).map((holder) => hasKey(holder, input.value)));
      case 'contains/1':
        return results(each(first).map((part) => contains(input.value, part)));
      case 'inside/1':
        return results(each(first).map((whole) => contains(whole, input.value)));
      case 'startswith/1':
        return results(each(first).map((part) => textOf(input.value).startsWith(textOf(part))));
      case 'endswith/1':
        return results(each(first).map((part) => textOf(input.value).endsWith(textOf(part))));
      case 'ltrimstr/1':
        return results(each(first).map((part) => trimmed(input.value, part, true)));
      case 'rtrimstr/1':
        return results(each(first).map((part) => trimmed(input.value, part, false)));
      case 'split/1':
        return results(each(first).map((part) => OPERATIONS['/']?.(textOf(input.value), textOf(part)) ?? null));
      case 'join/1':
        return results(
          each(first).map((separator) =>
            contents(input.value)
              .map(([, value]) => (value === null ? '' : toText(value)))
              .join(textOf(separator)),
          ),
        );
      case 'test/1':
      case 'test/2': {
        const flags = second === undefined ? '' : toText(each(second)[0] ?? '');
        return results(
          each(first).map(
            (pattern) => this.matcher(pattern, flags).find(textOf(input.value), 0, this.spend) !== undefined,
          ),
        );
      }
      case 'sub/2':
      case 'gsub/2': {
        const by = second === undefined ? '' : textOf(each(second)[0] ?? '');
        const all = name === 'gsub';
        return results(
          each(first).map((pattern) =>
            replaceMatches(textOf(input.value), this.matcher(pattern, ''), () => by, all, this.spend),
          ),
        );
      }
      case 'sort_by/1':
        return [{ value: arrayOf(input.value, 'sorted').toSorted(byKey) }];
      case 'min_by/1':
        return [{ value: arrayOf(input.value, 'compared').toSorted(byKey)[0] ?? null }];
      case 'max_by/1':
        return [{ value: arrayOf(input.value, 'compared').toSorted(byKey).at(-1) ?? null }];
      case 'group_by/1':
        return [{ value: this.groups(arrayOf(input.value, 'grouped').toSorted(byKey), key) }];
      case 'unique_by/1':
        return results([this.groups(arrayOf(input.value, 'grouped').toSorted(byKey), key).map(([one]) => one ?? null)]);
      case 'with_entries/1': {
        const entries = PLAIN['to_entries']?.(input.value, this.port) ?? [];
        const changed = contents(entries).flatMap(([, value]) => this.values(first, { value }, variables));
        return [{ value: PLAIN['from_entries']?.(changed, this.port) ?? null }];
      }
      case 'flatten/1':
        return results(each(first).map((depth) => flatten(input.value, Math.min(100, numberOf(depth)))));
      case 'any/1':
        return [
          { value: contents(input.value).some(([, value]) => this.values(first, { value }, variables).some(isTrue)) },
        ];
      case 'all/1':
        return [
          { value: contents(input.value).every(([, value]) => this.values(first, { value }, variables).every(isTrue)) },
        ];
      case 'any/2':
      case 'all/2': {
        const test = (value: JsonValue): boolean => this.values(second ?? first, { value }, variables).some(isTrue);
        return [{ value: name === 'any' ? each(first).some(test) : each(first).every(test) }];
      }
      case 'first/1':
        return this.evaluate(first, input, variables).slice(0, 1);
      case 'last/1':
        return this.evaluate(first, input, variables).slice(-1);
      case 'nth/1':
        return results(each(first).map((index) => member(input.value, index)));
      case 'limit/2':
        return second === undefined
          ? []
          : this.evaluate(second, input, variables).slice(0, numberOf(each(first)[0] ?? 0));
      case 'range/1':
        return results(each(first).flatMap((end) => this.range(0, numberOf(end), 1)));
      case 'range/2':
      case 'range/3': {
        const step = third === undefined ? 1 : numberOf(each(third)[0] ?? 1);
        const end = second === undefined ? 0 : numberOf(each(second)[0] ?? 0);
        return results(each(first).flatMap((start) => this.range(numberOf(start), end, step)));
      }
      case 'index/1':
        return results(each(first).map((part) => positionOf(input.value, part)));
      case 'error/1':
        throw new JqError(each(first)[0] ?? null);
      case 'strftime/1':
        return results(each(first).map((format) => formatDate(numberOf(input.value) * 1000, textOf(format))));
      default:
        throw new JqSyntaxError(`${name}/${args.length} is not defined`);
    }
  }

  private callBare(name: string, input: Item): Item[] {
    switch (name) {
      case 'empty':
        return [];
      case 'recurse':
        return this.descendants(input);
      case 'error':
        throw new JqError(input.value);
      case 'paths':
        return this.descendants({ value: input.value, path: [] })
          .slice(1)
          .map(({ path }) => ({ value: [...(path ?? [])] }));
      default:
        throw new JqSyntaxError(`${name}/0 is not defined`);
    }
  }

  private readonly spend = (units: number): void => this.port.spend(units);

  private matcher(pattern: JsonValue, flags: string): Matcher {
    try {
      return compileRegex(textOf(pattern), 'extended', { ignoreCase: flags.includes('i') });
    } catch (error) {
      if (error instanceof PatternError)
        throw new JqError(`${textOf(pattern)} (at offset 0) is not a valid regex: ${error.message}`);
      throw error;
    }
  }

  private groups(sorted: readonly JsonValue[], key: (value: JsonValue) => JsonValue): JsonValue[][] {
    const groups: { key: JsonValue; items: JsonValue[] }[] = [];
    for (const item of sorted) {
      const own = key(item);
      const last = groups.at(-1);
      if (last !== undefined && compareValues(last.key, own) === 0) last.items.push(item);
      else groups.push({ key: own, items: [item] });
    }
    return groups.map(({ items }) => items);
  }

  private recurse(filter: Filter, input: Item, variables: Variables): Item[] {
    const found: Item[] = [];
    const pending = [input];
    for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
      found.push(item);
      for (const next of this.evaluate(filter, item, variables).toReversed()) pending.push(next);
    }
    return found;
  }

  private range(start: number, end: number, step: number): number[] {
    const values: number[] = [];
    for (let value = start; step > 0 ? value < end : step < 0 && value > end; value += step) {
      values.push(value);
      this.port.spend(STEP_UNITS);
      if (values.length > MAX_RESULTS) throw new JqError('too many results');
    }
    return values;
  }
}
