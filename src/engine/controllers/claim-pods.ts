import { labelSelectorMatches } from '../api/selectors.ts';
import type { KubeObject, LabelSelector, Pod } from '../kinds/types/index.ts';
import { adoptionPatch, claimObjects, releasePatch } from './controller-ref.ts';
import type { ControllerPort } from './controller.ts';

/** Which pods an owner claims. */
export interface PodClaim {
  owner: KubeObject;
  selector: LabelSelector | undefined;
  /** First part of the codes of the decisions `<decisions>.adopt` and `<decisions>.release`, both with name and pod. */
  decisions: string;
  /** Pods that are neither adopted nor released nor answered, whatever their labels. */
  ignores?(pod: Pod): boolean;
  /** What a pod must have besides the labels. */
  accepts?(pod: Pod): boolean;
}

/** Pods of one template share their labels: one answer is good for all of them. */
function selectorTest(selector: LabelSelector | undefined): (pod: Pod) => boolean {
  let labels: Pod['metadata']['labels'];
  let isSelected: boolean | undefined;
  return ({ metadata }) => {
    if (isSelected === undefined || metadata.labels !== labels) {
      labels = metadata.labels;
      isSelected = labelSelectorMatches(selector, labels);
    }
    return isSelected;
  };
}

/** The pods that belong to the owner, after adopting and releasing (controller_ref_manager.go, ClaimPods). */
export function claimPods({ owner, selector, decisions, ignores, accepts }: PodClaim, port: ControllerPort): Pod[] {
  const { lister, client } = port;
  const { name, namespace = '', uid } = owner.metadata;
  const considered = (pods: readonly Pod[]): readonly Pod[] => {
    if (ignores === undefined || !pods.some(ignores)) return pods;
    return pods.filter((pod) => !ignores(pod));
  };
  const isSelected = selectorTest(selector);
  return claimObjects<Pod>({
    owner,
    owned: considered(lister.podsControlledBy(uid)),
    orphans: considered(lister.orphanPods(namespace)),
    matches: (pod) => isSelected(pod) && accepts?.(pod) !== false,
    adopt: (pod) => {
      port.decide(`${decisions}.adopt`, { name, pod: pod.metadata.name }, pod);
      return client.patch('pods', namespace, pod.metadata.name, adoptionPatch(pod, owner));
    },
    release: (pod) => {
      port.decide(`${decisions}.release`, { name, pod: pod.metadata.name }, pod);
      client.patch('pods', namespace, pod.metadata.name, releasePatch(pod, owner));
    },
  });
}
