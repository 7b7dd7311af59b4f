import type { Change, EndpointSlice, KubeObject, ObjectOf, Pod, Service, Snapshot } from '../engine/index.ts';
import { fromRFC3339, isReadyEndpoint } from '../engine/index.ts';
import { controllerUid } from './controller-uid.ts';
import { drawNodes } from './draw-nodes.ts';
import { ownNamespaces, sameChoice, showsNamespace } from './namespace-choice.ts';
import type { NamespaceChoice, Picture, ServiceView, TrayView, WorkloadView } from './picture.ts';
import { PodDrawer } from './pod-drawer.ts';
import { isNewToScheduler } from './pod-view.ts';
import { keepList, reuse } from './reuse.ts';
import { PodRevisions } from './revision-mark.ts';
import { isSelected, selectorPicks, serviceView } from './service-view.ts';
import { cronJobView, daemonSetView, jobView, replicationControllerView, statefulSetView } from './set-view.ts';
import { bareReplicaSetView, deploymentView } from './workload-view.ts';

/** How many unscheduled pods are drawn; a typo may ask for a million. */
export const trayLimit = 48;

/** ms of virtual time after which a pod that the scheduler has not looked at is one that waits, and does not pass by. */
const passingBy = 3_000;

/** What a picture does not show of how it was drawn. */
interface Drawn {
  /** How many pods there were in the namespaces shown; the picture itself has fewer. */
  readonly total: number;
  readonly revisions: PodRevisions;
}

const drawnFor = new WeakMap<Picture, Drawn>();

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
  const stay: string[] = [];
  const show = (pod: Pod): void => {
    const { uid, creationTimestamp } = pod.metadata;
    const view = drawer.draw(pod, previous?.pods.get(uid), pod.spec.nodeName === undefined, false);
    drawer.keep(view);
    shown.push(uid);
    if (!isNewToScheduler(pod) || snapshot.now - fromRFC3339(creationTimestamp) > passingBy) stay.push(uid);
  };
  for (const uid of previous?.tray.pods ?? []) {
    const view = previous?.pods.get(uid);
    if (view === undefined || drawer.views.has(uid)) continue;
    const pod = snapshot.get('pods', view.namespace, view.name);
    if (pod?.metadata.uid === uid && drawer.shows(pod.metadata.namespace)) show(pod);
  }
  if (shown.length < Math.min(waiting, trayLimit)) {
    for (const pod of snapshot.list('pods')) {
      if (shown.length >= trayLimit) break;
      if (!drawer.views.has(pod.metadata.uid) && drawer.shows(pod.metadata.namespace)) show(pod);
    }
  }
  const before = previous?.tray;
  const pods = keepList(before?.pods, shown);
  const staying = keepList(before?.staying, stay);
  const more = Math.max(0, waiting - shown.length);
  const same = before?.pods === pods && before.staying === staying && before.more === more;
  return same ? before : { pods, more, staying };
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
        ({ ports, endpoints }) => ports?.length !== 0 && endpoints?.some(isReadyEndpoint) === true,
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
  const before = previous && drawnFor.get(previous);
  const revisions = PodRevisions.of(snapshot, before?.revisions);
  const drawer = new PodDrawer(snapshot, previous?.shown === shown ? previous.pods : undefined, revisions, shown);
  // Those of the tray may be on nodes by now, which have them first.
  for (const uid of previous?.tray.pods ?? []) drawer.forget(uid);
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
    pods: drawer.finish(),
    tray,
    services: drawServices(snapshot, previous, drawer, shown),
    workloads: drawWorkloads(snapshot, previous, shown),
  };
  drawnFor.set(picture, { total, revisions });
  return picture;
}
