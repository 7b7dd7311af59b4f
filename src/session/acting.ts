import type { ApiRequest, ApiResponse, Fault, FaultResult } from '../engine/index.ts';
import type { Branch } from './branch.ts';
import type { SessionPort, Source } from './session-port.ts';

/** One command at work on a line of history. Its first change of the cluster opens an act, which undo takes back. */
export class Acting {
  readonly branch: Branch;
  readonly command: string;
  private readonly session: SessionPort;
  private readonly source: Source;
  private hasBegun = false;

  constructor(session: SessionPort, command: string, source: Source) {
    this.session = session;
    this.command = command;
    this.source = source;
    this.branch = session.history.target();
  }

  request(request: ApiRequest): ApiResponse {
    const writes = request.verb !== 'get' && request.verb !== 'list' && request.dryRun !== true;
    if (writes) this.begin();
    return this.branch.request(request, { actor: 'user', command: this.command });
  }

  inject(fault: Fault): FaultResult {
    this.begin();
    return this.branch.inject(fault, { actor: 'user', command: this.command });
  }

  private begin(): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    const act = this.session.history.beginAct(this.branch, this.command);
    if (this.source === 'button') {
      this.session.toast({ key: 'app.did', params: { command: this.command } }, 'info', act.id);
    }
    this.session.afterAct();
  }
}
