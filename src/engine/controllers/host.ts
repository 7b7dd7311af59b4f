import type { Change } from '../api/change.ts';
import type { ReplicaLister } from '../api/lister.ts';
import { ApiError } from '../api/status.ts';
import type { Component, ComponentPort, DecisionParams } from '../component.ts';
import type { Json } from '../json.ts';
import type { KubeObject } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import { CUSTOM_RESOURCES } from './controller.ts';
import type { Controller, ControllerPort, WatchRule } from './controller.ts';

/** client-go's ItemExponentialFailureRateLimiter: 5 ms doubling to 1000 s. */
const FIRST_RETRY_MS = 5;
const LAST_RETRY_MS = 1_000_000;

/** How many of the changes that put a key in the queue are remembered as causes. */
const MAX_CAUSES = 8;

/** A key in a work queue. At most one event on the clock belongs to it. */
interface QueuedKey {
  /** When it will be looked at; ms since the epoch. */
  due: number;
  timer: number;
  causes: number[];
}

interface QueueState {
  queued: [key: string, item: QueuedKey][];
  failures: [key: string, count: number][];
  /** Until when what the last look at a key read and wrote keeps its controller busy. */
  busy: [key: string, until: number][];
  memories: [key: string, memory: Json][];
}

/** A lister that tells how many objects were read through it. */
function countingLister(lister: ReplicaLister, count: (objects: number) => void): ReplicaLister {
  const counted = <T>(objects: readonly T[]): readonly T[] => {
    count(objects.length);
    return objects;
  };
  return {
    get: (resource, namespace, name) => lister.get(resource, namespace, name),
    list: (resource, namespace) => counted(lister.list(resource, namespace)),
    ownedBy: (uid) => counted(lister.ownedBy(uid)),
    podsControlledBy: (uid) => counted(lister.podsControlledBy(uid)),
    replicasOf: (uid) => counted(lister.replicasOf(uid)),
    orphanPods: (namespace) => counted(lister.orphanPods(namespace)),
    podsOnNode: (node) => counted(lister.podsOnNode(node)),
  };
}

type Timer = readonly [controller: string, key: string];

/**
 * Runs one reconciler: keys wait in a queue without doubles, are looked at one after another, and come back after
 * failures with back-off (client-go util/workqueue).
 */
class WorkQueue {
  readonly controller: Controller;
  private readonly port: ComponentPort;
  private readonly queued = new Map<string, QueuedKey>();
  private readonly failures = new Map<string, number>();
  private readonly busy = new Map<string, number>();
  private readonly memories = new Map<string, Json>();
  private readonly client: ControllerPort['client'];
  private readonly lister: ReplicaLister;
  private writes = 0;
  private reads = 0;

  constructor(controller: Controller, port: ComponentPort) {
    this.controller = controller;
    this.port = port;
    const client = port.clientFor(controller.name);
    const counted =
      <Args extends unknown[], Result>(write: (...args: Args) => Result) =>
      (...args: Args): Result => {
        this.writes += 1;
        return write(...args);
      };
    this.client = {
      create: counted(client.create.bind(client)),
      update: counted(client.update.bind(client)),
      updateStatus: counted(client.updateStatus.bind(client)),
      patch: counted(client.patch.bind(client)),
      delete: counted(client.delete.bind(client)),
      bind: counted(client.bind.bind(client)),
    };
    this.lister = countingLister(port.lister, (count) => {
      this.reads += count;
    });
  }

  /** Puts the keys in the queue that a change concerns. */
  addAll(keys: readonly string[], cause: number): void {
    for (const key of keys) this.add(key, latency.reconcile, cause);
  }

  /** Puts a key in the queue, or brings its turn forward; `cause` is the revision that made it interesting. */
  add(key: string, delayMs: number, cause: number | undefined): void {
    const notBefore = this.busy.get(key) ?? 0;
    const due = Math.max(this.port.now() + delayMs, notBefore);
    const item = this.queued.get(key);
    if (item === undefined) {
      const causes = cause === undefined ? [] : [cause];
      this.queued.set(key, { due, timer: this.schedule(key, due), causes });
      return;
    }
    if (cause !== undefined) {
      item.causes.push(cause);
      if (item.causes.length > MAX_CAUSES) item.causes.shift();
    }
    if (due < item.due) {
      this.port.cancel(item.timer);
      item.due = due;
      item.timer = this.schedule(key, due);
    }
  }

  run(key: string): void {
    const item = this.queued.get(key);
    if (item === undefined) return;
    this.queued.delete(key);
    this.busy.delete(key);
    this.writes = 0;
    this.reads = 0;
    const { controller, port } = this;
    const controllerPort: ControllerPort = {
      now: port.now(),
      lister: this.lister,
      client: this.client,
      random: port.random,
      decide: (code: string, params: DecisionParams, subject?: KubeObject) => {
        port.decide(controller.name, code, params, subject, item.causes);
      },
      event: (object, type, reason, message) => {
        port.event({ component: controller.eventSource ?? controller.name }, object, type, reason, message);
      },
      requeueAfter: (ms) => {
        this.add(key, ms, undefined);
      },
      memory: this.memories.get(key),
      remember: (memory) => {
        if (memory === undefined) this.memories.delete(key);
        else this.memories.set(key, memory);
      },
    };
    try {
      controller.reconcile(key, controllerPort);
      this.failures.delete(key);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const failures = this.failures.get(key) ?? 0;
      this.failures.set(key, failures + 1);
      this.add(key, Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 20)), undefined);
    }
    const cost = this.writes * latency.apiWrite + this.reads * latency.objectRead;
    if (cost > latency.reconcile) this.busy.set(key, port.now() + Math.ceil(cost));
  }

  save(): QueueState {
    return {
      queued: [...this.queued].map(([key, item]) => [key, { ...item, causes: [...item.causes] }]),
      failures: [...this.failures],
      busy: [...this.busy],
      memories: [...this.memories],
    };
  }

  load(state: QueueState): void {
    this.queued.clear();
    this.failures.clear();
    this.busy.clear();
    this.memories.clear();
    for (const [key, item] of state.queued) this.queued.set(key, { ...item, causes: [...item.causes] });
    for (const [key, count] of state.failures) this.failures.set(key, count);
    for (const [key, until] of state.busy) this.busy.set(key, until);
    for (const [key, memory] of state.memories) this.memories.set(key, memory);
  }

  private schedule(key: string, due: number): number {
    return this.port.schedule(due - this.port.now(), [this.controller.name, key]);
  }
}

/** Whose keys a change may concern. */
interface Watcher {
  readonly queue: WorkQueue;
  readonly rule: WatchRule;
}

/** All reconcilers of the control plane, as kube-controller-manager runs them. */
export class ControllerHost implements Component {
  readonly name = 'controllers';
  private readonly queues = new Map<string, WorkQueue>();
  private readonly watchers = new Map<string, Watcher[]>();
  private readonly port: ComponentPort;

  /** What a checkpoint holds of controllers that are not here yet. */
  private readonly waiting = new Map<string, QueueState>();

  constructor(port: ComponentPort, controllers: readonly Controller[]) {
    this.port = port;
    this.register(controllers);
  }

  /** Runs more controllers. Those whose kinds are still without objects may come later than the rest. */
  register(controllers: readonly Controller[]): void {
    for (const controller of controllers) {
      const queue = new WorkQueue(controller, this.port);
      const state = this.waiting.get(controller.name);
      if (state !== undefined) queue.load(state);
      this.waiting.delete(controller.name);
      this.queues.set(controller.name, queue);
      for (const rule of controller.watches) {
        const rules = this.watchers.get(rule.resource);
        if (rules === undefined) this.watchers.set(rule.resource, [{ queue, rule }]);
        else rules.push({ queue, rule });
      }
    }
  }

  onChange(change: Change): void {
    // The store's names of custom resources have their group.
    const watched = change.resource.includes('.') ? CUSTOM_RESOURCES : change.resource;
    const watchers = this.watchers.get(watched);
    if (watchers === undefined) return;
    const { lister } = this.port;
    for (const { queue, rule } of watchers) {
      const keys = rule.keys(change, lister);
      if (keys.length > 0) queue.addAll(keys, change.revision);
    }
  }

  onEvent(payload: Json): void {
    const [controller, key] = payload as unknown as Timer;
    this.queues.get(controller)?.run(key);
  }

  /** Makes a controller look at a key for a reason that is no change of an object. */
  enqueue(controller: string, key: string, delayMs: number): void {
    this.queues.get(controller)?.add(key, delayMs, undefined);
  }

  save(): Json {
    return [...[...this.queues].map(([name, queue]) => [name, queue.save()]), ...this.waiting] as unknown as Json;
  }

  load(state: Json): void {
    this.waiting.clear();
    for (const [name, saved] of state as unknown as [string, QueueState][]) {
      const queue = this.queues.get(name);
      if (queue === undefined) this.waiting.set(name, saved);
      else queue.load(saved);
    }
  }
}
