import type { ApiRequest, Json, KubeManifest } from '../engine/index.ts';
import type { AppliedFile, EditorFile } from './persistence.ts';

/** What runs when someone comes for the first time: small, and worth breaking. */
export const firstFiles: readonly EditorFile[] = [
  {
    name: 'web.yaml',
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: nginx
          image: nginx:1.27
          ports:
            - containerPort: 80
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  selector:
    app: web
  ports:
    - port: 80
      targetPort: 80
      nodePort: 30080
`,
  },
];

/** The objects of the first file, their fields in the order of the alphabet, as kubectl writes them down. */
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { annotations: {}, name: 'web', namespace: 'default' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ image: 'nginx:1.27', name: 'nginx', ports: [{ containerPort: 80 }] }] },
    },
  },
};
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { annotations: {}, name: 'web', namespace: 'default' },
  spec: { ports: [{ nodePort: 30080, port: 80, targetPort: 80 }], selector: { app: 'web' }, type: 'NodePort' },
};

/** The first file with another number of replicas. */
export function firstFilesWith(replicas: number): readonly EditorFile[] {
  return firstFiles.map(({ name, text }) => ({ name, text: text.replace('replicas: 3', `replicas: ${replicas}`) }));
}

/** What `kubectl apply -f web.yaml` asks of an empty cluster; spelled out, because kubectl is loaded later. */
export function firstAppliedWith(replicas: number): readonly AppliedFile[] {
  const sized = { ...deployment, spec: { ...deployment.spec, replicas } };
  return [{ name: 'web.yaml', requests: [creation('apps', 'deployments', sized), creation('', 'services', service)] }];
}

export const firstApplied = firstAppliedWith(deployment.spec.replicas);

/** The objects that these requests create, for a cluster that starts with them. */
export function objectsOf(applied: readonly AppliedFile[]): readonly KubeManifest[] {
  return applied.flatMap(({ requests }) => requests.map(({ body }) => body as unknown as KubeManifest));
}

function creation(
  group: string,
  resource: string,
  object: { readonly [field: string]: Json } & { metadata: Json },
): ApiRequest {
  const lastApplied = `${JSON.stringify(object)}\n`;
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': lastApplied };
  return {
    verb: 'create',
    group,
    resource,
    namespace: 'default',
    body: { ...object, metadata: { annotations, name: 'web', namespace: 'default' } },
    fieldManager: 'kubectl-client-side-apply',
    fieldValidation: 'Strict',
  };
}
