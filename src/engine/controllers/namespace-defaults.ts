import type { Change } from '../api/change.ts';
import type { Controller, WatchRule } from './controller.ts';
import { CLUSTER_CA } from './namespace-root-ca.ts';

const ROOT_CA = 'kube-root-ca.crt';
const DEFAULT_ACCOUNT = 'default';

/** pkg/controller/certificates/rootcacertpublisher/publisher.go, Description. */
const ROOT_CA_DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

const newNamespaces: WatchRule = {
  resource: 'namespaces',
  keys: ({ type, name }) => (type === 'DELETED' ? [] : [name]),
};

function namespaceOf(resource: string, objectName: string, types: readonly Change['type'][]): WatchRule {
  return {
    resource,
    keys: ({ type, name, namespace }) => (name === objectName && types.includes(type) ? [namespace] : []),
  };
}

/**
 * Puts the cluster's CA into each namespace (pkg/controller/certificates/rootcacertpublisher).
 *
 * Decisions: `rootCA.publish` with namespace.
 */
export const rootCACertPublisher: Controller = {
  name: 'root-ca-cert-publisher',
  watches: [newNamespaces, namespaceOf('configmaps', ROOT_CA, ['MODIFIED', 'DELETED'])],
  reconcile(name, { lister, client, decide }) {
    const namespace = lister.get('namespaces', '', name);
    if (namespace === undefined || namespace.metadata.deletionTimestamp !== undefined) return;
    const current = lister.get('configmaps', name, ROOT_CA);
    const data = { 'ca.crt': CLUSTER_CA };
    const annotations = { 'kubernetes.io/description': ROOT_CA_DESCRIPTION };
    if (current === undefined) {
      decide('rootCA.publish', { namespace: name }, namespace);
      const metadata = { name: ROOT_CA, namespace: name, annotations };
      client.create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data });
    } else if (current.data?.['ca.crt'] !== CLUSTER_CA || Object.keys(current.data).length !== 1) {
      decide('rootCA.publish', { namespace: name }, namespace);
      const metadata = { ...current.metadata, annotations: { ...current.metadata.annotations, ...annotations } };
      client.update('configmaps', { ...current, metadata, data });
    }
  },
};

/**
 * Gives each namespace its service account `default` (pkg/controller/serviceaccount/serviceaccounts_controller.go).
 *
 * Decisions: `serviceAccount.create` with namespace.
 */
export const serviceAccountController: Controller = {
  name: 'serviceaccount-controller',
  watches: [newNamespaces, namespaceOf('serviceaccounts', DEFAULT_ACCOUNT, ['DELETED'])],
  reconcile(name, { lister, client, decide }) {
    const namespace = lister.get('namespaces', '', name);
    if (namespace === undefined || namespace.metadata.deletionTimestamp !== undefined) return;
    if (lister.get('serviceaccounts', name, DEFAULT_ACCOUNT) !== undefined) return;
    decide('serviceAccount.create', { namespace: name }, namespace);
    const metadata = { name: DEFAULT_ACCOUNT, namespace: name };
    client.create('serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  },
};
