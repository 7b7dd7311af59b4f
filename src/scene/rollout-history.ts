import type {
  Change,
  Cluster,
  ControllerRevision,
  DaemonSet,
  Deployment,
  KubeObject,
  Pod,
  ReplicaSet,
  StatefulSet,
} from '../engine/index.ts';
import { controllerUid } from './controller-uid.ts';
import type { ObjectRef, RevisionMark } from './picture.ts';
import { revisionMark, setRevisionMark } from './revision-mark.ts';
import type { RolloutResource } from './rollout-resource.ts';
import { daemonSetBounds, rolloutBounds, statefulSetBounds, type RolloutBounds } from './rollout-bounds.ts';

/** The pods of one revision at one moment; those that were asked to go and those that ended are no longer counted. */
export interface RolloutPart {
  readonly revision: RevisionMark | undefined;
  readonly ready: number;
  readonly unready: number;
}

/** From `time` (virtual, ms since the epoch) on until the next step. */
export interface RolloutStep extends RolloutBounds {
  readonly time: number;
  /** Pods that are wanted. */
  readonly desired: number;
  /** Lowest revision first; none without pods. */
  readonly parts: readonly RolloutPart[];
}

/** More steps are not seen in a small chart. */
const mostSteps = 600;

interface Count {
  ready: number;
  unready: number;
}

function isReady(pod: Pod): boolean {
  return pod.status.conditions?.some((item) => item.type === 'Ready' && item.status === 'True') ?? false;
}

function counts(pod: Pod): boolean {
  const { phase } = pod.status;
  return pod.metadata.deletionTimestamp === undefined && phase !== 'Succeeded' && phase !== 'Failed';
}

function boundsOf(workload: KubeObject | undefined): RolloutBounds & { desired: number } {
  switch (workload?.kind) {
    case 'Deployment': {
      const deployment = workload as Deployment;
      return { desired: deployment.spec.replicas, ...rolloutBounds(deployment) };
    }
    case 'StatefulSet': {
      const set = workload as StatefulSet;
      return { desired: set.spec.replicas, ...statefulSetBounds(set) };
    }
    case 'DaemonSet': {
      const set = workload as DaemonSet;
      return { desired: set.status.desiredNumberScheduled, ...daemonSetBounds(set) };
    }
    default:
      return { desired: 0, most: 0, fewest: 0 };
  }
}

/** The cluster's present, walked back change by change. */
class Rewind {
  private readonly uid: string;
  private workload: KubeObject | undefined;
  /** Pods by what made them: a ReplicaSet's uid, or the hash of a set's revision. */
  private readonly counted = new Map<string, Count>();
  private readonly marks = new Map<string, RevisionMark>();

  constructor(uid: string) {
    this.uid = uid;
  }

  /** Puts an object there (`by` 1), or takes it away (`by` -1). Whether it has to do with the workload. */
  put(resource: string, object: KubeObject, by: 1 | -1): boolean {
    switch (resource) {
      case 'pods':
        return this.putPod(object as Pod, by);
      case 'replicasets':
        if (controllerUid(object) !== this.uid) return false;
        return this.mark(object.metadata.uid, by === 1 ? revisionMark(object as ReplicaSet) : undefined);
      case 'controllerrevisions': {
        if (controllerUid(object) !== this.uid) return false;
        const { names, mark } = setRevisionMark(object as ControllerRevision);
        for (const name of names) this.mark(name, by === 1 ? mark : undefined);
        return true;
      }
      default:
        if (object.metadata.uid !== this.uid) return false;
        this.workload = by === 1 ? object : undefined;
        return true;
    }
  }

  step(time: number): RolloutStep {
    const byNumber = new Map<number, RolloutPart>();
    for (const [maker, { ready, unready }] of this.counted) {
      const revision = this.marks.get(maker);
      const number = revision?.number ?? 0;
      const known = byNumber.get(number);
      if (ready + unready === 0) continue;
      byNumber.set(number, {
        revision,
        ready: ready + (known?.ready ?? 0),
        unready: unready + (known?.unready ?? 0),
      });
    }
    const parts = [...byNumber].toSorted(([a], [b]) => a - b).map(([, part]) => part);
    return { time, ...boundsOf(this.workload), parts };
  }

  /** A mark stays when its object is gone: pods may outlive it for a moment. */
  private mark(maker: string, mark: RevisionMark | undefined): boolean {
    if (mark !== undefined) this.marks.set(maker, mark);
    return true;
  }

  private putPod(pod: Pod, by: 1 | -1): boolean {
    const owner = controllerUid(pod);
    if (owner === undefined || !counts(pod)) return false;
    const maker = owner === this.uid ? (pod.metadata.labels?.['controller-revision-hash'] ?? '') : owner;
    if (owner !== this.uid && !this.marks.has(owner)) return false;
    const count = this.counted.get(maker) ?? { ready: 0, unready: 0 };
    count[isReady(pod) ? 'ready' : 'unready'] += by;
    this.counted.set(maker, count);
    return true;
  }
}

function sameParts(a: RolloutStep, b: RolloutStep): boolean {
  return (
    a.desired === b.desired &&
    a.most === b.most &&
    a.fewest === b.fewest &&
    a.parts.length === b.parts.length &&
    a.parts.every((part, index) => {
      const other = b.parts[index];
      return (
        other?.revision?.number === part.revision?.number &&
        other?.ready === part.ready &&
        other.unready === part.unready
      );
    })
  );
}

/**
 * How many pods of each revision a workload had, and between which bounds it stayed, as far back as the cluster's history
 * is kept: oldest first, a step for each moment at which any of it changed.
 */
export function rolloutHistory(
  cluster: Pick<Cluster, 'live' | 'changesSince' | 'compactedRevision'>,
  { resource, namespace, uid }: ObjectRef & { readonly resource: RolloutResource },
): readonly RolloutStep[] {
  const history: readonly Change[] = cluster.changesSince(cluster.compactedRevision()) ?? [];
  const { live } = cluster;
  const makers = resource === 'deployments' ? 'replicasets' : 'controllerrevisions';
  const about = history.filter(
    (change) =>
      change.namespace === namespace &&
      (change.resource === 'pods' || change.resource === makers || change.object.metadata.uid === uid),
  );
  const rewind = new Rewind(uid);
  // Those that history still knows first: their pods may have come and gone before the present.
  for (const change of about) if (change.resource === makers) rewind.put(makers, change.object, 1);
  for (const each of [makers, resource, 'pods']) {
    for (const object of live.list(each, namespace)) rewind.put(each, object, 1);
  }
  const steps: RolloutStep[] = [];
  let step: RolloutStep = rewind.step(live.now);
  for (let index = about.length - 1; index >= 0 && steps.length < mostSteps; index -= 1) {
    const change = about[index];
    if (change === undefined) break;
    const { type, object, previous, time } = change;
    const isOver = type !== 'DELETED' && rewind.put(change.resource, object, -1);
    const was = type === 'DELETED' ? object : previous;
    const isBack = was !== undefined && rewind.put(change.resource, was, 1);
    if (!isOver && !isBack) continue;
    const before = rewind.step(time);
    if (sameParts(before, step)) continue;
    // What happens within one moment is one step: its last state.
    if (steps.at(-1)?.time !== time) steps.push({ ...step, time });
    step = before;
  }
  // What was there before the first change that is still known.
  const first = history[0]?.time ?? live.now;
  if (step.parts.length > 0 && steps.at(-1)?.time !== first) steps.push({ ...step, time: first });
  return steps.toReversed();
}
