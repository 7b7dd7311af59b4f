import type {
  ConfigMap,
  ControllerRevision,
  CronJob,
  DaemonSet,
  Deployment,
  EndpointSlice,
  Event,
  GenericObject,
  HorizontalPodAutoscaler,
  Job,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  ReplicationController,
  ResourceQuota,
  Secret,
  Service,
  StatefulSet,
  StorageClass,
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
  replicationcontrollers: ReplicationController;
  daemonsets: DaemonSet;
  statefulsets: StatefulSet;
  controllerrevisions: ControllerRevision;
  jobs: Job;
  cronjobs: CronJob;
  persistentvolumeclaims: PersistentVolumeClaim;
  persistentvolumes: PersistentVolume;
  storageclasses: StorageClass;
  horizontalpodautoscalers: HorizontalPodAutoscaler;
  poddisruptionbudgets: PodDisruptionBudget;
  resourcequotas: ResourceQuota;
}

/** The object type of a resource name (lower-case plural, as in URLs; `plural.group` for custom resources). */
export type ObjectOf<R extends string> = R extends keyof ResourceTypes ? ResourceTypes[R] : GenericObject;
