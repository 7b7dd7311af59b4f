import type { Pod } from '../../kinds/types/index.ts';
import type { Fit, NodeInfo } from '../node-info.ts';
import { MAX_NODE_SCORE } from '../plugin.ts';
import type { Filter, Rejection, Scorer } from '../plugin.ts';
import { podRequests } from '../pod-requests.ts';
import type { PodRequests } from '../pod-requests.ts';

const NAME = 'NodeResourcesFit';

/** What of a node is taken and what there is to take. */
export type NodeRoom = Pick<NodeInfo, 'allocatable' | 'allowedPods' | 'requested' | 'requestedScalar'> & {
  readonly pods: { readonly size: number };
};

const FITS: readonly string[] = [];

/**
 * Each resource that a node is short of, as `Insufficient cpu` or `Too many pods`; empty when the pod fits
 * (plugins/noderesources/fit.go, fitsRequest). A request of 0 always fits, and so does one that uses up all there is.
 */
export function insufficientResources(requests: PodRequests, node: NodeRoom): readonly string[] {
  const { allocatable, requested } = node;
  const fullOfPods = node.pods.size + 1 > node.allowedPods;
  const cpu = requests.milliCpu > 0 && requests.milliCpu > allocatable.milliCpu - requested.milliCpu;
  const memory = requests.memory > 0 && requests.memory > allocatable.memory - requested.memory;
  const storage =
    requests.ephemeralStorage > 0 &&
    requests.ephemeralStorage > allocatable.ephemeralStorage - requested.ephemeralStorage;
  if (!fullOfPods && !cpu && !memory && !storage && requests.scalar === undefined) return FITS;
  const short: string[] = [];
  if (fullOfPods) short.push('Too many pods');
  if (cpu) short.push('Insufficient cpu');
  if (memory) short.push('Insufficient memory');
  if (storage) short.push('Insufficient ephemeral-storage');
  for (const name in requests.scalar) {
    const wanted = requests.scalar[name] ?? 0;
    const free = (allocatable.scalar?.[name] ?? 0) - (node.requestedScalar.get(name) ?? 0);
    if (wanted > 0 && wanted > free) short.push(`Insufficient ${name}`);
  }
  return short;
}

/** Whether a node with nothing on it would have room for a pod. */
export function fitsEmptyNode(pod: Pod, node: NodeInfo): boolean {
  const { allocatable, allowedPods } = node;
  const requested = { milliCpu: 0, memory: 0, ephemeralStorage: 0 };
  const room: NodeRoom = { allocatable, allowedPods, requested, requestedScalar: new Map(), pods: { size: 0 } };
  return insufficientResources(podRequests(pod.spec), room).length === 0;
}

function freeShare(requested: number, allocatable: number): number {
  return requested > allocatable ? 0 : Math.floor(((allocatable - requested) * MAX_NODE_SCORE) / allocatable);
}

/** LeastAllocated over cpu and memory: the emptier the better (plugins/noderesources/least_allocated.go). */
function leastAllocated({ nonZeroMilliCpu, nonZeroMemory }: PodRequests, node: NodeInfo): number {
  const { milliCpu, memory } = node.allocatable;
  let sum = 0;
  let resources = 0;
  if (milliCpu > 0) {
    sum += freeShare(node.nonZeroMilliCpu + nonZeroMilliCpu, milliCpu);
    resources += 1;
  }
  if (memory > 0) {
    sum += freeShare(node.nonZeroMemory + nonZeroMemory, memory);
    resources += 1;
  }
  return resources === 0 ? 0 : Math.floor(sum / resources);
}

/** The closer the used shares of cpu and memory are to each other the better (plugins/noderesources/balanced_allocation.go). */
function balanced(requests: PodRequests, { allocatable, requested }: NodeInfo): number {
  if (allocatable.milliCpu === 0 || allocatable.memory === 0) return MAX_NODE_SCORE;
  const cpu = Math.min(1, (requested.milliCpu + requests.milliCpu) / allocatable.milliCpu);
  const memory = Math.min(1, (requested.memory + requests.memory) / allocatable.memory);
  return Math.trunc((1 - Math.abs(cpu - memory) / 2) * MAX_NODE_SCORE);
}

/** How a node suits what is asked for; most nodes are as they were when the pod before was tried. */
function fitOf(node: NodeInfo, requests: PodRequests): Fit {
  if (node.fit?.requests === requests) return node.fit;
  const fit: Fit = {
    requests,
    short: insufficientResources(requests, node),
    leastAllocated: leastAllocated(requests, node),
    balanced: balanced(requests, node),
  };
  node.fit = fit;
  return fit;
}

export function resourcesFilter(pod: Pod): Filter {
  const requests = podRequests(pod.spec);
  const rejections = new Map<string, Rejection>();
  return (node) => {
    const { short } = fitOf(node, requests);
    if (short.length === 0) return undefined;
    const key = short.join();
    let rejection = rejections.get(key);
    if (rejection === undefined) {
      rejection = { plugin: NAME, reasons: short, resolvable: true };
      rejections.set(key, rejection);
    }
    return rejection;
  };
}

export function leastAllocatedScorer(pod: Pod): Scorer {
  const requests = podRequests(pod.spec);
  return (nodes) => {
    const points: number[] = [];
    for (const node of nodes) points.push(fitOf(node, requests).leastAllocated);
    return points;
  };
}

export function balancedAllocationScorer(pod: Pod): Scorer {
  const requests = podRequests(pod.spec);
  return (nodes) => {
    const points: number[] = [];
    for (const node of nodes) points.push(fitOf(node, requests).balanced);
    return points;
  };
}
