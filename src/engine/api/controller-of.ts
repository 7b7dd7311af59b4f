import type { KubeObject, OwnerReference } from '../kinds/types/index.ts';

/** The owner with `controller: true` (metav1.GetControllerOf). */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  const owners = object.metadata.ownerReferences;
  if (owners !== undefined) for (const owner of owners) if (owner.controller === true) return owner;
  return undefined;
}
