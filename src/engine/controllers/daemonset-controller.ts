import type { Change } from '../api/change.ts';
import { deepEqual } from '../api/equality.ts';
import type { Lister } from '../api/lister.ts';
import { podTemplateHash } from '../api/names.ts';
import { labelSelectorMatches } from '../api/selectors.ts';
import type { ApiError } from '../api/status.ts';
import { fromRFC3339 } from '../api/time.ts';
import { templateGenerationOf } from '../kinds/template-generation.ts';
import { isPodTerminal } from '../kinds/pod-state.ts';
import type { ControllerRevision, DaemonSet, KubeObject, Node, Pod } from '../kinds/types/index.ts';
import { claimPods } from './claim-pods.ts';
import { createRevision, keeps, listRevisions, revisionData, truncateHistory } from './controller-history.ts';
import type { Controller, ControllerPort } from './controller.ts';
import { REVISION_HASH_LABEL, daemonTemplate, placementOn, targetNode, templateForNode } from './daemonset-nodes.ts';
import type { Placement } from './daemonset-nodes.ts';
import { excessPods, rollingBounds, rollingStep } from './daemonset-rolling.ts';
import type { DaemonRevision } from './daemonset-rolling.ts';
import { daemonStatus } from './daemonset-status.ts';
import { controllerKeys, isNewOrphan } from './owner-keys.ts';
import { createPod, deletePod, slowStart } from './pod-control.ts';

/*
 * Decisions, with their params:
 *   daemonset.newRevision  name, revision (its name), number
 *   daemonset.create       name, count, node (the first)
 *   daemonset.delete       name, count, pod (the first)
 *   daemonset.replace      name, count, pod (the first), maxUnavailable: one step of a rolling update
 *   daemonset.surge        name, count, node (the first), maxSurge: one step of a rolling update
 *   daemonset.adopt, daemonset.release  name, pod
 *   daemonset.status       name, want, have, ready, available
 */

/** At most this many pods are created or deleted in one look (pkg/controller/daemon, BurstReplicas). */
const BURST = 250;

/** Failed pods of one node are replaced after 1 s, doubled each time up to 15 min (NewBackOff in cmd/kube-controller-manager). */
const FAILED_POD_BACK_OFF = 1_000;
const FAILED_POD_LONGEST = 900_000;

const KIND = { apiVersion: 'apps/v1', kind: 'DaemonSet' };
const REVISION_LIMIT = 10;

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function keysOfPodChange(change: Change, lister: Lister): readonly string[] {
  const keys = controllerKeys(change, KIND);
  if (!isNewOrphan(change)) return keys;
  const { labels, namespace } = change.object.metadata;
  const matching = lister
    .list('daemonsets', namespace)
    .filter(({ spec }) => labelSelectorMatches(spec.selector, labels));
  return [...keys, ...matching.map(keyOf)];
}

/** A node concerns a DaemonSet when it is new, or when whether a pod should be there has changed (addNode, updateNode). */
function keysOfNodeChange({ type, object, previous }: Change, lister: Lister): readonly string[] {
  if (type === 'DELETED') return [];
  const concerned = lister.list('daemonsets').filter(({ spec }) => {
    const now = placementOn(object as Node, spec.template.spec);
    if (previous === undefined) return now.shouldRun;
    return !deepEqual(now, placementOn(previous as Node, spec.template.spec));
  });
  return concerned.map(keyOf);
}

/** One look at a DaemonSet. */
class DaemonSync {
  private readonly set: DaemonSet;
  private readonly port: ControllerPort;
  private readonly revision: DaemonRevision;
  private readonly placements = new Map<string, Placement>();
  private readonly pods = new Map<string, Pod[]>();
  private failure: ApiError | undefined;
  private wrote = false;

  constructor(set: DaemonSet, hash: string, port: ControllerPort) {
    this.set = set;
    this.port = port;
    this.revision = {
      hash,
      templateGeneration: templateGenerationOf(set),
      minReadySeconds: set.spec.minReadySeconds ?? 0,
      now: port.now,
    };
    for (const node of port.lister.list('nodes')) {
      this.placements.set(node.metadata.name, placementOn(node, set.spec.template.spec));
    }
    for (const pod of claimPods({ owner: set, selector: set.spec.selector, decisions: 'daemonset' }, port)) {
      if (isPodTerminal(pod) && pod.metadata.deletionTimestamp !== undefined) continue;
      const node = targetNode(pod);
      if (node === undefined) continue;
      const onNode = this.pods.get(node);
      if (onNode === undefined) this.pods.set(node, [pod]);
      else onNode.push(pod);
    }
  }

  /** Creates what is missing, deletes what is too much, and then moves a rolling update on. */
  run(): void {
    this.manage();
    // Upstream waits until it has seen what it just did.
    if (!this.wrote && this.set.spec.updateStrategy.type === 'RollingUpdate') this.roll();
  }

  /** Throws when a pod could not be created or deleted, so that the key comes back. */
  report(): void {
    const { set, port } = this;
    const wanted = new Set([...this.placements].filter(([, { shouldRun }]) => shouldRun).map(([node]) => node));
    const nodes = [...this.placements.keys()];
    const { status, nextAvailableIn } = daemonStatus(set, nodes, wanted, this.pods, this.revision);
    if (status !== set.status) {
      const { desiredNumberScheduled: want, currentNumberScheduled: have, numberReady: ready } = status;
      const { name } = set.metadata;
      const available = status.numberAvailable ?? 0;
      port.decide('daemonset.status', { name, want, have, ready, available }, set);
      port.client.updateStatus('daemonsets', { ...set, status });
    }
    if (nextAvailableIn !== undefined) port.requeueAfter(nextAvailableIn);
    if (this.failure !== undefined) throw this.failure;
  }

  private manage(): void {
    const create: string[] = [];
    const remove: Pod[] = [];
    const allowsSurge = rollingBounds(this.set.spec, this.placements.size).maxSurge > 0;
    for (const [node, { shouldRun, shouldContinueRunning }] of this.placements) {
      const onNode = this.pods.get(node);
      if (shouldRun && onNode === undefined) {
        create.push(node);
      } else if (shouldContinueRunning) {
        const running = this.runningOn(node, onNode ?? [], remove);
        remove.push(...excessPods(running, this.revision, allowsSurge));
        if (allowsSurge && running.length === 0 && shouldRun) create.push(node);
      } else {
        remove.push(...(onNode ?? []).filter((pod) => pod.metadata.deletionTimestamp === undefined));
      }
    }
    for (const [node, onNode] of this.pods) {
      // Pods that wait for a node that is gone (getUnscheduledPodsWithoutNode).
      if (!this.placements.has(node)) remove.push(...onNode.filter(({ spec }) => (spec.nodeName ?? '') === ''));
    }
    const { name } = this.set.metadata;
    this.create(create, (count, node) => {
      this.port.decide('daemonset.create', { name, count, node }, this.set);
    });
    this.delete(remove, (count, pod) => {
      this.port.decide('daemonset.delete', { name, count, pod }, this.set);
    });
  }

  /** The pods of a node that count; those that have ended are added to `remove`. */
  private runningOn(node: string, pods: readonly Pod[], remove: Pod[]): Pod[] {
    const { set, port } = this;
    const running: Pod[] = [];
    for (const pod of pods) {
      if (pod.metadata.deletionTimestamp !== undefined) continue;
      const subject = `daemon pod ${pod.metadata.namespace ?? ''}/${pod.metadata.name} on node ${node}`;
      if (pod.status.phase === 'Failed') {
        const wait = this.backOff(node);
        if (wait > 0) {
          port.requeueAfter(wait);
          continue;
        }
        port.event(set, 'Warning', 'FailedDaemonPod', `Found failed ${subject}, will try to kill it`);
        remove.push(pod);
      } else if (pod.status.phase === 'Succeeded') {
        port.event(set, 'Normal', 'SucceededDaemonPod', `Found succeeded ${subject}, will try to delete it`);
        remove.push(pod);
      } else {
        running.push(pod);
      }
    }
    return running;
  }

  /** How long the next failed pod of a node must stay, ms; the Events about earlier ones tell how often and when. */
  private backOff(node: string): number {
    const { uid, namespace } = this.set.metadata;
    const ending = ` on node ${node}, will try to kill it`;
    let times = 0;
    let last = 0;
    for (const { involvedObject, reason, message, lastTimestamp } of this.port.lister.list('events', namespace)) {
      if (reason !== 'FailedDaemonPod' || involvedObject.uid !== uid || !message.endsWith(ending)) continue;
      times += 1;
      last = Math.max(last, fromRFC3339(lastTimestamp));
    }
    if (times === 0) return 0;
    return last + Math.min(FAILED_POD_LONGEST, FAILED_POD_BACK_OFF * 2 ** Math.min(times - 1, 20)) - this.port.now;
  }

  private roll(): void {
    const pods = new Map<string, readonly Pod[]>();
    let desired = 0;
    for (const [node, { shouldRun }] of this.placements) {
      if (shouldRun) desired += 1;
      const onNode = this.pods.get(node);
      if (shouldRun || onNode !== undefined) pods.set(node, onNode ?? []);
    }
    const bounds = rollingBounds(this.set.spec, desired);
    const shouldRun = (node: string): boolean => this.placements.get(node)?.shouldRun === true;
    const { remove, surge } = rollingStep(pods, this.revision, bounds, shouldRun);
    const { name } = this.set.metadata;
    const { maxSurge, maxUnavailable } = bounds;
    this.create(surge, (count, node) => {
      this.port.decide('daemonset.surge', { name, count, node, maxSurge }, this.set);
    });
    this.delete(remove, (count, pod) => {
      this.port.decide('daemonset.replace', { name, count, pod, maxUnavailable }, this.set);
    });
  }

  private create(nodes: readonly string[], decide: (count: number, first: string) => void): void {
    const now = nodes.slice(0, BURST);
    if (now.length === 0) return;
    this.wrote = true;
    decide(now.length, now[0] ?? '');
    const template = daemonTemplate(this.set, this.revision.templateGeneration, this.revision.hash);
    const failure = slowStart(now.length, (index) =>
      createPod(this.set, templateForNode(template, now[index] ?? ''), this.port),
    );
    this.failure ??= failure;
  }

  private delete(pods: readonly Pod[], decide: (count: number, first: string) => void): void {
    const now = pods.slice(0, BURST);
    if (now.length === 0) return;
    this.wrote = true;
    decide(now.length, now[0]?.metadata.name ?? '');
    for (const pod of now) {
      const error = deletePod(this.set, pod, this.port);
      this.failure ??= error;
    }
  }
}

/** The revision of the present template, which is the newest, and the others, oldest first (constructHistory). */
function syncHistory(
  set: DaemonSet,
  port: ControllerPort,
): { current: ControllerRevision; old: readonly ControllerRevision[] } {
  const data = revisionData(set.spec.template);
  const revisions = listRevisions(set, set.spec.selector, port);
  const found = revisions.findLast((revision) => keeps(revision, data));
  const old = revisions.filter((revision) => revision !== found);
  const revision = (old.at(-1)?.revision ?? 0) + 1;
  if (found !== undefined) {
    if (found.revision >= revision) return { current: found, old };
    return { current: port.client.update('controllerrevisions', { ...found, revision }), old };
  }
  const { name } = set.metadata;
  const identity = (collisionCount: number): { name: string; labels: Record<string, string> } => {
    const hash = podTemplateHash(set.spec.template, collisionCount === 0 ? undefined : collisionCount);
    const labels = { ...set.spec.template.metadata?.labels, [REVISION_HASH_LABEL]: hash };
    return { name: `${name}-${hash}`, labels };
  };
  const collisions = set.status.collisionCount ?? 0;
  port.decide('daemonset.newRevision', { name, revision: identity(collisions).name, number: revision }, set);
  const created = createRevision(set, { data, revision, identity }, collisions, port);
  return { current: created.revision, old };
}

/** Deletes old revisions beyond the limit of which no pod is left (cleanupHistory). */
function cleanupHistory(set: DaemonSet, old: readonly ControllerRevision[], port: ControllerPort): void {
  const limit = set.spec.revisionHistoryLimit ?? REVISION_LIMIT;
  if (old.length <= limit) return;
  const pods = port.lister.podsControlledBy(set.metadata.uid);
  const live = new Set(pods.map(({ metadata }) => metadata.labels?.[REVISION_HASH_LABEL]));
  const unused = old.filter(({ metadata }) => !live.has(metadata.labels?.[REVISION_HASH_LABEL]));
  truncateHistory(unused, limit, port);
}

function reconcile(key: string, port: ControllerPort): void {
  const [namespace = '', name = ''] = key.split('/');
  const set = port.lister.get('daemonsets', namespace, name);
  if (set === undefined) return;
  const { matchLabels = {}, matchExpressions = [] } = set.spec.selector;
  if (Object.keys(matchLabels).length + matchExpressions.length === 0) {
    const text = 'This daemon set is selecting all pods. A non-empty selector is required.';
    port.event(set, 'Warning', 'SelectingAll', text);
    return;
  }
  if (set.metadata.deletionTimestamp !== undefined) return;
  const { current, old } = syncHistory(set, port);
  const sync = new DaemonSync(set, current.metadata.labels?.[REVISION_HASH_LABEL] ?? '', port);
  sync.run();
  cleanupHistory(set, old, port);
  sync.report();
}

/** Keeps one pod of a DaemonSet on each node that it fits (pkg/controller/daemon). */
export const daemonSetController: Controller = {
  name: 'daemonset-controller',
  watches: [
    { resource: 'daemonsets', keys: ({ namespace, name }) => [`${namespace}/${name}`] },
    { resource: 'pods', keys: keysOfPodChange },
    { resource: 'nodes', keys: keysOfNodeChange },
  ],
  reconcile,
};
