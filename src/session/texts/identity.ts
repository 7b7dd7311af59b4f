import { builtinResources } from '../../engine/index.ts';
import type { ManifestDocument } from '../../manifests/index.ts';

/** What names the object of a document; where it says nothing, what kubectl would take. */
export function identity({ object }: ManifestDocument): {
  apiVersion: string;
  kind: string;
  namespace: string;
  name: string;
} {
  const metadata = object['metadata'];
  const fields = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata) ? metadata : {};
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const kind = text(object['kind']);
  const isNamespaced = builtinResources.find((each) => each.kind === kind)?.namespaced ?? true;
  const namespace = text((fields as Record<string, unknown>)['namespace']);
  return {
    apiVersion: text(object['apiVersion']),
    kind,
    namespace: isNamespaced ? (namespace === '' ? 'default' : namespace) : '',
    name: text((fields as Record<string, unknown>)['name']),
  };
}
