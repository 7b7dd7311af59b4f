/** What a person does to the machines rather than to the API. Plain data, so that a session can be replayed. */
export type Fault =
  /** Ends a container's process: the pod stays, the kubelet restarts it. Default exit code 137 (SIGKILL). */
  | { type: 'killContainer'; namespace: string; pod: string; container: string; exitCode?: number }
  /** While on, the container's process ends with exit code 1 soon after each start. */
  | { type: 'crashContainer'; namespace: string; pod: string; container: string; on: boolean }
  /** While on, the container answers its readiness probe with failure (and the pod is not ready even without a probe). */
  | { type: 'failReadiness'; namespace: string; pod: string; container: string; on: boolean }
  /** While on, the container answers its liveness probe with failure. */
  | { type: 'failLiveness'; namespace: string; pod: string; container: string; on: boolean }
  /** The machine loses power: its kubelet falls silent, its containers are gone. */
  | { type: 'powerOffNode'; node: string }
  | { type: 'powerOnNode'; node: string }
  /** Adds a machine that joins the cluster. */
  | { type: 'addNode'; name?: string }
  /** Removes a machine for good (and its Node object). */
  | { type: 'removeNode'; node: string }
  /** Whether well-formed image names that the registry does not know can be pulled. */
  | { type: 'setUnknownImages'; policy: 'run' | 'fail' }
  /** `docker build -t`: the image is on every node, in no registry. */
  | { type: 'buildImage'; image: string }
  | NetworkFault;

/** What is done to machines, containers and images. */
export type MachineFault = Exclude<Fault, NetworkFault>;

/** What a person does to the network between machines. */
export type NetworkFault =
  /** While on, nothing gets to the node or away from it; what runs on it goes on. */
  | { type: 'cutNode'; node: string; on: boolean }
  /** While on, two nodes do not hear each other. */
  | { type: 'partition'; a: string; b: string; on: boolean }
  /** Every packet to and from there takes so much longer, ms; 0 mends it. */
  | ({ type: 'latency'; ms: number } & NetworkPlace)
  /** So large a share of packets to and from there gets lost, 0 to 1; 0 mends it. */
  | ({ type: 'dropShare'; share: number } & NetworkPlace)
  /** A pod's server takes so much longer for an answer, ms; 0 mends it. */
  | { type: 'slowPod'; namespace: string; pod: string; ms: number };

const networkFaults: ReadonlySet<string> = new Set<NetworkFault['type']>([
  'cutNode',
  'partition',
  'latency',
  'dropShare',
  'slowPod',
]);

export function isNetworkFault(fault: Fault): fault is NetworkFault {
  return networkFaults.has(fault.type);
}

/** A node, or one pod. */
export type NetworkPlace = { node: string } | { namespace: string; pod: string };

/** What came of a fault. `message` says in English what is wrong: no such pod, already off ... */
export type FaultResult = { ok: true; message?: string } | { ok: false; message: string };
