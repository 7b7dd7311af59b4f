import { labelSelectorMatches } from '../api/selectors.ts';
import type { LabelSelector } from '../kinds/types/index.ts';
import type { PodInfo } from './node-info.ts';

/** How many pods of one namespace match one selector, by node slot. */
interface Count {
  namespace: string;
  selector: LabelSelector;
  bySlot: number[];
}

/** So many selectors are counted at once; then all are forgotten and counted anew when asked for. */
const MOST_SELECTORS = 4096;

const NOTHING: readonly number[] = [];

/** A label that every matching pod has, so that a pod finds the counts it belongs to by its labels. */
function bucketOf(namespace: string, selector: LabelSelector): string {
  let bucket = namespace;
  for (const key in selector.matchLabels) bucket = labelBucket(namespace, key, selector.matchLabels[key] ?? '');
  return bucket;
}

function labelBucket(namespace: string, key: string, value: string): string {
  return `${namespace}/${key}=${value}`;
}

function isEmpty({ matchLabels, matchExpressions }: LabelSelector): boolean {
  return (matchExpressions ?? []).length === 0 && Object.keys(matchLabels ?? {}).length === 0;
}

/**
 * Counts of pods by selector and node, kept up to date instead of being recounted for every pod to schedule
 * (upstream's podtopologyspread countPodsMatchSelector). Pods on their way out do not count.
 */
export class MatchingPods {
  private readonly byKey = new Map<string, Count>();
  private readonly buckets = new Map<string, Count[]>();

  /**
   * Pods of a namespace that match, by node slot; a missing slot is 0. An absent selector matches nothing, and so does
   * an empty one here. `pods` are all pods there are, in case that the selector is new.
   */
  count(namespace: string, selector: LabelSelector | undefined, pods: Iterable<PodInfo>): readonly number[] {
    if (selector === undefined || isEmpty(selector)) return NOTHING;
    const key = `${namespace}/${JSON.stringify(selector)}`;
    const known = this.byKey.get(key);
    if (known !== undefined) return known.bySlot;
    if (this.byKey.size >= MOST_SELECTORS) this.clear();
    const count: Count = { namespace, selector, bySlot: [] };
    for (const info of pods) tally(count, info, 1);
    this.byKey.set(key, count);
    const bucket = bucketOf(namespace, selector);
    const others = this.buckets.get(bucket);
    if (others === undefined) this.buckets.set(bucket, [count]);
    else others.push(count);
    return count.bySlot;
  }

  added(info: PodInfo): void {
    this.update(info, 1);
  }

  removed(info: PodInfo): void {
    this.update(info, -1);
  }

  clear(): void {
    this.byKey.clear();
    this.buckets.clear();
  }

  private update(info: PodInfo, step: 1 | -1): void {
    if (this.byKey.size === 0) return;
    const namespace = info.pod.metadata.namespace ?? '';
    for (const count of this.buckets.get(namespace) ?? []) tally(count, info, step);
    const { labels } = info.pod.metadata;
    for (const key in labels) {
      for (const count of this.buckets.get(labelBucket(namespace, key, labels[key] ?? '')) ?? []) {
        tally(count, info, step);
      }
    }
  }
}

function tally({ namespace, selector, bySlot }: Count, { pod, node }: PodInfo, step: 1 | -1): void {
  const { metadata } = pod;
  if (metadata.namespace !== namespace || metadata.deletionTimestamp !== undefined) return;
  if (!labelSelectorMatches(selector, metadata.labels)) return;
  const { slot } = node;
  while (bySlot.length <= slot) bySlot.push(0);
  bySlot[slot] = (bySlot[slot] ?? 0) + step;
}
