import type { IncomingMessage } from 'node:http';
import { ApiError, badRequest } from '../../engine/index.ts';

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

function hostOf(authority: string): string {
  return authority.replace(/:\d{1,5}$/, '').toLowerCase();
}

function forbidden(message: string): ApiError {
  return new ApiError({ ...badRequest(message).status, code: 403, reason: 'Forbidden' });
}

/**
 * Why a request is not answered at all; undefined for those that are. A page elsewhere must not reach the cluster through
 * its visitor's browser: neither by a name that resolves to this machine (Host) nor by a request across sites (Origin).
 */
export function refusal({ headers }: IncomingMessage): ApiError | undefined {
  if (!LOOPBACK.has(hostOf(headers.host ?? ''))) {
    return forbidden('only requests to 127.0.0.1 or localhost are answered');
  }
  const { origin } = headers;
  if (origin === undefined) return undefined;
  const from = /^https?:\/\/([^/]+)$/.exec(origin)?.[1];
  const isOwn = from !== undefined && LOOPBACK.has(hostOf(from));
  return isOwn ? undefined : forbidden('requests of other sites are not answered');
}
