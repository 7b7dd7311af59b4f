import type { Lister } from '../api/lister.ts';
import type { Pod } from '../kinds/types/index.ts';
import type { Random } from '../random.ts';
import type { Nominations } from './nominations.ts';
import type { NodeInfo } from './node-info.ts';
import type { Filter, Rejection, Scorer } from './plugin.ts';
import { imageLocalityScorer } from './plugins/image-locality.ts';
import { interPodAffinityFilter, interPodAffinityScorer } from './plugins/inter-pod-affinity.ts';
import { nodeAffinityFilter, nodeAffinityPreFilter, nodeAffinityScorer } from './plugins/node-affinity.ts';
import { nodePortsFilter } from './plugins/node-ports.ts';
import { balancedAllocationScorer, leastAllocatedScorer, resourcesFilter } from './plugins/node-resources-fit.ts';
import { unschedulableFilter } from './plugins/node-unschedulable.ts';
import { topologySpreadFilter, topologySpreadScorer } from './plugins/pod-topology-spread.ts';
import { taintFilter, taintScorer } from './plugins/taint-toleration.ts';
import { volumeBindingPreFilter } from './plugins/volume-binding.ts';
import { volumeRestrictionsFilter } from './plugins/volume-restrictions.ts';
import { volumeZoneFilter } from './plugins/volume-zone.ts';
import type { SchedulerCache } from './scheduler-cache.ts';

/** What a scheduling cycle looks at. */
export interface World {
  cache: SchedulerCache;
  lister: Lister;
  nominations: Nominations;
}

/** The filters that have something to say about a pod, in upstream's order, or what refuses it on every node. */
export type Prepared =
  | { rejection: Rejection }
  | {
      filters: readonly Filter[];
      /** The only nodes to look at; undefined for all. */
      nodeNames: ReadonlySet<string> | undefined;
      /** Whether pods on other nodes matter, so that filters must be prepared anew when any pod goes. */
      looksAtOtherPods: boolean;
    };

/** Below this many feasible nodes none is left out of the search (minFeasibleNodesToFind). */
const MIN_FEASIBLE_NODES = 100;
const MIN_PERCENTAGE = 5;

/** How many feasible nodes are enough of a choice (schedule_one.go, numFeasibleNodesToFind with the adaptive percentage). */
export function feasibleNodesToFind(nodes: number): number {
  if (nodes < MIN_FEASIBLE_NODES) return nodes;
  const percentage = Math.max(MIN_PERCENTAGE, 50 - Math.trunc(nodes / 125));
  return Math.max(MIN_FEASIBLE_NODES, Math.trunc((nodes * percentage) / 100));
}

/** PreFilter: leaves out plugins with nothing to do for this pod (pkg/scheduler/apis/config/v1/default_plugins.go). */
export function prepareFilters(pod: Pod, { cache, lister }: World): Prepared {
  const affinity = nodeAffinityPreFilter(pod);
  if (affinity.rejection !== undefined) return { rejection: affinity.rejection };
  const volumes = volumeBindingPreFilter(pod, lister);
  if (volumes.rejection !== undefined) return { rejection: volumes.rejection };
  const restrictions = volumeRestrictionsFilter(pod, cache, lister);
  const spread = topologySpreadFilter(pod, cache);
  const interPod = interPodAffinityFilter(pod, cache, lister);
  const filters: Filter[] = [];
  const add = (filter: Filter | undefined): void => {
    if (filter !== undefined) filters.push(filter);
  };
  add(unschedulableFilter(pod));
  add(taintFilter(pod));
  add(nodeAffinityFilter(pod));
  add(nodePortsFilter(pod));
  add(resourcesFilter(pod));
  add(restrictions);
  add(volumes.filter);
  add(volumeZoneFilter(pod, lister));
  add(spread);
  add(interPod);
  const looksAtOtherPods = restrictions !== undefined || spread !== undefined || interPod !== undefined;
  return { filters, nodeNames: affinity.nodeNames, looksAtOtherPods };
}

/** The first refusal of a node. */
export function firstRejection(filters: readonly Filter[], node: NodeInfo): Rejection | undefined {
  for (const filter of filters) {
    const rejection = filter(node);
    if (rejection !== undefined) return rejection;
  }
  return undefined;
}

/**
 * Whether a pod may run on a node now, and also once pods of at least its priority that are nominated to the node have
 * come (framework RunFilterPluginsWithNominatedPods).
 */
export function filterNode(pod: Pod, filters: readonly Filter[], node: NodeInfo, world: World): Rejection | undefined {
  const nominated = world.nominations.rivals(pod, node.name);
  if (nominated.length > 0) {
    const rejection = withPods(world, node, nominated, () => {
      const prepared = prepareFilters(pod, world);
      return 'rejection' in prepared ? prepared.rejection : firstRejection(prepared.filters, node);
    });
    if (rejection !== undefined) return rejection;
  }
  return firstRejection(filters, node);
}

function withPods<Result>({ cache }: World, node: NodeInfo, pods: readonly Pod[], look: () => Result): Result {
  for (const pod of pods) cache.setPod({ ...pod, spec: { ...pod.spec, nodeName: node.name } });
  try {
    return look();
  } finally {
    for (const pod of pods) cache.removePod(pod.metadata.uid);
  }
}

export interface Search {
  feasible: NodeInfo[];
  rejected: Map<NodeInfo, Rejection>;
  /** Said of every node that was not looked at. */
  absent: Rejection | undefined;
}

/**
 * Looks for feasible nodes, from `start` on around the list, until there are enough (schedule_one.go,
 * findNodesThatPassFilters). A pod's nominated node is looked at first and, when it fits, alone.
 */
export function findFeasibleNodes(
  pod: Pod,
  prepared: Exclude<Prepared, { rejection: Rejection }>,
  start: number,
  world: World,
): Search {
  const { filters, nodeNames } = prepared;
  const rejected = new Map<NodeInfo, Rejection>();
  const nominated = world.cache.node(pod.status.nominatedNodeName ?? '');
  if (nominated !== undefined && filterNode(pod, filters, nominated, world) === undefined) {
    return { feasible: [nominated], rejected, absent: undefined };
  }
  const all = world.cache.nodes();
  const cacheNode = (name: string): NodeInfo | undefined => world.cache.node(name);
  const nodes = nodeNames === undefined ? all : Array.from(nodeNames, cacheNode).filter((node) => node !== undefined);
  const enough = feasibleNodesToFind(nodes.length);
  const feasible: NodeInfo[] = [];
  for (let index = 0; index < nodes.length && feasible.length < enough; index++) {
    const node = nodes[(start + index) % nodes.length];
    if (node === undefined) break;
    const rejection = filterNode(pod, filters, node, world);
    if (rejection === undefined) feasible.push(node);
    else rejected.set(node, rejection);
  }
  return { feasible, rejected, absent: nodeNames === undefined ? undefined : NOT_NAMED };
}

const NOT_NAMED: Rejection = {
  plugin: 'NodeAffinity',
  reasons: ["node(s) didn't satisfy plugin(s) [NodeAffinity]"],
  resolvable: false,
};

/** The weight of each score plugin in the sum (default_plugins.go). */
const WEIGHTS = {
  TaintToleration: 3,
  NodeAffinity: 2,
  NodeResourcesFit: 1,
  PodTopologySpread: 2,
  InterPodAffinity: 2,
  NodeResourcesBalancedAllocation: 1,
  ImageLocality: 1,
} as const;

export type ScorePlugin = keyof typeof WEIGHTS;

/** Weighted points by plugin, and their sums; both in the order of the nodes that were scored. */
export interface Scores {
  byPlugin: [plugin: ScorePlugin, points: number[]][];
  totals: number[];
}

/** Scores nodes with every plugin that has something to say about the pod (schedule_one.go, prioritizeNodes). */
export function scoreNodes(pod: Pod, nodes: readonly NodeInfo[], { cache, lister }: World): Scores {
  const sheet = new ScoreSheet(nodes);
  sheet.add('TaintToleration', taintScorer(pod));
  sheet.add('NodeAffinity', nodeAffinityScorer(pod));
  sheet.add('NodeResourcesFit', leastAllocatedScorer(pod));
  sheet.add('PodTopologySpread', topologySpreadScorer(pod, cache, lister));
  sheet.add('InterPodAffinity', interPodAffinityScorer(pod, cache, lister));
  sheet.add('NodeResourcesBalancedAllocation', balancedAllocationScorer(pod));
  sheet.add('ImageLocality', imageLocalityScorer(pod, cache));
  return { byPlugin: sheet.byPlugin, totals: sheet.totals };
}

/** Adds up what the plugins say. */
class ScoreSheet implements Scores {
  readonly byPlugin: Scores['byPlugin'] = [];
  readonly totals: number[] = [];
  private readonly nodes: readonly NodeInfo[];

  constructor(nodes: readonly NodeInfo[]) {
    this.nodes = nodes;
    for (let left = nodes.length; left > 0; left--) this.totals.push(0);
  }

  add(plugin: ScorePlugin, scorer: Scorer | undefined): void {
    if (scorer === undefined) return;
    const points = scorer(this.nodes);
    this.weigh(points, WEIGHTS[plugin]);
    this.byPlugin.push([plugin, points]);
  }

  private weigh(points: number[], weight: number): void {
    const { totals } = this;
    for (let index = 0; index < points.length; index++) {
      const weighted = (points[index] ?? 0) * weight;
      points[index] = weighted;
      totals[index] = (totals[index] ?? 0) + weighted;
    }
  }
}

/** The index of the highest total; among equals each has the same chance (schedule_one.go, selectHost). */
export function selectHost(totals: readonly number[], random: Random): number {
  let selected = 0;
  let equals = 1;
  for (let index = 1; index < totals.length; index++) {
    const difference = (totals[index] ?? 0) - (totals[selected] ?? 0);
    if (difference > 0) {
      selected = index;
      equals = 1;
    } else if (difference === 0) {
      equals += 1;
      if (random.int(equals) === 0) selected = index;
    }
  }
  return selected;
}
