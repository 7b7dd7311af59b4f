import type { Json } from '../json.ts';
import { isJsonObject } from './patch/json-object.ts';
import type { GenericObject } from '../kinds/types/index.ts';
import type { ServedResource } from './served-resource.ts';
import { requester } from './requester.ts';
import { badRequest } from './status.ts';
import { reviewToken, type AccountLookup } from './token-request.ts';

const EVERYTHING = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  incomplete: false,
};

const ALLOWED_REASON =
  'RBAC: allowed by ClusterRoleBinding "kubeadm:cluster-admins" of ClusterRole "cluster-admin" to Group "kubeadm:cluster-admins"';

/** The status of each kind of review: nobody is refused anything, because nobody logs in. */
const STATUS: Readonly<Record<string, object>> = {
  SelfSubjectAccessReview: { allowed: true, reason: ALLOWED_REASON },
  SubjectAccessReview: { allowed: true, reason: ALLOWED_REASON },
  LocalSubjectAccessReview: { allowed: true, reason: ALLOWED_REASON },
  SelfSubjectRulesReview: EVERYTHING,
  SelfSubjectReview: { userInfo: requester },
};

export function isReview({ info }: ServedResource): boolean {
  return info.kind === 'TokenReview' || Object.hasOwn(STATUS, info.kind);
}

/** Answers a review, which is a question in the form of an object; nothing is stored. ApiError 400 for what is no object. */
export function review(
  { info }: ServedResource,
  body: Json | undefined,
  accounts: AccountLookup,
  now: number,
): GenericObject {
  if (body === undefined || !isJsonObject(body)) throw badRequest(`the body is not a ${info.kind}`);
  const { spec } = body;
  return {
    kind: info.kind,
    apiVersion: `${info.group}/${info.version}`,
    metadata: { creationTimestamp: null } as unknown as GenericObject['metadata'],
    ...(spec !== undefined && isJsonObject(spec) && { spec }),
    status: info.kind === 'TokenReview' ? reviewToken(spec, accounts, now) : { ...STATUS[info.kind] },
  };
}
