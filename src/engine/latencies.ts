/**
 * How long things take, in ms of virtual time. Where Kubernetes has a constant it is that one, named by its source;
 * the rest are round figures of a small healthy cluster. Nothing else in the engine holds a delay of its own.
 */
export const latency = {
  /** From a write until the informers of controllers, scheduler and kubelets have seen it. */
  watchDelivery: 20,
  /** From a key's arrival in an empty work queue until its reconcile has run. */
  reconcile: 30,
  /** What one write of a controller costs it before it looks at the same key again. */
  apiWrite: 5,
  /** What one object that it lists costs it: a look at 10,000 pods keeps a controller busy for half a second. */
  objectRead: 0.05,
  /** One scheduling cycle with its binding. */
  schedulePod: 10,
  /** From a kubelet's seeing a new pod until its sandbox has a network and its containers may start. */
  podSandbox: 300,
  /** From an image being present until the container runs. */
  containerStart: 250,
  /** From SIGTERM until a well-behaved process has ended. */
  sigtermHandling: 1500,
  /** From a container's end until the kubelet has written it to the API (PLEG relist, 1 s in pkg/kubelet/kubelet.go; half of it on average). */
  containerEndNoticed: 500,
  /** nodeMonitorGracePeriod, 50 s since 1.32 (pkg/controller/nodelifecycle/config/v1alpha1/defaults.go). */
  nodeMonitorGrace: 50_000,
  /** nodeMonitorPeriod: how often node health is looked at. */
  nodeMonitorPeriod: 5_000,
  /** How long a kubelet that was off needs until it reports Ready. */
  nodeBoot: 5_000,
  /** How long after its creation a LoadBalancer Service gets its address. */
  loadBalancerProvision: 3_000,
  /** --event-ttl of the API server. */
  eventTtl: 3_600_000,
} as const;
