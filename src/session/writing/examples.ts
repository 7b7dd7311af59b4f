/** What examples are about; `repair` are broken on purpose. */
export const exampleTopics = ['basics', 'settings', 'rollouts', 'state', 'network', 'limits', 'repair'] as const;

export interface Example {
  /** Its sentences are `examples.<id>.title` and `examples.<id>.what` of i18n, its file `<id>.yaml`. */
  readonly id: string;
  readonly topic: (typeof exampleTopics)[number];
  readonly text: string;
}

/** Whole scenes to insert. Their names clash neither with each other nor with what a first visit shows. */
export const examples: readonly Example[] = [
  {
    id: 'pod',
    topic: 'basics',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: hello
  labels:
    app: hello
spec:
  containers:
    - name: hello
      image: nginx:1.27
      ports:
        - containerPort: 80
`,
  },
  {
    id: 'shop',
    topic: 'basics',
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 3
  selector:
    matchLabels:
      app: shop
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
        - name: shop
          image: nginx:1.27
          ports:
            - containerPort: 80
          readinessProbe:
            httpGet:
              path: /
              port: 80
---
apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  type: NodePort
  selector:
    app: shop
  ports:
    - port: 80
      targetPort: 80
      nodePort: 30090
`,
  },
  {
    id: 'helpers',
    topic: 'basics',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: helpers
spec:
  volumes:
    - name: shared
      emptyDir: {}
  initContainers:
    # Runs to its end before anything else starts.
    - name: prepare
      image: busybox:1.37
      command: ["sh", "-c", "echo prepared > /shared/index.html"]
      volumeMounts:
        - name: shared
          mountPath: /shared
    # An init container that is always restarted is a sidecar: it starts first and stays.
    - name: watcher
      image: busybox:1.37
      restartPolicy: Always
      command: ["sh", "-c", "sleep infinity"]
      volumeMounts:
        - name: shared
          mountPath: /shared
  containers:
    - name: web
      image: nginx:1.27
      ports:
        - containerPort: 80
      volumeMounts:
        - name: shared
          mountPath: /usr/share/nginx/html
`,
  },
  {
    id: 'settings',
    topic: 'settings',
    text: `apiVersion: v1
kind: ConfigMap
metadata:
  name: greeter-settings
data:
  GREETING: hello
  greeter.conf: |
    colour=blue
    size=3
---
apiVersion: v1
kind: Secret
metadata:
  name: greeter-login
stringData:
  PASSWORD: change-me
---
apiVersion: v1
kind: Pod
metadata:
  name: greeter
spec:
  containers:
    - name: greeter
      image: nginx:1.27
      env:
        - name: PASSWORD
          valueFrom:
            secretKeyRef:
              name: greeter-login
              key: PASSWORD
      envFrom:
        - configMapRef:
            name: greeter-settings
      volumeMounts:
        - name: settings
          mountPath: /etc/greeter
  volumes:
    - name: settings
      configMap:
        name: greeter-settings
`,
  },
  {
    id: 'probes',
    topic: 'settings',
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: careful
spec:
  replicas: 2
  selector:
    matchLabels:
      app: careful
  template:
    metadata:
      labels:
        app: careful
    spec:
      containers:
        - name: careful
          image: nginx:1.27
          ports:
            - containerPort: 80
          # Until it succeeds once, the other two wait.
          startupProbe:
            httpGet:
              path: /
              port: 80
            periodSeconds: 2
            failureThreshold: 30
          # Decides whether the pod gets requests.
          readinessProbe:
            httpGet:
              path: /
              port: 80
            periodSeconds: 5
          # When it fails, the container is restarted.
          livenessProbe:
            httpGet:
              path: /
              port: 80
            periodSeconds: 10
---
apiVersion: v1
kind: Service
metadata:
  name: careful
spec:
  selector:
    app: careful
  ports:
    - port: 80
`,
  },
  {
    id: 'rolling',
    topic: 'rollouts',
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: rolling
spec:
  replicas: 6
  # Change the image below and apply: at most 7 pods at any time, at least 5 of them available.
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 1
  minReadySeconds: 5
  selector:
    matchLabels:
      app: rolling
  template:
    metadata:
      labels:
        app: rolling
    spec:
      containers:
        - name: rolling
          image: nginx:1.26
          ports:
            - containerPort: 80
          readinessProbe:
            httpGet:
              path: /
              port: 80
---
apiVersion: v1
kind: Service
metadata:
  name: rolling
spec:
  selector:
    app: rolling
  ports:
    - port: 80
`,
  },
  {
    id: 'canary',
    topic: 'rollouts',
    text: `# Nine pods of the present version and one of the next behind the same Service: about one request in ten tries the new one.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: site-stable
spec:
  replicas: 9
  selector:
    matchLabels:
      app: site
      track: stable
  template:
    metadata:
      labels:
        app: site
        track: stable
    spec:
      containers:
        - name: site
          image: nginx:1.26
          ports:
            - containerPort: 80
          readinessProbe:
            httpGet:
              path: /
              port: 80
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: site-canary
spec:
  replicas: 1
  selector:
    matchLabels:
      app: site
      track: canary
  template:
    metadata:
      labels:
        app: site
        track: canary
    spec:
      containers:
        - name: site
          image: nginx:1.27
          ports:
            - containerPort: 80
          readinessProbe:
            httpGet:
              path: /
              port: 80
---
apiVersion: v1
kind: Service
metadata:
  name: site
spec:
  selector:
    app: site
  ports:
    - port: 80
`,
  },
  {
    id: 'job',
    topic: 'rollouts',
    text: `apiVersion: batch/v1
kind: Job
metadata:
  name: batch
spec:
  # Six pieces of work, two at a time.
  completions: 6
  parallelism: 2
  backoffLimit: 3
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: batch
          image: busybox:1.37
          command: ["sh", "-c", "sleep 5; echo done"]
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: report
spec:
  schedule: "*/2 * * * *"
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers:
            - name: report
              image: busybox:1.37
              command: ["sh", "-c", "date; sleep 10"]
`,
  },
  {
    id: 'database',
    topic: 'state',
    text: `# A Service without an address of its own gives each pod a name: db-0.db, db-1.db ...
apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  clusterIP: None
  selector:
    app: db
  ports:
    - port: 6379
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  replicas: 3
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
        - name: redis
          image: redis:7.4
          ports:
            - containerPort: 6379
          readinessProbe:
            tcpSocket:
              port: 6379
          volumeMounts:
            - name: data
              mountPath: /data
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        accessModes: ["ReadWriteOnce"]
        resources:
          requests:
            storage: 1Gi
`,
  },
  {
    id: 'claim',
    topic: 'state',
    text: `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: notes
spec:
  accessModes: ["ReadWriteOnce"]
  resources:
    requests:
      storage: 500Mi
---
# Its file outlives the pod: delete the pod, apply again, and it is still there.
apiVersion: v1
kind: Pod
metadata:
  name: notebook
spec:
  containers:
    - name: notebook
      image: busybox:1.37
      command: ["sh", "-c", "date >> /notes/starts.txt; sleep infinity"]
      volumeMounts:
        - name: notes
          mountPath: /notes
  volumes:
    - name: notes
      persistentVolumeClaim:
        claimName: notes
`,
  },
  {
    id: 'agent',
    topic: 'state',
    text: `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: node-agent
spec:
  selector:
    matchLabels:
      app: node-agent
  template:
    metadata:
      labels:
        app: node-agent
    spec:
      containers:
        - name: agent
          image: busybox:1.37
          command: ["sh", "-c", "sleep infinity"]
          resources:
            requests:
              cpu: 50m
              memory: 32Mi
`,
  },
  {
    id: 'ingress',
    topic: 'network',
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: home
spec:
  replicas: 2
  selector:
    matchLabels:
      app: home
  template:
    metadata:
      labels:
        app: home
    spec:
      containers:
        - name: home
          image: nginx:1.27
          ports:
            - containerPort: 80
          readinessProbe:
            httpGet:
              path: /
              port: 80
---
apiVersion: v1
kind: Service
metadata:
  name: home
spec:
  selector:
    app: home
  ports:
    - port: 80
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: docs
spec:
  replicas: 2
  selector:
    matchLabels:
      app: docs
  template:
    metadata:
      labels:
        app: docs
    spec:
      containers:
        - name: docs
          image: httpd:2.4
          ports:
            - containerPort: 80
          readinessProbe:
            httpGet:
              path: /
              port: 80
---
apiVersion: v1
kind: Service
metadata:
  name: docs
spec:
  selector:
    app: docs
  ports:
    - port: 80
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: site
spec:
  rules:
    - host: site.example.com
      http:
        paths:
          - path: /docs
            pathType: Prefix
            backend:
              service:
                name: docs
                port:
                  number: 80
          - path: /
            pathType: Prefix
            backend:
              service:
                name: home
                port:
                  number: 80
`,
  },
  {
    id: 'policy',
    topic: 'network',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: backend
  labels:
    role: backend
spec:
  containers:
    - name: backend
      image: nginx:1.27
      ports:
        - containerPort: 80
---
apiVersion: v1
kind: Service
metadata:
  name: backend
spec:
  selector:
    role: backend
  ports:
    - port: 80
---
apiVersion: v1
kind: Pod
metadata:
  name: frontend
  labels:
    role: frontend
spec:
  containers:
    - name: frontend
      image: nginx:1.27
---
# Only the frontend reaches the backend; all others wait in vain.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: backend-from-frontend
spec:
  podSelector:
    matchLabels:
      role: backend
  policyTypes: ["Ingress"]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              role: frontend
      ports:
        - port: 80
`,
  },
  {
    id: 'autoscaling',
    topic: 'limits',
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: busy
spec:
  selector:
    matchLabels:
      app: busy
  template:
    metadata:
      labels:
        app: busy
    spec:
      containers:
        - name: busy
          image: nginx:1.27
          ports:
            - containerPort: 80
          # The autoscaler measures use against this.
          resources:
            requests:
              cpu: 100m
          readinessProbe:
            httpGet:
              path: /
              port: 80
---
apiVersion: v1
kind: Service
metadata:
  name: busy
spec:
  selector:
    app: busy
  ports:
    - port: 80
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: busy
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: busy
  minReplicas: 2
  maxReplicas: 8
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: 50
`,
  },
  {
    id: 'spread',
    topic: 'limits',
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: spread
spec:
  replicas: 3
  selector:
    matchLabels:
      app: spread
  template:
    metadata:
      labels:
        app: spread
    spec:
      # One on each node as long as that is possible.
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              app: spread
      containers:
        - name: spread
          image: nginx:1.27
          resources:
            requests:
              cpu: 200m
              memory: 64Mi
---
# Drain a node: never more than one of the three is missing.
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: spread
spec:
  minAvailable: 2
  selector:
    matchLabels:
      app: spread
`,
  },
  {
    id: 'quota',
    topic: 'limits',
    text: `apiVersion: v1
kind: Namespace
metadata:
  name: team-b
---
# The sixth pod would be too many: see what the ReplicaSet reports.
apiVersion: v1
kind: ResourceQuota
metadata:
  name: small
  namespace: team-b
spec:
  hard:
    pods: "5"
    requests.cpu: "1"
---
# Who says nothing requests this.
apiVersion: v1
kind: LimitRange
metadata:
  name: defaults
  namespace: team-b
spec:
  limits:
    - type: Container
      defaultRequest:
        cpu: 100m
      default:
        cpu: 500m
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: worker
  namespace: team-b
spec:
  replicas: 4
  selector:
    matchLabels:
      app: worker
  template:
    metadata:
      labels:
        app: worker
    spec:
      containers:
        - name: worker
          image: busybox:1.37
          command: ["sh", "-c", "sleep infinity"]
`,
  },
  {
    id: 'wrong-image',
    topic: 'repair',
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: typo
spec:
  replicas: 2
  selector:
    matchLabels:
      app: typo
  template:
    metadata:
      labels:
        app: typo
    spec:
      containers:
        - name: typo
          image: nginx:1.27-alpin
          ports:
            - containerPort: 80
`,
  },
  {
    id: 'crash',
    topic: 'repair',
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: restless
spec:
  replicas: 1
  selector:
    matchLabels:
      app: restless
  template:
    metadata:
      labels:
        app: restless
    spec:
      containers:
        - name: restless
          image: busybox:1.37
          command: ["sh", "-c", "echo cannot read /etc/restless.conf; exit 1"]
`,
  },
  {
    id: 'no-endpoints',
    topic: 'repair',
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: lost
spec:
  replicas: 2
  selector:
    matchLabels:
      app: lost
  template:
    metadata:
      labels:
        app: lost
    spec:
      containers:
        - name: lost
          image: nginx:1.27
          ports:
            - containerPort: 80
---
apiVersion: v1
kind: Service
metadata:
  name: lost
spec:
  selector:
    app: losst
  ports:
    - port: 80
      targetPort: 8080
`,
  },
  {
    id: 'too-big',
    topic: 'repair',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: giant
spec:
  containers:
    - name: giant
      image: nginx:1.27
      resources:
        requests:
          cpu: "16"
`,
  },
];
