import type { FieldPath, ManifestDocument, SourceRange } from '../../manifests/index.ts';

/**
 * Where to point at a field: at its value when that stands in one line, else at its key; of one that is not there at the
 * key of its nearest parent. `isKey`: the key is what is wrong.
 */
export function placeOfField(text: string, document: ManifestDocument, path: FieldPath, isKey: boolean): SourceRange {
  const field = document.fieldRange(path);
  const { from, to } = document.rangeOf(path);
  if (field === undefined || path.length === 0) return withinLine(text, { from, to });
  if (isKey || text.slice(from, to).includes('\n')) {
    const name = path.at(-1);
    const end = typeof name === 'string' ? field.from + name.length : field.to;
    return withinLine(text, { from: field.from, to: end });
  }
  return { from, to };
}

/** The part of a range that is in its first line. */
function withinLine(text: string, { from, to }: SourceRange): SourceRange {
  const end = text.indexOf('\n', from);
  return { from, to: Math.max(from + 1, end === -1 ? to : Math.min(to, end)) };
}
