import {
  decodeBase64Text,
  resourceFieldValue,
  type Container,
  type EnvVar,
  type GenericObject,
} from '../engine/index.ts';
import type { ApiClient, ResourceName } from './api.ts';
import { KubectlError } from './errors.ts';

type Source = NonNullable<EnvVar['valueFrom']>;

const CONFIG_MAPS: ResourceName = { group: '', resource: 'configmaps', namespaced: true };
const SECRETS: ResourceName = { group: '', resource: 'secrets', namespaced: true };

/** Where a variable's value comes from (kubectl pkg/cmd/set/env/env_resolve.go, GetEnvVarRefString). */
export function referenceText({ configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef }: Source): string {
  if (configMapKeyRef !== undefined) return `configmap ${configMapKeyRef.name ?? ''}, key ${configMapKeyRef.key}`;
  if (secretKeyRef !== undefined) return `secret ${secretKeyRef.name ?? ''}, key ${secretKeyRef.key}`;
  if (fieldRef !== undefined) return `field path ${fieldRef.fieldPath}`;
  if (resourceFieldRef === undefined) return 'invalid valueFrom';
  const { containerName = '', resource } = resourceFieldRef;
  return `resource field ${containerName === '' ? '' : `${containerName}/`}${resource}`;
}

function mapText(map: Readonly<Record<string, string>> = {}): string {
  return Object.entries(map)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}\n`)
    .join('');
}

/** A field of the object that has the container, which may be a Deployment. */
function fieldValue({ metadata }: GenericObject, path: string): string {
  const entry = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (entry !== null) return metadata[entry[1] === 'labels' ? 'labels' : 'annotations']?.[entry[2] ?? ''] ?? '';
  switch (path) {
    case 'metadata.annotations':
      return mapText(metadata.annotations);
    case 'metadata.labels':
      return mapText(metadata.labels);
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    default:
      throw new KubectlError(`unsupported fieldPath: ${path}`);
  }
}

/** What the reference is to now; throws an Error when it cannot be told (GetEnvVarRefValue). */
export function referenceValue(
  api: ApiClient,
  namespace: string,
  source: Source,
  object: GenericObject,
  container: Container,
): string {
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = source;
  const reference = secretKeyRef ?? configMapKeyRef;
  if (reference !== undefined) {
    const isSecret = secretKeyRef !== undefined;
    const { name = '', key } = reference;
    const found = api.get(isSecret ? SECRETS : CONFIG_MAPS, namespace, name) as GenericObject & {
      data?: Readonly<Record<string, string>>;
    };
    const value = found.data?.[key];
    if (value === undefined)
      throw new KubectlError(`key ${key} not found in ${isSecret ? 'secret' : 'config map'} ${name}`);
    return isSecret ? (decodeBase64Text(value) ?? '') : value;
  }
  if (fieldRef !== undefined) return fieldValue(object, fieldRef.fieldPath);
  if (resourceFieldRef !== undefined) return resourceFieldValue(container, resourceFieldRef);
  throw new KubectlError('invalid valueFrom');
}
