import type { ControllerRevision, Pod, ReplicaSet, Snapshot } from '../engine/index.ts';
import { controllerUid } from './controller-uid.ts';
import type { RevisionMark } from './picture.ts';

/** How many colours revisions go round in; neighbours always differ. */
const colours = 5;

/** What pods of StatefulSets and DaemonSets say of the revision that they were made from. */
const hashLabel = 'controller-revision-hash';

function markOf(number: number): RevisionMark {
  return { number, colour: (number + colours - 1) % colours };
}

/** The revision that the Deployment controller wrote on a ReplicaSet; undefined on one without a Deployment. */
export function revisionMark(replicaSet: ReplicaSet): RevisionMark | undefined {
  const text = replicaSet.metadata.annotations?.['deployment.kubernetes.io/revision'];
  return text === undefined || !/^\d{1,15}$/.test(text) ? undefined : markOf(Number(text));
}

/**
 * The revision of a StatefulSet or DaemonSet, and by which names its pods' label calls it: pods of a StatefulSet name the
 * ControllerRevision, pods of a DaemonSet its hash.
 */
export function setRevisionMark({ metadata, revision }: ControllerRevision): {
  names: readonly string[];
  mark: RevisionMark;
} {
  const hash = metadata.labels?.[hashLabel];
  return { names: hash === undefined ? [metadata.name] : [metadata.name, hash], mark: markOf(revision) };
}

/** Which revision each pod is of. */
export class PodRevisions {
  private readonly byMaker = new Map<string, RevisionMark>();

  constructor(replicaSets: readonly ReplicaSet[], controllerRevisions: readonly ControllerRevision[]) {
    for (const replicaSet of replicaSets) {
      const mark = revisionMark(replicaSet);
      if (mark !== undefined) this.byMaker.set(replicaSet.metadata.uid, mark);
    }
    for (const revision of controllerRevisions) {
      const { names, mark } = setRevisionMark(revision);
      for (const name of names) this.byMaker.set(`${controllerUid(revision)}/${name}`, mark);
    }
  }

  /** Those of a snapshot; `previous` itself when it says the same of every pod. */
  static of(snapshot: Snapshot, previous: PodRevisions | undefined): PodRevisions {
    const present = new PodRevisions(snapshot.list('replicasets'), snapshot.list('controllerrevisions'));
    return previous?.says(present) === true ? previous : present;
  }

  of(pod: Pod): RevisionMark | undefined {
    const owner = controllerUid(pod);
    if (owner === undefined) return undefined;
    const hash = pod.metadata.labels?.[hashLabel];
    return this.byMaker.get(hash === undefined ? owner : `${owner}/${hash}`) ?? this.byMaker.get(owner);
  }

  private says({ byMaker }: PodRevisions): boolean {
    if (byMaker.size !== this.byMaker.size) return false;
    for (const [maker, mark] of byMaker) if (!sameMark(this.byMaker.get(maker), mark)) return false;
    return true;
  }
}

/** Whether two marks look the same. */
export function sameMark(a: RevisionMark | undefined, b: RevisionMark | undefined): boolean {
  return a?.number === b?.number;
}
