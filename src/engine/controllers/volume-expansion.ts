import type { Change } from '../api/change.ts';
import { compareQuantity } from '../api/quantity.ts';
import { isClaimBound, storageClassOf } from '../kinds/volume-matching.ts';
import type { PersistentVolumeClaim } from '../kinds/types/index.ts';
import { NO_KEYS } from './controller.ts';
import type { Controller } from './controller.ts';

function asked({ spec }: PersistentVolumeClaim): string {
  return spec.resources?.requests?.['storage'] ?? '0';
}

function grownClaims({ type, object, previous, namespace, name }: Change): readonly string[] {
  if (type !== 'MODIFIED' || previous === undefined) return NO_KEYS;
  const grows = compareQuantity(asked(object as PersistentVolumeClaim), asked(previous as PersistentVolumeClaim)) > 0;
  return grows ? [`${namespace}/${name}`] : NO_KEYS;
}

/**
 * Tells of claims that ask for more than they have (pkg/controller/volume/expand/expand_controller.go). Volumes on the
 * nodes' own disks have nobody who makes them larger, as in kind, so such claims go on waiting. Keys are
 * `namespace/name`; it decides nothing.
 */
export const volumeExpansionController: Controller = {
  name: 'persistentvolume-expander-controller',
  eventSource: 'volume_expand',
  watches: [{ resource: 'persistentvolumeclaims', keys: grownClaims }],
  reconcile(key, port) {
    const [namespace = '', name = ''] = key.split('/');
    const claim = port.lister.get('persistentvolumeclaims', namespace, name);
    if (claim === undefined || !isClaimBound(claim)) return;
    if (compareQuantity(asked(claim), claim.status?.capacity?.['storage'] ?? '0') <= 0) return;
    const storageClass = port.lister.get('storageclasses', '', storageClassOf(claim));
    if (storageClass?.allowVolumeExpansion !== true) return;
    port.event(
      claim,
      'Warning',
      'ExternalExpanding',
      "Ignoring the PVC: didn't find a plugin capable of expanding the volume; waiting for an external controller to process this PVC.",
    );
  },
};
