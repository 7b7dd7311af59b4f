import type { Pod } from '../kinds/types/index.ts';
import type { ContainerState } from './container-state.ts';

/** What the kubelets know of one pod. Plain data. Times are virtual, ms since the epoch. */
export interface PodWorker {
  uid: string;
  namespace: string;
  name: string;
  node: string;
  /** Revision of the change that it acts on: the binding, a deletion. 0: none. */
  cause: number;
  admittedAt: number;
  sandbox: 'none' | 'creating' | 'ready' | 'gone';
  ip?: string;
  /** Init containers in their order, then the others in theirs. */
  containers: ContainerState[];
  /** The containers that are being started, one after another. */
  job?: Job;
  /** Steps of jobs and terminations that were given up carry an older number. */
  token: number;
  /** The next time that it looks at the pod by itself. */
  sync?: { timer: number; at: number };
  /** Volumes that could not be mounted so far. */
  mount?: { attempts: number; since: number; reported: boolean };
  /** `timer` is absent once all its containers have ended. */
  termination?: { graceSeconds: number; since: number; until: number; timer?: number };
  /** Its containers have ended for good and nothing more will be done. */
  isDone?: true;
  /** Why it failed, when its containers are not to blame. */
  verdict?: Verdict;
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

export function newPodWorker(pod: Pod, node: string, cause: number, now: number): PodWorker {
  const { initContainers = [], containers } = pod.spec;
  return {
    uid: pod.metadata.uid,
    namespace: pod.metadata.namespace ?? '',
    name: pod.metadata.name,
    node,
    cause,
    admittedAt: now,
    sandbox: 'none',
    containers: initContainers.concat(containers).map(({ name }) => newContainerState(name)),
    token: 0,
  };
}

function newContainerState(name: string): ContainerState {
  return { name, restarts: 0, started: false, ready: false, probes: {}, faults: {} };
}

export function containerOf(worker: PodWorker, name: string): ContainerState | undefined {
  for (const container of worker.containers) if (container.name === name) return container;
  return undefined;
}

/** `name_namespace(uid)`, as log lines and messages name a pod (pkg/kubelet/util/format). */
export function podText(worker: PodWorker): string {
  return `${worker.name}_${worker.namespace}(${worker.uid})`;
}
