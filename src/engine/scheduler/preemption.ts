import { fromRFC3339 } from '../api/time.ts';
import { labelSelectorMatches } from '../api/selectors.ts';
import type { Pod, PodDisruptionBudget } from '../kinds/types/index.ts';
import type { Random } from '../random.ts';
import { filterNode, prepareFilters } from './cycle.ts';
import type { World } from './cycle.ts';
import { fitErrorMessage } from './fit-error.ts';
import { podPriority } from './node-info.ts';
import type { NodeInfo, PodInfo } from './node-info.ts';
import type { Filter, Rejection } from './plugin.ts';

/** What became of an attempt to make room. */
export type PreemptionResult =
  /** `message` as it follows in FailedScheduling; `clears`: a nomination that the pod had is void. */
  { message: string; clears: boolean } | { node: NodeInfo; victims: readonly Pod[] };

interface Candidate {
  node: NodeInfo;
  /** Most important first. */
  victims: readonly Pod[];
  violations: number;
}

const NOT_HELPFUL = 'Preemption is not helpful for scheduling';
const NO_VICTIMS = 'No preemption victims found for incoming pod';

/** minCandidateNodesPercentage and minCandidateNodesAbsolute. */
const CANDIDATES_PERCENT = 10;
const MIN_CANDIDATES = 100;

function startTime(pod: Pod, now: number): number {
  return pod.status.startTime === undefined ? now : fromRFC3339(pod.status.startTime);
}

/** Which of two pods is kept rather than the other (pkg/scheduler/util MoreImportantPod): higher priority, then older. */
function byImportance(now: number): (a: Pod, b: Pod) => number {
  return (a, b) => {
    if (podPriority(a) !== podPriority(b)) return podPriority(b) - podPriority(a);
    if (startTime(a, now) !== startTime(b, now)) return startTime(a, now) - startTime(b, now);
    return a.metadata.uid < b.metadata.uid ? -1 : 1;
  };
}

function isBeingPreempted({ metadata, status }: Pod): boolean {
  if (metadata.deletionTimestamp === undefined) return false;
  const target = status.conditions?.find(({ type }) => type === 'DisruptionTarget');
  return target?.status === 'True' && target.reason === 'PreemptionByScheduler';
}

/** Why a pod may not preempt at all, or '' (default_preemption.go, PodEligibleToPreemptOthers). */
function ineligibility(pod: Pod, rejected: ReadonlyMap<NodeInfo, Rejection>, { cache }: World): string {
  if (pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const nominated = cache.node(pod.status.nominatedNodeName ?? '');
  if (nominated === undefined || rejected.get(nominated)?.resolvable === false) return '';
  for (const { pod: other, priority } of nominated.pods.values()) {
    if (priority < podPriority(pod) && isBeingPreempted(other)) {
      return 'not eligible due to a terminating pod on the nominated node.';
    }
  }
  return '';
}

/** Splits pods by whether deleting them would violate a PodDisruptionBudget (filterPodsWithPDBViolation). */
function splitByBudget(
  pods: readonly PodInfo[],
  budgets: readonly PodDisruptionBudget[],
): [violating: PodInfo[], free: PodInfo[]] {
  const allowed = budgets.map(({ status }) => status?.disruptionsAllowed ?? 0);
  const violating: PodInfo[] = [];
  const free: PodInfo[] = [];
  for (const info of pods) {
    const { metadata } = info.pod;
    let violates = false;
    budgets.forEach((budget, index) => {
      const { selector } = budget.spec;
      if (budget.metadata.namespace !== metadata.namespace || metadata.labels === undefined) return;
      const isEmpty = Object.keys(selector?.matchLabels ?? {}).length + (selector?.matchExpressions ?? []).length === 0;
      if (isEmpty || !labelSelectorMatches(selector, metadata.labels)) return;
      const left = (allowed[index] ?? 0) - 1;
      allowed[index] = left;
      if (left < 0) violates = true;
    });
    (violates ? violating : free).push(info);
  }
  return [violating, free];
}

/** Tries out deletions on the scheduler's own picture of the cluster, and always puts it back. */
class DryRun {
  private readonly pod: Pod;
  private readonly filters: readonly Filter[];
  private readonly prepareAnew: boolean;
  private readonly world: World;
  private readonly now: number;
  private readonly budgets: readonly PodDisruptionBudget[];

  constructor(pod: Pod, filters: readonly Filter[], prepareAnew: boolean, world: World, now: number) {
    this.pod = pod;
    this.filters = filters;
    this.prepareAnew = prepareAnew;
    this.world = world;
    this.now = now;
    this.budgets = world.lister.list('poddisruptionbudgets');
  }

  /** The fewest pods to delete on a node, or why deleting any does not help (SelectVictimsOnNode). */
  selectVictims(node: NodeInfo): Candidate | readonly string[] {
    const { cache } = this.world;
    const potential = [...node.pods.values()].filter(({ priority }) => priority < podPriority(this.pod));
    if (potential.length === 0) return [NO_VICTIMS];
    for (const { pod } of potential) cache.removePod(pod.metadata.uid);
    try {
      const rejection = this.rejectionOf(node);
      if (rejection !== undefined) return rejection.reasons;
      const order = byImportance(this.now);
      potential.sort((a, b) => order(a.pod, b.pod));
      const [violating, free] = splitByBudget(potential, this.budgets);
      const isVictim = (info: PodInfo): boolean => !this.reprieve(info, node);
      const violations = violating.filter(isVictim);
      const victims = [...violations, ...free.filter(isVictim)].map(({ pod }) => pod).toSorted(order);
      return { node, victims, violations: violations.length };
    } finally {
      for (const { pod } of potential) cache.setPod(pod);
    }
  }

  /** Puts a pod back if the new one still fits beside it. */
  private reprieve({ pod }: PodInfo, node: NodeInfo): boolean {
    this.world.cache.setPod(pod);
    if (this.rejectionOf(node) === undefined) return true;
    this.world.cache.removePod(pod.metadata.uid);
    return false;
  }

  private rejectionOf(node: NodeInfo): Rejection | undefined {
    if (!this.prepareAnew) return filterNode(this.pod, this.filters, node, this.world);
    const prepared = prepareFilters(this.pod, this.world);
    return 'rejection' in prepared ? prepared.rejection : filterNode(this.pod, prepared.filters, node, this.world);
  }
}

/** Of several candidates the one that does the least harm (pickOneNodeForPreemption); the first among equals. */
function leastHarmful(candidates: readonly Candidate[], now: number): Candidate | undefined {
  const highest = ({ victims }: Candidate): number => (victims[0] === undefined ? -Infinity : podPriority(victims[0]));
  const rules: ((candidate: Candidate) => number)[] = [
    ({ violations }) => -violations,
    (candidate) => -highest(candidate),
    ({ victims }) => -victims.reduce((sum, pod) => sum + podPriority(pod) + 2 ** 31, 0),
    ({ victims }) => -victims.length,
    (candidate) => {
      const top = candidate.victims.filter((pod) => podPriority(pod) === highest(candidate));
      return Math.min(...top.map((pod) => startTime(pod, now)));
    },
  ];
  let left = candidates;
  for (const rule of rules) {
    const best = left.reduce((most, candidate) => Math.max(most, rule(candidate)), -Infinity);
    left = left.filter((candidate) => rule(candidate) === best);
  }
  return left[0];
}

/**
 * Looks for a node where deleting pods of lower priority makes room (pkg/scheduler/framework/preemption, Preempt).
 * `rejected` says of each node why it was refused; nodes that are not in it cannot be helped.
 */
export function preempt(
  pod: Pod,
  rejected: ReadonlyMap<NodeInfo, Rejection>,
  world: World,
  random: Random,
  now: number,
): PreemptionResult {
  const { cache } = world;
  const reason = ineligibility(pod, rejected, world);
  if (reason !== '') return { message: `preemption: ${reason}`, clears: false };
  const all = cache.nodes();
  const potential = all.filter((node) => rejected.get(node)?.resolvable === true);
  const reasons = new Map<string, number>();
  const note = (text: string, count: number): void => {
    if (count > 0) reasons.set(text, (reasons.get(text) ?? 0) + count);
  };
  const prepared = potential.length === 0 ? undefined : prepareFilters(pod, world);
  if (prepared === undefined || 'rejection' in prepared) {
    note(NOT_HELPFUL, all.length);
  } else if (!cache.hasPodBelow(podPriority(pod))) {
    note(NOT_HELPFUL, all.length - potential.length);
    note(NO_VICTIMS, potential.length);
  } else {
    note(NOT_HELPFUL, all.length - potential.length);
    const offset = random.int(potential.length);
    const enough = Math.max(MIN_CANDIDATES, Math.trunc((potential.length * CANDIDATES_PERCENT) / 100));
    const dryRun = new DryRun(pod, prepared.filters, prepared.looksAtOtherPods, world, now);
    const candidates: Candidate[] = [];
    for (let index = 0; index < potential.length && candidates.length < enough; index++) {
      const node = potential[(offset + index) % potential.length];
      if (node === undefined) break;
      const result = dryRun.selectVictims(node);
      if ('node' in result) candidates.push(result);
      else for (const text of result) note(text, 1);
    }
    const best = leastHarmful(candidates, now);
    if (best !== undefined) return { node: best.node, victims: best.victims };
  }
  return { message: `preemption: ${fitErrorMessage(all.length, reasons, '', '')}`, clears: true };
}
