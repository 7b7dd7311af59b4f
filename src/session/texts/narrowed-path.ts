import type { FieldPath } from '../../manifests/index.ts';
import { isFields, valueAt } from './json-fields.ts';

/**
 * The field below the one that a refusal names which it is about. An API server names the whole map of labels, or the whole
 * list of access modes, and says which value it does not like; some fields it names as its own types have them.
 */
export function narrowedPath(object: unknown, path: FieldPath, message: string): FieldPath {
  const renamed = asWritten(object, path);
  const value = valueAt(object, renamed);
  if (typeof value !== 'object' || value === null) return renamed;
  const below = Object.entries(value);
  const wanted = /: (?:Invalid value|Unsupported value|Duplicate value): "([^"]*)"/.exec(message)?.[1];
  const type = /json: cannot unmarshal (number|bool|string|array|object) into Go struct field/.exec(message)?.[1];
  const found =
    wanted === undefined
      ? below.find(([, each]) => type !== undefined && jsonType(each) === type)
      : (below.find(([, each]) => String(each) === wanted) ?? below.find(([key]) => key === wanted));
  if (found === undefined) return renamed;
  return [...renamed, Array.isArray(value) ? Number(found[0]) : found[0]];
}

/** A claim's requests and a Service's address under the names that they are written by. */
function asWritten(object: unknown, path: FieldPath): FieldPath {
  if (valueAt(object, path) !== undefined) return path;
  const parent = path.slice(0, -1);
  const last = path.at(-1);
  if (parent.at(-1) === 'resources' && isFields(valueAt(object, [...parent, 'requests']))) {
    const field = [...parent, 'requests', ...(last === undefined ? [] : [last])];
    return valueAt(object, field) === undefined ? path : field;
  }
  if (parent.at(-1) === 'clusterIPs' && last === 0) return [...parent.slice(0, -1), 'clusterIP'];
  return path;
}

/** What Go's decoder calls the type of a value. */
function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
