import type { ApiRequest, ApiResponse, Fault, FaultResult } from '../engine/index.ts';
import type { Act, Branch } from './branch.ts';
import type { SessionPort } from './session-port.ts';

/** One command at work on a line of history. Its first change of the cluster opens an act, which undo takes back. */
export class Acting {
  readonly branch: Branch;
  readonly command: string;
  private readonly session: SessionPort;
  private begun: Act | undefined;
  /** A machine was broken or mended, which the API may tell later or never. */
  private hasFault = false;

  constructor(session: SessionPort, command: string) {
    this.session = session;
    this.command = command;
    this.branch = session.history.target();
  }

  request(request: ApiRequest): ApiResponse {
    const writes = request.verb !== 'get' && request.verb !== 'list' && request.dryRun !== true;
    if (writes) this.begin();
    return this.branch.request(request, { actor: 'user', command: this.command });
  }

  inject(fault: Fault): FaultResult {
    this.begin();
    const result = this.branch.inject(fault, { actor: 'user', command: this.command });
    if (result.ok) this.hasFault = true;
    return result;
  }

  /** What there is to undo: nothing while the cluster is as it was. */
  get act(): Act | undefined {
    const { begun, branch, hasFault } = this;
    return begun !== undefined && (hasFault || branch.cluster.revision() > begun.revision) ? begun : undefined;
  }

  /** Says that the command has ended. When it was refused, there is no act to undo. */
  end(): void {
    if (this.begun !== undefined && this.act === undefined) this.branch.dropAct(this.begun);
  }

  private begin(): void {
    if (this.begun !== undefined) return;
    this.begun = this.session.history.beginAct(this.branch, this.command);
    this.session.afterAct();
  }
}
