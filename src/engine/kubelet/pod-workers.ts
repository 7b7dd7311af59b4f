import type { Json } from '../json.ts';
import { restoredPodWorker } from './pod-worker.ts';
import type { PodWorker } from './pod-worker.ts';

/**
 * What the kubelets know of their pods, by uid. Most pods are left alone between two checkpoints, so a checkpoint copies
 * only those that someone took out to change: a thousand that just run cost it nothing.
 */
export class PodWorkers {
  private readonly byUid = new Map<string, PodWorker>();
  /** Of those that nobody has taken out since they were copied. */
  private readonly copies = new Map<string, Json>();

  /** To read and to change, until the event that is being handled has been. */
  get(uid: string): PodWorker | undefined {
    this.copies.delete(uid);
    return this.byUid.get(uid);
  }

  /** Those on a machine, to read and to change as with `get`. */
  on(node: string): PodWorker[] {
    const found: PodWorker[] = [];
    for (const worker of this.byUid.values()) {
      if (worker.node !== node) continue;
      this.copies.delete(worker.uid);
      found.push(worker);
    }
    return found;
  }

  /** To read alone: what is changed about it, or about anything in it, would be missing in checkpoints. */
  peek(uid: string): Readonly<PodWorker> | undefined {
    return this.byUid.get(uid);
  }

  /** All of them, to read alone as with `peek`. */
  all(): Iterable<Readonly<PodWorker>> {
    return this.byUid.values();
  }

  has(uid: string): boolean {
    return this.byUid.has(uid);
  }

  add(worker: PodWorker): void {
    this.copies.delete(worker.uid);
    this.byUid.set(worker.uid, worker);
  }

  remove(uid: string): void {
    this.copies.delete(uid);
    this.byUid.delete(uid);
  }

  /** Copies in the order in which the kubelets heard of the pods; what has not changed is the same object as before. */
  save(): Json[] {
    return [...this.byUid.values()].map((worker) => {
      let copy = this.copies.get(worker.uid);
      if (copy === undefined) {
        copy = copyOf(worker);
        this.copies.set(worker.uid, copy);
      }
      return copy;
    });
  }

  load(saved: readonly Json[]): void {
    this.byUid.clear();
    this.copies.clear();
    for (const copy of saved) {
      const worker = restoredPodWorker(copyOf(copy) as unknown as PodWorker);
      this.byUid.set(worker.uid, worker);
      this.copies.set(worker.uid, copy);
    }
  }
}

function copyOf(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
