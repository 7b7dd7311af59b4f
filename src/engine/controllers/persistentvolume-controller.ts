import type { Change } from '../api/change.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../kinds/types/index.ts';
import type { Controller } from './controller.ts';
import { syncClaim } from './persistentvolume-claims.ts';
import { syncVolume } from './persistentvolume-volumes.ts';

/*
 * Decisions, with their params (`claim` as namespace/name):
 *   claim.bind          claim, volume
 *   claim.provision     claim, class, provisioner
 *   claim.defaultClass  claim, class
 *   claim.pending       claim
 *   claim.lost          claim, message
 *   volume.available, volume.recycle, volume.delete  volume
 *   volume.release      volume, claim
 *   volume.fail         volume, message
 */

/** Keys are `claim/<namespace>/<name>` and `volume/<name>`. */
function claimKey(namespace: string, name: string): string {
  return `claim/${namespace}/${name}`;
}

function keysOfClaimChange({ type, object, namespace, name }: Change): readonly string[] {
  const { volumeName } = (object as PersistentVolumeClaim).spec;
  const volume = volumeName === undefined || volumeName === '' ? [] : [`volume/${volumeName}`];
  return type === 'DELETED' ? volume : [claimKey(namespace, name), ...volume];
}

function keysOfVolumeChange({ type, object, name }: Change): readonly string[] {
  const { claimRef } = (object as PersistentVolume).spec;
  const claim = claimRef === undefined ? [] : [claimKey(claimRef.namespace ?? '', claimRef.name ?? '')];
  return type === 'DELETED' ? claim : [`volume/${name}`, ...claim];
}

/** Binds claims to volumes and reclaims volumes (pkg/controller/volume/persistentvolume). */
export const persistentVolumeController: Controller = {
  name: 'persistentvolume-controller',
  watches: [
    { resource: 'persistentvolumeclaims', keys: keysOfClaimChange },
    { resource: 'persistentvolumes', keys: keysOfVolumeChange },
  ],
  reconcile(key, port) {
    const [kind, first = '', second = ''] = key.split('/');
    if (kind === 'claim') {
      const claim = port.lister.get('persistentvolumeclaims', first, second);
      if (claim !== undefined) syncClaim(claim, port);
      return;
    }
    const volume = port.lister.get('persistentvolumes', '', first);
    if (volume !== undefined) syncVolume(volume, port);
  },
};
