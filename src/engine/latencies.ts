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
  /** What one object that it lists costs it: a look at 10,000 pods keeps a controller busy for two seconds. */
  objectRead: 0.2,
  /** One scheduling cycle with its binding. */
  schedulePod: 10,
  /** First wait after a pod could not be scheduled, doubled each time (pkg/scheduler, podInitialBackoffSeconds). */
  schedulerBackOffInitial: 1_000,
  /** Longest such wait (podMaxBackoffSeconds). */
  schedulerBackOffLongest: 10_000,
  /** How long a pod waits for a change that could help before it is tried anyway (podMaxInUnschedulablePodsDuration). */
  unschedulableLongest: 300_000,
  /** From a kubelet's seeing a new pod until its sandbox has a network and its containers may start. */
  podSandbox: 300,
  /** From an image being present until the container runs. */
  containerStart: 250,
  /** From SIGTERM until a well-behaved process has ended. */
  sigtermHandling: 1500,
  /** From a container's end until the kubelet has written it to the API (PLEG relist, 1 s in pkg/kubelet/kubelet.go; half of it on average). */
  containerEndNoticed: 500,
  /** From the moment the kubelet may not start a container again until it says so (the next sync of the pod). */
  backOffNoticed: 1_000,
  /** First wait after a crash or a failed pull (pkg/kubelet/kubelet.go, initialNodeBackoff and imageBackOff). */
  backOffInitial: 10_000,
  /** Longest wait (MaxContainerBackOff; MaxCrashLoopBackOff in pkg/kubelet/kubelet.go). */
  backOffLongest: 300_000,
  /** First wait of a Job before it replaces a failed pod, doubled each time (pkg/controller/job, DefaultJobPodFailureBackOff). */
  jobBackOffInitial: 10_000,
  /** Longest such wait (MaxJobPodFailureBackOff). */
  jobBackOffLongest: 600_000,
  /** How often a kubelet looks at all of a pod, its volumes too (pkg/kubelet/apis/config/v1beta1/defaults.go, SyncFrequency). */
  kubeletSync: 60_000,
  /** How long a program takes of which nothing is known but that it is to end. */
  unknownTask: 2000,
  /** From a failed sync of a pod until the next (backOffPeriod 10 s with a jitter of up to half; pkg/kubelet/pod_workers.go). */
  podSyncRetry: 12_000,
  /** First wait after a volume could not be mounted, doubled each time (pkg/util/goroutinemap/exponentialbackoff). */
  mountRetryInitial: 500,
  mountRetryLongest: 122_000,
  /** How long a pod waits for its volumes before it says so (pkg/kubelet/volumemanager, podAttachAndMountTimeout: 2 min 3 s). */
  mountTimeout: 123_000,
  /** Asking a registry for an image whose layers are on the node. */
  registryRoundTrip: 700,
  /** From asking a registry for what it does not have until its answer. */
  registryRefusal: 1_400,
  /** Bytes that a node pulls and unpacks in one ms: 40 MB/s. */
  imageBytesPerMs: 40_000,
  /** What remains of a grace period at least after a preStop hook (kuberuntime_container.go, minimumGracePeriodInSeconds). */
  graceAfterHook: 2_000,
  /** From the start of a container until a fault that a person switched on makes it crash. */
  forcedCrash: 1_000,
  /** From the start of a process until it has taken more memory than it may. */
  outOfMemory: 800,
  /** How often a kubelet says that its node is well (pkg/kubelet/apis/config/v1beta1/defaults.go, NodeStatusUpdateFrequency). */
  nodeStatusUpdate: 10_000,
  /** nodeMonitorGracePeriod, 50 s since 1.32 (pkg/controller/nodelifecycle/config/v1alpha1/defaults.go). */
  nodeMonitorGrace: 50_000,
  /** nodeMonitorPeriod: how often node health is looked at. */
  nodeMonitorPeriod: 5_000,
  /** nodeStartupGracePeriod: how long a new node may take until its kubelet says anything. */
  nodeStartupGrace: 60_000,
  /** gcCheckPeriod: how often pods without a kubelet are looked for (pkg/controller/podgc). */
  podGCPeriod: 20_000,
  /** quarantineTime: how long a node must be gone until its pods are deleted (pkg/controller/podgc). */
  podGCQuarantine: 40_000,
  /** How often a kubelet looks whether its machine runs short of something (monitoringInterval, pkg/kubelet/eviction). */
  evictionPeriod: 10_000,
  /** How long a shortage must be over until the node says so (EvictionPressureTransitionPeriod). */
  pressureTransition: 300_000,
  /** What an evicted pod is given to end (immediateEvictionGracePeriodSeconds). */
  evictionGrace: 1_000,
  /** How often the API server looks for its own Service (pkg/controlplane, EndpointInterval), and for the system's namespaces. */
  kubernetesServiceSync: 10_000,
  systemNamespacesSync: 60_000,
  /** How long a kubelet that was off needs until it reports Ready. */
  nodeBoot: 5_000,
  /** How long after its creation a LoadBalancer Service gets its address. */
  loadBalancerProvision: 3_000,
  /** How often what is unbound, and what failed, is looked at again (PVClaimBinderSyncPeriod). */
  volumeResync: 15_000,
  /** How long the provisioner of local volumes needs to make a directory on a node, or to remove it. */
  volumeProvision: 3_000,
  /** How long the scheduler waits for a pod's volumes to be bound (bindTimeoutSeconds). */
  volumeBindTimeout: 600_000,
  /** How long a pod whose eviction was granted may take to be seen to go (pkg/controller/disruption, DeletionTimeout). */
  disruptionTimeout: 120_000,
  /** --horizontal-pod-autoscaler-sync-period. */
  autoscalerSync: 15_000,
  /** How long after it was seen an Ingress gets its address; ingress-nginx writes them once a minute. */
  ingressAddress: 5_000,
  /** --event-ttl of the API server. */
  eventTtl: 3_600_000,
  /** Events written within this time expire together (apiserver storage/etcd3/lease_manager.go, LeaseReuseDurationSeconds). */
  eventLeaseReuse: 60_000,
  /** One way of a packet between a client outside and a node. */
  hopOutside: 2,
  /** One way between two nodes, and within one. */
  hopBetweenNodes: 2,
  hopWithinNode: 1,
  /** One question to the cluster's DNS; one that it passes on to the world's. */
  dnsQuery: 1,
  dnsOutside: 20,
  /** How long a resolver waits that nobody answers (two tries of 5 s; resolv.conf, timeout and attempts). */
  dnsTimeout: 10_000,
  /** From an EndpointSlice's arrival at a kube-proxy until its rules are in force, at least; and by how much nodes differ. */
  proxySync: 100,
  proxySpread: 200,
  /** What a server takes for an answer that costs nothing. */
  appAnswer: 2,
  /** Until a client learns that no machine has an address (three ARP requests, one a second). */
  hostUnreachable: 3_000,
  /** How long Linux tries to connect (tcp_syn_retries 6: 127 s and a little). */
  connectTimeout: 134_000,
  /** How long a client waits for an answer once it is connected, unless it says otherwise. */
  answerTimeout: 300_000,
  /** proxy-connect-timeout and proxy-read-timeout of ingress-nginx. */
  ingressConnect: 5_000,
  ingressRead: 60_000,
  /** Until a lost packet is sent again for the first time; doubled each time (RFC 6298). */
  retransmit: 1_000,
} as const;
