import { additionalSchema, childPath, isMap, propertySchema } from './structural-schema.ts';
import type { JsonMap, JsonSchema } from './structural-schema.ts';

/** Fields that every object has, and an embedded one too, whatever its schema says. */
const TYPE_AND_METADATA: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** Deeper than schemas nest. */
const DEEPEST = 150;

class Pruner {
  readonly unknown: string[] = [];

  value(value: unknown, schema: JsonSchema | undefined, path: string, isObject: boolean, depth: number): unknown {
    if (depth > DEEPEST) return value;
    if (Array.isArray(value)) {
      const { items } = schema ?? {};
      let changed = false;
      const kept = value.map((item: unknown, index) => {
        const pruned = this.value(item, items, `${path}[${index}]`, isEmbedded(items), depth + 1);
        changed ||= pruned !== item;
        return pruned;
      });
      return changed ? kept : value;
    }
    return isMap(value) ? this.map(value, schema ?? {}, path, isObject, depth) : value;
  }

  private map(value: JsonMap, schema: JsonSchema, path: string, isObject: boolean, depth: number): JsonMap {
    const additional = additionalSchema(schema);
    const keepsAll = schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true;
    let changed = false;
    const entries: [string, unknown][] = [];
    for (const [field, item] of Object.entries(value)) {
      const known = propertySchema(schema, field) ?? additional;
      const at = childPath(path, field);
      if (isObject && TYPE_AND_METADATA.has(field)) entries.push([field, item]);
      else if (known !== undefined) {
        const pruned = this.value(item, known, at, isEmbedded(known), depth + 1);
        changed ||= pruned !== item;
        entries.push([field, pruned]);
      } else if (keepsAll) entries.push([field, item]);
      else {
        this.unknown.push(at);
        changed = true;
      }
    }
    return changed ? Object.fromEntries(entries) : value;
  }
}

function isEmbedded(schema: JsonSchema | undefined): boolean {
  return schema?.['x-kubernetes-embedded-resource'] === true;
}

/**
 * The object without the fields that its schema does not have, and the paths of these, sorted
 * (apiextensions-apiserver pkg/apiserver/schema/pruning). Shares what needs no change.
 */
export function prune(object: JsonMap, schema: JsonSchema): { object: JsonMap; unknownFields: readonly string[] } {
  const pruner = new Pruner();
  const pruned = pruner.value(object, schema, '', true, 0) as JsonMap;
  return { object: pruned, unknownFields: pruner.unknown.toSorted() };
}
