import type { Lister } from '../../api/lister.ts';
import type { NodeSelectorTerm, PersistentVolume, PersistentVolumeClaim, Pod } from '../../kinds/types/index.ts';
import type { Filter, Rejection } from '../plugin.ts';
import { nodeSelectorMatches } from './node-affinity.ts';

const NAME = 'VolumeBinding';

function rejection(reason: string): Rejection {
  return { plugin: NAME, reasons: [reason], resolvable: false };
}

const UNBOUND = rejection('pod has unbound immediate PersistentVolumeClaims');
const NODE_CONFLICT = rejection('node(s) had volume node affinity conflict');

function claimNames(pod: Pod): string[] {
  return (pod.spec.volumes ?? []).flatMap((volume) => {
    if (volume.persistentVolumeClaim !== undefined) return [volume.persistentVolumeClaim.claimName];
    return volume.ephemeral === undefined ? [] : [`${pod.metadata.name}-${volume.name}`];
  });
}

/** Whether a claim waits for its first consumer instead of being bound at once (component-helpers storage/volume.IsDelayBindingMode). */
function waitsForConsumer(claim: PersistentVolumeClaim, lister: Lister): boolean {
  const className = claim.spec.storageClassName;
  if (className === undefined || className === '') return false;
  return lister.get('storageclasses', '', className)?.volumeBindingMode === 'WaitForFirstConsumer';
}

function isBound(claim: PersistentVolumeClaim): boolean {
  return claim.status.phase === 'Bound' && claim.spec.volumeName !== undefined;
}

function nodeTerms(volume: PersistentVolume): readonly NodeSelectorTerm[] | undefined {
  return volume.spec.nodeAffinity?.required?.nodeSelectorTerms;
}

/** What a pod's claims say before any node is looked at, and where its bound volumes can be used (plugins/volumebinding). */
export function volumeBindingPreFilter(pod: Pod, lister: Lister): { filter?: Filter; rejection?: Rejection } {
  const placed: (readonly NodeSelectorTerm[])[] = [];
  const namespace = pod.metadata.namespace ?? '';
  for (const name of claimNames(pod)) {
    const claim = lister.get('persistentvolumeclaims', namespace, name);
    if (claim === undefined) return { rejection: rejection(`persistentvolumeclaim "${name}" not found`) };
    if (claim.status.phase === 'Lost') {
      const volume = String(claim.spec.volumeName);
      return {
        rejection: rejection(`persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${volume}"`),
      };
    }
    if (claim.metadata.deletionTimestamp !== undefined) {
      return { rejection: rejection(`persistentvolumeclaim "${name}" is being deleted`) };
    }
    if (isBound(claim)) {
      const volume = lister.get('persistentvolumes', '', String(claim.spec.volumeName));
      const terms = volume === undefined ? undefined : nodeTerms(volume);
      if (terms !== undefined) placed.push(terms);
    } else if (!waitsForConsumer(claim, lister)) {
      return { rejection: UNBOUND };
    }
  }
  if (placed.length === 0) return {};
  return { filter: (node) => (placed.every((terms) => nodeSelectorMatches(terms, node)) ? undefined : NODE_CONFLICT) };
}
