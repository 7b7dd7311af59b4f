import type { Change } from '../api/change.ts';
import type { Client } from '../api/client.ts';
import type { Lister } from '../api/lister.ts';
import type { ObjectOf } from '../api/resources.ts';
import type { ComponentPort, DecisionParams, EventSource } from '../component.ts';
import { preloadedImages } from '../images/preloaded.ts';
import { resolveImage } from '../images/registry.ts';
import type { Image, ImageResolution, RegistryState } from '../images/registry.ts';
import type { Container, KubeObject, Pod } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import type { Run } from './container-state.ts';
import type { Shortage } from './eviction-signals.ts';
import type { Execution } from './execution.ts';
import type { NetworkDoor } from './network-door.ts';
import type { AddressPool } from './pod-addresses.ts';
import { newAddressPool } from './pod-addresses.ts';
import type { PodWorker } from './pod-worker.ts';
import { PodWorkers } from './pod-workers.ts';
import type { ScriptPlayer } from './script-player.ts';

/** What the kubelets know of one machine. Plain data. */
export interface NodeState {
  /** Without power, or still booting. */
  off?: 'off' | 'booting' | undefined;
  /** Its network is cut: its kubelet hears nothing of the API and cannot tell it anything. */
  deaf?: true | undefined;
  /** Grows each time it loses power, so that events of its former life are known. */
  life: number;
  addresses: AddressPool;
  /** References of the images that it has. */
  images: string[];
  /** Pulls one after another (serializeImagePulls); the first is under way. */
  pulls: Pull[];
  /** The next look at what the machine runs short of. */
  evictionRound?: { at: number; timer: number } | undefined;
  /** When each shortage was last seen, ms since the epoch, for as long as the node's conditions tell of it. */
  pressure?: Partial<Record<Shortage, number>> | undefined;
}

/** What a checkpoint has of a machine, with its fields in the order of a new one: they are saved in that order again. */
export function restoredNodeState(saved: NodeState): NodeState {
  return { ...newNodeState(), ...saved };
}

function newNodeState(): NodeState {
  return {
    off: undefined,
    deaf: undefined,
    life: 0,
    addresses: newAddressPool(),
    images: [...preloadedImages],
    pulls: [],
    evictionRound: undefined,
    pressure: undefined,
  };
}

export interface Pull {
  uid: string;
  /** The pod worker's token when it asked: a pull for a job that was given up only fills the cache. */
  token: number;
  container: string;
  image: string;
  /** Virtual time, ms since the epoch. */
  queuedAt: number;
  durationMs: number;
  /** Set when it is under way. */
  startedAt?: number | undefined;
}

/** What is due on the clock for the kubelets. */
export type KubeletEvent =
  | { type: 'sync'; uid: string }
  | { type: 'sandboxReady'; uid: string; token: number }
  | { type: 'containerStarts'; uid: string; token: number }
  | { type: 'hookDone'; uid: string; token: number }
  | { type: 'containerEnded'; uid: string; container: string; run: string }
  | { type: 'probe'; uid: string; container: string; kind: 'startup' | 'readiness' | 'liveness'; run: string }
  /** A container's script runs a client, `at` ms after its start. */
  | { type: 'clientCalls'; uid: string; container: string; run: string; at: number }
  | { type: 'evictionRound'; node: string; life: number }
  /** A kubelet reports what its machine has. */
  | { type: 'capacity'; node: string; life: number }
  | { type: 'pulled'; node: string; life: number }
  | { type: 'terminated'; uid: string; token: number }
  | { type: 'booted'; node: string; life: number };

/** A ConfigMap or Secret as it was before a change that some pods are yet to see in their volumes. */
export interface Replaced {
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly object: KubeObject;
  /** When it was replaced: virtual time, ms since the epoch. */
  readonly at: number;
}

/** Texts by path below the root of a volume. */
export type VolumeFiles = Record<string, string>;

export interface KubeletState extends RegistryState {
  unknownImages: 'run' | 'fail';
  built: string[];
  nodes: Map<string, NodeState>;
  readonly pods: PodWorkers;
  /** Oldest first. */
  replaced: readonly Replaced[];
  /** What was written into volumes, by where their data lies. */
  volumes: Map<string, VolumeFiles>;
}

/** As whom the kubelet of one node acts; made once for each node. */
interface Identity {
  readonly actor: string;
  readonly client: Client;
  readonly source: EventSource;
}

const NO_CAUSES: readonly number[] = [];

/** What runs commands in containers: their own, and those that are brought to them while they run. */
export interface CommandPlayer extends ScriptPlayer {
  /**
   * Runs a command inside a running container at this moment, as `kubectl exec`, exec probes and hooks do. `stdin`: what
   * it reads, all of it; without it there is nothing to read.
   */
  execute(
    context: KubeletContext,
    worker: PodWorker,
    pod: Pod,
    container: Container,
    run: Run,
    command: readonly string[],
    stdin?: string,
  ): Execution;
}

/** What the parts of the kubelets share. */
export class KubeletContext {
  readonly port: ComponentPort;
  readonly state: KubeletState;
  /** The network, as processes use it; absent until there is one. */
  door: NetworkDoor | undefined;
  /** Called when something on a machine takes more memory or disk than before. */
  grew: (node: string) => void = () => undefined;
  private player: CommandPlayer | undefined;
  /** Answers of `resolve`, worked out again when the registry changes. */
  private readonly resolutions = new Map<string, ImageResolution>();
  private readonly identities = new Map<string, Identity>();

  constructor(port: ComponentPort, unknownImages: 'run' | 'fail') {
    this.port = port;
    this.state = {
      unknownImages,
      built: [],
      nodes: new Map(),
      pods: new PodWorkers(),
      replaced: [],
      volumes: new Map(),
    };
  }

  /** Before this, containers can run nothing but their images' own servers. */
  setScripts(player: CommandPlayer): void {
    this.player = player;
  }

  scripts(): CommandPlayer {
    if (this.player === undefined) throw new Error('a container runs a script before anything can play it');
    return this.player;
  }

  get now(): number {
    return this.port.now();
  }

  /** What a node finds when it asks for an image. */
  resolve(image: string): ImageResolution {
    let resolution = this.resolutions.get(image);
    if (resolution === undefined) {
      resolution = resolveImage(image, this.state);
      this.resolutions.set(image, resolution);
    }
    return resolution;
  }

  /** An image that can run, by its name. */
  image(name: string): Image | undefined {
    const resolution = this.resolve(name);
    return resolution.type === 'published' || resolution.type === 'local' ? resolution.image : undefined;
  }

  /** The registry or what was built on the nodes has changed. */
  forgetImages(): void {
    this.resolutions.clear();
  }

  node(name: string): NodeState {
    let node = this.state.nodes.get(name);
    if (node === undefined) {
      node = newNodeState();
      this.state.nodes.set(name, node);
    }
    return node;
  }

  isOff(node: string): boolean {
    return this.state.nodes.get(node)?.off !== undefined;
  }

  isDeaf(node: string): boolean {
    return this.state.nodes.get(node)?.deaf === true;
  }

  schedule(delayMs: number, event: KubeletEvent): number {
    return this.port.schedule(delayMs, event);
  }

  /** The API's object of a pod, unless it is gone or another has taken its name. */
  pod(worker: PodWorker): Pod | undefined {
    const pod = this.port.lister.get('pods', worker.namespace, worker.name);
    return pod?.metadata.uid === worker.uid ? pod : undefined;
  }

  /** Keeps what was replaced until every pod's kubelet has looked at it again. */
  contentChanged({ resource, namespace, name, previous, time }: Change): void {
    if (previous === undefined) return;
    const recent = this.state.replaced.filter(({ at }) => at > this.now - latency.kubeletSync);
    this.state.replaced = [...recent, { resource, namespace, name, object: previous, at: time }];
  }

  /** ConfigMaps and Secrets as a pod's volumes have them: as they were when its kubelet last looked at all of the pod. */
  mountedBy({ admittedAt }: PodWorker): Pick<Lister, 'get'> {
    const lookedAt = this.now - ((this.now - admittedAt) % latency.kubeletSync);
    return {
      get: <R extends string>(resource: R, namespace: string, name: string): ObjectOf<R> | undefined => {
        const stale = this.state.replaced.find(
          (each) =>
            each.at > lookedAt && each.name === name && each.resource === resource && each.namespace === namespace,
        );
        return stale === undefined ? this.port.lister.get(resource, namespace, name) : (stale.object as ObjectOf<R>);
      },
    };
  }

  client(node: string): Client {
    return this.identity(node).client;
  }

  decide(
    worker: PodWorker,
    code: string,
    params: DecisionParams,
    subject: KubeObject | undefined = this.pod(worker),
  ): void {
    const causes = worker.cause === 0 ? NO_CAUSES : [worker.cause];
    this.port.decide(this.identity(worker.node).actor, code, params, subject, causes);
  }

  /** An Event about a pod, or about one of its containers. */
  event(worker: PodWorker, type: 'Normal' | 'Warning', reason: string, message: string, container?: Container): void {
    const pod = this.pod(worker);
    if (pod === undefined || this.isDeaf(worker.node)) return;
    const { source } = this.identity(worker.node);
    const path = container === undefined ? undefined : fieldPath(pod, container);
    this.port.event(source, pod, type, reason, message, path);
  }

  hostIP(node: string): string {
    const addresses = this.port.lister.get('nodes', '', node)?.status.addresses;
    if (addresses !== undefined) for (const { type, address } of addresses) if (type === 'InternalIP') return address;
    return '';
  }

  private identity(node: string): Identity {
    let identity = this.identities.get(node);
    if (identity === undefined) {
      const actor = `kubelet ${node}`;
      identity = { actor, client: this.port.clientFor(actor), source: { component: 'kubelet', host: node } };
      this.identities.set(node, identity);
    }
    return identity;
  }
}

/** As in `spec.containers{nginx}` (pkg/kubelet/container/ref.go). */
function fieldPath(pod: Pod, container: Container): string {
  const has = (list: readonly Container[] | undefined): boolean =>
    list?.some(({ name }) => name === container.name) === true;
  const { initContainers, ephemeralContainers } = pod.spec;
  const list = has(initContainers) ? 'initContainers' : has(ephemeralContainers) ? 'ephemeralContainers' : 'containers';
  return `spec.${list}{${container.name}}`;
}

/** The manifest's container of that name. */
export function specOf(pod: Pod, name: string): Container | undefined {
  const { containers, initContainers, ephemeralContainers } = pod.spec;
  for (const container of containers) if (container.name === name) return container;
  if (initContainers !== undefined)
    for (const container of initContainers) if (container.name === name) return container;
  if (ephemeralContainers !== undefined)
    for (const container of ephemeralContainers) if (container.name === name) return container;
  return undefined;
}
