import type { LogLine } from '../log-line.ts';
import { describedBehaviour } from '../images/annotations.ts';
import type { ImageBehaviour } from '../images/behaviour.ts';
import { parseImageReference } from '../images/reference.ts';
import type { Pod } from '../kinds/types/index.ts';
import { environmentOfRun } from './container-env.ts';
import { behaviourOf, listenerOn, withWritten } from './running-container.ts';
import { print } from './container-logs.ts';
import type { RunEnd } from './container-state.ts';
import { isRunning } from './container-state.ts';
import type { KubeletContext } from './context.ts';
import { specOf } from './context.ts';
import type { PodSync } from './pod-sync.ts';
import { mountedFiles, mountPaths } from './pod-volumes.ts';
import { containerOf } from './pod-worker.ts';
import type { PodWorker } from './pod-worker.ts';
import { expandVariables } from './program.ts';
import { volumeFiles } from './volume-data.ts';

/** A process that takes connections on a port. Times in ms since the epoch. */
export interface Listener {
  readonly container: string;
  /** Names this life of the container: 64 hex digits. */
  readonly run: string;
  /** As the manifest names the image, and its tag. */
  readonly image: string;
  readonly tag: string;
  readonly behaviour: ImageBehaviour;
  /** It takes connections and never answers. */
  readonly silent: boolean;
  /** It answers HTTP with 500 from then on, and with 503 until then. */
  readonly unhealthyFrom: number;
  readonly readyFrom: number;
  /** Directories over which volumes are mounted, and files that commands have written. */
  readonly mounts: readonly string[];
  /** Memory limit, as a quantity. */
  readonly memoryLimit: string | undefined;
  /** Processor limit, as a quantity. */
  readonly cpuLimit: string | undefined;
}

/** What the simulated network may know of processes and do to them. */
export interface Listeners {
  /** Whether the machine runs. */
  isOn(node: string): boolean;
  /** Whether a pod's network is there; a pod that has ended keeps it until it is removed. */
  hasNetwork(podUid: string): boolean;
  listener(podUid: string, port: number): Listener | undefined;
  /** When a life of a container ended or will end, ms since the epoch; Infinity while nothing says so. */
  endOf(podUid: string, container: string, run: string): number;
  /** The uid of the pod on a node that has this address. */
  podAt(node: string, address: string): string | undefined;
  environment(podUid: string, container: string): Readonly<Record<string, string>>;
  /** Arguments of its command line, as the manifest gives them. */
  arguments(podUid: string, container: string): readonly string[];
  /** Contents of mounted files, and of those that commands have written, by path. */
  files(podUid: string, container: string): Readonly<Record<string, string>>;
  /** A process takes more memory than before. */
  grew(podUid: string): void;
  /** Lines without their last end, which follows unless they are `open`. */
  print(podUid: string, container: string, line: LogLine, isOpen?: boolean): void;
  /** Ends a running container's process. */
  end(podUid: string, container: string, exitCode: number, reason: RunEnd['reason']): void;
}

/** Annotations rarely differ from the ones that were read last. */
type Described = { readonly behaviour: ImageBehaviour; readonly from: ImageBehaviour };

/** Lets the network look into the containers of all nodes. */
export class KubeletListeners implements Listeners {
  private readonly context: KubeletContext;
  private readonly sync: PodSync;
  /** What annotations made of images; worked out again when it is gone. */
  private readonly described = new WeakMap<object, Map<string, Described>>();

  constructor(context: KubeletContext, sync: PodSync) {
    this.context = context;
    this.sync = sync;
  }

  isOn(node: string): boolean {
    return this.context.state.nodes.has(node) && !this.context.isOff(node);
  }

  hasNetwork(podUid: string): boolean {
    return this.worker(podUid)?.sandbox === 'ready';
  }

  listener(podUid: string, port: number): Listener | undefined {
    const { context } = this;
    const { now } = context;
    const worker = this.worker(podUid);
    const state = worker === undefined ? undefined : listenerOn(worker, port, now);
    const run = state?.run;
    if (worker === undefined || state === undefined || run === undefined) return undefined;
    if (run.toldToStopAt !== undefined && run.toldToStopAt <= now) return undefined;
    const pod = context.pod(worker);
    const container = pod === undefined ? undefined : specOf(pod, state.name);
    const behaviour = pod === undefined ? undefined : this.behaviour(pod, state.name, behaviourOf(context, run));
    if (container === undefined || behaviour === undefined) return undefined;
    const { unhealthyFrom, readyFrom, serves } = run.program;
    const limits = container.resources?.limits;
    return {
      container: state.name,
      run: run.id,
      image: container.image ?? '',
      tag: tagOf(container.image ?? ''),
      behaviour,
      silent: serves?.silent === true,
      unhealthyFrom: run.startedAt + (unhealthyFrom ?? Infinity),
      readyFrom: run.startedAt + (readyFrom ?? 0),
      // Pages may lie where commands have written files, as they may in volumes.
      mounts:
        run.written === undefined ? mountPaths(container) : [...mountPaths(container), ...Object.keys(run.written)],
      memoryLimit: limits?.['memory'],
      cpuLimit: limits?.['cpu'],
    };
  }

  endOf(podUid: string, container: string, runId: string): number {
    const worker = this.worker(podUid);
    const run = worker === undefined ? undefined : containerOf(worker, container)?.run;
    if (worker === undefined || run === undefined || run.id !== runId || this.context.isOff(worker.node)) return -1;
    return run.end?.at ?? Infinity;
  }

  podAt(node: string, address: string): string | undefined {
    const taken = this.context.state.nodes.get(node)?.addresses.taken ?? {};
    const last = Number(address.slice(address.lastIndexOf('.') + 1));
    return taken[last];
  }

  environment(podUid: string, container: string): Readonly<Record<string, string>> {
    const found = this.find(podUid, container);
    if (found === undefined) return {};
    const run = containerOf(found.worker, container)?.run;
    if (run === undefined) return {};
    return environmentOfRun(found.pod, found.container, run, this.context.port.lister, this.addresses(found.worker));
  }

  arguments(podUid: string, container: string): readonly string[] {
    const found = this.find(podUid, container);
    if (found === undefined) return [];
    const { command = [], args = [] } = found.container;
    const env = this.environment(podUid, container);
    return [...command, ...args].map((text) => expandVariables(text, env));
  }

  files(podUid: string, container: string): Readonly<Record<string, string>> {
    const found = this.find(podUid, container);
    if (found === undefined) return {};
    const { context } = this;
    const { pod, worker } = found;
    const files = {
      ...volumeFiles(context, worker, pod, found.container),
      ...mountedFiles(pod, found.container, context.mountedBy(worker), this.addresses(worker)),
    };
    const run = containerOf(worker, container)?.run;
    return run === undefined ? files : withWritten(files, run);
  }

  grew(podUid: string): void {
    const worker = this.worker(podUid);
    if (worker !== undefined) this.context.grew(worker.node);
  }

  print(podUid: string, container: string, line: LogLine, isOpen = false): void {
    const worker = this.worker(podUid);
    const run = worker === undefined ? undefined : containerOf(worker, container)?.run;
    if (run !== undefined) print(run, line.time, line.text, isOpen);
  }

  end(podUid: string, container: string, exitCode: number, reason: RunEnd['reason']): void {
    const { context, sync } = this;
    const found = this.find(podUid, container);
    const state = found === undefined ? undefined : containerOf(found.worker, container);
    if (found === undefined || state === undefined || !isRunning(state, context.now)) return;
    sync.starter.expectEnd(found.worker, state, { at: context.now, exitCode, reason });
    sync.prober.wake(found.worker, found.pod);
  }

  private worker(podUid: string): PodWorker | undefined {
    return this.context.state.pods.get(podUid);
  }

  private find(podUid: string, name: string): { worker: PodWorker; pod: Pod; container: Spec } | undefined {
    const worker = this.worker(podUid);
    const pod = worker === undefined ? undefined : this.context.pod(worker);
    const container = pod === undefined ? undefined : specOf(pod, name);
    return worker === undefined || pod === undefined || container === undefined
      ? undefined
      : { worker, pod, container };
  }

  private addresses(worker: PodWorker): { hostIP: string; podIP: string } {
    return { hostIP: this.context.hostIP(worker.node), podIP: worker.ip ?? '' };
  }

  private behaviour(pod: Pod, container: string, image: ImageBehaviour | undefined): ImageBehaviour | undefined {
    const { annotations } = pod.metadata;
    if (image === undefined || annotations === undefined) return image;
    let known = this.described.get(annotations);
    if (known === undefined) this.described.set(annotations, (known = new Map<string, Described>()));
    const last = known.get(container);
    if (last?.from === image) return last.behaviour;
    const behaviour = describedBehaviour(image, annotations, container);
    known.set(container, { behaviour, from: image });
    return behaviour;
  }
}

type Spec = NonNullable<ReturnType<typeof specOf>>;

const tags = new Map<string, string>();
const rememberedTags = 1000;

function tagOf(image: string): string {
  let tag = tags.get(image);
  if (tag === undefined) {
    const reference = parseImageReference(image);
    tag = reference.ok ? reference.tag : '';
    if (tags.size >= rememberedTags) tags.clear();
    tags.set(image, tag);
  }
  return tag;
}
