import type { MadeObject } from './create-generator.ts';
import { sortedJson } from './last-applied.ts';
import { sha256 } from './sha256.ts';

/** No vowels, and no digits that look like them: no words come of it by chance. */
const SPELLED: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

/** A ConfigMap or Secret whose name ends with a hash of what it holds (kubectl pkg/util/hash/hash.go). */
export function withNameHash(object: MadeObject): MadeObject {
  const { kind, metadata } = object;
  const { data = {}, type } = object as { data?: object; type?: string };
  const encoded = sortedJson({ kind, name: metadata.name, data, ...(kind === 'Secret' ? { type: type ?? '' } : {}) });
  const hash = Array.from(sha256(encoded).slice(0, 10), (digit) => SPELLED[digit] ?? digit).join('');
  return { ...object, metadata: { ...metadata, name: `${metadata.name}-${hash}` } };
}
