import { labelSelectorMatches } from '../api/selectors.ts';
import { bytesValue } from '../api/quantity.ts';
import type { Lister } from '../api/lister.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from './types/index.ts';

/** Rules about claims and volumes that the PersistentVolume controller and the scheduler share (component-helpers storage/volume). */

const LEGACY_CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

/** On claims and volumes: bound by the controller, and not by whoever wrote them. */
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';

/** On claims: bound on both sides. */
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';

/** On claims: the node that the scheduler chose for their first consumer. */
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

/** A class with this provisioner only has volumes that someone makes by hand. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

/** A claim, a template of one or a volume, as far as its class goes. */
interface Classed {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string | undefined>> } | undefined;
  readonly spec?: { readonly storageClassName?: string } | undefined;
}

/** The class of a claim or volume, `''` for none (GetPersistentVolumeClaimClass, GetPersistentVolumeClass). */
export function storageClassOf({ metadata, spec }: Classed): string {
  return metadata?.annotations?.[LEGACY_CLASS_ANNOTATION] ?? spec?.storageClassName ?? '';
}

/** Whether a claim says which class it wants, be it none. */
export function namesClass({ metadata, spec }: PersistentVolumeClaim): boolean {
  return metadata.annotations?.[LEGACY_CLASS_ANNOTATION] !== undefined || spec.storageClassName !== undefined;
}

const DEFAULT_CLASS_ANNOTATIONS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

/** The default class, the newest when there are several (pkg/volume/util, GetDefaultClass). */
export function defaultClass(lister: Pick<Lister, 'list'>): StorageClass | undefined {
  const isDefault = ({ metadata }: StorageClass): boolean =>
    DEFAULT_CLASS_ANNOTATIONS.some((annotation) => metadata.annotations?.[annotation] === 'true');
  const [newest] = lister
    .list('storageclasses')
    .filter(isDefault)
    .toSorted((a, b) => {
      const [createdA, createdB] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
      if (createdA !== createdB) return createdA < createdB ? 1 : -1;
      return a.metadata.name < b.metadata.name ? -1 : 1;
    });
  return newest;
}

/** Whether a claim waits for its first consumer instead of being bound at once (IsDelayBindingMode). */
export function waitsForConsumer(claim: PersistentVolumeClaim, lister: Lister): boolean {
  const name = storageClassOf(claim);
  if (name === '') return false;
  return lister.get('storageclasses', '', name)?.volumeBindingMode === 'WaitForFirstConsumer';
}

/** Whether a claim is bound, both sides knowing of it. */
export function isClaimBound({ metadata, spec }: PersistentVolumeClaim): boolean {
  return spec.volumeName !== undefined && metadata.annotations?.[BIND_COMPLETED] !== undefined;
}

/** The claims that a pod's volumes name, those of ephemeral volumes included. */
export function claimNamesOf({ metadata, spec }: Pod): string[] {
  const names: string[] = [];
  if (spec.volumes === undefined) return names;
  for (const volume of spec.volumes) {
    if (volume.persistentVolumeClaim !== undefined) names.push(volume.persistentVolumeClaim.claimName);
    else if (volume['ephemeral'] !== undefined) names.push(`${metadata.name}-${volume.name}`);
  }
  return names;
}

/** Whether a volume is reserved for or bound to this very claim (IsVolumeBoundToClaim). */
export function isVolumeFor({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const { claimRef } = spec;
  if (claimRef?.name !== metadata.name || claimRef.namespace !== metadata.namespace) return false;
  return claimRef.uid === undefined || claimRef.uid === '' || claimRef.uid === metadata.uid;
}

function storageOf(quantities: Readonly<Record<string, string>> | undefined): number {
  return bytesValue(quantities?.['storage'] ?? '0');
}

/** Why a claim cannot have a volume that it asks for by name (checkVolumeSatisfyClaim); undefined when it can. */
export function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (storageOf(volume.spec.capacity) < storageOf(claim.spec.resources?.requests)) return 'requested PV is too small';
  if (storageClassOf(volume) !== storageClassOf(claim)) return 'storageClassName does not match';
  if ((claim.spec.volumeMode ?? 'Filesystem') !== (volume.spec.volumeMode ?? 'Filesystem')) {
    return 'incompatible volumeMode';
  }
  return hasModes(volume, claim) ? undefined : 'incompatible accessMode';
}

function hasModes(volume: PersistentVolume, { spec }: PersistentVolumeClaim): boolean {
  return (spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode) === true);
}

/**
 * The volume for a claim: the one reserved for it, else the smallest that is large enough among those with the fewest
 * further access modes (FindMatchingVolume). `fits`: whether the pod's node can reach it. `onlyReserved`: no other is
 * taken, because the scheduler will choose.
 */
export function findMatchingVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  onlyReserved: boolean,
  fits: (volume: PersistentVolume) => boolean = () => true,
): PersistentVolume | undefined {
  const wanted = storageOf(claim.spec.resources?.requests);
  const mode = claim.spec.volumeMode ?? 'Filesystem';
  let best: PersistentVolume | undefined;
  for (const volume of volumes) {
    const { spec, metadata, status } = volume;
    const isReserved = isVolumeFor(volume, claim);
    if ((spec.claimRef !== undefined && !isReserved) || metadata.deletionTimestamp !== undefined) continue;
    if (storageOf(spec.capacity) < wanted || (spec.volumeMode ?? 'Filesystem') !== mode) continue;
    if (!hasModes(volume, claim)) continue;
    if (isReserved) return fits(volume) ? volume : undefined;
    if (onlyReserved || status.phase !== 'Available' || storageClassOf(volume) !== storageClassOf(claim)) continue;
    const { selector } = claim.spec;
    if (selector !== undefined && !labelSelectorMatches(selector, metadata.labels)) continue;
    if (!fits(volume)) continue;
    if (best === undefined || isCloser(volume, best)) best = volume;
  }
  return best;
}

function isCloser({ spec: a }: PersistentVolume, { spec: b }: PersistentVolume): boolean {
  const modes = (a.accessModes?.length ?? 0) - (b.accessModes?.length ?? 0);
  return modes === 0 ? storageOf(a.capacity) < storageOf(b.capacity) : modes < 0;
}
