import type { Json } from '../json.ts';
import { restoredPodWorker } from './pod-worker.ts';
import type { PodWorker } from './pod-worker.ts';

/** What is known of one pod: as it is, as a checkpoint has it, or, while nothing of it changes, both. */
type Known = { worker: PodWorker; copy: Json | undefined } | { worker: undefined; copy: Json };

/**
 * What the kubelets know of their pods, by uid. Most pods are left alone between two checkpoints, so a checkpoint copies
 * only those that someone took out to change: a thousand that just run cost it nothing. And a cluster that a checkpoint
 * gives back copies a pod when something happens to it.
 */
export class PodWorkers {
  private readonly byUid = new Map<string, Known>();

  /** To read and to change, until the event that is being handled has been. */
  get(uid: string): PodWorker | undefined {
    const known = this.byUid.get(uid);
    return known && takenOut(known);
  }

  /** Those on a machine, to read and to change as with `get`. */
  on(node: string): PodWorker[] {
    return [...this.byUid.values()].filter((known) => seen(known).node === node).map(takenOut);
  }

  /** To read alone: what is changed about it, or about anything in it, would be missing in checkpoints. */
  peek(uid: string): Readonly<PodWorker> | undefined {
    const known = this.byUid.get(uid);
    return known && seen(known);
  }

  /** All of them, to read alone as with `peek`. */
  *all(): Generator<Readonly<PodWorker>> {
    for (const known of this.byUid.values()) yield seen(known);
  }

  has(uid: string): boolean {
    return this.byUid.has(uid);
  }

  add(worker: PodWorker): void {
    this.byUid.set(worker.uid, { worker, copy: undefined });
  }

  remove(uid: string): void {
    this.byUid.delete(uid);
  }

  /** Copies in the order in which the kubelets heard of the pods; what has not changed is the same object as before. */
  save(): Json[] {
    return [...this.byUid.values()].map((known) => (known.copy ??= copyOf(known.worker)));
  }

  load(saved: readonly Json[]): void {
    this.byUid.clear();
    for (const copy of saved) this.byUid.set((copy as unknown as PodWorker).uid, { worker: undefined, copy });
  }
}

function seen(known: Known): Readonly<PodWorker> {
  return known.worker ?? (known.copy as unknown as PodWorker);
}

function takenOut(known: Known): PodWorker {
  const worker = known.worker ?? restoredPodWorker(copyOf(known.copy) as unknown as PodWorker);
  Object.assign(known, { worker, copy: undefined });
  return worker;
}

function copyOf(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
