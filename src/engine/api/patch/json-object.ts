/** A JSON object as patches see it: no schema, any fields. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for a JSON object, false for lists, null and plain values. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field's value when the object has it itself; keys such as `constructor` must not reach the prototype. */
export function ownField(object: JsonObject, field: string): unknown {
  return Object.hasOwn(object, field) ? object[field] : undefined;
}

/** How deep patches go: more than any kind of object has, and far from the end of the stack. */
export const deepestPatch = 200;
