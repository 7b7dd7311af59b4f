/** Files that the lines of make.ts name, broken ones among them. */
export const MAKE_FILES: Readonly<Record<string, string>> = {
  'dep2.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: second, labels: {app: second}}
spec:
  replicas: 2
  selector: {matchLabels: {app: second}}
  template:
    metadata: {labels: {app: second}}
    spec: {containers: [{name: main, image: nginx:1.27}]}
`,
  'web-replace.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: other}}
  template:
    metadata: {labels: {app: other}}
    spec: {containers: [{name: nginx, image: nginx:1.27}]}
`,
  'cm.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: fresh-cm}
data: {a: b}
`,
  'cm2.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: fresh-cm}
data: {a: c, d: e}
`,
  'pdb.yaml': `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: guard}
spec: {minAvailable: 2, selector: {matchLabels: {app: web}}}
`,
  'pdb2.yaml': `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: guard2}
spec: {minAvailable: 2, selector: {matchLabels: {app: web2}}}
`,
  'two-errors.yaml': `apiVersion: v1
kind: Pod
metadata: {name: Bad_Name}
spec: {containers: [{name: main}]}
---
apiVersion: v1
kind: Service
metadata: {name: s}
spec: {ports: [{port: 99999}]}
`,
  'pod-web.yaml': `apiVersion: v1
kind: Pod
metadata: {name: two, labels: {app: two}}
spec:
  containers:
  - {name: left, image: nginx:1.25}
  - {name: right, image: redis:8, resources: {requests: {cpu: 1}}}
`,
  'list.yaml': `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: l1}
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: l2}
`,
  'empty.yaml': ``,
  'comment.yaml': `# nothing
`,
  'gen.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {generateName: gen-}
`,
  'scalar.yaml': `hello
`,
  'noname.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {}
`,
  'nokindfield.yaml': `apiVersion: v1
metadata: {name: x}
`,
  'wrongtype.yaml': `apiVersion: v1
kind: Pod
metadata: {name: x}
spec: {containers: hello}
`,
  'data.txt': `line one
line two
`,
  'env.properties': `A=1
B=two
# comment
`,
  'rbac.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: default}
rules: [{apiGroups: [""], resources: [pods, services], verbs: [get, list, watch]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reader, namespace: default}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: User, name: ann, apiGroup: rbac.authorization.k8s.io}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: fresh-role}
rules: [{apiGroups: [""], resources: [nodes], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: fresh-binding}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: fresh-role}
subjects: [{kind: Group, name: devs, apiGroup: rbac.authorization.k8s.io}]
`,
  'rbac2.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: default, labels: {a: b}}
rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reader, namespace: default}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: other}
subjects: [{kind: User, name: bob, apiGroup: rbac.authorization.k8s.io}]
`,
};
