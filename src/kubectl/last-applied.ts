import type { GenericObject } from '../engine/index.ts';
import { escapeJsonHtml } from '../manifests/index.ts';
import { inGoOrder } from './output/go-order.ts';

/** The annotation in which `apply` keeps what it applied. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** JSON in one line with sorted keys, as Go writes maps. `undefined` fields are left out. */
export function sortedJson(value: unknown, depth = 0): string {
  if (typeof value !== 'object' || value === null || depth > 500)
    return escapeJsonHtml(JSON.stringify(value) ?? 'null');
  if (Array.isArray(value)) return `[${value.map((item: unknown) => sortedJson(item, depth + 1)).join(',')}]`;
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${escapeJsonHtml(JSON.stringify(key))}:${sortedJson(field, depth + 1)}`);
  return `{${fields.join(',')}}`;
}

/** The object with itself, but for this annotation, written into the annotation (kubectl pkg/util/apply.go). */
export function withLastApplied(object: GenericObject): GenericObject {
  const { [LAST_APPLIED]: _old, ...annotations } = object.metadata.annotations ?? {};
  const bare = { ...object, metadata: { ...object.metadata, annotations } };
  const all = { ...annotations, [LAST_APPLIED]: `${sortedJson(bare)}\n` };
  return { ...object, metadata: { ...object.metadata, annotations: all } };
}

/** As `withLastApplied`, of an object that kubectl made of flags: in the order of Go's structs. */
export function withLastCreated(object: GenericObject): GenericObject {
  const text = `${escapeJsonHtml(JSON.stringify(inGoOrder(object)))}\n`;
  const annotations = { ...object.metadata.annotations, [LAST_APPLIED]: text };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** What was applied last; an empty object when there is no note of it or it cannot be read. */
export function lastApplied(object: GenericObject): Readonly<Record<string, unknown>> {
  const text = object.metadata.annotations?.[LAST_APPLIED];
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}
