import type { Pod, Taint } from '../../kinds/types/index.ts';
import type { Filter, Rejection } from '../plugin.ts';
import { isTolerated } from './taint-toleration.ts';

const CORDON: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

const REJECTION: Rejection = {
  plugin: 'NodeUnschedulable',
  reasons: ['node(s) were unschedulable'],
  resolvable: false,
};

/** Keeps pods away from cordoned nodes, but for pods that tolerate the taint of a cordon (plugins/nodeunschedulable). */
export function unschedulableFilter(pod: Pod): Filter | undefined {
  if (isTolerated(CORDON, pod.spec.tolerations)) return undefined;
  return (node) => (node.unschedulable ? REJECTION : undefined);
}
