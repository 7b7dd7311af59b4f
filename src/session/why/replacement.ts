import { builtinResources } from '../../engine/index.ts';
import type { Job, KubeObject, Pod, Snapshot } from '../../engine/index.ts';
import { condition, expected, refOf } from './told.ts';
import type { Expectation } from './told.ts';

const resources = new Map(builtinResources.map(({ kind, resource }) => [kind, resource]));

/** The resource of a built-in kind: `deployments` of `Deployment`. Empty for others. */
export function resourceOf(kind: string): string {
  return resources.get(kind) ?? '';
}

/** What comes after a pod that is being deleted: whether its controller makes another, and when. */
export function afterLeaving(pod: Pod, snapshot: Snapshot): Expectation {
  const owner = controllerOf(pod, snapshot);
  if (owner === undefined) return expected('pod.nextGone');
  const { kind, metadata } = owner;
  const params = { kind, name: metadata.name, node: pod.spec.nodeName ?? '', count: replicasOf(owner) };
  const ref = refOf(resourceOf(kind), owner);
  switch (kind) {
    case 'Job':
      return expected('pod.nextCounted', params, ref);
    case 'DaemonSet':
      return expected('pod.nextSameNode', params, ref);
    case 'StatefulSet':
      return expected(isBeyond(pod, owner) ? 'pod.nextNotNeeded' : 'pod.nextSameName', params, ref);
    default:
      return expected(
        othersOf(pod, owner, snapshot) >= params.count ? 'pod.nextEnough' : 'pod.nextReplaced',
        params,
        ref,
      );
  }
}

/** What comes after a pod whose containers have ended for good. */
export function afterEnd(pod: Pod, snapshot: Snapshot): Expectation {
  const owner = controllerOf(pod, snapshot);
  if (owner === undefined) return expected('pod.nextKept');
  const { kind, metadata } = owner;
  const params = { kind, name: metadata.name };
  const ref = refOf(resourceOf(kind), owner);
  if (kind === 'Job') return expected(isOver(owner as Job) ? 'pod.nextKeptByJob' : 'pod.nextCounted', params, ref);
  const isRemoved = kind === 'StatefulSet' || kind === 'DaemonSet';
  return expected(isRemoved ? 'pod.nextRecreated' : 'pod.nextBeside', params, ref);
}

/** Whether a Job has ended, so that it makes no more pods. */
function isOver({ status }: Job): boolean {
  return ['Complete', 'Failed'].some((type) => condition(status.conditions, type)?.status === 'True');
}

/** The object that answers for a pod, unless it is gone or going itself. */
function controllerOf({ metadata }: Pod, snapshot: Snapshot): KubeObject | undefined {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  const found = owner && snapshot.get(resourceOf(owner.kind), metadata.namespace ?? '', owner.name);
  return found?.metadata.uid === owner?.uid && found?.metadata.deletionTimestamp === undefined ? found : undefined;
}

function replicasOf(owner: KubeObject): number {
  return (owner as { spec?: { replicas?: number } }).spec?.replicas ?? 1;
}

/** How many pods a ReplicaSet counts as its own without this one. */
function othersOf({ metadata: { uid } }: Pod, owner: KubeObject, snapshot: Snapshot): number {
  return (snapshot.ownedBy(owner.metadata.uid) as readonly Pod[]).filter(
    ({ metadata, status }) =>
      metadata.uid !== uid &&
      metadata.deletionTimestamp === undefined &&
      status.phase !== 'Failed' &&
      status.phase !== 'Succeeded',
  ).length;
}

/** Whether the number of a StatefulSet's pod is one that is no longer asked for. */
function isBeyond({ metadata }: Pod, owner: KubeObject): boolean {
  const { spec } = owner as { spec?: { ordinals?: { start?: number } } };
  const ordinal = Number(metadata.name.slice(metadata.name.lastIndexOf('-') + 1));
  return ordinal >= (spec?.ordinals?.start ?? 0) + replicasOf(owner);
}
