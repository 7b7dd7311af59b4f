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

function isEmpty({ matchLabels, matchExpressions }: LabelSelector): boolean {
  return (matchExpressions ?? []).length === 0 && Object.keys(matchLabels ?? {}).length === 0;
}

/**
 * Counts of pods by selector and node, kept up to date instead of being recounted for every pod to schedule
 * (upstream's podtopologyspread countPodsMatchSelector). Pods on their way out do not count.
 */
export class MatchingPods {
  /** By namespace and the text of the selector. */
  private readonly bySelector = new Map<string, Map<string, Count>>();
  private size = 0;
  /** Those whose selector names no label, and the others by a label and value that every matching pod has. */
  private readonly unlabelled: Count[] = [];
  private readonly labelled = new Map<string, Map<string, Count[]>>();
  private readonly texts = new WeakMap<LabelSelector, string>();

  /**
   * Pods of a namespace that match, by node slot; a missing slot is 0. An absent selector matches nothing, and so does
   * an empty one here. `pods` are all pods there are, in case that the selector is new.
   */
  count(namespace: string, selector: LabelSelector | undefined, pods: Iterable<PodInfo>): readonly number[] {
    if (selector === undefined || isEmpty(selector)) return NOTHING;
    const text = this.textOf(selector);
    const known = this.bySelector.get(namespace)?.get(text);
    if (known !== undefined) return known.bySlot;
    if (this.size >= MOST_SELECTORS) this.clear();
    const count: Count = { namespace, selector, bySlot: [] };
    for (const info of pods) tally(count, info, 1);
    valueAt(this.bySelector, namespace, () => new Map<string, Count>()).set(text, count);
    this.size += 1;
    this.bucketOf(selector).push(count);
    return count.bySlot;
  }

  added(info: PodInfo): void {
    this.update(info, 1);
  }

  removed(info: PodInfo): void {
    this.update(info, -1);
  }

  clear(): void {
    this.bySelector.clear();
    this.size = 0;
    this.unlabelled.length = 0;
    this.labelled.clear();
  }

  private update(info: PodInfo, step: 1 | -1): void {
    if (this.size === 0) return;
    for (const count of this.unlabelled) tally(count, info, step);
    const { labels } = info.pod.metadata;
    for (const key in labels) {
      const counts = this.labelled.get(key)?.get(labels[key] ?? '');
      if (counts !== undefined) for (const count of counts) tally(count, info, step);
    }
  }

  private bucketOf({ matchLabels = {} }: LabelSelector): Count[] {
    const [label] = Object.entries(matchLabels);
    if (label === undefined) return this.unlabelled;
    const [key, value] = label;
    return valueAt(
      valueAt(this.labelled, key, () => new Map<string, Count[]>()),
      value,
      () => [],
    );
  }

  /** Selectors are asked for as the same objects again and again. */
  private textOf(selector: LabelSelector): string {
    let text = this.texts.get(selector);
    if (text === undefined) {
      text = JSON.stringify(selector);
      this.texts.set(selector, text);
    }
    return text;
  }
}

function valueAt<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

function tally({ namespace, selector, bySlot }: Count, { pod, node }: PodInfo, step: 1 | -1): void {
  const { metadata } = pod;
  if (metadata.namespace !== namespace || metadata.deletionTimestamp !== undefined) return;
  if (!labelSelectorMatches(selector, metadata.labels)) return;
  const { slot } = node;
  while (bySlot.length <= slot) bySlot.push(0);
  bySlot[slot] = (bySlot[slot] ?? 0) + step;
}
