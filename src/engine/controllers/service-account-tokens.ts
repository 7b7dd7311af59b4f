import { encodeBase64Text } from '../api/base64.ts';
import { accountToken } from '../api/service-account-token.ts';
import type { Lister } from '../api/lister.ts';
import type { Secret } from '../kinds/types/index.ts';
import type { Controller, ControllerPort } from './controller.ts';
import { CLUSTER_CA } from './namespace-root-ca.ts';

/*
 * Decisions, with their params:
 *   serviceAccountToken.fill    name, account
 *   serviceAccountToken.remove  name, account
 */

const TOKEN_TYPE = 'kubernetes.io/service-account-token';
const ACCOUNT_NAME = 'kubernetes.io/service-account.name';
const ACCOUNT_UID = 'kubernetes.io/service-account.uid';

/** Whose token a Secret is to hold; undefined for Secrets of other types. */
function accountNameOf({ type, metadata }: Secret): string | undefined {
  return type === TOKEN_TYPE ? metadata.annotations?.[ACCOUNT_NAME] : undefined;
}

function secretsOf(lister: Lister, namespace: string, account: string): string[] {
  return lister
    .list('secrets', namespace)
    .filter((secret) => accountNameOf(secret) === account)
    .map(({ metadata }) => `${namespace}/${metadata.name}`);
}

function reconcile(key: string, { lister, client, decide }: ControllerPort): void {
  const [namespace = '', name = ''] = key.split('/');
  const secret = lister.get('secrets', namespace, name);
  const accountName = secret === undefined ? undefined : accountNameOf(secret);
  if (secret === undefined || accountName === undefined) return;
  const { annotations } = secret.metadata;
  const account = lister.get('serviceaccounts', namespace, accountName);
  const uid = annotations?.[ACCOUNT_UID] ?? '';
  if (account === undefined || (uid !== '' && uid !== account.metadata.uid)) {
    decide('serviceAccountToken.remove', { name, account: accountName }, secret);
    client.delete('secrets', namespace, name, { preconditions: { uid: secret.metadata.uid } });
    return;
  }
  const { 'ca.crt': ca, namespace: of, token } = secret.data ?? {};
  if (uid !== '' && ca !== undefined && of !== undefined && token !== undefined) return;
  decide('serviceAccountToken.fill', { name, account: accountName }, secret);
  const whose = { namespace, name: accountName, uid: account.metadata.uid };
  client.update('secrets', {
    ...secret,
    metadata: { ...secret.metadata, annotations: { ...annotations, [ACCOUNT_UID]: account.metadata.uid } },
    data: {
      ...secret.data,
      'ca.crt': encodeBase64Text(CLUSTER_CA),
      namespace: encodeBase64Text(namespace),
      token: token ?? encodeBase64Text(accountToken(whose, name)),
    },
  });
}

/**
 * Fills Secrets that ask for a service account's token, and deletes those whose account there is not
 * (pkg/controller/serviceaccount/tokens_controller.go).
 */
export const serviceAccountTokensController: Controller = {
  name: 'serviceaccount-token-controller',
  watches: [
    {
      resource: 'secrets',
      keys: ({ type, object, namespace, name }) =>
        type === 'DELETED' || accountNameOf(object as Secret) === undefined ? [] : [`${namespace}/${name}`],
    },
    { resource: 'serviceaccounts', keys: ({ namespace, name }, lister) => secretsOf(lister, namespace, name) },
  ],
  reconcile,
};
