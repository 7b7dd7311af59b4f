import type { ObjectRef, Picture, PodView } from './picture.ts';
import { selectorPicks } from './service-view.ts';

/** Uids of what a pod hangs on: its node, what owns it, the Services that select it. */
function around(picture: Picture, pod: PodView): readonly string[] {
  const owner = pod.owner?.uid;
  return [
    ...picture.nodes.filter((node) => node.name === pod.node),
    ...picture.workloads.filter((workload) => workload.owners.some(({ uid }) => uid === owner)),
    ...picture.services.filter(
      (service) => service.namespace === pod.namespace && selectorPicks(service.selector, pod.labels),
    ),
  ]
    .map(({ uid }) => uid)
    .concat(owner ?? []);
}

/**
 * Uids of a thing and of what belongs to it, which is what one looks at when it is shown to a room. Undefined when the
 * picture does not have it: then nothing is to step back.
 */
export function spotlight(picture: Picture, { uid }: ObjectRef): ReadonlySet<string> | undefined {
  const pod = picture.pods.get(uid);
  if (pod !== undefined) return new Set([uid, ...around(picture, pod)]);
  const node = picture.nodes.find((item) => item.uid === uid);
  if (node !== undefined) return new Set([uid, ...node.pods]);
  const service = picture.services.find((item) => item.uid === uid);
  const workload = picture.workloads.find((item) => item.uid === uid || item.owners.some((owner) => owner.uid === uid));
  if (service === undefined && workload === undefined) return undefined;
  // Of a workload's revisions the one that was chosen; of the workload itself all.
  const owners = new Set(workload?.uid === uid ? workload.owners.map((owner) => owner.uid) : [uid]);
  const lit = new Set([uid, ...(workload === undefined ? [] : [workload.uid]), ...owners]);
  for (const each of picture.pods.values()) {
    const isSelected = service?.namespace === each.namespace && selectorPicks(service.selector, each.labels);
    if (isSelected || (each.owner !== undefined && owners.has(each.owner.uid))) lit.add(each.uid);
  }
  return lit;
}
