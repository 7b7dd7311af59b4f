import { builtinResources } from '../../engine/index.ts';

/**
 * A manifest of every kind that a person can create, to start from. `[[web]]` is a place to fill in, with its first value; where the same
 * one stands again, it is typed once. `[[a|b]]` is a choice.
 */
const texts: readonly string[] = [
  `apiVersion: v1
kind: Pod
metadata:
  name: [[web]]
  labels:
    app: [[web]]
spec:
  containers:
    - name: [[web]]
      image: [[nginx:1.27]]
      ports:
        - containerPort: [[80]]
`,
  `apiVersion: apps/v1
kind: Deployment
metadata:
  name: [[web]]
spec:
  replicas: [[3]]
  selector:
    matchLabels:
      app: [[web]]
  template:
    metadata:
      labels:
        app: [[web]]
    spec:
      containers:
        - name: [[web]]
          image: [[nginx:1.27]]
          ports:
            - containerPort: [[80]]
`,
  `apiVersion: v1
kind: Service
metadata:
  name: [[web]]
spec:
  type: [[ClusterIP|NodePort|LoadBalancer]]
  selector:
    app: [[web]]
  ports:
    - port: [[80]]
      targetPort: [[80]]
`,
  `apiVersion: v1
kind: ConfigMap
metadata:
  name: [[settings]]
data:
  [[GREETING]]: [[hello]]
`,
  `apiVersion: v1
kind: Secret
metadata:
  name: [[credentials]]
type: Opaque
stringData:
  [[password]]: [[change-me]]
`,
  `apiVersion: v1
kind: Namespace
metadata:
  name: [[team-a]]
`,
  `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: [[db]]
spec:
  serviceName: [[db]]
  replicas: [[3]]
  selector:
    matchLabels:
      app: [[db]]
  template:
    metadata:
      labels:
        app: [[db]]
    spec:
      containers:
        - name: [[db]]
          image: [[redis:7.4]]
          ports:
            - containerPort: [[6379]]
          volumeMounts:
            - name: data
              mountPath: [[/data]]
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        accessModes:
          - ReadWriteOnce
        resources:
          requests:
            storage: [[1Gi]]
`,
  `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: [[agent]]
spec:
  selector:
    matchLabels:
      app: [[agent]]
  template:
    metadata:
      labels:
        app: [[agent]]
    spec:
      containers:
        - name: [[agent]]
          image: [[busybox:1.37]]
          command:
            - sleep
            - infinity
`,
  `apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: [[web]]
spec:
  replicas: [[3]]
  selector:
    matchLabels:
      app: [[web]]
  template:
    metadata:
      labels:
        app: [[web]]
    spec:
      containers:
        - name: [[web]]
          image: [[nginx:1.27]]
`,
  `apiVersion: v1
kind: ReplicationController
metadata:
  name: [[web]]
spec:
  replicas: [[3]]
  selector:
    app: [[web]]
  template:
    metadata:
      labels:
        app: [[web]]
    spec:
      containers:
        - name: [[web]]
          image: [[nginx:1.27]]
`,
  `apiVersion: batch/v1
kind: Job
metadata:
  name: [[once]]
spec:
  completions: [[1]]
  backoffLimit: [[4]]
  template:
    spec:
      restartPolicy: [[Never|OnFailure]]
      containers:
        - name: [[once]]
          image: [[busybox:1.37]]
          command:
            - sh
            - -c
            - [[echo done]]
`,
  `apiVersion: batch/v1
kind: CronJob
metadata:
  name: [[every-minute]]
spec:
  schedule: "[[* * * * *]]"
  concurrencyPolicy: [[Allow|Forbid|Replace]]
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: [[OnFailure|Never]]
          containers:
            - name: [[every-minute]]
              image: [[busybox:1.37]]
              command:
                - sh
                - -c
                - [[date]]
`,
  `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: [[web]]
spec:
  rules:
    - host: [[web.example.com]]
      http:
        paths:
          - path: [[/]]
            pathType: [[Prefix|Exact]]
            backend:
              service:
                name: [[web]]
                port:
                  number: [[80]]
`,
  `apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: [[nginx]]
spec:
  controller: [[k8s.io/ingress-nginx]]
`,
  `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: [[web-from-client]]
spec:
  podSelector:
    matchLabels:
      app: [[web]]
  policyTypes:
    - Ingress
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app: [[client]]
      ports:
        - port: [[80]]
`,
  `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: [[web]]
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: [[web]]
  minReplicas: [[2]]
  maxReplicas: [[10]]
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: [[50]]
`,
  `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: [[web]]
spec:
  minAvailable: [[2]]
  selector:
    matchLabels:
      app: [[web]]
`,
  `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: [[data]]
spec:
  accessModes:
    - [[ReadWriteOnce|ReadOnlyMany|ReadWriteMany]]
  resources:
    requests:
      storage: [[1Gi]]
`,
  `apiVersion: v1
kind: PersistentVolume
metadata:
  name: [[disk]]
spec:
  capacity:
    storage: [[1Gi]]
  accessModes:
    - ReadWriteOnce
  persistentVolumeReclaimPolicy: [[Retain|Delete]]
  storageClassName: [[manual]]
  hostPath:
    path: [[/mnt/disk]]
`,
  `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: [[fast]]
provisioner: [[rancher.io/local-path]]
reclaimPolicy: [[Delete|Retain]]
volumeBindingMode: [[WaitForFirstConsumer|Immediate]]
`,
  `apiVersion: v1
kind: ResourceQuota
metadata:
  name: [[limits]]
spec:
  hard:
    pods: "[[10]]"
    requests.cpu: "[[4]]"
    requests.memory: [[8Gi]]
`,
  `apiVersion: v1
kind: LimitRange
metadata:
  name: [[defaults]]
spec:
  limits:
    - type: Container
      defaultRequest:
        cpu: [[100m]]
        memory: [[64Mi]]
      default:
        cpu: [[500m]]
        memory: [[256Mi]]
`,
  `apiVersion: v1
kind: ServiceAccount
metadata:
  name: [[robot]]
`,
  `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: [[pod-reader]]
rules:
  - apiGroups:
      - ""
    resources:
      - [[pods]]
    verbs:
      - get
      - list
      - watch
`,
  `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: [[pod-reader]]
subjects:
  - kind: ServiceAccount
    name: [[robot]]
    namespace: [[default]]
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: [[pod-reader]]
`,
  `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: [[node-reader]]
rules:
  - apiGroups:
      - ""
    resources:
      - [[nodes]]
    verbs:
      - get
      - list
      - watch
`,
  `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: [[node-reader]]
subjects:
  - kind: ServiceAccount
    name: [[robot]]
    namespace: [[default]]
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: [[node-reader]]
`,
  `apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata:
  name: [[important]]
value: [[1000]]
description: [[Before others when there is no room.]]
`,
  `apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata:
  name: [[sandboxed]]
handler: [[runsc]]
`,
  `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: [[widgets]].[[example.com]]
spec:
  group: [[example.com]]
  scope: [[Namespaced|Cluster]]
  names:
    plural: [[widgets]]
    singular: [[widget]]
    kind: [[Widget]]
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                size:
                  type: integer
`,
  `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: [[few-replicas]]
spec:
  failurePolicy: [[Fail|Ignore]]
  matchConstraints:
    resourceRules:
      - apiGroups:
          - apps
        apiVersions:
          - v1
        operations:
          - CREATE
          - UPDATE
        resources:
          - deployments
  validations:
    - expression: [[object.spec.replicas <= 5]]
`,
  `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: [[few-replicas]]
spec:
  policyName: [[few-replicas]]
  validationActions:
    - [[Deny|Warn|Audit]]
`,
  `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: [[checks]]
webhooks:
  - name: [[checks.example.com]]
    admissionReviewVersions:
      - v1
    sideEffects: None
    failurePolicy: [[Ignore|Fail]]
    clientConfig:
      service:
        namespace: [[default]]
        name: [[checks]]
        path: [[/validate]]
    rules:
      - apiGroups:
          - ""
        apiVersions:
          - v1
        operations:
          - CREATE
        resources:
          - [[configmaps]]
`,
  `apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata:
  name: [[defaults]]
webhooks:
  - name: [[defaults.example.com]]
    admissionReviewVersions:
      - v1
    sideEffects: None
    failurePolicy: [[Ignore|Fail]]
    clientConfig:
      service:
        namespace: [[default]]
        name: [[defaults]]
        path: [[/mutate]]
    rules:
      - apiGroups:
          - ""
        apiVersions:
          - v1
        operations:
          - CREATE
        resources:
          - [[configmaps]]
`,
  `apiVersion: v1
kind: Endpoints
metadata:
  name: [[outside]]
subsets:
  - addresses:
      - ip: [[192.0.2.10]]
    ports:
      - port: [[80]]
`,
  `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: [[outside]]-1
  labels:
    kubernetes.io/service-name: [[outside]]
addressType: IPv4
endpoints:
  - addresses:
      - [[192.0.2.10]]
ports:
  - port: [[80]]
`,
  `apiVersion: v1
kind: PodTemplate
metadata:
  name: [[web]]
template:
  metadata:
    labels:
      app: [[web]]
  spec:
    containers:
      - name: [[web]]
        image: [[nginx:1.27]]
`,
  `apiVersion: apps/v1
kind: ControllerRevision
metadata:
  name: [[web]]-1
revision: [[1]]
`,
  `apiVersion: coordination.k8s.io/v1
kind: Lease
metadata:
  name: [[leader]]
spec:
  holderIdentity: [[me]]
  leaseDurationSeconds: [[15]]
`,
  `apiVersion: storage.k8s.io/v1
kind: CSIDriver
metadata:
  name: [[csi.example.com]]
spec:
  attachRequired: [[true|false]]
`,
  `apiVersion: storage.k8s.io/v1
kind: CSINode
metadata:
  name: [[node-1]]
spec:
  drivers: []
`,
  `apiVersion: storage.k8s.io/v1
kind: CSIStorageCapacity
metadata:
  name: [[fast]]-1
storageClassName: [[fast]]
capacity: [[100Gi]]
`,
  `apiVersion: storage.k8s.io/v1
kind: VolumeAttachment
metadata:
  name: [[disk]]-[[node-1]]
spec:
  attacher: [[csi.example.com]]
  nodeName: [[node-1]]
  source:
    persistentVolumeName: [[disk]]
`,
  `apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata:
  name: [[jane]]
spec:
  signerName: kubernetes.io/kube-apiserver-client
  # The request of \`openssl req -new\`, in base64.
  request: [[LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0=]]
  usages:
    - client auth
`,
  `apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata:
  name: v1.[[metrics.example.com]]
spec:
  group: [[metrics.example.com]]
  version: v1
  groupPriorityMinimum: [[100]]
  versionPriority: [[100]]
  insecureSkipTLSVerify: true
  service:
    namespace: [[default]]
    name: [[metrics]]
`,
  `apiVersion: flowcontrol.apiserver.k8s.io/v1
kind: FlowSchema
metadata:
  name: [[robots]]
spec:
  priorityLevelConfiguration:
    name: [[global-default]]
  matchingPrecedence: [[1000]]
  rules:
    - subjects:
        - kind: ServiceAccount
          serviceAccount:
            namespace: [[default]]
            name: [[robot]]
      resourceRules:
        - apiGroups:
            - "*"
          resources:
            - "*"
          verbs:
            - "*"
          namespaces:
            - "*"
`,
  `apiVersion: flowcontrol.apiserver.k8s.io/v1
kind: PriorityLevelConfiguration
metadata:
  name: [[robots]]
spec:
  type: Limited
  limited:
    nominalConcurrencyShares: [[10]]
    limitResponse:
      type: [[Reject]]
`,
  `apiVersion: v1
kind: Node
metadata:
  name: [[spare]]
`,
  `apiVersion: v1
kind: Event
metadata:
  name: [[note]]
involvedObject:
  apiVersion: v1
  kind: Pod
  name: [[web]]
  namespace: [[default]]
type: [[Normal|Warning]]
reason: [[Noted]]
message: [[Something worth knowing.]]
`,
];

/** A manifest to start from. */
export interface Snippet {
  readonly apiVersion: string;
  readonly kind: string;
  /** As kubectl writes and shortens it: `deployment`, `deploy`. */
  readonly words: readonly string[];
  readonly resource: string;
  /** With `[[places]]` to fill in. */
  readonly text: string;
}

/** One snippet for each kind, the most used kinds first. */
export const snippets: readonly Snippet[] = texts.map((text) => {
  const [, apiVersion = '', kind = ''] = /^apiVersion: (\S+)\nkind: (\S+)\n/.exec(text) ?? [];
  const served = builtinResources.find(
    (each) => each.kind === kind && apiVersion === (each.group === '' ? '' : `${each.group}/`) + each.version,
  );
  const words = [...(served?.shortNames ?? []), kind.toLowerCase()];
  return { apiVersion, kind, words, resource: served?.resource ?? '', text };
});

/** The manifest as it is when nothing is filled in. */
export function plainText(snippet: Snippet): string {
  return snippet.text.replaceAll(PLACE, (_, choices: string) => choices.split('|')[0] ?? '');
}

/** The manifest in the language of code editors' snippets: `${1:web}`, `${2|a,b|}`, `$1` where it stands again. */
export function snippetSyntax(snippet: Snippet): string {
  const numbers = new Map<string, number>();
  const escaped = snippet.text.replaceAll(/[\\$}]/g, '\\$&');
  return escaped.replaceAll(PLACE, (_, choices: string) => {
    const known = numbers.get(choices);
    if (known !== undefined) return `$${known}`;
    const number = numbers.size + 1;
    numbers.set(choices, number);
    const values = choices.split('|');
    return values.length > 1 ? `\${${number}|${values.join(',')}|}` : `\${${number}:${choices}}`;
  });
}

const PLACE = /\[\[([^\]]*)\]\]/g;
