import { fieldsOf, isFields, isSet, listOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';

/** The object with the fields that it does not have; the same object when it has them all. */
export function fillAbsent<Value extends Fields>(object: Value, defaults: Fields): Value {
  let filled: Record<string, unknown> | undefined;
  for (const field in defaults) {
    if (isSet(object[field])) continue;
    filled ??= { ...object };
    filled[field] = defaults[field];
  }
  return filled === undefined ? object : (filled as Value);
}

/** The object with the fields that are absent, '' or 0, which Go does not tell apart where a field is no pointer. */
export function fillZero<Value extends Fields>(object: Value, defaults: Fields): Value {
  let filled: Record<string, unknown> | undefined;
  for (const field in defaults) {
    const value = object[field];
    if (value === defaults[field] || (isSet(value) && value !== '' && value !== 0)) continue;
    filled ??= { ...object };
    filled[field] = defaults[field];
  }
  return filled === undefined ? object : (filled as Value);
}

/** The object with one field set; the same object when it has that very value. */
export function withField<Value extends Fields>(object: Value, field: string, value: unknown): Value {
  return object[field] === value ? object : { ...object, [field]: value };
}

/** The object with one field, an object, changed; untouched when the field is not set. */
export function changeObject<Value extends Fields>(
  object: Value,
  field: string,
  change: (value: Fields) => Fields,
): Value {
  const value = object[field];
  return isFields(value) ? withField(object, field, change(value)) : object;
}

/** The object with each item of one field, a list of objects, changed; the same when no item changes. */
export function changeItems<Value extends Fields>(
  object: Value,
  field: string,
  change: (item: Fields) => Fields,
): Value {
  const list = listOf(object[field]);
  let changed: unknown[] | undefined;
  list.forEach((item, index) => {
    const after = change(fieldsOf(item));
    if (after === item) return;
    changed ??= [...list];
    changed[index] = after;
  });
  return changed === undefined ? object : { ...object, [field]: changed };
}

/** The fields of the spec changed; a missing spec counts as an empty one. */
export function changeSpec<Value extends Fields>(object: Value, change: (spec: Fields) => Fields): Value {
  const spec = change(fieldsOf(object['spec']));
  return withField(object, 'spec', spec);
}

/** The object with the labels of its pod template when it has none itself. */
export function withTemplateLabels<Value extends Fields>(object: Value): Value {
  const metadata = fieldsOf(object['metadata']);
  const templateMetadata = fieldsOf(fieldsOf(fieldsOf(object['spec'])['template'])['metadata']);
  const labels = fieldsOf(templateMetadata['labels']);
  if (Object.keys(fieldsOf(metadata['labels'])).length > 0 || Object.keys(labels).length === 0) return object;
  return withField(object, 'metadata', { ...metadata, labels });
}

/** Text of a field of an object that may be absent. */
export function textAt(object: unknown, field: string): string {
  return stringOf(fieldsOf(object)[field]);
}
