import type { Change, Deployment, KubeObject, Node, Pod } from '../engine/index.ts';
import type { Phrase } from '../scene/index.ts';

/** Wall ms between two announcements: a screen reader needs time to speak. */
const INTERVAL_MS = 2500;

/**
 * Says what happened, for those who hear the page: of what changed since the last announcement, the one thing that
 * matters most.
 */
export class Announcer {
  private lastSpoken = -INTERVAL_MS;
  private readonly pending = new Map<string, { weight: number; phrase: Phrase }>();

  addChanges(changes: readonly Change[]): void {
    for (const change of changes) {
      const said = describe(change);
      if (said !== undefined) this.pending.set(`${change.resource}/${change.namespace}/${change.name}`, said);
    }
  }

  /** What to say at this moment of wall time (ms), if anything. */
  next(wallTime: number): Phrase | undefined {
    if (this.pending.size === 0 || wallTime - this.lastSpoken < INTERVAL_MS) return undefined;
    this.lastSpoken = wallTime;
    const [first, ...rest] = this.pending.values();
    this.pending.clear();
    if (first === undefined) return undefined;
    return rest.reduce((best, each) => (each.weight >= best.weight ? each : best), first).phrase;
  }

  /** Forgets what was not said: another history is on the screen. */
  clear(): void {
    this.pending.clear();
  }
}

function describe(change: Change): { weight: number; phrase: Phrase } | undefined {
  const { object, previous } = change;
  const { name } = object.metadata;
  if (isDeployment(object) && change.type === 'MODIFIED') {
    const ready = object.status.readyReplicas ?? 0;
    const before = previous !== undefined && isDeployment(previous) ? (previous.status.readyReplicas ?? 0) : 0;
    if (ready === before) return undefined;
    return { weight: 2, phrase: { key: 'app.saidReady', params: { name, ready, desired: object.spec.replicas } } };
  }
  if (isNode(object) && change.type === 'MODIFIED') {
    const ready = readyStatus(object);
    if (previous === undefined || !isNode(previous) || readyStatus(previous) === ready) return undefined;
    const key = ready === 'True' ? 'app.saidNodeReady' : 'app.saidNodeNotReady';
    return { weight: 4, phrase: { key, params: { name } } };
  }
  if (isPod(object)) {
    if (change.type === 'DELETED') return { weight: 1, phrase: { key: 'app.saidPodGone', params: { name } } };
    const reason = waitingReason(object);
    if (reason === undefined || (previous !== undefined && isPod(previous) && waitingReason(previous) === reason)) {
      return undefined;
    }
    return { weight: 3, phrase: { key: 'app.saidPodFailing', params: { name, reason } } };
  }
  return undefined;
}

/** Why a container of the pod waits, if that is a failure. */
function waitingReason(pod: Pod): string | undefined {
  const reasons = (pod.status.containerStatuses ?? []).map((status) => status.state.waiting?.reason);
  return reasons.find((reason) => reason !== undefined && /BackOff$|^Err|^Invalid|Error$/.test(reason));
}

function readyStatus(node: Node): string {
  return node.status.conditions?.find((condition) => condition.type === 'Ready')?.status ?? 'Unknown';
}

function isDeployment(object: KubeObject): object is Deployment {
  return object.kind === 'Deployment';
}

function isNode(object: KubeObject): object is Node {
  return object.kind === 'Node';
}

function isPod(object: KubeObject): object is Pod {
  return object.kind === 'Pod';
}
