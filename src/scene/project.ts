import type {
  Change,
  EndpointSlice,
  KubeObject,
  ObjectOf,
  Pod,
  PodActivity,
  Service,
  Snapshot,
} from '../engine/index.ts';
import { controllerUid } from './controller-uid.ts';
import { ownNamespaces, sameChoice, showsNamespace } from './namespace-choice.ts';
import { isSilent, nodeView } from './node-view.ts';
import type { NamespaceChoice, NodeView, Picture, PodView, ServiceView, TrayView, WorkloadView } from './picture.ts';
import { podView, type PodSurroundings } from './pod-view.ts';
import { keepList, reuse } from './reuse.ts';
import { PodRevisions, sameMark } from './revision-mark.ts';
import { isSelected, selectorPicks, serviceView } from './service-view.ts';
import { cronJobView, daemonSetView, jobView, replicationControllerView, statefulSetView } from './set-view.ts';
import { bareReplicaSetView, deploymentView } from './workload-view.ts';

/** How many unscheduled pods are drawn; a typo may ask for a million. */
export const trayLimit = 48;

/** What a picture does not show of how it was drawn. */
interface Drawn {
  /** How many pods there were in the namespaces shown; the picture itself has fewer. */
  readonly total: number;
  /** All pods on nodes and those in the tray, also of namespaces that are not shown: they take room too. */
  readonly pods: ReadonlyMap<string, PodView>;
}

const drawnFor = new WeakMap<Picture, Drawn>();

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
  /** Of all pods drawn ... */
  readonly all = new Map<string, PodView>();
  /** ... and of those in a namespace that is shown. */
  readonly views = new Map<string, PodView>();
  /** Views that the previous picture did not have. */
  fresh = 0;
  private readonly snapshot: Snapshot;
  private readonly previous: ReadonlyMap<string, PodView> | undefined;
  private readonly revisions: PodRevisions;
  readonly shown: NamespaceChoice;

  constructor(snapshot: Snapshot, previous: Picture | undefined, revisions: PodRevisions, shown: NamespaceChoice) {
    this.snapshot = snapshot;
    this.previous = previous && drawnFor.get(previous)?.pods;
    this.revisions = revisions;
    this.shown = shown;
  }

  shows(pod: Pod): boolean {
    return showsNamespace(this.shown, pod.metadata.namespace);
  }

  draw(pod: Pod, nodeExists: boolean, nodeSilent: boolean): PodView {
    const uid = pod.metadata.uid;
    const before = this.previous?.get(uid);
    const source = before && sourceOf.get(before);
    const revision = this.revisions.of(pod);
    const activity = this.snapshot.activity(uid);
    if (
      before !== undefined &&
      source?.pod === pod &&
      source.nodeExists === nodeExists &&
      source.nodeSilent === nodeSilent &&
      sameMark(source.revision, revision) &&
      sameActivity(source.activity, activity)
    ) {
      this.keep(pod, before);
      return before;
    }
    const around: PodSurroundings = { activity, revision, nodeExists, nodeSilent };
    const view = podView(pod, around);
    sourceOf.set(view, { pod, ...around });
    this.keep(pod, view);
    if (this.shows(pod)) this.fresh += 1;
    return view;
  }

  private keep(pod: Pod, view: PodView): void {
    this.all.set(view.uid, view);
    if (this.shows(pod)) this.views.set(view.uid, view);
  }
}

function drawNodes(snapshot: Snapshot, previous: Picture | undefined, drawer: PodDrawer): readonly NodeView[] {
  const before = new Map(previous?.nodes.map((node) => [node.uid, node]));
  const nodes = snapshot.list('nodes').map((node) => {
    const silent = isSilent(node);
    const pods = snapshot.podsOnNode(node.metadata.name).map((pod) => drawer.draw(pod, true, silent));
    const poweredOn = snapshot.isPoweredOn(node.metadata.name);
    const seen = pods.filter((pod) => drawer.views.has(pod.uid));
    return reuse(before.get(node.metadata.uid), [node, poweredOn, drawer.shown, ...pods], () =>
      nodeView(node, pods, seen, poweredOn),
    );
  });
  return keepList(previous?.nodes, nodes);
}

function countPods(
  snapshot: Snapshot,
  previous: Picture | undefined,
  changes: readonly Change[] | undefined,
  shown: NamespaceChoice,
): number {
  const before = previous && sameChoice(previous.shown, shown) ? drawnFor.get(previous)?.total : undefined;
  if (before === undefined || changes === undefined) {
    let count = 0;
    for (const pod of snapshot.list('pods')) if (showsNamespace(shown, pod.metadata.namespace)) count += 1;
    return count;
  }
  let total = before;
  for (const change of changes) {
    if (change.resource !== 'pods' || !showsNamespace(shown, change.namespace)) continue;
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
    if (pod?.metadata.uid === uid && drawer.shows(pod)) show(pod);
  }
  if (shown.length < Math.min(waiting, trayLimit)) {
    for (const pod of snapshot.list('pods')) {
      if (shown.length >= trayLimit) break;
      if (!drawer.views.has(pod.metadata.uid) && drawer.shows(pod)) show(pod);
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

function drawServices(
  snapshot: Snapshot,
  previous: Picture | undefined,
  drawer: PodDrawer,
  shown: NamespaceChoice,
): readonly ServiceView[] {
  const before = new Map(previous?.services.map((service) => [service.uid, service]));
  const slices = slicesByService(snapshot);
  const services = snapshot
    .list('services')
    .filter((service) => isOwn(service) && showsNamespace(shown, service.metadata.namespace))
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

/** Objects by the uid of the controller that made them; those of no known one are their own. */
function byController<T extends KubeObject>(
  objects: readonly T[],
  owners: readonly KubeObject[],
): { owned: ReadonlyMap<string, readonly T[]>; alone: readonly T[] } {
  const owned = new Map<string, T[]>(owners.map((owner) => [owner.metadata.uid, []]));
  const alone: T[] = [];
  for (const object of objects) (owned.get(controllerUid(object) ?? '') ?? alone).push(object);
  return { owned, alone };
}

function drawWorkloads(
  snapshot: Snapshot,
  previous: Picture | undefined,
  shown: NamespaceChoice,
): readonly WorkloadView[] {
  const before = new Map(previous?.workloads.map((workload) => [workload.uid, workload]));
  const list = <R extends string>(resource: R): readonly ObjectOf<R>[] =>
    snapshot.list(resource).filter((object) => showsNamespace(shown, object.metadata.namespace));
  const services = list('services');
  const keep = (object: KubeObject, ingredients: readonly unknown[], make: () => WorkloadView): WorkloadView =>
    reuse(before.get(object.metadata.uid), [object, ...ingredients], make);
  const deployments = list('deployments');
  const replicaSets = byController(list('replicasets'), deployments);
  const cronJobs = list('cronjobs');
  const jobs = byController(list('jobs'), cronJobs);
  const workloads = [
    ...deployments.map((deployment) => {
      const own = replicaSets.owned.get(deployment.metadata.uid) ?? [];
      const unselected = !isSelected(deployment, services);
      return keep(deployment, [unselected, ...own], () => deploymentView(deployment, own, unselected));
    }),
    ...list('statefulsets').map((set) => {
      const unselected = !isSelected(set, services);
      return keep(set, [unselected], () => statefulSetView(set, unselected));
    }),
    ...list('daemonsets').map((set) => keep(set, [], () => daemonSetView(set))),
    ...replicaSets.alone.map((replicaSet) => {
      const unselected = !isSelected(replicaSet, services);
      return keep(replicaSet, [unselected], () => bareReplicaSetView(replicaSet, unselected));
    }),
    ...list('replicationcontrollers').map((controller) => {
      const unselected = !isSelected(controller, services);
      return keep(controller, [unselected], () => replicationControllerView(controller, unselected));
    }),
    ...cronJobs.map((cronJob) => {
      const own = jobs.owned.get(cronJob.metadata.uid) ?? [];
      return keep(cronJob, own, () => cronJobView(cronJob, own));
    }),
    ...jobs.alone.map((job) => keep(job, [], () => jobView(job))),
  ];
  return keepList(previous?.workloads, workloads);
}

/**
 * Draws a snapshot. What looks as in `previous` is the same object as there. `changes` are those between the two, if
 * known: with them the cost does not grow with the number of pods that wait for a node.
 */
export function project(
  snapshot: Snapshot,
  previous?: Picture,
  changes?: readonly Change[],
  shown: NamespaceChoice = previous?.shown ?? ownNamespaces,
): Picture {
  const revisions = new PodRevisions(snapshot.list('replicasets'), snapshot.list('controllerrevisions'));
  const drawer = new PodDrawer(snapshot, previous, revisions, shown);
  const nodes = drawNodes(snapshot, previous, drawer);
  const total = countPods(snapshot, previous, changes, shown);
  const tray = drawTray(snapshot, previous, drawer, total);
  const picture: Picture = {
    now: snapshot.now,
    revision: snapshot.revision,
    shown,
    namespaces: keepList(
      previous?.namespaces,
      snapshot.list('namespaces').map((namespace) => namespace.metadata.name),
    ),
    nodes,
    pods:
      previous?.shown === shown && drawer.fresh === 0 && previous.pods.size === drawer.views.size
        ? previous.pods
        : drawer.views,
    tray,
    services: drawServices(snapshot, previous, drawer, shown),
    workloads: drawWorkloads(snapshot, previous, shown),
  };
  drawnFor.set(picture, { total, pods: drawer.all });
  return picture;
}
