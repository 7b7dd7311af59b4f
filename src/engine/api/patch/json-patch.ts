import { deepEqual } from '../equality.ts';
import { goQuote } from '../go-syntax.ts';
import { badRequest, requestEntityTooLarge } from '../status.ts';
import { isJsonObject, ownField } from './json-object.ts';
import type { JsonObject } from './json-object.ts';

/** apiserver pkg/endpoints/handlers/patch.go, maxJSONPatchOperations. */
const mostOperations = 10_000;

/** A path longer than this names nothing that the API server could hold. */
const deepestPath = 200;

/** Why operations cannot be applied. Only who applies them itself is told; the API server keeps it to itself. */
export class JsonPatchError extends Error {}

function readPointer(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The position that a path names in a list; `-` and the length name the place after the end. */
function listIndex(list: readonly unknown[], key: string, insert: boolean): number {
  if (key === '-' && insert) return list.length;
  if (!/^-?\d{1,9}$/.test(key)) throw new JsonPatchError(`strconv.Atoi: parsing ${goQuote(key)}: invalid syntax`);
  const index = Number(key);
  const places = insert ? list.length + 1 : list.length;
  // Negative positions count from the end, as the library behind the API server reads them.
  if (index >= places || index < -places) {
    throw new JsonPatchError(`Unable to access invalid index: ${key}: invalid index referenced`);
  }
  return index < 0 ? index + places : index;
}

type Container = JsonObject | readonly unknown[];

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function child(container: Container, key: string): unknown {
  if (!Array.isArray(container)) return ownField(container as JsonObject, key);
  return /^\d{1,9}$/.test(key) ? container[Number(key)] : undefined;
}

/** What is at the end of a path, undefined where there is nothing. */
function valueAt(document: unknown, path: readonly string[]): unknown {
  let value: unknown = document;
  for (const key of path) {
    if (!isContainer(value)) return undefined;
    value = child(value, key);
  }
  return value;
}

/** The document with the container that holds the last key of the path replaced by what `change` makes of it. */
function changeAt(
  document: unknown,
  path: readonly string[],
  change: (container: Container, key: string) => unknown,
): unknown {
  const [key = '', ...rest] = path;
  if (!isContainer(document)) return document;
  if (rest.length === 0) return change(document, key);
  const changed = changeAt(child(document, key), rest, change);
  if (!Array.isArray(document)) return Object.fromEntries([...Object.entries(document), [key, changed]]);
  return document.with(Number(key), changed);
}

function added(value: unknown) {
  return (container: Container, key: string): unknown => {
    if (Array.isArray(container)) return container.toSpliced(listIndex(container, key, true), 0, value);
    return Object.fromEntries([...Object.entries(container), [key, value]]);
  };
}

function replaced(value: unknown) {
  return (container: Container, key: string): unknown => {
    if (Array.isArray(container)) return container.with(listIndex(container, key, false), value);
    return Object.fromEntries([...Object.entries(container), [key, value]]);
  };
}

function removed(container: Container, key: string): unknown {
  if (Array.isArray(container)) return container.toSpliced(listIndex(container, key, false), 1);
  return Object.fromEntries(Object.entries(container).filter(([name]) => name !== key));
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from: string;
  readonly value: unknown;
}

function readOperation(operation: unknown): Operation {
  if (!isJsonObject(operation)) {
    throw badRequest('json: cannot unmarshal value into Go value of type jsonpatch.Operation');
  }
  const text = (field: string): string => {
    const value = ownField(operation, field);
    return typeof value === 'string' ? value : '';
  };
  return { op: text('op'), path: text('path'), from: text('from'), value: ownField(operation, 'value') ?? null };
}

/** The path of an operation; its parent must exist. Messages are those of evanphx/json-patch. */
function existingPath(document: unknown, pointer: string, missing: string): readonly string[] {
  const path = readPointer(pointer);
  if (path.length > deepestPath || !isContainer(valueAt(document, path.slice(0, -1)))) {
    throw new JsonPatchError(`${missing}: missing value`);
  }
  return path;
}

function apply(document: unknown, { op, path: pointer, from, value }: Operation): unknown {
  if (pointer === '' && (op === 'add' || op === 'replace')) return value;
  switch (op) {
    case 'add': {
      const missing = `add operation does not apply: doc is missing path: ${goQuote(pointer)}`;
      return changeAt(document, existingPath(document, pointer, missing), added(value));
    }
    case 'remove': {
      const missing = `remove operation does not apply: doc is missing path: ${goQuote(pointer)}`;
      const path = existingPath(document, pointer, missing);
      const parent = valueAt(document, path.slice(0, -1));
      const key = path.at(-1) ?? '';
      if (isJsonObject(parent) && !Object.hasOwn(parent, key)) {
        throw new JsonPatchError(
          `error in remove for path: '${pointer}': Unable to remove nonexistent key: ${key}: missing value`,
        );
      }
      return changeAt(document, path, removed);
    }
    case 'replace': {
      const path = existingPath(document, pointer, `replace operation does not apply: doc is missing path: ${pointer}`);
      if (valueAt(document, path) === undefined) {
        throw new JsonPatchError(`replace operation does not apply: doc is missing key: ${pointer}: missing value`);
      }
      return changeAt(document, path, replaced(value));
    }
    case 'test': {
      const path = existingPath(document, pointer, `test operation does not apply: is missing path: ${pointer}`);
      if (!deepEqual(valueAt(document, path) ?? null, value)) {
        throw new JsonPatchError(`testing value ${pointer} failed: test failed`);
      }
      return document;
    }
    case 'move':
    case 'copy': {
      const source = existingPath(document, from, `${op} operation does not apply: doc is missing from path: ${from}`);
      const moved = valueAt(document, source);
      if (moved === undefined) {
        throw new JsonPatchError(
          `error in ${op} for path: '${pointer}': Unable to get nonexistent key: ${from}: missing value`,
        );
      }
      const rest = op === 'move' ? changeAt(document, source, removed) : document;
      const missing = `${op} operation does not apply: doc is missing destination path: ${pointer}`;
      return changeAt(rest, existingPath(rest, pointer, missing), added(moved));
    }
    default:
      throw new JsonPatchError(`Unexpected kind: ${op}`);
  }
}

/**
 * The object with a JSON patch applied (RFC 6902). Throws an ApiError: 400 when the patch is no list of operations,
 * 413 when it has too many; and a JsonPatchError with the library's text when an operation does not apply.
 */
export function jsonPatch(original: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) {
    const given = isJsonObject(patch) ? 'object' : typeof patch;
    throw badRequest(`json: cannot unmarshal ${given} into Go value of type jsonpatch.Patch`);
  }
  if (patch.length > mostOperations) {
    throw requestEntityTooLarge(
      `The allowed maximum operations in a JSON patch is ${mostOperations}, got ${patch.length}`,
    );
  }
  return patch.map(readOperation).reduce(apply, original);
}
