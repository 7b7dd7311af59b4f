import { goQuote } from '../../api/go-syntax.ts';
import type { Lister } from '../../api/lister.ts';
import {
  NO_PROVISIONER,
  SELECTED_NODE,
  claimNamesOf,
  findMatchingVolume,
  isClaimBound,
  storageClassOf,
  waitsForConsumer,
} from '../../kinds/volume-matching.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../kinds/types/index.ts';
import type { Filter, Rejection } from '../plugin.ts';
import { nodeSelectorMatches } from './node-affinity.ts';
import type { SelectableNode } from './node-affinity.ts';

const NAME = 'VolumeBinding';

function rejection(reason: string): Rejection {
  return { plugin: NAME, reasons: [reason], resolvable: false };
}

const UNBOUND = rejection('pod has unbound immediate PersistentVolumeClaims');
const NODE_CONFLICT = rejection('node(s) had volume node affinity conflict');
const BIND_CONFLICT = rejection("node(s) didn't find available persistent volumes to bind");

function isReachable(volume: PersistentVolume, node: SelectableNode): boolean {
  const terms = volume.spec.nodeAffinity?.required?.nodeSelectorTerms;
  return terms === undefined || nodeSelectorMatches(terms, node);
}

function missing(pod: Pod, claim: string): Rejection {
  const isEphemeral = pod.spec.volumes?.some(
    (volume) => volume['ephemeral'] !== undefined && claim === `${pod.metadata.name}-${volume.name}`,
  );
  const text = `persistentvolumeclaim ${goQuote(claim)}`;
  return rejection(
    isEphemeral === true ? `waiting for ephemeral volume controller to create the ${text}` : `${text} not found`,
  );
}

/** What a pod's claims come to before any node is looked at. */
interface PodClaims {
  rejection?: Rejection;
  /** Volumes that the pod has already. */
  bound: PersistentVolume[];
  /** Claims that are bound once a node is chosen. */
  delayed: PersistentVolumeClaim[];
}

function claimsOf(pod: Pod, lister: Lister): PodClaims {
  const claims: PodClaims = { bound: [], delayed: [] };
  const namespace = pod.metadata.namespace ?? '';
  for (const name of claimNamesOf(pod)) {
    const claim = lister.get('persistentvolumeclaims', namespace, name);
    if (claim === undefined) return { ...claims, rejection: missing(pod, name) };
    const text = `persistentvolumeclaim ${goQuote(name)}`;
    const { volumeName = '' } = claim.spec;
    if (claim.status.phase === 'Lost') {
      const reason = `${text} bound to non-existent persistentvolume ${goQuote(volumeName)}`;
      return { ...claims, rejection: rejection(reason) };
    }
    if (claim.metadata.deletionTimestamp !== undefined) {
      return { ...claims, rejection: rejection(`${text} is being deleted`) };
    }
    if (isClaimBound(claim)) {
      const volume = lister.get('persistentvolumes', '', volumeName);
      if (volume !== undefined) claims.bound.push(volume);
    } else if (waitsForConsumer(claim, lister)) claims.delayed.push(claim);
    else return { ...claims, rejection: UNBOUND };
  }
  return claims;
}

/** How the claims of a pod that wait for a node get their volumes there. */
export interface VolumePlan {
  /** Volumes that exist. */
  bind: { claim: PersistentVolumeClaim; volume: PersistentVolume }[];
  /** Claims whose volumes are to be made. */
  provision: PersistentVolumeClaim[];
}

function canProvision(claim: PersistentVolumeClaim, lister: Lister): boolean {
  const provisioner = lister.get('storageclasses', '', storageClassOf(claim))?.provisioner ?? '';
  return provisioner !== '' && provisioner !== NO_PROVISIONER;
}

function plan(claims: readonly PersistentVolumeClaim[], node: SelectableNode, lister: Lister): VolumePlan | undefined {
  const found: VolumePlan = { bind: [], provision: [] };
  for (const claim of claims) {
    const selected = claim.metadata.annotations?.[SELECTED_NODE];
    if (selected !== undefined) {
      if (selected !== node.name) return undefined;
      found.provision.push(claim);
      continue;
    }
    const free = lister
      .list('persistentvolumes')
      .filter((volume) => found.bind.every((taken) => taken.volume !== volume));
    const volume = findMatchingVolume(claim, free, false, (each) => isReachable(each, node));
    if (volume !== undefined) found.bind.push({ claim, volume });
    else if (canProvision(claim, lister)) found.provision.push(claim);
    else return undefined;
  }
  return found;
}

/** What has to be done for a pod's volumes on the node that was chosen; undefined when they are there (Reserve). */
export function volumePlan(pod: Pod, node: SelectableNode, lister: Lister): VolumePlan | undefined {
  const { delayed } = claimsOf(pod, lister);
  return delayed.length === 0 ? undefined : plan(delayed, node, lister);
}

/** Whether all claims of a pod are bound; undefined when one of them is gone (checkBindings). */
export function areClaimsBound(pod: Pod, lister: Lister): boolean | undefined {
  const namespace = pod.metadata.namespace ?? '';
  const claims = claimNamesOf(pod).map((name) => lister.get('persistentvolumeclaims', namespace, name));
  if (claims.includes(undefined)) return undefined;
  return claims.every((claim) => claim !== undefined && isClaimBound(claim));
}

/**
 * What a pod's claims say before any node is looked at, and on which nodes its volumes can be used or got
 * (plugins/volumebinding).
 */
export function volumeBindingPreFilter(pod: Pod, lister: Lister): { filter?: Filter; rejection?: Rejection } {
  const { rejection: refusal, bound, delayed } = claimsOf(pod, lister);
  if (refusal !== undefined) return { rejection: refusal };
  const placed = bound.filter(({ spec }) => spec.nodeAffinity?.required !== undefined);
  if (placed.length === 0 && delayed.length === 0) return {};
  return {
    filter: (node) => {
      if (!placed.every((volume) => isReachable(volume, node))) return NODE_CONFLICT;
      return plan(delayed, node, lister) === undefined ? BIND_CONFLICT : undefined;
    },
  };
}
