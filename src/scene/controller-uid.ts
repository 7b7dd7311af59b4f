import type { KubeObject } from '../engine/index.ts';

/** Uid of the controller that made an object and looks after it. */
export function controllerUid({ metadata }: KubeObject): string | undefined {
  return metadata.ownerReferences?.find((reference) => reference.controller === true)?.uid;
}
