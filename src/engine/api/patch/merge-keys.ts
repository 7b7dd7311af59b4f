import { fieldTypeOf, typeNameOf, typeSchema } from '../schema.ts';
import type { TypeSchema } from '../schema.ts';

/** How a strategic merge patch treats the fields of one type. */
export type PatchSchema = TypeSchema;

/** How a strategic merge patch treats one field (the struct tags patchStrategy and patchMergeKey). */
export interface FieldPatchMeta {
  /** Lists: the key of the items that merge by it, '' for sets of plain values, undefined for lists that are replaced. */
  readonly mergeKey: string | undefined;
  /** Patches of it say which keys stay. */
  readonly retainKeys: boolean;
  /** Patches have its value whole. */
  readonly isReplaced: boolean;
  /** How the fields of its value, or of the items of its list, are treated; undefined where they have no schema. */
  readonly schema: PatchSchema | undefined;
}

/** The patch schema of a kind; undefined for custom resources, which have no strategic merge patch. */
export function patchSchemaOf(apiVersion: string, kind: string): PatchSchema | undefined {
  const name = typeNameOf(apiVersion, kind);
  return name === undefined ? undefined : typeSchema(name);
}

const unknownField: FieldPatchMeta = { mergeKey: undefined, retainKeys: false, isReplaced: false, schema: undefined };

/** How a field is treated; fields without a schema merge as plain JSON and their lists are replaced. */
export function fieldPatchMeta(schema: PatchSchema | undefined, field: string): FieldPatchMeta {
  const type = schema === undefined ? undefined : fieldTypeOf(schema, field);
  if (schema === undefined || type === undefined) return unknownField;
  const item = type.is === 'list' ? type.of : type;
  return {
    mergeKey: schema.mergeKeys?.[field],
    retainKeys: schema.retainKeys?.includes(field) === true,
    isReplaced: schema.replaced?.includes(field) === true,
    schema: item.is === 'type' ? item.schema : undefined,
  };
}
