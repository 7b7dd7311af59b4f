import { statefulSetClaimName, statefulSetPodName } from '../kinds/owned-names.ts';
import { isPodReady, untilPodAvailable } from '../kinds/pod-state.ts';
import type { NewObject } from '../api/client.ts';
import type { ClaimTemplate, Pod, PodSpec, PodTemplateSpec, StatefulSet } from '../kinds/types/index.ts';
import { controllerRef } from './controller-ref.ts';
import { REVISION_LABEL } from './statefulset-revisions.ts';

/** apps.StatefulSetPodNameLabel and apps.PodIndexLabel. */
const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX_LABEL = 'apps.kubernetes.io/pod-index';

const ORDINAL_NAME = /^(.*)-(\d+)$/;

/** The StatefulSet that a pod's name says, `''` when it says none (getParentName). */
export function parentName(podName: string): string {
  return ORDINAL_NAME.exec(podName)?.[1] ?? '';
}

/** The number at the end of a pod's name, -1 when there is none (getOrdinal). */
export function ordinalOf({ metadata: { name } }: Pod): number {
  const ordinal = ORDINAL_NAME.exec(name)?.[2];
  return ordinal === undefined ? -1 : Number(ordinal);
}

/** The ordinal of the first pod (getStartOrdinal). */
export function startOrdinal({ spec }: StatefulSet): number {
  return spec.ordinals?.start ?? 0;
}

/** Whether an ordinal is one that the set has at its present size (podInOrdinalRange). */
export function isInRange(set: StatefulSet, ordinal: number): boolean {
  const start = startOrdinal(set);
  return ordinal >= start && ordinal < start + set.spec.replicas;
}

/** A claim as the pod of an ordinal has it (getPersistentVolumeClaims). */
export interface OwnClaim {
  volume: string;
  name: string;
  template: ClaimTemplate;
}

/** The claims that the pod of an ordinal has, one a template. */
export function claimsOf(set: StatefulSet, ordinal: number): OwnClaim[] {
  return (set.spec.volumeClaimTemplates ?? []).map((template) => {
    const volume = template.metadata.name;
    return { volume, name: statefulSetClaimName(volume, set.metadata.name, ordinal), template };
  });
}

/** The template's volumes with those of the claims in front, which replace others of their name (updateStorage). */
function withClaims(set: StatefulSet, spec: PodSpec, ordinal: number): PodSpec {
  const claims = claimsOf(set, ordinal);
  if (claims.length === 0) return spec;
  const others = (spec.volumes ?? []).filter(({ name }) => !claims.some(({ volume }) => volume === name));
  const own = claims.map(({ volume, name }) => ({ name: volume, persistentVolumeClaim: { claimName: name } }));
  return { ...spec, volumes: [...own, ...others] };
}

/** The labels that tell which pod of the set it is (updateIdentity). */
export function identityLabels(set: StatefulSet, ordinal: number): Record<string, string> {
  return { [POD_NAME_LABEL]: statefulSetPodName(set.metadata.name, ordinal), [POD_INDEX_LABEL]: String(ordinal) };
}

/** The pod of an ordinal from a template (newStatefulSetPod). `revision` is the name of the template's revision. */
export function newStatefulPod(
  set: StatefulSet,
  { metadata, spec }: PodTemplateSpec,
  revision: string,
  ordinal: number,
): NewObject<Pod> {
  const name = statefulSetPodName(set.metadata.name, ordinal);
  const { namespace = '' } = set.metadata;
  const { serviceName: subdomain } = set.spec;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: { ...metadata?.labels, ...identityLabels(set, ordinal), [REVISION_LABEL]: revision },
      ...(metadata?.annotations !== undefined && { annotations: metadata.annotations }),
      ...(metadata?.finalizers !== undefined && { finalizers: metadata.finalizers }),
      ownerReferences: [controllerRef(set)],
    },
    spec: { ...withClaims(set, spec, ordinal), hostname: name, ...(subdomain !== undefined && { subdomain }) },
  };
}

/** Whether the labels still say which pod of the set it is (identityMatches). */
export function identityMatches(set: StatefulSet, pod: Pod): boolean {
  const labels = pod.metadata.labels ?? {};
  return Object.entries(identityLabels(set, ordinalOf(pod))).every(([key, value]) => labels[key] === value);
}

export function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

export function isRunningAndReady(pod: Pod): boolean {
  return pod.status.phase === 'Running' && isPodReady(pod);
}

/** `now` in ms since the epoch. */
export function isAvailable(set: StatefulSet, pod: Pod, now: number): boolean {
  return untilPodAvailable(pod, set.spec.minReadySeconds ?? 0, now) === 0;
}

export function isHealthy(pod: Pod): boolean {
  return isRunningAndReady(pod) && !isTerminating(pod);
}
