import type {
  ApiRequest,
  ApiResponse,
  Execution,
  Fault,
  FaultResult,
  LoadSpec,
  Requester,
  TrafficRequest,
} from '../engine/index.ts';
import type { Act, ActPlace, Branch, ExecCommand } from './branch.ts';
import type { SessionPort } from './session-port.ts';

/** One command at work on a line of history. Its first change of the cluster opens an act, which undo takes back. */
export class Acting {
  readonly branch: Branch;
  readonly command: string;
  private readonly session: SessionPort;
  private begun: Act | undefined;
  /** A machine was broken or mended, or something was sent, which the API may tell later or never. */
  private hasEffect = false;

  constructor(session: SessionPort, command: string) {
    this.session = session;
    this.command = command;
    this.branch = session.history.target();
  }

  request(request: ApiRequest): ApiResponse {
    const writes = request.verb !== 'get' && request.verb !== 'list' && request.dryRun !== true;
    if (writes) this.begin();
    return this.branch.request(request, this.requester);
  }

  inject(fault: Fault): FaultResult {
    this.begin();
    const result = this.branch.inject(fault, this.requester);
    if (result.ok) this.hasEffect = true;
    return result;
  }

  /** Sends a request through the simulated network; answers its exchange's id, or undefined before there is a network. */
  send(request: TrafficRequest): number | undefined {
    this.begin();
    const id = this.branch.send(request, this.requester);
    if (id !== undefined) this.hasEffect = true;
    return id;
  }

  /** Begins to send requests at a rate; answers the load's id, or undefined before there is a network. */
  startLoad(spec: LoadSpec): number | undefined {
    this.begin();
    const id = this.branch.startLoad(spec, this.requester);
    if (id !== undefined) this.hasEffect = true;
    return id;
  }

  stopLoad(load: number): void {
    this.begin();
    this.branch.stopLoad(load, this.requester);
    this.hasEffect = true;
  }

  /** Runs a command in a container. Most only read, also in the past; one that sends requests is an act. */
  exec(command: ExecCommand): Execution | undefined {
    const { branch } = this;
    const { place } = branch;
    const sent = branch.cluster.traffic?.lastId();
    const execution = branch.exec(command, this.requester);
    if (branch.cluster.traffic?.lastId() !== sent) {
      this.begin(place);
      this.hasEffect = true;
    }
    return execution;
  }

  /** What there is to undo: nothing while the cluster is as it was. */
  get act(): Act | undefined {
    const { begun, branch, hasEffect } = this;
    return begun !== undefined && (hasEffect || branch.cluster.revision() > begun.revision) ? begun : undefined;
  }

  /** Says that the command has ended. When it was refused, there is no act to undo. */
  end(): void {
    if (this.begun !== undefined && this.act === undefined) this.branch.dropAct(this.begun);
  }

  private get requester(): Requester {
    return { actor: 'user', command: this.command };
  }

  private begin(from: ActPlace = this.branch.place): void {
    if (this.begun !== undefined) return;
    this.begun = this.session.history.beginAct(this.branch, this.command, from);
    this.session.afterAct();
  }
}
