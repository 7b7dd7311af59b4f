import type {
  ConfigMap,
  Deployment,
  EndpointSlice,
  Event,
  GenericObject,
  Namespace,
  Node,
  Pod,
  ReplicaSet,
  Secret,
  Service,
} from '../kinds/types/index.ts';

/** The types behind the resource names that engine code uses; any other resource is a `GenericObject`. */
export interface ResourceTypes {
  pods: Pod;
  nodes: Node;
  namespaces: Namespace;
  services: Service;
  endpointslices: EndpointSlice;
  events: Event;
  configmaps: ConfigMap;
  secrets: Secret;
  replicasets: ReplicaSet;
  deployments: Deployment;
}

/** The object type of a resource name (lower-case plural, as in URLs; `plural.group` for custom resources). */
export type ObjectOf<R extends string> = R extends keyof ResourceTypes ? ResourceTypes[R] : GenericObject;
