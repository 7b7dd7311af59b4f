import type { ObjectRef, Picture, PodView } from '../../scene/index.ts';
import { selectorPicks } from '../../scene/index.ts';

/** The element of a thing in the picture that an event happened in. */
export function thingAt(target: EventTarget | null): HTMLElement | undefined {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-uid]') : null;
  return element ?? undefined;
}

/** What has this uid in the picture, with its resource. */
export function refOfUid(uid: string, picture: Picture): ObjectRef | undefined {
  const pod = picture.pods.get(uid);
  if (pod !== undefined) return { resource: 'pods', uid, namespace: pod.namespace, name: pod.name };
  const byUid = (thing: { uid: string }): boolean => thing.uid === uid;
  const node = picture.nodes.find(byUid);
  if (node !== undefined) return { resource: 'nodes', uid, namespace: '', name: node.name };
  const service = picture.services.find(byUid);
  if (service !== undefined) return { resource: 'services', uid, namespace: service.namespace, name: service.name };
  const workload = picture.workloads.find(byUid) ?? picture.workloads.flatMap(({ owners }) => owners).find(byUid);
  return workload && { resource: workload.resource, uid, namespace: workload.namespace, name: workload.name };
}

/** What an element of the picture stands for; undefined when the picture no longer has it. */
export function refOf({ dataset: { resource, uid } }: HTMLElement, picture: Picture): ObjectRef | undefined {
  return resource === undefined || uid === undefined ? undefined : refOfUid(uid, picture);
}

function isRelated(resource: string, uid: string, picture: Picture): ((pod: PodView) => boolean) | undefined {
  if (resource === 'services') {
    const service = picture.services.find((item) => item.uid === uid);
    return service && ((pod) => pod.namespace === service.namespace && selectorPicks(service.selector, pod.labels));
  }
  if (resource === '' || resource === 'pods' || resource === 'nodes') return undefined;
  const workload = picture.workloads.find((item) => item.uid === uid);
  const owners = new Set(workload === undefined ? [uid] : workload.owners.map((item) => item.uid));
  return (pod) => pod.owner !== undefined && owners.has(pod.owner.uid);
}

/** Uids of the pods that a Service selects or a workload owns; undefined for things that do neither. */
export function relatedPods(element: HTMLElement, picture: Picture): ReadonlySet<string> | undefined {
  const { resource = '', uid = '' } = element.dataset;
  const related = isRelated(resource, uid, picture);
  if (related === undefined) return undefined;
  const uids = new Set<string>();
  for (const pod of picture.pods.values()) if (related(pod)) uids.add(pod.uid);
  return uids;
}
