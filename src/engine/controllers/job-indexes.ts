import { LONGEST_GENERATED_BASE } from '../api/names.ts';
import type { Pod } from '../kinds/types/index.ts';

/** The completion index of an Indexed Job's pod (batch.JobCompletionIndexAnnotation; since 1.28 also a label). */
export const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';

/** The index that a pod works on; undefined when it has none that is a whole number (getCompletionIndex). */
export function completionIndex({ metadata }: Pod): number | undefined {
  const text = metadata.annotations?.[COMPLETION_INDEX] ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** The indexes that the text of a status lists, such as `0,2-4`, below `completions` (parseIndexesFromString). */
export function parseIndexes(text: string, completions: number): Set<number> {
  const indexes = new Set<number>();
  for (const part of text === '' ? [] : text.split(',')) {
    const [first = 0, last = first] = part.split('-').map(Number);
    for (let index = first; index <= Math.min(last, completions - 1); index++) indexes.add(index);
  }
  return indexes;
}

/** `0,2-4`: single indexes and ranges in order; two neighbours are written apart by a comma (orderedIntervals.String). */
export function formatIndexes(indexes: ReadonlySet<number>): string {
  const parts: string[] = [];
  let first: number | undefined;
  let last = 0;
  const close = (): void => {
    if (first === undefined) return;
    const separator = last === first + 1 ? ',' : '-';
    parts.push(first === last ? String(first) : `${first}${separator}${last}`);
  };
  for (const index of [...indexes].toSorted((a, b) => a - b)) {
    if (first === undefined || index !== last + 1) {
      close();
      first = index;
    }
    last = index;
  }
  close();
  return parts.join(',');
}

/** `generateName` of an index's pod: a long name gives way, so that the index is not cut off (podGenerateNameWithIndex). */
export function generateNameForIndex(jobName: string, index: number): string {
  const ending = `-${index}-`;
  return jobName.slice(0, LONGEST_GENERATED_BASE - ending.length) + ending;
}

/** The indexes of pods, without those beyond `completions`. */
export function indexesOf(pods: readonly Pod[], completions: number): Set<number> {
  const indexes = pods.map(completionIndex).filter((index) => index !== undefined && index < completions);
  return new Set(indexes as number[]);
}

/** The lowest `count` indexes that are in none of `taken` (firstPendingIndexes). */
export function firstFreeIndexes(count: number, completions: number, taken: readonly ReadonlySet<number>[]): number[] {
  const free: number[] = [];
  for (let index = 0; index < completions && free.length < count; index++) {
    if (taken.every((indexes) => !indexes.has(index))) free.push(index);
  }
  return free;
}
