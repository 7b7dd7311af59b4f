/** A local port that leads to a port of a pod, as `kubectl port-forward` opens it. */
export interface Forward {
  readonly namespace: string;
  readonly pod: string;
  /** The pod's port. */
  readonly remote: number;
  /** Called for each connection; false when its pod is gone. */
  connect(): boolean;
}

/** The local ports that are forwarded now, shared by the shells of one machine. */
export type Forwards = Map<number, Forward>;
