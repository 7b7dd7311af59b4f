import { standInUuid } from '../images/digest.ts';
import type { Json } from '../json.ts';
import type { GenericObject } from '../kinds/types/index.ts';
import { decodeBase64 } from './base64.ts';
import { invalid as invalidValue, type FieldError } from './field.ts';
import { goQuote } from './go-syntax.ts';
import { isJsonObject } from './patch/json-object.ts';
import { DEFAULT_SECONDS, ISSUER, LEGACY, signatureOf, signedToken } from './service-account-token.ts';
import { badRequest, invalid } from './status.ts';
import { toRFC3339 } from './time.ts';
import { utf8Text } from './utf8.ts';

const LEAST_SECONDS = 600;
const MOST_SECONDS = 2 ** 32;

function lifetimeErrors(seconds: Json): readonly FieldError[] {
  if (typeof seconds !== 'number' || !Number.isSafeInteger(seconds)) throw badRequest('expirationSeconds is a number');
  const refuse = (detail: string): readonly FieldError[] => [invalidValue('spec.expirationSeconds', seconds, detail)];
  if (seconds < LEAST_SECONDS) return refuse('may not specify a duration less than 10 minutes');
  return seconds > MOST_SECONDS ? refuse('may not specify a duration larger than 2^32 seconds') : [];
}

/**
 * Answers a TokenRequest for a service account with a JSON Web Token that says the same as a real one
 * (pkg/registry/core/serviceaccount/storage/token.go, pkg/serviceaccount/claims.go). ApiError 400 and 422 for what cannot
 * be asked. `now`: ms since the epoch; `count` tells tokens of the same second apart.
 */
export function requestToken(
  account: GenericObject,
  body: Json | undefined,
  now: number,
  count: number,
): GenericObject {
  if (body === undefined || !isJsonObject(body)) throw badRequest('the body is not a TokenRequest');
  const spec = body['spec'] !== undefined && isJsonObject(body['spec']) ? body['spec'] : {};
  const { audiences: asked, expirationSeconds, boundObjectRef } = spec;
  const seconds = expirationSeconds ?? DEFAULT_SECONDS;
  const errors = lifetimeErrors(seconds);
  if (errors.length > 0) throw invalid({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', errors);
  const audiences = Array.isArray(asked) && asked.length > 0 ? (asked as Json[]) : [ISSUER];
  const { namespace = '', name, uid } = account.metadata;
  const issued = Math.floor(now / 1000);
  const expires = issued + Number(seconds);
  const token = signedToken({
    aud: audiences,
    exp: expires,
    iat: issued,
    iss: ISSUER,
    jti: standInUuid(`${uid}${now}${count}`),
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
    nbf: issued,
    sub: `system:serviceaccount:${namespace}:${name}`,
  });
  return {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: toRFC3339(now) } as GenericObject['metadata'],
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: boundObjectRef ?? null },
    status: { token, expirationTimestamp: toRFC3339(expires * 1000) },
  };
}

/** Finds a service account by namespace and name. */
export type AccountLookup = (namespace: string, name: string) => GenericObject | undefined;

interface Claims {
  aud: readonly string[];
  exp: number;
  /** Absent in a token of a Secret. */
  jti?: string;
  sub: string;
  'kubernetes.io': { namespace: string; serviceaccount: { name: string; uid: string } };
}

/** The claims of a token that was issued here; undefined for any other. */
function claimsOf(token: string): Claims | undefined {
  const [header = '', claims = '', signature] = token.split('.');
  const signed = `${header}.${claims}`;
  if (signature === undefined || token.length > LONGEST_TOKEN || signature !== signatureOf(signed)) return undefined;
  const base64 = claims.replaceAll('-', '+').replaceAll('_', '/');
  const decoded = decodeBase64(base64.padEnd(Math.ceil(base64.length / 4) * 4, '='));
  if (!('bytes' in decoded)) return undefined;
  const told = JSON.parse(utf8Text(decoded.bytes)) as Claims | Record<string, string>;
  return 'kubernetes.io' in told ? (told as Claims) : legacyClaims(told);
}

/** They end with their Secret, and are for the API server's own audience. */
function legacyClaims(told: Readonly<Record<string, string>>): Claims {
  const of = (field: string): string => told[LEGACY + field] ?? '';
  const serviceaccount = { name: of('service-account.name'), uid: of('service-account.uid') };
  const { sub = '' } = told;
  return { aud: [ISSUER], exp: Infinity, sub, 'kubernetes.io': { namespace: of('namespace'), serviceaccount } };
}

const LONGEST_TOKEN = 16_384;

/**
 * The status of a TokenReview: whose token it is, if it was issued here, has not expired and its account is still there
 * (pkg/serviceaccount/jwt.go). `now`: ms since the epoch.
 */
export function reviewToken(spec: Json | undefined, accounts: AccountLookup, now: number): Record<string, unknown> {
  const asked = spec !== undefined && isJsonObject(spec) ? spec : {};
  const { token, audiences } = asked;
  const claims = typeof token === 'string' ? claimsOf(token) : undefined;
  if (claims === undefined) return { user: {}, error: 'invalid bearer token' };
  if (claims.exp * 1000 < now) return { user: {}, error: '[invalid bearer token, service account token has expired]' };
  const { namespace, serviceaccount } = claims['kubernetes.io'];
  if (accounts(namespace, serviceaccount.name)?.metadata.uid !== serviceaccount.uid) {
    return { user: {}, error: '[invalid bearer token, service account token has been invalidated]' };
  }
  const wanted = Array.isArray(audiences) && audiences.length > 0 ? (audiences as string[]) : [ISSUER];
  const shared = claims.aud.filter((audience) => wanted.includes(audience));
  if (shared.length === 0) {
    const quoted = (list: readonly string[]): string => `[${list.map(goQuote).join(' ')}]`;
    const detail = `token audiences ${quoted(claims.aud)} is invalid for the target audiences ${quoted(wanted)}`;
    return { user: {}, error: `[invalid bearer token, ${detail}]` };
  }
  return {
    authenticated: true,
    user: {
      username: claims.sub,
      uid: serviceaccount.uid,
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
      ...(claims.jti !== undefined && {
        extra: { 'authentication.kubernetes.io/credential-id': [`JTI=${claims.jti}`] },
      }),
    },
    audiences: shared,
  };
}
