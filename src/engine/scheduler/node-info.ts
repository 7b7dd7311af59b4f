import { quantityValue } from '../api/quantity.ts';
import type { Node, Pod, Taint } from '../kinds/types/index.ts';
import { affinityTermsOf } from './affinity-terms.ts';
import type { AffinityTerms } from './affinity-terms.ts';
import { hostPortsOf } from './host-ports.ts';
import type { HostPort } from './host-ports.ts';
import { amountsOf, podRequests } from './pod-requests.ts';
import type { Amounts, PodRequests } from './pod-requests.ts';

const NO_LABELS: Readonly<Record<string, string>> = {};
const NO_TAINTS: readonly Taint[] = [];

/** A pod that takes up room on a node, with what the plugins ask about it again and again. */
export interface PodInfo {
  /** Its latest state; what follows is the same in all states of it that share the specification. */
  pod: Pod;
  readonly node: NodeInfo;
  readonly requests: PodRequests;
  readonly priority: number;
  readonly affinity: AffinityTerms | undefined;
}

/** How a node's room suits a pod. */
export interface Fit {
  readonly requests: PodRequests;
  /** What the node is short of. */
  readonly short: readonly string[];
  /** Points for being empty, and for an even use of cpu and memory. */
  readonly leastAllocated: number;
  readonly balanced: number;
}

/** `spec.priority`, 0 when there is none (component-helpers corev1.PodPriority). */
export function podPriority(pod: Pod): number {
  return pod.spec.priority ?? 0;
}

/** A node with the sums over its pods, kept up to date by adding and taking away (framework.NodeInfo). */
export class NodeInfo {
  readonly name: string;
  /** A small number of its own, so that counts by node can be arrays. */
  readonly slot: number;
  /** Undefined while pods are bound to a node that is gone or not yet seen. */
  node: Node | undefined = undefined;
  labels = NO_LABELS;
  taints = NO_TAINTS;
  unschedulable = false;
  allocatable: Amounts = { milliCpu: 0, memory: 0, ephemeralStorage: 0 };
  allowedPods = 0;
  /** Size in bytes by image name. */
  images: ReadonlyMap<string, number> = new Map();
  readonly requested = { milliCpu: 0, memory: 0, ephemeralStorage: 0 };
  readonly requestedScalar = new Map<string, number>();
  nonZeroMilliCpu = 0;
  nonZeroMemory = 0;
  readonly pods = new Map<string, PodInfo>();
  readonly hostPorts: HostPort[] = [];
  /** For what was asked last, until something on the node changes: of the nodes that a pod is tried on one changes. */
  fit: Fit | undefined = undefined;

  constructor(name: string, slot: number) {
    this.name = name;
    this.slot = slot;
  }

  setNode(node: Node | undefined): void {
    this.fit = undefined;
    this.node = node;
    this.labels = node?.metadata.labels ?? NO_LABELS;
    this.taints = node?.spec?.taints ?? NO_TAINTS;
    this.unschedulable = node?.spec?.unschedulable === true;
    // A Node that a person wrote, with no machine behind it, has nothing to give.
    this.allocatable = amountsOf(node?.status?.allocatable);
    this.allowedPods = quantityValue(node?.status?.allocatable?.pods ?? '0');
    const images = new Map<string, number>();
    for (const { names = [], sizeBytes = 0 } of node?.status?.images ?? []) {
      for (const name of names) images.set(name, sizeBytes);
    }
    this.images = images;
  }

  addPod(pod: Pod): PodInfo {
    const requests = podRequests(pod.spec);
    const affinity = affinityTermsOf(pod);
    const info: PodInfo = { pod, node: this, requests, priority: podPriority(pod), affinity };
    this.pods.set(pod.metadata.uid, info);
    this.count(requests, 1);
    this.hostPorts.push(...hostPortsOf(pod.spec));
    return info;
  }

  removePod(info: PodInfo): void {
    this.pods.delete(info.pod.metadata.uid);
    this.count(info.requests, -1);
    for (const port of hostPortsOf(info.pod.spec)) {
      const index = this.hostPorts.findIndex(
        (other) => other.port === port.port && other.protocol === port.protocol && other.ip === port.ip,
      );
      if (index >= 0) this.hostPorts.splice(index, 1);
    }
  }

  private count(requests: PodRequests, sign: 1 | -1): void {
    this.fit = undefined;
    const { requested } = this;
    requested.milliCpu += sign * requests.milliCpu;
    requested.memory += sign * requests.memory;
    requested.ephemeralStorage += sign * requests.ephemeralStorage;
    this.nonZeroMilliCpu += sign * requests.nonZeroMilliCpu;
    this.nonZeroMemory += sign * requests.nonZeroMemory;
    for (const name in requests.scalar) {
      this.requestedScalar.set(name, (this.requestedScalar.get(name) ?? 0) + sign * (requests.scalar[name] ?? 0));
    }
  }
}
