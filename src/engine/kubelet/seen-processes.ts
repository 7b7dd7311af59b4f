import type { Container, Pod } from '../kinds/types/index.ts';
import { isRunning } from './container-state.ts';
import { specOf, type KubeletContext } from './context.ts';
import type { PodWorker } from './pod-worker.ts';
import { mainCommand } from './main-command.ts';
import { processUser } from './process-user.ts';
import { behaviourOf } from './running-container.ts';
import type { SeenProcess } from './shell/process.ts';

/** What every node runs beside its pods. */
const SYSTEM: readonly SeenProcess[] = [
  { pid: 1, user: 'root', command: '/sbin/init' },
  { pid: 98, user: 'root', command: '/lib/systemd/systemd-journald' },
  { pid: 112, user: 'root', command: '/usr/local/bin/containerd' },
  {
    pid: 187,
    user: 'root',
    command:
      '/usr/bin/kubelet --bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf --config=/var/lib/kubelet/config.yaml',
  },
];

/** The first processes of the running containers of a pod, in their order; `only`: of that one alone. */
function processesIn(context: KubeletContext, worker: PodWorker, pod: Pod, only?: string): Omit<SeenProcess, 'pid'>[] {
  return worker.containers.flatMap((state) => {
    const { name, run } = state;
    const container = specOf(pod, name);
    const behaviour = run === undefined ? undefined : behaviourOf(context, run);
    if (container === undefined || behaviour === undefined || !isRunning(state, context.now)) return [];
    if (only !== undefined && name !== only) return [];
    const user = processUser(pod, container)?.uid ?? 0;
    const words = mainCommand(container, behaviour).command ?? ['sh'];
    // nginx gives its processes titles.
    const command = words.join(' ') === 'nginx' ? 'nginx: master process nginx -g daemon off;' : words.join(' ');
    return [{ user: user === 0 ? 'root' : String(user), command }];
  });
}

function numbered(processes: readonly Omit<SeenProcess, 'pid'>[], first: number, step: number): SeenProcess[] {
  return processes.map((each, index) => ({ pid: first + step * index, ...each }));
}

/**
 * The processes that one in a container sees beside itself: those of the whole node, of its pod, or of the container
 * that it debugs; undefined where it sees its own alone.
 */
export function seenProcesses(
  context: KubeletContext,
  worker: PodWorker,
  pod: Pod,
  container: Container,
): readonly SeenProcess[] | undefined {
  if (pod.spec['hostPID'] === true) {
    const ofPods = context.state.pods.on(worker.node).flatMap((other) => {
      const its = context.pod(other);
      return its === undefined ? [] : [{ user: '65535', command: '/pause' }, ...processesIn(context, other, its)];
    });
    return [...SYSTEM, ...numbered(ofPods, 412, 31)];
  }
  if (pod.spec['shareProcessNamespace'] === true) {
    // The sandbox's is the first of all.
    return [{ pid: 1, user: '65535', command: '/pause' }, ...numbered(processesIn(context, worker, pod), 7, 7)];
  }
  const added = pod.spec.ephemeralContainers?.find(({ name }) => name === container.name);
  const { targetContainerName: target } = (added ?? {}) as { targetContainerName?: string };
  if (target === undefined) return undefined;
  const own = processesIn(context, worker, pod, container.name);
  return [...numbered(processesIn(context, worker, pod, target), 1, 1), ...numbered(own, 21, 1)];
}
