import { labelSelectorMatches } from '../api/selectors.ts';
import { replicaOf } from '../kinds/replica.ts';
import type { Replica } from '../kinds/replica.ts';
import type { KubeObject, LabelSelector, Pod } from '../kinds/types/index.ts';
import { adoptionPatch, claimObjects, isBeingDeleted, releasePatch } from './controller-ref.ts';
import type { ControllerPort } from './controller.ts';

/** Which pods an owner claims. */
export interface PodClaim {
  owner: KubeObject;
  selector: LabelSelector | undefined;
  /** First part of the codes of the decisions `<decisions>.adopt` and `<decisions>.release`, both with name and pod. */
  decisions: string;
  /** What a pod must have besides the labels. */
  accepts?(pod: Pod): boolean;
}

type Labels = Pod['metadata']['labels'];

/** Pods of one template share their labels: one answer is good for all of them. */
function selectorTest(selector: LabelSelector | undefined): (labels: Labels) => boolean {
  let last: Labels;
  let isSelected: boolean | undefined;
  return (labels) => {
    if (isSelected === undefined || labels !== last) {
      last = labels;
      isSelected = labelSelectorMatches(selector, labels);
    }
    return isSelected;
  };
}

function adopt({ owner, decisions }: PodClaim, pod: Pod, port: ControllerPort): Pod {
  const { name, namespace = '' } = owner.metadata;
  port.decide(`${decisions}.adopt`, { name, pod: pod.metadata.name }, pod);
  return port.client.patch('pods', namespace, pod.metadata.name, adoptionPatch(pod, owner));
}

function release({ owner, decisions }: PodClaim, pod: Pod, port: ControllerPort): void {
  const { name, namespace = '' } = owner.metadata;
  port.decide(`${decisions}.release`, { name, pod: pod.metadata.name }, pod);
  port.client.patch('pods', namespace, pod.metadata.name, releasePatch(pod, owner));
}

/** The pods that belong to the owner, after adopting and releasing (controller_ref_manager.go, ClaimPods). */
export function claimPods(claim: PodClaim, port: ControllerPort): Pod[] {
  const { owner, selector, accepts } = claim;
  const { namespace = '', uid } = owner.metadata;
  const isSelected = selectorTest(selector);
  return claimObjects<Pod>({
    owner,
    owned: port.lister.podsControlledBy(uid),
    orphans: port.lister.orphanPods(namespace).filter((pod) => !isBeingDeleted(pod)),
    matches: (pod) => isSelected(pod.metadata.labels) && accepts?.(pod) !== false,
    adopt: (pod) => adopt(claim, pod, port),
    release: (pod) => {
      release(claim, pod, port);
    },
  });
}

/** As `claimPods`, of active pods only: others are left alone whatever their labels (replica_set.go, syncReplicaSet). */
export function claimReplicas(claim: PodClaim, port: ControllerPort): Replica[] {
  const { namespace = '', uid } = claim.owner.metadata;
  const isSelected = selectorTest(claim.selector);
  const isActive = (replica: Replica): boolean => replica.isActive;
  return claimObjects<Replica>({
    owner: claim.owner,
    owned: port.lister.replicasOf(uid).filter(isActive),
    orphans: port.lister.orphanPods(namespace).map(replicaOf).filter(isActive),
    matches: ({ labels }) => isSelected(labels),
    adopt: ({ pod }) => replicaOf(adopt(claim, pod, port)),
    release: ({ pod }) => {
      release(claim, pod, port);
    },
  });
}
