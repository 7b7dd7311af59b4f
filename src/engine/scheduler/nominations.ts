import type { Lister } from '../api/lister.ts';
import type { Pod } from '../kinds/types/index.ts';
import { podPriority } from './node-info.ts';

const NOBODY: readonly Pod[] = [];

type Nomination = readonly [uid: string, namespace: string, name: string, node: string];

/** Pods that have preempted others and will take the room when it is free (pkg/scheduler/backend/queue/nominator.go). */
export class Nominations {
  private readonly lister: Lister;
  private readonly byUid = new Map<string, Nomination>();

  constructor(lister: Lister) {
    this.lister = lister;
  }

  /** Takes note of a pod's `status.nominatedNodeName`; `''` or none takes the nomination back. */
  set(pod: Pod, node: string): void {
    const { uid, namespace, name } = pod.metadata;
    if (node === '') this.byUid.delete(uid);
    else this.byUid.set(uid, [uid, namespace ?? '', name, node]);
  }

  remove(uid: string): void {
    this.byUid.delete(uid);
  }

  /** Other pods nominated to a node that `pod` must leave room for. */
  rivals(pod: Pod, node: string): readonly Pod[] {
    if (this.byUid.size === 0) return NOBODY;
    const { uid } = pod.metadata;
    const priority = podPriority(pod);
    return this.on(node).filter((other) => other.metadata.uid !== uid && podPriority(other) >= priority);
  }

  /** Pods nominated to a node that are not bound yet. */
  on(node: string): Pod[] {
    const pods: Pod[] = [];
    for (const [uid, namespace, name, nominated] of this.byUid.values()) {
      if (nominated !== node) continue;
      const pod = this.lister.get('pods', namespace, name);
      if (pod?.metadata.uid === uid && pod.spec.nodeName === undefined) pods.push(pod);
    }
    return pods;
  }

  save(): Nomination[] {
    return [...this.byUid.values()];
  }

  load(nominations: readonly Nomination[]): void {
    this.byUid.clear();
    for (const nomination of nominations) this.byUid.set(nomination[0], nomination);
  }
}
