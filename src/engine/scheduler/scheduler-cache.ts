import type { Node, Pod } from '../kinds/types/index.ts';
import { MatchingPods } from './matching-pods.ts';
import { NodeInfo } from './node-info.ts';
import type { PodInfo } from './node-info.ts';

/** Label of a node's zone. */
export const ZONE_LABEL = 'topology.kubernetes.io/zone';
const REGION_LABEL = 'topology.kubernetes.io/region';

/**
 * What the scheduler knows of nodes and of the pods on them, those it has just bound included: sums that follow each
 * change instead of being added up for each pod (pkg/scheduler/backend/cache).
 */
export class SchedulerCache {
  private readonly infos = new Map<string, NodeInfo>();
  /** Real nodes in the order of their creation. */
  private readonly present = new Map<string, NodeInfo>();
  private readonly pods = new Map<string, PodInfo>();
  private readonly podsByPriority = new Map<number, number>();
  private readonly imageNodes = new Map<string, number>();
  private ordered: readonly NodeInfo[] | undefined = undefined;
  private slots = 0;
  readonly matching = new MatchingPods();
  /** Pods with any pod affinity or anti-affinity term. */
  readonly withAffinity = new Set<PodInfo>();
  readonly withRequiredAntiAffinity = new Set<PodInfo>();

  clear(): void {
    this.infos.clear();
    this.present.clear();
    this.pods.clear();
    this.podsByPriority.clear();
    this.imageNodes.clear();
    this.matching.clear();
    this.withAffinity.clear();
    this.withRequiredAntiAffinity.clear();
    this.ordered = undefined;
    this.slots = 0;
  }

  /** All nodes, zone by zone in turn, so that neighbours in the list are in different zones (cache/node_tree.go). */
  nodes(): readonly NodeInfo[] {
    this.ordered ??= alternateZones([...this.present.values()]);
    return this.ordered;
  }

  /** Node objects as they were last seen, in the order of their creation. */
  nodeObjects(): Node[] {
    return [...this.present.values()].flatMap(({ node }) => (node === undefined ? [] : [node]));
  }

  node(name: string): NodeInfo | undefined {
    return this.present.get(name);
  }

  setNode(node: Node): void {
    const { name } = node.metadata;
    const info = this.info(name);
    if (!this.present.has(name) || zoneOf(info.labels) !== zoneOf(node.metadata.labels ?? {})) this.ordered = undefined;
    this.present.set(name, info);
    this.countImages(info, -1);
    info.setNode(node);
    this.countImages(info, 1);
  }

  removeNode(name: string): void {
    const info = this.present.get(name);
    if (info === undefined) return;
    this.present.delete(name);
    this.ordered = undefined;
    this.countImages(info, -1);
    info.setNode(undefined);
    this.forgetIfUnused(info);
  }

  pod(uid: string): PodInfo | undefined {
    return this.pods.get(uid);
  }

  allPods(): Iterable<PodInfo> {
    return this.pods.values();
  }

  /** Adds a bound pod, or takes note of its new state. */
  setPod(pod: Pod): void {
    const { nodeName } = pod.spec;
    if (nodeName === undefined) return;
    const known = this.pods.get(pod.metadata.uid);
    if (known !== undefined && countsAlike(known.pod, pod)) {
      known.pod = pod;
      return;
    }
    this.removePod(pod.metadata.uid);
    const info = this.info(nodeName).addPod(pod);
    this.pods.set(pod.metadata.uid, info);
    this.podsByPriority.set(info.priority, (this.podsByPriority.get(info.priority) ?? 0) + 1);
    this.matching.added(info);
    if (info.affinity === undefined) return;
    this.withAffinity.add(info);
    if (info.affinity.requiredAnti.length > 0) this.withRequiredAntiAffinity.add(info);
  }

  removePod(uid: string): void {
    const info = this.pods.get(uid);
    if (info === undefined) return;
    this.pods.delete(uid);
    info.node.removePod(info);
    const left = (this.podsByPriority.get(info.priority) ?? 1) - 1;
    if (left === 0) this.podsByPriority.delete(info.priority);
    else this.podsByPriority.set(info.priority, left);
    this.matching.removed(info);
    this.withAffinity.delete(info);
    this.withRequiredAntiAffinity.delete(info);
    this.forgetIfUnused(info.node);
  }

  /** Whether any pod on any node has a lower priority: without one no preemption can be of use. */
  hasPodBelow(priority: number): boolean {
    for (const other of this.podsByPriority.keys()) if (other < priority) return true;
    return false;
  }

  /** How many nodes have an image. */
  nodesWithImage(image: string): number {
    return this.imageNodes.get(image) ?? 0;
  }

  private info(name: string): NodeInfo {
    let info = this.infos.get(name);
    if (info === undefined) {
      info = new NodeInfo(name, this.slots++);
      this.infos.set(name, info);
    }
    return info;
  }

  private forgetIfUnused(info: NodeInfo): void {
    if (info.node === undefined && info.pods.size === 0) this.infos.delete(info.name);
  }

  private countImages(info: NodeInfo, step: 1 | -1): void {
    for (const image of info.images.keys()) {
      const nodes = (this.imageNodes.get(image) ?? 0) + step;
      if (nodes === 0) this.imageNodes.delete(image);
      else this.imageNodes.set(image, nodes);
    }
  }
}

/** Whether two states of a pod differ in nothing that is summed up: most changes are of its status. */
function countsAlike(before: Pod, after: Pod): boolean {
  return (
    before.spec === after.spec &&
    before.metadata.labels === after.metadata.labels &&
    before.metadata.deletionTimestamp === after.metadata.deletionTimestamp
  );
}

function zoneOf(labels: Readonly<Record<string, string>>): string {
  return `${labels[REGION_LABEL] ?? ''}/${labels[ZONE_LABEL] ?? ''}`;
}

function alternateZones(nodes: readonly NodeInfo[]): readonly NodeInfo[] {
  const zones = new Map<string, NodeInfo[]>();
  for (const info of nodes) {
    const zone = zones.get(zoneOf(info.labels));
    if (zone === undefined) zones.set(zoneOf(info.labels), [info]);
    else zone.push(info);
  }
  if (zones.size <= 1) return nodes;
  const ordered: NodeInfo[] = [];
  for (let round = 0; ordered.length < nodes.length; round++) {
    for (const zone of zones.values()) {
      const info = zone[round];
      if (info !== undefined) ordered.push(info);
    }
  }
  return ordered;
}
