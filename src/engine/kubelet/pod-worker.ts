import type { Pod } from '../kinds/types/index.ts';
import { packedList } from '../packed-list.ts';
import type { ContainerState } from './container-state.ts';

/**
 * What the kubelets know of one pod. Plain data. Times are virtual, ms since the epoch. What is not known yet, or no
 * more, is undefined rather than deleted: an object that loses a field is slow to read from then on.
 */
export interface PodWorker {
  uid: string;
  namespace: string;
  name: string;
  node: string;
  /** Revision of the change that it acts on: the binding, a deletion. 0: none. */
  cause: number;
  admittedAt: number;
  sandbox: 'none' | 'creating' | 'ready' | 'gone';
  ip?: string | undefined;
  /** Init containers in their order, then the others in theirs, then those that were added to look into them. */
  containers: ContainerState[];
  /** The containers that are being started, one after another. */
  job?: Job | undefined;
  /** Steps of jobs and terminations that were given up carry an older number. */
  token: number;
  /** The next time that it looks at the pod by itself. */
  sync?: { timer: number; at: number } | undefined;
  /** Volumes that could not be mounted so far. */
  mount?: { attempts: number; since: number; reported: boolean } | undefined;
  /** `timer` is absent once all its containers have ended. */
  termination?: { graceSeconds: number; since: number; until: number; timer?: number | undefined } | undefined;
  /** Its containers have ended for good and nothing more will be done. */
  isDone?: true | undefined;
  /** Why it failed, when its containers are not to blame. */
  verdict?: Verdict | undefined;
}

/** Why a pod has failed. */
export interface Verdict {
  reason: string;
  message: string;
  /** Its kubelet ended it although it might have gone on (condition DisruptionTarget). */
  isDisruption?: true;
}

export interface Job {
  /** Names of the containers to start; the first is in hand. */
  queue: string[];
}

/** What a kubelet knows of a pod that it has just heard of. */
export function newPodWorker(pod: Pod, node: string, cause: number, now: number): PodWorker {
  const { initContainers = [], containers, ephemeralContainers = [] } = pod.spec;
  const { uid, namespace = '', name } = pod.metadata;
  return worker({
    uid,
    namespace,
    name,
    node,
    cause,
    admittedAt: now,
    sandbox: 'none',
    containers: packedList(initContainers.concat(containers, ephemeralContainers), ({ name: of }) =>
      newContainerState(of),
    ),
    token: 0,
  });
}

/** What a checkpoint has of a pod, with its fields in the order of a new one: they are saved in that order again. */
export function restoredPodWorker(saved: PodWorker): PodWorker {
  const containers = packedList(saved.containers, (state) => ({ ...newContainerState(state.name), ...state }));
  return { ...worker(saved), ...saved, containers };
}

function worker(known: Pick<PodWorker, Known>): PodWorker {
  const { uid, namespace, name, node, cause, admittedAt, sandbox, containers, token } = known;
  return {
    uid,
    namespace,
    name,
    node,
    cause,
    admittedAt,
    sandbox,
    ip: undefined,
    containers,
    job: undefined,
    token,
    sync: undefined,
    mount: undefined,
    termination: undefined,
    isDone: undefined,
    verdict: undefined,
  };
}

type Known = 'uid' | 'namespace' | 'name' | 'node' | 'cause' | 'admittedAt' | 'sandbox' | 'containers' | 'token';

/** What is known of a container before it has been started. */
export function newContainerState(name: string): ContainerState {
  return {
    name,
    run: undefined,
    endNoticedAt: undefined,
    endTimer: undefined,
    previous: undefined,
    restarts: 0,
    waiting: undefined,
    retryAt: undefined,
    backOffSaidAt: undefined,
    crashBackOff: undefined,
    pullBackOff: undefined,
    started: false,
    ready: false,
    probes: {},
    faults: {},
  };
}

/** The container of that name. */
export function containerOf(worker: PodWorker, name: string): ContainerState | undefined {
  for (const container of worker.containers) if (container.name === name) return container;
  return undefined;
}

/** `name_namespace(uid)`, as log lines and messages name a pod (pkg/kubelet/util/format). */
export function podText(worker: PodWorker): string {
  return `${worker.name}_${worker.namespace}(${worker.uid})`;
}
