import { decodeBase64Text, encodeBase64Text } from './base64.ts';
import { badRequest } from './status.ts';

/** Where a list in pieces goes on (apiserver pkg/storage/continue.go). */
export interface ContinueToken {
  /** The revision that the first piece showed; -1: whatever is there now. */
  readonly revision: number;
  /** `namespace/name` of the last object that was given. */
  readonly after: string;
}

/** The next key in etcd's order. */
const AFTER = '\u0000';

export function encodeContinueToken({ revision, after }: ContinueToken): string {
  const text = JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: `${after}${AFTER}` });
  return encodeBase64Text(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Reads a token; ApiError 400 when this server never gave it (storage.DecodeContinue). */
export function decodeContinueToken(token: string): ContinueToken {
  const padded = token
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .padEnd(Math.ceil(token.length / 4) * 4, '=');
  const text = decodeBase64Text(padded);
  if (text === undefined) throw badRequest('continue key is not valid: illegal base64 data at input byte 0');
  const { v, rv, start } = parsed(text);
  if (v !== 'meta.k8s.io/v1') {
    throw badRequest('continue key is not valid: server does not recognize this encoded version');
  }
  if (typeof rv !== 'number' || !Number.isSafeInteger(rv) || rv < -1 || rv === 0) {
    throw badRequest('continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  }
  if (typeof start !== 'string' || start === '') {
    throw badRequest('continue key is not valid: encoded start key empty (version meta.k8s.io/v1)');
  }
  return { revision: rv, after: start.endsWith(AFTER) ? start.slice(0, -AFTER.length) : start };
}

function parsed(text: string): { v?: unknown; rv?: unknown; start?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    throw badRequest('continue key is not valid: invalid character in the encoded key');
  }
}
