import { builtinResources } from '../registry-data.ts';
import type { KubeObject } from '../types/index.ts';
import { apiServiceTable } from './api-service.ts';
import { horizontalPodAutoscalerTable } from './autoscaler.ts';
import { cronJobTable, jobTable } from './batch.ts';
import { certificateSigningRequestTable } from './certificate.ts';
import { componentStatusTable } from './component-status.ts';
import { configMapTable, leaseTable, namespaceTable, secretTable, serviceAccountTable } from './configuration.ts';
import { eventTable } from './event.ts';
import { ingressClassTable, ingressTable, networkPolicyTable } from './ingress.ts';
import { machineryTables } from './machinery.ts';
import { metricsTable } from './metrics.ts';
import { nodeTable } from './node.ts';
import { podTable } from './pod.ts';
import { podDisruptionBudgetTable, priorityClassTable, resourceQuotaTable, runtimeClassTable } from './policy.ts';
import { roleBindingTable } from './rbac.ts';
import { endpointSliceTable, endpointsTable, serviceTable } from './service.ts';
import { persistentVolumeClaimTable, persistentVolumeTable, storageClassTable } from './storage.ts';
import { ageColumn, createdAtColumn, nameColumn, since, table, type ResourceTable } from './table.ts';
import {
  controllerRevisionTable,
  daemonSetTable,
  deploymentTable,
  podTemplateTable,
  replicaSetTable,
  replicationControllerTable,
  scaleTable,
  statefulSetTable,
} from './workloads.ts';

export type { ResourceTable } from './table.ts';

const TABLES: Readonly<Record<string, ResourceTable>> = {
  ...machineryTables,
  certificatesigningrequests: certificateSigningRequestTable,
  clusterrolebindings: roleBindingTable,
  apiservices: apiServiceTable,
  componentstatuses: componentStatusTable,
  configmaps: configMapTable,
  controllerrevisions: controllerRevisionTable,
  cronjobs: cronJobTable,
  daemonsets: daemonSetTable,
  deployments: deploymentTable,
  endpoints: endpointsTable,
  endpointslices: endpointSliceTable,
  events: eventTable,
  horizontalpodautoscalers: horizontalPodAutoscalerTable,
  ingressclasses: ingressClassTable,
  ingresses: ingressTable,
  jobs: jobTable,
  leases: leaseTable,
  namespaces: namespaceTable,
  networkpolicies: networkPolicyTable,
  nodes: nodeTable,
  'nodes.metrics.k8s.io': metricsTable,
  persistentvolumeclaims: persistentVolumeClaimTable,
  persistentvolumes: persistentVolumeTable,
  poddisruptionbudgets: podDisruptionBudgetTable,
  pods: podTable,
  'pods.metrics.k8s.io': metricsTable,
  podtemplates: podTemplateTable,
  priorityclasses: priorityClassTable,
  replicasets: replicaSetTable,
  replicationcontrollers: replicationControllerTable,
  resourcequotas: resourceQuotaTable,
  rolebindings: roleBindingTable,
  runtimeclasses: runtimeClassTable,
  'scales.autoscaling': scaleTable,
  secrets: secretTable,
  serviceaccounts: serviceAccountTable,
  services: serviceTable,
  statefulsets: statefulSetTable,
  storageclasses: storageClassTable,
};

/** Built-in kinds without a printer of their own: roles, limit ranges ... (apiserver pkg/registry/rest, DefaultTableConvertor). */
const createdAtTable = table<KubeObject>([nameColumn, createdAtColumn], ({ metadata }) => [
  metadata?.name ?? '',
  metadata?.creationTimestamp ?? '',
]);

/** Custom resources without `additionalPrinterColumns` (apiextensions-apiserver, tableconvertor). */
const ageTable = table<KubeObject>([nameColumn, { ...ageColumn, type: 'date' }], ({ metadata }, now) => [
  metadata?.name ?? '',
  since(metadata?.creationTimestamp, now),
]);

const builtinNames = new Set(builtinResources.map(({ resource }) => resource));

/** The printer of a resource: its lower-case plural, as in URLs; `plural.group` for custom resources. */
export function tableFor(resource: string): ResourceTable {
  return (
    (Object.hasOwn(TABLES, resource) ? TABLES[resource] : undefined) ??
    (builtinNames.has(resource) ? createdAtTable : ageTable)
  );
}
