import type {
  ApiRequest,
  ApiResponse,
  Checkpoint,
  Cluster,
  Execution,
  Fault,
  FaultResult,
  LoadSpec,
  Requester,
  TrafficRequest,
} from '../engine/index.ts';

/** What a person did to the cluster, and after how many of its events: enough to do the same again. */
export type Input = { time: number; position: number; requester: Requester } & (
  | { type: 'request'; request: ApiRequest }
  | { type: 'fault'; fault: Fault }
  | { type: 'send'; request: TrafficRequest }
  | { type: 'startLoad'; spec: LoadSpec }
  | { type: 'stopLoad'; load: number }
  | { type: 'exec'; command: ExecCommand }
);

/** A command that is run in a container. */
export interface ExecCommand {
  namespace: string;
  pod: string;
  container: string;
  command: readonly string[];
  stdin: string;
}

/** Where an act begins. */
export interface ActPlace {
  /** Virtual time, ms since the epoch. */
  time: number;
  /** How many inputs came before it. */
  firstInput: number;
  /** The last revision before it. */
  revision: number;
}

/** One act of a person as they know it; it may be several inputs (`kubectl apply` of two objects). */
export interface Act extends ActPlace {
  id: number;
  /** The line that the act stands for: `kubectl delete pod web-...`. */
  command: string;
}

interface SavedState {
  checkpoint: Checkpoint;
  position: number;
  inputs: number;
}

/** At least this much happens between two checkpoints: replaying it costs less than keeping one more. */
const CHECKPOINT_INTERVAL_MS = 30_000;
const CHECKPOINT_MIN_EVENTS = 400;
const CHECKPOINT_MAX_EVENTS = 20_000;
const CHECKPOINT_LIMIT = 40;

/**
 * One line of history: a cluster, what people did to it, and checkpoints on the way. Because the engine is
 * deterministic, a checkpoint and the inputs after it give back any moment exactly. Times are virtual, ms since the
 * epoch; a position is the number of events that the cluster has run, which tells moments of the same time apart.
 */
export class Branch {
  readonly cluster: Cluster;
  /** The line that this one left when a person acted in the past; undoing that act returns to it. */
  abandoned: Branch | undefined;
  private inputs: Input[];
  private actList: Act[];
  private saved: SavedState[];
  private position: number;

  private constructor(cluster: Cluster, inputs: Input[], acts: Act[], saved: SavedState[], position: number) {
    this.cluster = cluster;
    this.inputs = inputs;
    this.actList = acts;
    this.saved = saved;
    this.position = position;
  }

  /** Starts the history of a cluster at its present. */
  static start(cluster: Cluster): Branch {
    return new Branch(cluster, [], [], [{ checkpoint: cluster.checkpoint(), position: 0, inputs: 0 }], 0);
  }

  get acts(): readonly Act[] {
    return this.actList;
  }

  /** The earliest moment that can be looked at. */
  get startTime(): number {
    return this.saved[0]?.checkpoint.now ?? this.cluster.now();
  }

  get checkpointCount(): number {
    return this.saved.length;
  }

  /** Whether the last fault of this type and target that can be on or off was switched on. */
  isFaultOn(wanted: Extract<Fault, { on: boolean; container: string }>): boolean {
    const same = (fault: Fault): fault is typeof wanted =>
      fault.type === wanted.type &&
      'container' in fault &&
      fault.namespace === wanted.namespace &&
      fault.pod === wanted.pod &&
      fault.container === wanted.container;
    const last = this.inputs.findLast((input) => input.type === 'fault' && same(input.fault));
    return last?.type === 'fault' && same(last.fault) && last.fault.on;
  }

  /** Runs what is due within `ms`, at most `maxEvents` events; false when those were not enough. */
  advance(ms: number, maxEvents: number): boolean {
    const result = this.cluster.advance(ms, maxEvents);
    this.position += result.events;
    return result.reached;
  }

  /** Runs the next event, whenever it is due; false when there is none. */
  step(): boolean {
    if (!this.cluster.step()) return false;
    this.position += 1;
    return true;
  }

  /** Asks the API server; what may change the cluster is remembered for replay. */
  request(request: ApiRequest, requester: Requester): ApiResponse {
    const response = this.cluster.request(request, requester);
    const reads = request.verb === 'get' || request.verb === 'list' || request.dryRun === true;
    // A refused write can leave a trace too (a name that was drawn at random), so it is replayed like any other.
    if (!reads) this.inputs.push({ ...this.stamp(requester), type: 'request', request });
    return response;
  }

  inject(fault: Fault, requester: Requester): FaultResult {
    const stamp = this.stamp(requester);
    const result = this.cluster.inject(fault, requester);
    this.inputs.push({ ...stamp, type: 'fault', fault });
    return result;
  }

  /** Sends a request through the simulated network; answers its exchange's id, or undefined before there is a network. */
  send(request: TrafficRequest, requester: Requester): number | undefined {
    this.inputs.push({ ...this.stamp(requester), type: 'send', request });
    return this.cluster.traffic?.send(request);
  }

  /** Begins to send requests at a rate; answers the load's id, or undefined before there is a network. */
  startLoad(spec: LoadSpec, requester: Requester): number | undefined {
    this.inputs.push({ ...this.stamp(requester), type: 'startLoad', spec });
    return this.cluster.traffic?.startLoad(spec);
  }

  stopLoad(load: number, requester: Requester): void {
    this.inputs.push({ ...this.stamp(requester), type: 'stopLoad', load });
    this.cluster.traffic?.stopLoad(load);
  }

  /** Runs a command in a container. It may send requests from there, so it is replayed. */
  exec(command: ExecCommand, requester: Requester): Execution | undefined {
    this.inputs.push({ ...this.stamp(requester), type: 'exec', command });
    const { namespace, pod, container, stdin } = command;
    return this.cluster.exec(namespace, pod, container, command.command, stdin);
  }

  /** Where the next act begins. */
  get place(): ActPlace {
    return { time: this.cluster.now(), firstInput: this.inputs.length, revision: this.cluster.revision() };
  }

  /**
   * Opens an act: what is put in from now on, until the next act, belongs to it. `from`: what was put in since that
   * place belongs to it too.
   */
  beginAct(id: number, command: string, from: ActPlace = this.place): Act {
    this.saveCheckpoint(CHECKPOINT_MIN_EVENTS);
    const act = { id, command, ...from };
    this.actList.push(act);
    return act;
  }

  /** Forgets an act that changed nothing. */
  dropAct(act: Act): void {
    this.actList = this.actList.filter((each) => each !== act);
  }

  /** Keeps a checkpoint when enough has happened since the last one; whether it did. */
  saveCheckpointIfDue(): boolean {
    const last = this.saved.at(-1);
    const elapsed = this.cluster.now() - (last?.checkpoint.now ?? 0);
    return this.saveCheckpoint(elapsed >= CHECKPOINT_INTERVAL_MS ? CHECKPOINT_MIN_EVENTS : CHECKPOINT_MAX_EVENTS);
  }

  /** A new line of history that stands at `time`, with everything done before it. This one stays as it is. */
  forkAt(time: number): Branch {
    let inputs = this.inputs.findIndex((input) => input.time > time);
    if (inputs === -1) inputs = this.inputs.length;
    const branch = this.replay((saved) => saved.checkpoint.now <= time && saved.inputs <= inputs, inputs);
    branch.runTo(time, Infinity);
    branch.actList = this.actList.filter((act) => act.firstInput < inputs);
    return branch;
  }

  /** A new line of history that stands just before an act of this one. */
  forkBefore(act: Act): Branch {
    const first = this.inputs[act.firstInput];
    if (first === undefined) return this.forkAt(act.time);
    const branch = this.replay(
      (saved) => saved.position <= first.position && saved.inputs <= act.firstInput,
      act.firstInput,
    );
    branch.runTo(first.time, first.position);
    branch.actList = this.actList.filter((other) => other.id < act.id);
    return branch;
  }

  private replay(usable: (saved: SavedState) => boolean, inputCount: number): Branch {
    const index = this.saved.findLastIndex(usable);
    const from = this.saved[index];
    if (from === undefined) throw new Error('A branch always has a checkpoint of its start');
    const cluster = this.cluster.restore(from.checkpoint);
    const inputs = this.inputs.slice(0, from.inputs);
    const branch = new Branch(cluster, inputs, [], this.saved.slice(0, index + 1), from.position);
    for (const input of this.inputs.slice(from.inputs, inputCount)) {
      branch.runTo(input.time, input.position);
      branch.putIn(input);
    }
    return branch;
  }

  private putIn(input: Input): void {
    const { requester } = input;
    switch (input.type) {
      case 'request':
        this.request(input.request, requester);
        break;
      case 'fault':
        this.inject(input.fault, requester);
        break;
      case 'send':
        this.send(input.request, requester);
        break;
      case 'startLoad':
        this.startLoad(input.spec, requester);
        break;
      case 'stopLoad':
        this.stopLoad(input.load, requester);
        break;
      case 'exec':
        this.exec(input.command, requester);
        break;
    }
  }

  /** Moves to `time` by running events up to `position`, exactly as they ran the first time. */
  private runTo(time: number, position: number): void {
    const events = position - this.position;
    if (events > 0) this.advance(Math.max(0, time - this.cluster.now()), events);
    // Nothing more is due here, unless the clock stood still on purpose: then it already shows `time`.
    if (this.cluster.now() < time) this.cluster.advance(time - this.cluster.now());
  }

  private stamp(requester: Requester): { time: number; position: number; requester: Requester } {
    return { time: this.cluster.now(), position: this.position, requester };
  }

  private saveCheckpoint(minEvents: number): boolean {
    const last = this.saved.at(-1);
    if (last !== undefined && this.position - last.position < minEvents) return false;
    this.saved.push({ checkpoint: this.cluster.checkpoint(), position: this.position, inputs: this.inputs.length });
    if (this.saved.length > CHECKPOINT_LIMIT) this.dropLeastUseful();
    return true;
  }

  /** Far back, a few checkpoints are enough: the one that leaves the smallest gap for its age goes. */
  private dropLeastUseful(): void {
    const now = this.cluster.now();
    let victim = 1;
    let least = Infinity;
    for (let index = 1; index < this.saved.length - 1; index++) {
      const before = this.saved[index - 1];
      const here = this.saved[index];
      const after = this.saved[index + 1];
      if (before === undefined || here === undefined || after === undefined) continue;
      const gap = (after.checkpoint.now - before.checkpoint.now) / (now - here.checkpoint.now + 1);
      if (gap < least) {
        least = gap;
        victim = index;
      }
    }
    this.saved.splice(victim, 1);
  }
}
