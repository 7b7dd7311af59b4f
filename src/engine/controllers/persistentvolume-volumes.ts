import type { PersistentVolume } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import type { ControllerPort } from './controller.ts';
import { setVolumePhase } from './persistentvolume-phase.ts';
import { isProvisioned } from './volume-provisioner.ts';

const TEMPORARY_PATH = /^\/tmp\/.+/;

/** Frees a volume for the next claim after its files were removed. */
function recycle(volume: PersistentVolume, port: ControllerPort): void {
  const { name } = volume.metadata;
  port.decide('volume.recycle', { volume: name }, volume);
  port.event(volume, 'Normal', 'VolumeRecycled', 'Volume recycled');
  port.client.patch('persistentvolumes', '', name, { spec: { claimRef: null } });
}

/** Deletes a volume, as far as the plugins that kube-controller-manager has can do that (deleteVolumeOperation). */
function remove(volume: PersistentVolume, port: ControllerPort): void {
  const { name } = volume.metadata;
  const { hostPath } = volume.spec;
  if (hostPath !== undefined && TEMPORARY_PATH.test(hostPath.path)) {
    port.decide('volume.delete', { volume: name }, volume);
    port.client.delete('persistentvolumes', '', name);
    return;
  }
  const problem =
    hostPath === undefined
      ? `error getting deleter volume plugin for volume "${name}": no deletable volume plugin matched`
      : `host_path deleter only supports /tmp/.+ but received provided ${hostPath.path}`;
  port.decide('volume.fail', { volume: name, message: problem }, volume);
  setVolumePhase(volume, 'Failed', problem, port);
  port.event(volume, 'Warning', 'VolumeFailedDelete', problem);
}

/** What becomes of a volume whose claim is gone (reclaimVolume). */
function reclaim(volume: PersistentVolume, port: ControllerPort): void {
  if (volume.metadata.deletionTimestamp !== undefined || isProvisioned(volume)) return;
  switch (volume.spec.persistentVolumeReclaimPolicy) {
    case 'Delete':
      if (volume.status.phase !== 'Failed') remove(volume, port);
      break;
    case 'Recycle':
      recycle(volume, port);
      break;
    default:
  }
}

/** Brings one volume's phase in line with its claim (pkg/controller/volume/persistentvolume, syncVolume). */
export function syncVolume(volume: PersistentVolume, port: ControllerPort): void {
  const { claimRef } = volume.spec;
  const { name } = volume.metadata;
  if (claimRef?.uid === undefined || claimRef.uid === '') {
    if (volume.status.phase !== 'Available') port.decide('volume.available', { volume: name }, volume);
    setVolumePhase(volume, 'Available', '', port);
    return;
  }
  const { namespace = '', name: claimName = '' } = claimRef;
  const claim = port.lister.get('persistentvolumeclaims', namespace, claimName);
  if (claim?.metadata.uid === claimRef.uid) {
    if (claim.spec.volumeName === name) setVolumePhase(volume, 'Bound', '', port);
    return;
  }
  const { phase } = volume.status;
  if (phase !== 'Released' && phase !== 'Failed') {
    port.decide('volume.release', { volume: name, claim: `${namespace}/${claimName}` }, volume);
    // The plugins and provisioners that reclaim it need a moment.
    setVolumePhase(volume, 'Released', '', port);
    port.requeueAfter(latency.volumeProvision);
    return;
  }
  reclaim(volume, port);
}
