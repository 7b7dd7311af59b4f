import { specOf, type KubeletContext } from './context.ts';
import { behaviourOf, listenerOn } from './running-container.ts';
import type { ContainerState } from './container-state.ts';
import type { ServerMemory } from './execution.ts';
import type { PodProcess, Reached } from './network-door.ts';
import type { PodWorker } from './pod-worker.ts';
import type { Connection, ReachedServer } from './shell/process.ts';

const OWN_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1', '0.0.0.0']);

/** Connections of one command in a container to servers in containers, and what those keep in memory meanwhile. */
export class Connections {
  private readonly context: KubeletContext;
  private readonly worker: PodWorker;
  private readonly of: PodProcess;
  private readonly kept = new Map<string, ServerMemory>();

  constructor(context: KubeletContext, worker: PodWorker, of: PodProcess) {
    this.context = context;
    this.worker = worker;
    this.of = of;
  }

  /** What the servers keep that were changed. */
  memories(): readonly ServerMemory[] {
    return [...this.kept.values()];
  }

  connect(host: string, port: number): Connection {
    const { context, worker } = this;
    const isOwn = OWN_HOSTS.has(host) || host === worker.ip || host === worker.name;
    const reached: Reached = isOwn
      ? { type: 'pod', uid: worker.uid, port, tookMs: 1 }
      : (context.door?.reach(this.of, host, port) ?? { type: 'refused', tookMs: 1 });
    if (reached.type !== 'pod') return reached;
    const { tookMs } = reached;
    const other = context.state.pods.get(reached.uid);
    const state = other === undefined ? undefined : listenerOn(other, reached.port, context.now);
    const server = other === undefined || state === undefined ? undefined : this.serverOf(other, state);
    return server === undefined ? { type: 'refused', tookMs } : { type: 'open', tookMs, server };
  }

  private serverOf(worker: PodWorker, { name, run }: ContainerState): ReachedServer | undefined {
    const { context, kept } = this;
    const pod = context.pod(worker);
    const container = pod === undefined ? undefined : specOf(pod, name);
    const behaviour = run === undefined ? undefined : behaviourOf(context, run);
    if (pod === undefined || container === undefined || run === undefined || behaviour === undefined) return undefined;
    const key = `${worker.uid} ${name}`;
    return {
      programs: behaviour.programs,
      command: [container.image ?? '', ...(container.command ?? []), ...(container.args ?? [])],
      configuration: run.configuration ?? '',
      release: behaviour.release ?? '',
      startedAt: run.startedAt,
      memory: () => kept.get(key)?.text ?? run.memory,
      keep: (text) => {
        if (text !== run.memory) kept.set(key, { podUid: worker.uid, container: name, text });
      },
    };
  }
}
