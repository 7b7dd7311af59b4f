import { standInDigest, standInUuid } from '../images/digest.ts';
import type { Json } from '../json.ts';
import { encodeBase64, encodeBase64Text } from './base64.ts';

/** Who issues tokens, and whom they are for unless they say another. */
export const ISSUER = 'https://kubernetes.default.svc.cluster.local';

/** For how long a token is good unless something else is asked for. */
export const DEFAULT_SECONDS = 3600;
/** Of an RSA signature with a key of 2048 bits, hex digits. */
const SIGNATURE_DIGITS = 512;

function urlSafe(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** A signature of the right shape: no key is behind it, because nobody here has to believe it. */
export function signatureOf(text: string): string {
  let digits = '';
  while (digits.length < SIGNATURE_DIGITS) digits += standInDigest(digits + text);
  const bytes = Array.from({ length: SIGNATURE_DIGITS / 2 }, (_, at) => parseInt(digits.slice(2 * at, 2 * at + 2), 16));
  return urlSafe(encodeBase64(bytes));
}

/** A JSON Web Token with these claims. */
export function signedToken(claims: Json): string {
  const header = { alg: 'RS256', kid: urlSafe(encodeBase64Text(standInDigest(ISSUER).slice(0, 32))) };
  const signed = [header, claims].map((part) => urlSafe(encodeBase64Text(JSON.stringify(part)))).join('.');
  return `${signed}.${signatureOf(signed)}`;
}

interface Named {
  readonly name: string;
  readonly uid: string;
}

/**
 * The token that a kubelet has projected into a pod (pkg/kubelet/token/token_manager.go); `issuedAt`: ms since the epoch.
 */
export function podToken(
  account: Named,
  pod: Named & { readonly namespace: string; readonly node: Named },
  issuedAt: number,
  projection: { readonly audience?: string; readonly expirationSeconds?: number },
): string {
  const { namespace, name, uid, node } = pod;
  const issued = Math.floor(issuedAt / 1000);
  return signedToken({
    aud: [projection.audience ?? ISSUER],
    exp: issued + (projection.expirationSeconds ?? DEFAULT_SECONDS),
    iat: issued,
    iss: ISSUER,
    jti: standInUuid(`${account.uid}${uid}${issued}`),
    'kubernetes.io': {
      namespace,
      node: { name: node.name, uid: node.uid },
      pod: { name, uid },
      serviceaccount: { name: account.name, uid: account.uid },
    },
    nbf: issued,
    sub: `system:serviceaccount:${namespace}:${account.name}`,
  });
}

/** Claims of tokens that stand in Secrets (pkg/serviceaccount/legacy.go). */
export const LEGACY = 'kubernetes.io/serviceaccount/';

/** The token without an end that a Secret holds for a service account. */
export function accountToken({ namespace, name, uid }: Named & { readonly namespace: string }, secret: string): string {
  return signedToken({
    iss: 'kubernetes/serviceaccount',
    [`${LEGACY}namespace`]: namespace,
    [`${LEGACY}secret.name`]: secret,
    [`${LEGACY}service-account.name`]: name,
    [`${LEGACY}service-account.uid`]: uid,
    sub: `system:serviceaccount:${namespace}:${name}`,
  });
}
