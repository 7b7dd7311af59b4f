import type { Change, EndpointSlice, Pod, PodActivity, ReplicaSet, Service, Snapshot } from '../engine/index.ts';
import { isSilent, nodeView } from './node-view.ts';
import type { NodeView, Picture, PodView, RevisionMark, ServiceView, TrayView, WorkloadView } from './picture.ts';
import { podView, type PodSurroundings } from './pod-view.ts';
import { keepList, reuse } from './reuse.ts';
import { revisionMark, sameMark } from './revision-mark.ts';
import { isSelected, selectorPicks, serviceView } from './service-view.ts';
import { bareReplicaSetView, deploymentView } from './workload-view.ts';

/** How many unscheduled pods are drawn; a typo may ask for a million. */
export const trayLimit = 48;

/** How many pods there were when a picture was drawn; the picture itself shows fewer. */
const podTotals = new WeakMap<Picture, number>();

function controllerUid({ metadata }: Pod | ReplicaSet): string | undefined {
  return metadata.ownerReferences?.find((reference) => reference.controller === true)?.uid;
}

/** What a pod's view was made of. */
interface PodSource extends PodSurroundings {
  readonly pod: Pod;
}

const sourceOf = new WeakMap<PodView, PodSource>();

function sameActivity(a: PodActivity | undefined, b: PodActivity | undefined): boolean {
  return (
    a === b || (a !== undefined && b !== undefined && a.type === b.type && a.from === b.from && a.until === b.until)
  );
}

/** Draws pods, handing out the previous view of each that looks the same. Runs for every pod at every frame. */
class PodDrawer {
  readonly views = new Map<string, PodView>();
  /** Views that the previous picture did not have. */
  fresh = 0;
  private readonly snapshot: Snapshot;
  private readonly previous: ReadonlyMap<string, PodView> | undefined;
  private readonly revisions: ReadonlyMap<string, RevisionMark>;

  constructor(snapshot: Snapshot, previous: Picture | undefined, revisions: ReadonlyMap<string, RevisionMark>) {
    this.snapshot = snapshot;
    this.previous = previous?.pods;
    this.revisions = revisions;
  }

  draw(pod: Pod, nodeExists: boolean, nodeSilent: boolean): PodView {
    const uid = pod.metadata.uid;
    const before = this.previous?.get(uid);
    const source = before && sourceOf.get(before);
    const owner = controllerUid(pod);
    const revision = owner === undefined ? undefined : this.revisions.get(owner);
    const activity = this.snapshot.activity(uid);
    if (
      before !== undefined &&
      source?.pod === pod &&
      source.nodeExists === nodeExists &&
      source.nodeSilent === nodeSilent &&
      sameMark(source.revision, revision) &&
      sameActivity(source.activity, activity)
    ) {
      this.views.set(uid, before);
      return before;
    }
    const around: PodSurroundings = { activity, revision, nodeExists, nodeSilent };
    const view = podView(pod, around);
    sourceOf.set(view, { pod, ...around });
    this.views.set(uid, view);
    this.fresh += 1;
    return view;
  }
}

function drawNodes(snapshot: Snapshot, previous: Picture | undefined, drawer: PodDrawer): readonly NodeView[] {
  const before = new Map(previous?.nodes.map((node) => [node.uid, node]));
  const nodes = snapshot.list('nodes').map((node) => {
    const silent = isSilent(node);
    const pods = snapshot.podsOnNode(node.metadata.name).map((pod) => drawer.draw(pod, true, silent));
    const poweredOn = snapshot.isPoweredOn(node.metadata.name);
    return reuse(before.get(node.metadata.uid), [node, poweredOn, ...pods], () => nodeView(node, pods, poweredOn));
  });
  return keepList(previous?.nodes, nodes);
}

function countPods(snapshot: Snapshot, previous: Picture | undefined, changes: readonly Change[] | undefined): number {
  const before = previous && podTotals.get(previous);
  if (before === undefined || changes === undefined) return snapshot.list('pods').length;
  let total = before;
  for (const change of changes) {
    if (change.resource !== 'pods') continue;
    if (change.type === 'ADDED') total += 1;
    else if (change.type === 'DELETED') total -= 1;
  }
  return total;
}

/** The oldest pods that no existing node runs: those of the previous picture that remain, then the next in line. */
function drawTray(snapshot: Snapshot, previous: Picture | undefined, drawer: PodDrawer, total: number): TrayView {
  const waiting = total - drawer.views.size;
  const shown: string[] = [];
  const show = (pod: Pod): void => {
    drawer.draw(pod, pod.spec.nodeName === undefined, false);
    shown.push(pod.metadata.uid);
  };
  for (const uid of previous?.tray.pods ?? []) {
    const view = previous?.pods.get(uid);
    if (view === undefined || drawer.views.has(uid)) continue;
    const pod = snapshot.get('pods', view.namespace, view.name);
    if (pod?.metadata.uid === uid) show(pod);
  }
  if (shown.length < Math.min(waiting, trayLimit)) {
    for (const pod of snapshot.list('pods')) {
      if (shown.length >= trayLimit) break;
      if (!drawer.views.has(pod.metadata.uid)) show(pod);
    }
  }
  const pods = keepList(previous?.tray.pods, shown);
  const more = Math.max(0, waiting - shown.length);
  return previous?.tray.pods === pods && previous.tray.more === more ? previous.tray : { pods, more };
}

function slicesByService(snapshot: Snapshot): ReadonlyMap<string, readonly EndpointSlice[]> {
  const slices = new Map<string, EndpointSlice[]>();
  for (const slice of snapshot.list('endpointslices')) {
    const key = `${slice.metadata.namespace}/${slice.metadata.labels?.['kubernetes.io/service-name']}`;
    const known = slices.get(key);
    if (known === undefined) slices.set(key, [slice]);
    else known.push(slice);
  }
  return slices;
}

/** The Service that every cluster has for its own API server leads to no pod: it would only puzzle a learner. */
function isOwn(service: Service): boolean {
  return service.metadata.namespace !== 'default' || service.metadata.name !== 'kubernetes';
}

function drawServices(snapshot: Snapshot, previous: Picture | undefined, drawer: PodDrawer): readonly ServiceView[] {
  const before = new Map(previous?.services.map((service) => [service.uid, service]));
  const slices = slicesByService(snapshot);
  const services = snapshot
    .list('services')
    .filter(isOwn)
    .map((service) => {
      const own = slices.get(`${service.metadata.namespace}/${service.metadata.name}`) ?? [];
      const works = own.some(
        ({ ports, endpoints }) => ports?.length !== 0 && endpoints.some((endpoint) => endpoint.conditions.ready),
      );
      // Only why a Service does not work depends on pods that are not among its endpoints.
      const picked = works
        ? []
        : [...drawer.views.values()].filter(
            (pod) => pod.namespace === service.metadata.namespace && selectorPicks(service.spec.selector, pod.labels),
          );
      return reuse(before.get(service.metadata.uid), [service, ...own, ...picked], () =>
        serviceView(service, own, picked, snapshot),
      );
    });
  return keepList(previous?.services, services);
}

function drawWorkloads(snapshot: Snapshot, previous: Picture | undefined): readonly WorkloadView[] {
  const before = new Map(previous?.workloads.map((workload) => [workload.uid, workload]));
  const services = snapshot.list('services');
  const deployments = snapshot.list('deployments');
  const owned = new Map<string, ReplicaSet[]>(deployments.map((deployment) => [deployment.metadata.uid, []]));
  const bare: ReplicaSet[] = [];
  for (const replicaSet of snapshot.list('replicasets')) {
    const owner = controllerUid(replicaSet);
    (owned.get(owner ?? '') ?? bare).push(replicaSet);
  }
  const workloads = [
    ...deployments.map((deployment) => {
      const replicaSets = owned.get(deployment.metadata.uid) ?? [];
      const unselected = !isSelected(deployment, services);
      return reuse(before.get(deployment.metadata.uid), [deployment, unselected, ...replicaSets], () =>
        deploymentView(deployment, replicaSets, unselected),
      );
    }),
    ...bare.map((replicaSet) => {
      const unselected = !isSelected(replicaSet, services);
      return reuse(before.get(replicaSet.metadata.uid), [replicaSet, unselected], () =>
        bareReplicaSetView(replicaSet, unselected),
      );
    }),
  ];
  return keepList(previous?.workloads, workloads);
}

/**
 * Draws a snapshot. What looks as in `previous` is the same object as there. `changes` are those between the two, if
 * known: with them the cost does not grow with the number of pods that wait for a node.
 */
export function project(snapshot: Snapshot, previous?: Picture, changes?: readonly Change[]): Picture {
  const revisions = new Map<string, RevisionMark>();
  for (const replicaSet of snapshot.list('replicasets')) {
    const mark = revisionMark(replicaSet);
    if (mark !== undefined) revisions.set(replicaSet.metadata.uid, mark);
  }
  const drawer = new PodDrawer(snapshot, previous, revisions);
  const nodes = drawNodes(snapshot, previous, drawer);
  const total = countPods(snapshot, previous, changes);
  const tray = drawTray(snapshot, previous, drawer, total);
  const picture: Picture = {
    now: snapshot.now,
    revision: snapshot.revision,
    nodes,
    pods:
      previous !== undefined && drawer.fresh === 0 && previous.pods.size === drawer.views.size
        ? previous.pods
        : drawer.views,
    tray,
    services: drawServices(snapshot, previous, drawer),
    workloads: drawWorkloads(snapshot, previous),
  };
  podTotals.set(picture, total);
  return picture;
}
