import type { Change } from '../api/change.ts';
import type { Lister } from '../api/lister.ts';
import { SELECTED_NODE, isClaimBound, storageClassOf, waitsForConsumer } from '../kinds/volume-matching.ts';
import type {
  NodeSelectorTerm,
  PersistentVolume,
  PersistentVolumeClaim,
  PersistentVolumeSpec,
  StorageClass,
} from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import type { Controller, ControllerPort } from './controller.ts';

/*
 * Decisions, with their params (`claim` as namespace/name):
 *   provisioner.create  claim, volume, node
 *   provisioner.delete  volume
 */

/** The provisioner of kind's default class; volumes are directories on the node of their first consumer. */
export const LOCAL_PATH = 'rancher.io/local-path';

const DIRECTORY = '/var/local-path-provisioner';
const PROVISIONER_ANNOTATION = 'volume.kubernetes.io/storage-provisioner';
const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
const SELECTED_ON_VOLUME = 'local.path.provisioner/selected-node';
const HOSTNAME_LABEL = 'kubernetes.io/hostname';

/** Whether this provisioner made a volume, and so also removes it. */
export function isProvisioned({ metadata }: PersistentVolume): boolean {
  return metadata.annotations?.[PROVISIONED_BY] === LOCAL_PATH;
}

/** The node on which the volume of a claim is made: where its pod will run, or any. */
function nodeFor(claim: PersistentVolumeClaim, { lister, random }: ControllerPort): string | undefined {
  const nodes = lister.list('nodes');
  return claim.metadata.annotations?.[SELECTED_NODE] ?? nodes[random.int(nodes.length)]?.metadata.name;
}

function volumeSpec(
  claim: PersistentVolumeClaim,
  { metadata, reclaimPolicy, mountOptions }: StorageClass,
  node: string,
): PersistentVolumeSpec {
  const { namespace = '', name, uid, resourceVersion } = claim.metadata;
  const { accessModes, resources, volumeMode } = claim.spec;
  const term: NodeSelectorTerm = { matchExpressions: [{ key: HOSTNAME_LABEL, operator: 'In', values: [node] }] };
  return {
    capacity: { storage: resources?.requests?.['storage'] ?? '0' },
    ...(accessModes !== undefined && { accessModes }),
    claimRef: { kind: 'PersistentVolumeClaim', namespace, name, uid, apiVersion: 'v1', resourceVersion },
    hostPath: { path: `${DIRECTORY}/pvc-${uid}_${namespace}_${name}`, type: 'DirectoryOrCreate' },
    nodeAffinity: { required: { nodeSelectorTerms: [term] } },
    persistentVolumeReclaimPolicy: reclaimPolicy ?? 'Delete',
    storageClassName: metadata.name,
    ...(mountOptions !== undefined && { mountOptions }),
    ...(volumeMode !== undefined && { volumeMode }),
  };
}

/** Whether a claim asks this provisioner for a volume and knows all that is needed for it. */
function isWanted({ metadata }: PersistentVolumeClaim, waits: boolean): boolean {
  if (metadata.annotations?.[PROVISIONER_ANNOTATION] !== LOCAL_PATH) return false;
  return !waits || metadata.annotations[SELECTED_NODE] !== undefined;
}

function provision(claim: PersistentVolumeClaim, port: ControllerPort): void {
  const { namespace = '', name, uid } = claim.metadata;
  const storageClass = port.lister.get('storageclasses', '', storageClassOf(claim));
  const volume = `pvc-${uid}`;
  const node = nodeFor(claim, port);
  if (node === undefined || storageClass === undefined) return;
  port.decide('provisioner.create', { claim: `${namespace}/${name}`, volume, node }, claim);
  port.client.create('persistentvolumes', {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volume, annotations: { [SELECTED_ON_VOLUME]: node, [PROVISIONED_BY]: LOCAL_PATH } },
    spec: volumeSpec(claim, storageClass, node),
  });
  port.event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${volume}`);
}

function reconcileClaim(namespace: string, name: string, due: number, port: ControllerPort): void {
  const claim = port.lister.get('persistentvolumeclaims', namespace, name);
  if (claim === undefined || claim.metadata.deletionTimestamp !== undefined || isClaimBound(claim)) return;
  if (!isWanted(claim, waitsForConsumer(claim, port.lister))) return;
  if (port.lister.get('persistentvolumes', '', `pvc-${claim.metadata.uid}`) !== undefined) return;
  if (due <= port.now) {
    provision(claim, port);
    return;
  }
  const text = `External provisioner is provisioning volume for claim "${namespace}/${name}"`;
  port.event(claim, 'Normal', 'Provisioning', text);
  port.requeueAfter(due - port.now);
}

function reconcileVolume(name: string, due: number, port: ControllerPort): void {
  const volume = port.lister.get('persistentvolumes', '', name);
  if (volume === undefined || !isUnused(volume) || volume.metadata.deletionTimestamp !== undefined) return;
  if (due > port.now) {
    port.requeueAfter(due - port.now);
    return;
  }
  port.decide('provisioner.delete', { volume: name }, volume);
  port.client.delete('persistentvolumes', '', name);
}

function isUnused(volume: PersistentVolume): boolean {
  const isReleased = volume.status.phase === 'Released' && volume.spec.persistentVolumeReclaimPolicy === 'Delete';
  return isReleased && isProvisioned(volume);
}

/** Keys are `claim/<namespace>/<name>/<since>` and `volume/<name>/<since>`, since when there is work (ms since the epoch). */
function keysOfClaimChange(
  { type, object, previous, namespace, name, time }: Change,
  lister: Lister,
): readonly string[] {
  const claim = object as PersistentVolumeClaim;
  const waits = waitsForConsumer(claim, lister);
  const before = previous as PersistentVolumeClaim | undefined;
  const isNews = isWanted(claim, waits) && (before === undefined || !isWanted(before, waits));
  return type === 'DELETED' || !isNews ? [] : [`claim/${namespace}/${name}/${time}`];
}

function keysOfVolumeChange({ type, object, previous, name, time }: Change): readonly string[] {
  const isNews =
    isUnused(object as PersistentVolume) && !(previous !== undefined && isUnused(previous as PersistentVolume));
  return type === 'DELETED' || !isNews ? [] : [`volume/${name}/${time}`];
}

/** The external provisioner of kind's default storage class (github.com/rancher/local-path-provisioner). */
export const volumeProvisioner: Controller = {
  name: 'local-path-provisioner',
  eventSource: `${LOCAL_PATH}_local-path-provisioner`,
  watches: [
    { resource: 'persistentvolumeclaims', keys: keysOfClaimChange },
    { resource: 'persistentvolumes', keys: keysOfVolumeChange },
  ],
  reconcile(key, port) {
    const [kind, ...parts] = key.split('/');
    const due = Number(parts.at(-1)) + latency.volumeProvision;
    if (kind === 'claim') reconcileClaim(parts[0] ?? '', parts[1] ?? '', due, port);
    else reconcileVolume(parts[0] ?? '', due, port);
  },
};
