import type { Failure } from './exchange.ts';
import type { Url } from './url.ts';

/*
 * What curl 8 says (lib/connect.c, lib/hostip.c, lib/transfer.c).
 */

export function badUrl(): Failure {
  return { stage: 'url', exitCode: 3, message: 'URL rejected: Malformed input to a URL function' };
}

export function unresolvable({ host }: Url): Failure {
  return { stage: 'dns', exitCode: 6, message: `Could not resolve host: ${host}` };
}

function failedToConnect({ host, port }: Url, afterMs: number): string {
  return `Failed to connect to ${host} port ${port} after ${afterMs} ms: Could not connect to server`;
}

/** A RST came back, or kube-proxy's REJECT. */
export function refused(url: Url, afterMs: number): Failure {
  return { stage: 'connect', exitCode: 7, message: failedToConnect(url, afterMs) };
}

/** No route to host. */
export function unreachable(url: Url, afterMs: number): Failure {
  return { stage: 'unreachable', exitCode: 7, message: failedToConnect(url, afterMs) };
}

/** Nothing came back; `own`: it was the client that set the limit. */
export function timedOut(url: Url, afterMs: number, connected: boolean, own: boolean): Failure {
  let message = failedToConnect(url, afterMs);
  if (connected) message = `Operation timed out after ${afterMs} milliseconds with 0 bytes received`;
  else if (own) message = `Connection timed out after ${afterMs} milliseconds`;
  return { stage: 'timeout', exitCode: 28, message };
}

export function reset(): Failure {
  return { stage: 'reset', exitCode: 56, message: 'Recv failure: Connection reset by peer' };
}

export function empty(): Failure {
  return { stage: 'empty', exitCode: 52, message: 'Empty reply from server' };
}
