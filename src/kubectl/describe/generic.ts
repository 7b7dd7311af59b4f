import { writeEventsOf, type Describer } from './describer.ts';
import { writeAnnotations, writeLabels } from './metadata.ts';
import type { DescribeWriter } from './writer.ts';

/** Fields that are written before the others, or not at all. */
const SKIPPED = new Set([
  '.metadata.managedFields',
  '.metadata.name',
  '.metadata.namespace',
  '.metadata.labels',
  '.metadata.annotations',
]);

/** Deeper fields are left out. */
const DEEPEST = 50;

/** `minReadySeconds` as `Min Ready Seconds` (describe.go, smartLabelFor). */
function fieldTitle(field: string): string {
  const special: Readonly<Record<string, string>> = {
    api: 'API',
    crd: 'CRD',
    id: 'ID',
    ip: 'IP',
    uid: 'UID',
    url: 'URL',
  };
  const words = field
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(' ');
  return words
    .map(
      (word) =>
        special[word.toLowerCase()] ?? (/^[A-Z]+$/.test(word) ? word : word.charAt(0).toUpperCase() + word.slice(1)),
    )
    .join(' ');
}

function writeFields(
  writer: DescribeWriter,
  level: number,
  content: Readonly<Record<string, unknown>>,
  path: string,
): void {
  if (level > DEEPEST) return;
  for (const field of Object.keys(content).toSorted()) {
    const fieldPath = `${path}.${field}`;
    if (SKIPPED.has(fieldPath)) continue;
    const value = content[field];
    const title = fieldTitle(field);
    if (Array.isArray(value)) {
      writer.line(level, `${title}:`);
      for (const item of value as unknown[]) {
        if (typeof item === 'object' && item !== null && !Array.isArray(item)) {
          writeFields(writer, level + 1, item as Record<string, unknown>, fieldPath);
        } else writer.line(level + 1, String(item));
      }
    } else if (typeof value === 'object' && value !== null) {
      writer.line(level, `${title}:`);
      writeFields(writer, level + 1, value as Record<string, unknown>, fieldPath);
    } else writer.line(level, `${title}:\t${value === null ? '<nil>' : String(value)}`);
  }
}

/** Kinds without a describer of their own: every field (describe.go, genericDescriber). */
export const describeGeneric: Describer = (writer, object, context) => {
  writer.line(0, `Name:\t${object.metadata.name}`);
  writer.line(0, `Namespace:\t${object.metadata.namespace ?? ''}`);
  writeLabels(writer, 'Labels', object.metadata.labels);
  writeAnnotations(writer, 'Annotations', object.metadata.annotations);
  writeFields(writer, 0, object, '');
  writeEventsOf(writer, object, context);
};
