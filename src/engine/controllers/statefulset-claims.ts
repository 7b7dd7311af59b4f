import { ApiError, internal } from '../api/status.ts';
import { controllerOf } from '../api/controller-of.ts';
import type { KubeObject, OwnerReference, PersistentVolumeClaim, Pod, StatefulSet } from '../kinds/types/index.ts';
import { controllerRef } from './controller-ref.ts';
import type { ControllerPort } from './controller.ts';
import { claimsOf, isInRange, ordinalOf } from './statefulset-pods.ts';
import type { OwnClaim } from './statefulset-pods.ts';

/**
 * Creates the claims of a pod that are not there (stateful_pod_control.go, createPersistentVolumeClaims); throws an
 * ApiError when one cannot be created or is going away.
 */
export function createClaims(set: StatefulSet, podName: string, ordinal: number, port: ControllerPort): void {
  const { namespace = '' } = set.metadata;
  for (const claim of claimsOf(set, ordinal)) {
    const existing = port.lister.get('persistentvolumeclaims', namespace, claim.name);
    if (existing === undefined) createClaim(set, podName, claim, port);
    else if (existing.metadata.deletionTimestamp !== undefined) throw internal(`pvc ${claim.name} is being deleted`);
  }
}

function createClaim(set: StatefulSet, podName: string, { name, template }: OwnClaim, port: ControllerPort): void {
  const { labels, annotations } = template.metadata;
  try {
    port.client.create('persistentvolumeclaims', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name,
        namespace: set.metadata.namespace ?? '',
        labels: { ...labels, ...set.spec.selector.matchLabels },
        ...(annotations !== undefined && { annotations }),
      },
      spec: template.spec,
    });
    const message = `create Claim ${name} Pod ${podName} in StatefulSet ${set.metadata.name} success`;
    port.event(set, 'Normal', 'SuccessfulCreate', message);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const subject = `create Claim ${name} for Pod ${podName} in StatefulSet ${set.metadata.name}`;
    port.event(set, 'Warning', 'FailedCreate', `${subject} failed error: ${error.message}`);
    throw error;
  }
}

function namesSame({ apiVersion, kind, name }: OwnerReference, object: KubeObject): boolean {
  return apiVersion === object.apiVersion && kind === object.kind && name === object.metadata.name;
}

/**
 * Whether a claim still belongs to an earlier pod of the same name and waits to be deleted with it, so that a new pod
 * must wait (PodClaimIsStale).
 */
export function hasStaleClaim(set: StatefulSet, podName: string, ordinal: number, { lister }: ControllerPort): boolean {
  if (set.spec.persistentVolumeClaimRetentionPolicy?.whenScaled !== 'Delete') return false;
  return claimsOf(set, ordinal).some(({ name }) => {
    const claim = lister.get('persistentvolumeclaims', set.metadata.namespace ?? '', name);
    return claim?.metadata.ownerReferences?.some((owner) => owner.kind === 'Pod' && owner.name === podName) === true;
  });
}

/** Who should own a claim, so that it is deleted when the retention policy says; undefined: nobody. */
function wantedOwner(set: StatefulSet, pod: Pod): KubeObject | undefined {
  const { whenDeleted, whenScaled } = set.spec.persistentVolumeClaimRetentionPolicy ?? {};
  const scaledDown = !isInRange(set, ordinalOf(pod));
  if (whenScaled === 'Delete' && scaledDown) return pod;
  return whenDeleted === 'Delete' ? set : undefined;
}

/** The owners that a claim should have; undefined when it is fine as it is (isClaimOwnerUpToDate, updateClaimOwnerRefForSetAndPod). */
function ownersOf(claim: PersistentVolumeClaim, set: StatefulSet, pod: Pod): OwnerReference[] | undefined {
  const before = claim.metadata.ownerReferences ?? [];
  const own = [set, pod];
  const isStale = before.some((owner) => own.some((each) => namesSame(owner, each) && owner.uid !== each.metadata.uid));
  if (isStale) return undefined;
  const others = before.filter((owner) => !own.some((each) => namesSame(owner, each)));
  const controller = controllerOf(claim);
  const isForeign = controller !== undefined && !own.some(({ metadata }) => metadata.uid === controller.uid);
  const wanted = isForeign ? undefined : wantedOwner(set, pod);
  const mine = before.filter((owner) => own.some(({ metadata }) => metadata.uid === owner.uid));
  const isRight =
    wanted === undefined
      ? mine.length === 0
      : mine.length === 1 && mine[0]?.uid === wanted.metadata.uid && mine[0]?.controller === true;
  if (isRight) return undefined;
  return wanted === undefined ? others : [...others, controllerRef(wanted)];
}

/** Makes the set or the pod own the pod's claims as the retention policy says (UpdatePodClaimForRetentionPolicy). */
export function applyRetentionPolicy(set: StatefulSet, pod: Pod, port: ControllerPort): void {
  const { namespace = '', name: setName } = set.metadata;
  for (const { name } of claimsOf(set, ordinalOf(pod))) {
    const claim = port.lister.get('persistentvolumeclaims', namespace, name);
    if (claim === undefined) continue;
    const owners = ownersOf(claim, set, pod);
    if (owners === undefined) continue;
    const owner = owners.at(-1);
    if (owner === undefined) port.decide('statefulset.disownClaim', { name: setName, claim: name }, claim);
    else port.decide('statefulset.ownClaim', { name: setName, claim: name, owner: owner.name }, claim);
    const metadata = { uid: claim.metadata.uid, ownerReferences: owners.length === 0 ? null : owners };
    port.client.patch('persistentvolumeclaims', namespace, name, { metadata });
  }
}
