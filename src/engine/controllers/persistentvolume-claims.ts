import { goQuote } from '../api/go-syntax.ts';
import {
  BIND_COMPLETED,
  BOUND_BY_CONTROLLER,
  NO_PROVISIONER,
  SELECTED_NODE,
  claimNamesOf,
  defaultClass,
  findMatchingVolume,
  isVolumeFor,
  mismatch,
  namesClass,
  storageClassOf,
  waitsForConsumer,
} from '../kinds/volume-matching.ts';
import type {
  ObjectReference,
  PersistentVolume,
  PersistentVolumeClaim,
  PersistentVolumeClaimStatus,
} from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import type { ControllerPort } from './controller.ts';
import { setVolumePhase } from './persistentvolume-phase.ts';

/** On claims: who is to make a volume for them, under the present and the former name. */
const PROVISIONER_ANNOTATIONS = [
  'volume.beta.kubernetes.io/storage-provisioner',
  'volume.kubernetes.io/storage-provisioner',
];

function keyOf({ metadata }: PersistentVolumeClaim): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function writeStatus(claim: PersistentVolumeClaim, status: PersistentVolumeClaimStatus, port: ControllerPort): void {
  port.client.updateStatus('persistentvolumeclaims', { ...claim, status });
}

function setPending(claim: PersistentVolumeClaim, port: ControllerPort): void {
  if (claim.status.phase === 'Pending') return;
  port.decide('claim.pending', { claim: keyOf(claim) }, claim);
  writeStatus(claim, { phase: 'Pending' }, port);
}

function loseClaim(claim: PersistentVolumeClaim, reason: string, message: string, port: ControllerPort): void {
  if (claim.status.phase === 'Lost') return;
  port.decide('claim.lost', { claim: keyOf(claim), message }, claim);
  writeStatus(claim, { phase: 'Lost' }, port);
  port.event(claim, 'Warning', reason, message);
}

function referenceTo(claim: PersistentVolumeClaim): ObjectReference {
  const { namespace = '', name, uid, resourceVersion } = claim.metadata;
  return { kind: 'PersistentVolumeClaim', namespace, name, uid, apiVersion: 'v1', resourceVersion };
}

function reserve(volume: PersistentVolume, claim: PersistentVolumeClaim, port: ControllerPort): PersistentVolume {
  if (volume.spec.claimRef?.uid === claim.metadata.uid) return volume;
  const isPrebound = volume.spec.claimRef !== undefined;
  return port.client.patch('persistentvolumes', '', volume.metadata.name, {
    metadata: { annotations: { ...(!isPrebound && { [BOUND_BY_CONTROLLER]: 'yes' }) } },
    spec: { claimRef: { ...referenceTo(claim) } },
  });
}

/** Binds both sides to each other, step by step (pv_controller.go, bind). */
function bind(volume: PersistentVolume, claim: PersistentVolumeClaim, port: ControllerPort): void {
  const { name } = volume.metadata;
  const isNews = claim.status.phase !== 'Bound' || claim.spec.volumeName !== name;
  if (isNews) port.decide('claim.bind', { claim: keyOf(claim), volume: name }, claim);
  const reserved = setVolumePhase(reserve(volume, claim, port), 'Bound', '', port);
  const annotations = {
    [BIND_COMPLETED]: 'yes',
    ...(claim.spec.volumeName === undefined && { [BOUND_BY_CONTROLLER]: 'yes' }),
  };
  const { namespace = '' } = claim.metadata;
  const bound = port.client.patch('persistentvolumeclaims', namespace, claim.metadata.name, {
    metadata: { annotations },
    spec: { volumeName: name },
  });
  const { accessModes, capacity } = reserved.spec;
  writeStatus(
    bound,
    { phase: 'Bound', ...(accessModes !== undefined && { accessModes }), ...(capacity !== undefined && { capacity }) },
    port,
  );
}

/** Says whom a claim waits for that is bound once a pod needs it (emitEventForUnboundDelayBindingClaim). */
function announceWait(claim: PersistentVolumeClaim, port: ControllerPort): void {
  const { namespace, name } = claim.metadata;
  const waiting = port.lister
    .list('pods', namespace)
    .filter((pod) => pod.spec.nodeName === undefined && claimNamesOf(pod).includes(name))
    .map(({ metadata }) => metadata.name);
  if (waiting.length === 0) {
    const text = 'waiting for first consumer to be created before binding';
    port.event(claim, 'Normal', 'WaitForFirstConsumer', text);
    return;
  }
  const text = `waiting for pod${waiting.length > 1 ? 's' : ''} ${waiting.join(',')} to be scheduled`;
  port.event(claim, 'Normal', 'WaitForPodScheduled', text);
}

/** Asks for a new volume; the provisioner sees the annotations (provisionClaimOperationExternal). */
function provision(claim: PersistentVolumeClaim, className: string, port: ControllerPort): void {
  const storageClass = port.lister.get('storageclasses', '', className);
  if (storageClass === undefined) {
    const text = `storageclass.storage.k8s.io ${goQuote(className)} not found`;
    port.event(claim, 'Warning', 'ProvisioningFailed', text);
    return;
  }
  const { provisioner } = storageClass;
  if (provisioner === NO_PROVISIONER) {
    port.event(claim, 'Warning', 'ProvisioningFailed', `no volume plugin matched name: ${provisioner}`);
    return;
  }
  if (claim.metadata.annotations?.[PROVISIONER_ANNOTATIONS[0] ?? ''] !== provisioner) {
    port.decide('claim.provision', { claim: keyOf(claim), class: className, provisioner }, claim);
    const annotations = Object.fromEntries(PROVISIONER_ANNOTATIONS.map((annotation) => [annotation, provisioner]));
    const { namespace = '', name } = claim.metadata;
    port.client.patch('persistentvolumeclaims', namespace, name, { metadata: { annotations } });
  }
  const text = `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
  port.event(claim, 'Normal', 'ExternalProvisioning', text);
}

/** A claim that names no class gets the default one as soon as there is one (assignDefaultStorageClass). */
function withDefault(claim: PersistentVolumeClaim, port: ControllerPort): PersistentVolumeClaim {
  if (namesClass(claim)) return claim;
  const storageClassName = defaultClass(port.lister)?.metadata.name;
  if (storageClassName === undefined) return claim;
  port.decide('claim.defaultClass', { claim: keyOf(claim), class: storageClassName }, claim);
  const { namespace = '', name } = claim.metadata;
  return port.client.patch('persistentvolumeclaims', namespace, name, { spec: { storageClassName } });
}

function syncUnnamed(given: PersistentVolumeClaim, port: ControllerPort): void {
  const claim = withDefault(given, port);
  const waits = waitsForConsumer(claim, port.lister);
  const volume = findMatchingVolume(claim, port.lister.list('persistentvolumes'), waits);
  if (volume !== undefined) {
    bind(volume, claim, port);
    return;
  }
  const className = storageClassOf(claim);
  if (waits && claim.metadata.annotations?.[SELECTED_NODE] === undefined) announceWait(claim, port);
  else if (className !== '') provision(claim, className, port);
  else {
    const text = 'no persistent volumes available for this claim and no storage class is set';
    port.event(claim, 'Normal', 'FailedBinding', text);
  }
  setPending(claim, port);
  port.requeueAfter(latency.volumeResync);
}

/** A claim that asks for a certain volume. */
function syncNamed(claim: PersistentVolumeClaim, volumeName: string, port: ControllerPort): void {
  const volume = port.lister.get('persistentvolumes', '', volumeName);
  if (volume?.spec.claimRef === undefined && volume !== undefined) {
    const problem = mismatch(volume, claim);
    if (problem === undefined) {
      bind(volume, claim, port);
      return;
    }
    const text = `Cannot bind to requested volume ${goQuote(volumeName)}: ${problem}`;
    port.event(claim, 'Warning', 'VolumeMismatch', text);
  } else if (volume !== undefined && isVolumeFor(volume, claim)) {
    bind(volume, claim, port);
    return;
  } else if (volume !== undefined) {
    const text = `volume ${goQuote(volumeName)} already bound to a different claim.`;
    port.event(claim, 'Warning', 'FailedBinding', text);
  }
  setPending(claim, port);
  port.requeueAfter(latency.volumeResync);
}

/** A claim that was bound stays so, or is lost for good. */
function syncBound(claim: PersistentVolumeClaim, port: ControllerPort): void {
  const { volumeName } = claim.spec;
  if (volumeName === undefined) {
    const text = 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!';
    loseClaim(claim, 'ClaimLost', text, port);
    return;
  }
  const volume = port.lister.get('persistentvolumes', '', volumeName);
  if (volume === undefined) {
    const text = 'Bound claim has lost its PersistentVolume. Data on the volume is lost!';
    loseClaim(claim, 'ClaimLost', text, port);
  } else if (volume.spec.claimRef === undefined || isVolumeFor(volume, claim)) {
    if (claim.status.phase !== 'Bound' || volume.spec.claimRef?.uid !== claim.metadata.uid) bind(volume, claim, port);
  } else {
    const text = 'Two claims are bound to the same volume, this one is bound incorrectly';
    loseClaim(claim, 'ClaimMisbound', text, port);
  }
}

/** Brings one claim a step towards its volume (pkg/controller/volume/persistentvolume, syncClaim). */
export function syncClaim(claim: PersistentVolumeClaim, port: ControllerPort): void {
  if (claim.metadata.annotations?.[BIND_COMPLETED] !== undefined) syncBound(claim, port);
  else if (claim.spec.volumeName === undefined || claim.spec.volumeName === '') syncUnnamed(claim, port);
  else syncNamed(claim, claim.spec.volumeName, port);
}
