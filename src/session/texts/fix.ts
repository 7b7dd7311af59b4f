import { applyEdits, parseManifests } from '../../manifests/index.ts';
import type { FieldPath, JsonValue, ManifestDocument } from '../../manifests/index.ts';
import type { Phrase } from '../../scene/index.ts';
import type { Fix } from '../state.ts';
import { editBetween } from '../text-edit.ts';

/** A fix that makes `after` of a text; undefined when nothing changes. */
export function fixOf(key: string, params: Phrase['params'], before: string, after: string | undefined): Fix[] {
  if (after === undefined || after === before) return [];
  return [{ title: { key: `writing.fix.${key}`, params }, edits: [editBetween(before, after)] }];
}

/** A field of a document, and the value that it is to have; undefined: none. */
export type FieldChange = readonly [path: FieldPath, value: JsonValue | undefined];

/** The text with these fields of one of its documents changed, one after the other. */
export function withFields(
  text: string,
  document: ManifestDocument,
  changes: readonly FieldChange[],
): string | undefined {
  // Which of the file's objects it is: reading again after each change keeps their order.
  const position = parseManifests(text).documents.findIndex(
    ({ range }) => range.from === document.range.from && range.to === document.range.to,
  );
  let changed = text;
  for (const [path, value] of changes) {
    const current = parseManifests(changed).documents[position];
    const edit = value === undefined ? current?.removeEdit(path) : current?.setEdit(path, value);
    if (edit === undefined) return undefined;
    changed = applyEdits(changed, [edit]);
  }
  return changed;
}

/** The text with one more document at its end. */
export function withDocument(text: string, document: string): string {
  const before = text.trimEnd();
  return before === '' ? `${document.trimEnd()}\n` : `${before}\n---\n${document.trimEnd()}\n`;
}
