import type {
  ControllerRevision,
  CronJob,
  DaemonSet,
  Deployment,
  EndpointSlice,
  Event,
  GenericObject,
  HorizontalPodAutoscaler,
  Job,
  KubeObject,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  ReplicationController,
  ResourceQuota,
  Service,
  Snapshot,
  StatefulSet,
  StorageClass,
} from '../../engine/index.ts';
import {
  budgetSituation,
  eventSituation,
  leaseSituation,
  limitRangeSituation,
  namespaceSituation,
  nodeSituation,
  quotaSituation,
  serviceAccountSituation,
  settingsSituation,
} from './cluster.ts';
import {
  endpointSliceSituation,
  endpointsSituation,
  ingressSituation,
  networkPolicySituation,
  serviceSituation,
} from './network.ts';
import { podSituation } from './pod.ts';
import { bindingSituation, definitionSituation, isCustom, prioritySituation } from './rules.ts';
import { claimSituation, storageClassSituation, volumeSituation } from './storage.ts';
import { expected, told } from './told.ts';
import type { Situation } from './told.ts';
import { autoscalerSituation, cronJobSituation, jobSituation } from './work.ts';
import {
  daemonSetSituation,
  deploymentSituation,
  replicasSituation,
  revisionSituation,
  statefulSetSituation,
} from './workloads.ts';

/** What state an object is in, told by what it says of itself and what is around it, and what will happen next. */
export function situationOf(resource: string, object: KubeObject, snapshot: Snapshot): Situation {
  const situation = ofKind(resource, object, snapshot);
  const { deletionTimestamp, finalizers = [] } = object.metadata;
  const knowsOfDeletion = ['pods', 'namespaces', 'persistentvolumeclaims'].includes(resource);
  if (deletionTimestamp === undefined || knowsOfDeletion) return situation;
  return {
    state: [told('terminating'), ...situation.state],
    next: [
      finalizers.length > 0 ? expected('nextFinalizers', { finalizers: finalizers.join(', ') }) : expected('nextGone'),
    ],
  };
}

/** The name of a resource says what its objects are: those of other groups are stored under longer names. */
function ofKind(resource: string, object: KubeObject, snapshot: Snapshot): Situation {
  switch (resource) {
    case 'pods':
      return podSituation(object as Pod, snapshot);
    case 'deployments':
      return deploymentSituation(object as Deployment, snapshot);
    case 'replicasets':
      return replicasSituation(object as ReplicaSet, snapshot);
    case 'replicationcontrollers':
      return replicasSituation(object as ReplicationController, snapshot);
    case 'statefulsets':
      return statefulSetSituation(object as StatefulSet, snapshot);
    case 'daemonsets':
      return daemonSetSituation(object as DaemonSet, snapshot);
    case 'controllerrevisions':
      return revisionSituation(object as ControllerRevision);
    case 'jobs':
      return jobSituation(object as Job, snapshot);
    case 'cronjobs':
      return cronJobSituation(object as CronJob, snapshot);
    case 'horizontalpodautoscalers':
      return autoscalerSituation(object as HorizontalPodAutoscaler, snapshot);
    case 'services':
      return serviceSituation(object as Service, snapshot);
    case 'endpointslices':
      return endpointSliceSituation(object as EndpointSlice, snapshot);
    case 'endpoints':
      return endpointsSituation(object as GenericObject, snapshot);
    case 'ingresses':
      return ingressSituation(object as GenericObject, snapshot);
    case 'networkpolicies':
      return networkPolicySituation(object as GenericObject, snapshot);
    case 'persistentvolumeclaims':
      return claimSituation(object as PersistentVolumeClaim, snapshot);
    case 'persistentvolumes':
      return volumeSituation(object as PersistentVolume, snapshot);
    case 'storageclasses':
      return storageClassSituation(object as StorageClass, snapshot);
    case 'nodes':
      return nodeSituation(object as Node, snapshot);
    case 'namespaces':
      return namespaceSituation(object as Namespace, snapshot);
    case 'poddisruptionbudgets':
      return budgetSituation(object as PodDisruptionBudget, snapshot);
    case 'resourcequotas':
      return quotaSituation(object as ResourceQuota);
    case 'limitranges':
      return limitRangeSituation(object as GenericObject);
    case 'configmaps':
    case 'secrets':
      return settingsSituation(object as GenericObject, snapshot);
    case 'serviceaccounts':
      return serviceAccountSituation(object as GenericObject, snapshot);
    case 'events':
      return eventSituation(object as Event, snapshot);
    case 'leases':
      return leaseSituation(object as GenericObject, snapshot);
    case 'priorityclasses':
      return prioritySituation(object as GenericObject);
    case 'rolebindings':
    case 'clusterrolebindings':
      return bindingSituation(object as GenericObject);
    case 'customresourcedefinitions':
      return definitionSituation(object as GenericObject, snapshot);
    default:
      if (isCustom(resource)) return { state: [told('custom', { kind: object.kind })], next: [expected('nextStays')] };
      return { state: [told('asWritten', { kind: object.kind })], next: [expected('nextStays')] };
  }
}
