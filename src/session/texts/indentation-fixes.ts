import type { FieldPath, JsonValue } from '../../manifests/index.ts';
import { place } from '../place.ts';
import type { Fix } from '../state.ts';
import { fixOf, withFields } from './fix.ts';
import type { FieldChange } from './fix.ts';
import { fieldsAt, isFields, valueAt } from './json-fields.ts';
import type { Refusal } from './refusal.ts';
import { fieldNames, typeAt } from './typed-fields.ts';

/** Where refused text is no YAML mistake but means something else: a space too few, or a field that slipped to the right. */
export function indentationFixes(refusal: Refusal): readonly Fix[] {
  return [...missingSpace(refusal), ...slippedKey(refusal), ...slippedField(refusal)];
}

/** `app:web` is a text; `app: web` is a field. */
function missingSpace(refusal: Refusal): readonly Fix[] {
  const { message, document, path, text } = refusal;
  if (!message.includes('cannot unmarshal string into')) return [];
  const value = valueAt(document.object, path);
  const key = typeof value === 'string' ? /^[\w./-]+:(?=\S)/.exec(value)?.[0] : undefined;
  const { from } = document.rangeOf(path);
  if (key === undefined || !text.startsWith(key, from)) return [];
  const at = from + key.length;
  return fixOf('space', { line: place(text, from, at).line }, text, `${text.slice(0, at)} ${text.slice(at)}`);
}

/** `spec:` written as deep as what should stand under it: it is empty, and what follows is unknown where it is. */
function slippedKey(refusal: Refusal): readonly Fix[] {
  const { message, document, path } = refusal;
  if (!message.startsWith('unknown field')) return [];
  const parent = path.slice(0, -1);
  const siblings = Object.entries(fieldsAt(document.object, parent));
  const at = siblings.findIndex(([key]) => key === path.at(-1));
  const empty = siblings.slice(0, at).findLastIndex(([, value]) => value === null);
  const [name] = siblings[empty] ?? [];
  if (name === undefined || !isKnown(refusal, parent.slice(0, -1), name)) return [];
  const own = fieldNames(typeAt(document.object, parent));
  const below = siblings.slice(empty + 1).filter(([key]) => !own.includes(key));
  return moved(
    refusal,
    [...parent, name],
    [
      ...below.map(([key]): FieldChange => [[...parent, key], undefined]),
      [[...parent, name], undefined],
      [[...parent.slice(0, -1), name], Object.fromEntries(below) as JsonValue],
    ],
  );
}

/** `ports` under `selector`: a list where a text belongs, that belongs one step further out. */
function slippedField(refusal: Refusal): readonly Fix[] {
  const { message, document, path } = refusal;
  if (!/cannot unmarshal (?:array|object) into Go struct field .* of type string$/.test(message)) return [];
  const outer = path.slice(0, -1);
  const slipped = Object.entries(fieldsAt(document.object, path)).find(
    ([key, value]) => (Array.isArray(value) || isFields(value)) && isKnown(refusal, outer, key),
  );
  if (slipped === undefined) return [];
  const [name, value] = slipped;
  return moved(
    refusal,
    [...path, name],
    [
      [[...path, name], undefined],
      [[...outer, name], value as JsonValue],
    ],
  );
}

/** Whether a field of this name belongs there and is not there yet. */
function isKnown({ document }: Refusal, at: FieldPath, name: string): boolean {
  return fieldNames(typeAt(document.object, at)).includes(name) && !Object.hasOwn(fieldsAt(document.object, at), name);
}

function moved({ text, document }: Refusal, from: FieldPath, changes: readonly FieldChange[]): readonly Fix[] {
  const key = document.fieldRange(from);
  if (key === undefined) return [];
  const { line } = place(text, key.from, key.to);
  return fixOf('indent', { line }, text, withFields(text, document, changes));
}
