import type { Condition, KubeObject, ObjectReference } from './meta.ts';

export interface Namespace extends KubeObject {
  kind: 'Namespace';
  spec: { finalizers?: string[] };
  status: { phase?: 'Active' | 'Terminating'; conditions?: Condition[] };
}

export interface Node extends KubeObject {
  kind: 'Node';
  spec: NodeSpec;
  status: NodeStatus;
}

export interface NodeSpec {
  podCIDR?: string;
  podCIDRs?: string[];
  providerID?: string;
  unschedulable?: boolean;
  taints?: Taint[];
}

export interface Taint {
  key: string;
  value?: string;
  effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  /** RFC 3339; set on NoExecute taints. */
  timeAdded?: string;
}

/** A Node that a person wrote, with no machine behind it, has next to nothing of it. */
export interface NodeStatus {
  capacity?: Record<string, string>;
  allocatable?: Record<string, string>;
  conditions?: Condition[];
  addresses?: { type: string; address: string }[];
  nodeInfo: Record<string, string>;
  images?: { names?: string[]; sizeBytes?: number }[];
  daemonEndpoints?: { kubeletEndpoint: { Port: number } };
}

export interface Event extends KubeObject {
  kind: 'Event';
  involvedObject: ObjectReference;
  reason: string;
  message: string;
  type: 'Normal' | 'Warning';
  source: { component?: string; host?: string };
  reportingComponent: string;
  reportingInstance: string;
  firstTimestamp: string;
  lastTimestamp: string;
  eventTime: string | null;
  count: number;
}

export interface ConfigMap extends KubeObject {
  kind: 'ConfigMap';
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
  immutable?: boolean;
}

/** `data` values are base64, as stored. */
export interface Secret extends KubeObject {
  kind: 'Secret';
  type: string;
  data?: Record<string, string>;
  immutable?: boolean;
}
