import { toRFC3339 } from '../api/time.ts';
import type { PersistentVolume, PersistentVolumeStatus } from '../kinds/types/index.ts';
import type { ControllerPort } from './controller.ts';

/** Writes a volume's phase, when it is another, and since when it has it (updateVolumePhase). */
export function setVolumePhase(
  volume: PersistentVolume,
  phase: NonNullable<PersistentVolumeStatus['phase']>,
  message: string,
  port: ControllerPort,
): PersistentVolume {
  if (volume.status.phase === phase) return volume;
  const status = { phase, lastPhaseTransitionTime: toRFC3339(port.now), ...(message !== '' && { message }) };
  return port.client.updateStatus('persistentvolumes', { ...volume, status });
}
