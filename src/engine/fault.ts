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
  | { type: 'buildImage'; image: string };

/** What came of a fault. `message` says in English what is wrong: no such pod, already off ... */
export type FaultResult = { ok: true; message?: string } | { ok: false; message: string };
