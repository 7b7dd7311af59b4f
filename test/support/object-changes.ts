import fc from 'fast-check';
import table from '../../src/engine/api/schema.json' with { type: 'json' };
import { schemaValue } from './schema-values.ts';

/** Draws a value while a property runs. */
type Draw = fc.GeneratorValue;

const types: Readonly<Record<string, { readonly fields: Readonly<Record<string, string>> }>> = table.types;

const plausible = ['', 'a', 'A b', '10', '-1', '5%', '200%', '*', '/', 'web', 'default', '100m', '1Gi', 'True', '::1'];
const anything = fc.oneof(fc.constantFrom(...plausible, null, [], {}, 0, -1, 1e9, true), fc.integer(), fc.string());
const keys = fc.oneof(fc.constantFrom('app', 'cpu', 'memory', 'kubernetes.io/hostname'), fc.string());

function oneOf<T>(draw: Draw, ...choices: readonly T[]): T {
  return draw(fc.constantFrom<T[]>, ...choices);
}

function changedList(list: readonly unknown[], of: string, draw: Draw): unknown[] {
  const does = list.length === 0 ? 'add' : oneOf(draw, 'add', 'drop', 'double', 'change', 'change', 'change');
  if (does === 'add') return [...list, draw(() => schemaValue(of, 3))];
  const at = draw(fc.nat, { max: list.length - 1 });
  const item = list[at];
  const instead = does === 'drop' ? [] : does === 'double' ? [item, item] : [changed(item, of, draw)];
  return list.toSpliced(at, 1, ...instead);
}

function changedMap(map: object, of: string, draw: Draw): object {
  const entries = Object.entries(map);
  const does = entries.length === 0 ? 'add' : oneOf(draw, 'add', 'drop', 'change');
  if (does === 'add') return { ...map, [draw(() => keys)]: draw(() => schemaValue(of, 2)) };
  const at = draw(fc.nat, { max: entries.length - 1 });
  const [key = '', value] = entries[at] ?? [];
  return Object.fromEntries(
    does === 'drop' ? entries.toSpliced(at, 1) : entries.toSpliced(at, 1, [key, changed(value, of, draw)]),
  );
}

function changedStruct(struct: object, fields: Readonly<Record<string, string>>, draw: Draw): object {
  const own = Object.keys(struct).filter((field) => field !== 'apiVersion' && field !== 'kind' && field in fields);
  const isOwn = own.length > 0 && oneOf(draw, true, true, true, false);
  const field = oneOf(draw, ...(isOwn ? own : Object.keys(fields)));
  const notation = fields[field] ?? '';
  const { [field]: value, ...rest } = struct as Record<string, unknown>;
  if (value === undefined) return { ...rest, [field]: draw(() => schemaValue(notation, 4)) };
  if (oneOf(draw, true, false, false, false)) return rest;
  return { ...rest, [field]: changed(value, notation, draw) };
}

/** A value of the type that the schema's notation says, with one thing in it otherwise: often still valid, often just not. */
export function changed(value: unknown, notation: string, draw: Draw): unknown {
  if (draw(fc.nat, { max: 24 }) === 0) return draw(() => anything);
  if (Array.isArray(value)) return changedList(value, notation.replace('[]', ''), draw);
  if (typeof value === 'object' && value !== null) {
    const type = types[notation];
    if (type !== undefined) return changedStruct(value, type.fields, draw);
    return changedMap(value, notation.startsWith('map[string]') ? notation.replace('map[string]', '') : 'any', draw);
  }
  if (typeof value === 'number') return oneOf(draw, value + 1, value - 1, 0, 1, 100, -1);
  if (typeof value === 'boolean') return !value;
  return draw(() => (oneOf(draw, true, false) ? anything : schemaValue(notation, 3)));
}
