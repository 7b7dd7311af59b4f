import { DESCRIPTIONS } from './lines/describe.ts';
import { GETS, SORTS, TEMPLATES } from './lines/get.ts';
import { KINDS_FILE } from './lines/kinds.ts';
import { MAKE_FILES } from './lines/make-files.ts';
import { PATCHES } from './lines/patch.ts';

/** The cluster that the lines below look at, as one file. */
export const SHOP = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web, tier: front}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        ports: [{containerPort: 80, name: http}]
        resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 128Mi}}
        readinessProbe: {httpGet: {path: /, port: 80}}
        env:
        - {name: MODE, valueFrom: {configMapKeyRef: {name: settings, key: mode}}}
        volumeMounts: [{name: conf, mountPath: /etc/conf}]
      volumes: [{name: conf, configMap: {name: settings}}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http, nodePort: 31000}]
---
apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  clusterIP: None
  selector: {app: db}
  ports: [{port: 3306}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {mode: fast, motd: "one\\ntwo\\n"}
---
apiVersion: v1
kind: Secret
metadata: {name: login}
stringData: {password: secret}
---
apiVersion: v1
kind: Pod
metadata: {name: broken, labels: {app: broken}}
spec:
  containers:
  - {name: main, image: busybox:1.36, command: [sh, -c, "echo failing; exit 1"]}
---
apiVersion: v1
kind: Pod
metadata: {name: huge}
spec:
  containers:
  - {name: main, image: nginx:1.27, resources: {requests: {cpu: "64"}}}
---
apiVersion: v1
kind: Pod
metadata: {name: two, labels: {app: two}}
spec:
  initContainers:
  - {name: prepare, image: busybox:1.36, command: [sh, -c, "echo ready"]}
  containers:
  - {name: left, image: nginx:1.27}
  - {name: right, image: redis:7}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: limits}
spec: {hard: {pods: "50"}}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: red}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: robot}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: front}
spec:
  rules:
  - host: shop.example.com
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: guard}
spec: {minAvailable: 2, selector: {matchLabels: {app: web}}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: work, image: busybox:1.36, command: [sh, -c, "echo done"]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules: [{apiGroups: [""], resources: [pods], verbs: [get, list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reader}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: robot, namespace: default}]
`;

/** Files that lines name. */
export const FILES: Readonly<Record<string, string>> = {
  'shop.yaml': SHOP,
  'kinds.yaml': KINDS_FILE,
  ...MAKE_FILES,
  'pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: fresh}
spec: {containers: [{name: main, image: nginx:1.27}]}
`,
  'unknown-field.yaml': `apiVersion: v1
kind: Pod
metadata: {name: fresh}
spec: {containers: [{name: main, image: nginx:1.27, imagePullPolice: Always}]}
`,
  'no-selector.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: fresh}
spec:
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: b}}
    spec: {containers: [{name: main, image: nginx:1.27}]}
`,
  'no-kind.yaml': `apiVersion: example.com/v1
kind: Thing
metadata: {name: fresh}
`,
  'broken.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: fresh\n',
};

const KINDS: readonly (readonly [resource: string, name: string])[] = [
  ['pods', 'broken'],
  ['deployments', 'web'],
  ['services', 'web'],
  ['configmaps', 'settings'],
  ['secrets', 'login'],
  ['nodes', 'node-1'],
  ['namespaces', 'shop'],
  ['replicasets', ''],
  ['endpoints', 'web'],
  ['endpointslices', ''],
  ['serviceaccounts', 'robot'],
  ['ingresses', 'front'],
  ['poddisruptionbudgets', 'guard'],
  ['jobs', 'once'],
  ['roles', 'reader'],
  ['rolebindings', 'reader'],
  ['resourcequotas', 'limits'],
];

const READS = ['', ' -o wide', ' -o yaml', ' -o json', ' -o name', ' --no-headers', ' --show-labels', ' -A'];

const JSONPATHS = [
  '{.items[*].metadata.name}',
  '{.items[?(@.metadata.name=="web")].kind}',
  '{.items[0].metadata.uid}',
  '{.items[*].metadata.labels.app}',
  '{.kind}',
  '{.items[-1:].metadata.name}',
  '{range.items[*]}{.metadata.name},{end}',
];

const DESCRIBED = [
  'pods broken',
  'pods two',
  'pod/huge',
  'pods -l app=web',
  'deployments web',
  'services web',
  'svc db',
  'configmaps kube-root-ca.crt',
  'secrets login',
  'nodes node-1',
  'namespaces shop',
  'replicasets',
  'endpoints web',
  'endpointslices -l kubernetes.io/service-name=web',
  'serviceaccounts robot',
  'ingresses front',
  'poddisruptionbudgets guard',
  'jobs once',
  'resourcequotas limits',
  'pods none',
  'things',
];

/** Lines that only read; words are divided by spaces, and `\\s` is a space in a word. */
export const READ_LINES: readonly string[] = [
  ...KINDS.flatMap(([resource]) => READS.map((options) => `get ${resource}${options}`)),
  ...KINDS.filter(([, name]) => name !== '').flatMap(([resource, name]) => [
    `get ${resource} ${name}`,
    `get ${resource}/${name} -o yaml`,
    `get ${resource} none`,
    `get ${resource} -l app=web`,
    `get ${resource} -l app=web,tier!=front -o name`,
    `get ${resource} --sort-by=.metadata.creationTimestamp -o name`,
    `get ${resource} ${name} --ignore-not-found -o name`,
  ]),
  ...DESCRIBED.map((what) => `describe ${what}`),
  ...JSONPATHS.flatMap((path) => ['pods', 'services', 'deployments'].map((kind) => `get ${kind} -o jsonpath=${path}`)),
  ...['po', 'deploy', 'svc', 'cm', 'no', 'ns', 'rs', 'ep', 'sa', 'ing', 'pdb', 'quota'].map((name) => `get ${name}`),
  'get all',
  'get all -A',
  'get pods,services',
  'get pod/broken svc/web',
  'get pods -L app',
  'get pods --field-selector=status.phase=Running',
  'get pods --field-selector=spec.nodeName=node-1 -o name',
  'get pods --field-selector=spec.colour=red',
  'get pods -l app=(',
  'get pods -n shop',
  'get pods -n none',
  'get pods -o custom-columns=NAME:.metadata.name,IP:.status.podIP',
  'get pods -o custom-columns=NAME:.metadata.name --no-headers',
  'get pods -o what',
  'get',
  'get things',
  'get pods broken -n shop',
  'get pod broken --show-labels -o wide',
  'get deploy/none svc/web',
  'get -f shop.yaml -o name',
  'get -f none.yaml',
  'api-versions',
  'rollout history deployment/web',
  'rollout history deployment/web --revision=1',
  'rollout history deployment/web --revision=9',
  'rollout status deployment/web',
  'rollout status deployment/none',
  'rollout what',
  'logs broken --previous',
  'logs two -c left --tail=2',
  'logs two -c none',
  'logs none',
  'logs huge',
  'logs deploy/web --tail=1',
  'logs once-none',
  'exec none -- ls',
  'exec two',
  'wait --for=condition=Available deployment/web --timeout=5s',
  'wait --for=jsonpath={.status.phase}=Running pod/two --timeout=5s',
  'wait --for=condition=Ready pod/none --timeout=1s',
  'apply -f none.yaml',
  'apply -f broken.yaml',
  'apply -f no-kind.yaml',
  'apply -f unknown-field.yaml',
  'apply -f no-selector.yaml',
  'apply -f pod.yaml --dry-run=server',
  'apply -f pod.yaml --dry-run=client',
  'apply',
  'create -f shop.yaml',
  'create -f pod.yaml --dry-run=server -o name',
  'delete pod none',
  'delete pod none --ignore-not-found',
  'delete',
  'delete pods',
  'delete -f no-kind.yaml',
  'delete namespace default',
  'scale deployment none --replicas=2',
  'scale deployment web',
  'set image deployment/web other=nginx:1.26',
  'set image deployment/none nginx=nginx:1.26',
  'label pod broken app=other',
  'label pod broken app',
  'label pod none a=b',
  'annotate pod none a=b',
  'patch deployment web -p {"spec":{"replicas":"three"}}',
  'patch deployment none -p {}',
  'cordon none',
  'taint nodes node-1 a=b',
  'expose deployment none',
  'get componentstatuses',
  'get cs -o name',
  'get hpa',
  'get events -n shop',
  'what',
  ...SORTS,
  ...TEMPLATES,
  ...GETS,
  ...DESCRIPTIONS,
  ...PATCHES,
];

/** Lines that write, each with the state that the ones before left; time stands still. */
export const WRITE_LINES: readonly string[] = [
  'apply -f pod.yaml',
  'apply -f pod.yaml',
  'get pod fresh',
  'get pod fresh -o yaml',
  'label pod fresh a=b',
  'label pod fresh a=b',
  'label pod fresh a=c',
  'label pod fresh a=c --overwrite',
  'label pod fresh a-',
  'label pods --all z=1',
  'annotate pod fresh note=hello',
  'annotate pod fresh note=hello',
  'annotate pod fresh note-',
  'scale deployment web --replicas=4',
  'scale deployment/web --replicas=3 --current-replicas=4',
  'scale deployment/web --replicas=3 --current-replicas=9',
  'set image deployment/web nginx=nginx:1.26',
  'set image deployment/web nginx=nginx:1.26',
  'set env deployment/web A=1 B=2',
  'set env deployment/web A-',
  'set resources deployment/web --limits=memory=256Mi',
  'rollout pause deployment/web',
  'rollout pause deployment/web',
  'rollout resume deployment/web',
  'rollout resume deployment/web',
  'rollout restart deployment/web',
  'patch deployment web -p {"spec":{"replicas":2}}',
  'patch deployment web -p {"spec":{"replicas":2}}',
  'patch configmap settings --type=merge -p {"data":{"mode":"slow"}}',
  'patch configmap settings --type=json -p [{"op":"remove","path":"/data/motd"}]',
  'get configmap settings -o yaml',
  'expose deployment web --name=again --port=80',
  'get service again -o wide',
  'taint nodes node-1 a=b:NoSchedule',
  'taint nodes node-1 a=c:NoSchedule',
  'taint nodes node-1 a=c:NoSchedule --overwrite',
  'taint nodes node-1 a:NoSchedule-',
  'cordon node-2',
  'cordon node-2',
  'get nodes',
  'uncordon node-2',
  'uncordon node-2',
  'create -f pod.yaml',
  'delete pod fresh --wait=false',
  'delete service again db',
  'delete configmap,secret --all',
  'delete job once --cascade=orphan --wait=false',
  'delete deployment web --cascade=foreground --wait=false',
  'get deployment web -o jsonpath={.metadata.finalizers}',
  'delete pod broken --force --grace-period=0',
  'delete pods --all --wait=false',
  'delete namespace shop --wait=false',
  'get namespace shop',
];
