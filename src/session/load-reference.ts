import type { Reference } from '../kubectl/index.ts';
import type { Tools } from './tools.ts';

/** Fetches kubectl's help and the API reference, which only typed lines need. Rejects when they cannot be had. */
export async function loadReference({ referenceOf }: Tools): Promise<Reference> {
  const [{ default: texts }, { default: descriptions }] = await Promise.all([
    import('../kubectl/help/recorded.json'),
    import('../manifests/schema/descriptions.json'),
  ]);
  return referenceOf(texts, descriptions);
}
