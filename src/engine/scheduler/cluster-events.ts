import { deepEqual } from '../api/equality.ts';
import type { Lister } from '../api/lister.ts';
import { labelSelectorMatches } from '../api/selectors.ts';
import type { Node, Pod } from '../kinds/types/index.ts';
import { affinityTermsOf, termMatches } from './affinity-terms.ts';
import { hostPortsOf, portsConflict } from './host-ports.ts';
import { NodeInfo } from './node-info.ts';
import { namespaceLabelsFrom } from './plugins/inter-pod-affinity.ts';
import { nodeAffinityMatches } from './plugins/node-affinity.ts';
import { fitsEmptyNode } from './plugins/node-resources-fit.ts';
import { unschedulableFilter } from './plugins/node-unschedulable.ts';
import { hardSpreadSelectors } from './plugins/pod-topology-spread.ts';
import { untoleratedTaint } from './plugins/taint-toleration.ts';
import { shareClaim } from './plugins/volume-restrictions.ts';

/** What happened in the cluster that may let a waiting pod through (framework.ClusterEvent). */
export type ClusterEvent =
  | { type: 'nodeAdded'; node: Node }
  | { type: 'nodeChanged'; node: Node; previous: Node }
  | { type: 'nodeDeleted' }
  /** A pod was bound, or a bound one has other labels. */
  | { type: 'podAssigned'; pod: Pod }
  /** A bound pod no longer takes up room. */
  | { type: 'podGone'; pod: Pod }
  /** A claim, a volume or a storage class is new or has changed. */
  | { type: 'storage' };

function nodeInfoOf(node: Node): NodeInfo {
  const info = new NodeInfo(node.metadata.name, 0);
  info.setNode(node);
  return info;
}

/** Whether one plugin, which refused a pod, would accept a node as far as the node itself is concerned. */
function accepts(plugin: string, pod: Pod, node: NodeInfo): boolean | undefined {
  switch (plugin) {
    case 'NodeUnschedulable':
      return unschedulableFilter(pod)?.(node) === undefined;
    case 'TaintToleration':
      return untoleratedTaint(node.taints, pod.spec.tolerations) === undefined;
    case 'NodeAffinity':
      return nodeAffinityMatches(pod.spec, node);
    case 'NodeResourcesFit':
      return fitsEmptyNode(pod, node);
    default:
      return undefined;
  }
}

function topologyChanged(node: Node, previous: Node): boolean {
  return (
    !deepEqual(node.metadata.labels ?? {}, previous.metadata.labels ?? {}) ||
    !deepEqual(node.spec?.taints ?? [], previous.spec?.taints ?? [])
  );
}

function nodeHelps(plugin: string, pod: Pod, node: Node, previous: Node | undefined): boolean {
  const now = accepts(plugin, pod, nodeInfoOf(node));
  if (previous === undefined) return now ?? true;
  if (plugin === 'NodeResourcesFit') {
    return now === true && !deepEqual(node.status?.allocatable, previous.status?.allocatable);
  }
  if (now === undefined) return topologyChanged(node, previous);
  return now && accepts(plugin, pod, nodeInfoOf(previous)) === false;
}

function affinityHelps(pod: Pod, other: Pod, isGone: boolean, lister: Lister): boolean {
  const labels = namespaceLabelsFrom(lister);
  const terms = affinityTermsOf(pod);
  if (!isGone) return (terms?.required ?? []).some((term) => termMatches(term, other, labels));
  if ((terms?.requiredAnti ?? []).some((term) => termMatches(term, other, labels))) return true;
  return (affinityTermsOf(other)?.requiredAnti ?? []).some((term) => termMatches(term, pod, labels));
}

function podHelps(plugin: string, pod: Pod, other: Pod, isGone: boolean, lister: Lister): boolean {
  switch (plugin) {
    case 'NodeResourcesFit':
      return isGone;
    case 'NodePorts':
      return (
        isGone &&
        hostPortsOf(pod.spec).some((port) => hostPortsOf(other.spec).some((each) => portsConflict(port, each)))
      );
    case 'VolumeRestrictions':
      return isGone && shareClaim(pod, other);
    case 'PodTopologySpread':
      return (
        other.metadata.namespace === pod.metadata.namespace &&
        hardSpreadSelectors(pod).some((selector) => labelSelectorMatches(selector, other.metadata.labels))
      );
    case 'InterPodAffinity':
      return affinityHelps(pod, other, isGone, lister);
    default:
      return false;
  }
}

/**
 * Whether an event may let a pod through that certain plugins refused; without it the pod goes on waiting (the
 * EventsToRegister and queueing hints of each plugin). A pod that no plugin refused is let through by anything.
 */
export function eventHelps(event: ClusterEvent, plugins: readonly string[], pod: Pod, lister: Lister): boolean {
  if (plugins.length === 0) return true;
  return plugins.some((plugin) => {
    switch (event.type) {
      case 'nodeAdded':
        return nodeHelps(plugin, pod, event.node, undefined);
      case 'nodeChanged':
        return nodeHelps(plugin, pod, event.node, event.previous);
      case 'nodeDeleted':
        return plugin === 'PodTopologySpread';
      case 'podAssigned':
      case 'podGone':
        return podHelps(plugin, pod, event.pod, event.type === 'podGone', lister);
      case 'storage':
        return plugin === 'VolumeBinding' || plugin === 'VolumeZone' || plugin === 'VolumeRestrictions';
    }
  });
}
