import type { Client } from './api/client.ts';
import { installKubernetesService } from './controllers/kubernetes-service.ts';
import { installSystemNamespaces } from './controllers/system-namespaces.ts';
import { LOCAL_PATH } from './controllers/volume-provisioner.ts';
import { installSystemWorkloads } from './system-workloads.ts';

/** pkg/apis/scheduling/v1/helpers.go, systemPriorityClasses. */
const PRIORITY_CLASSES: readonly [name: string, value: number, description: string][] = [
  [
    'system-node-critical',
    2_000_001_000,
    'Used for system critical pods that must not be moved from their current node.',
  ],
  [
    'system-cluster-critical',
    2_000_000_000,
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  ],
];

/**
 * Writes what every fresh cluster of kind has: its namespaces, the Service under which pods find the API server, the
 * default storage class, the priority classes of system pods and, with `system`, what runs in kube-system.
 */
export function installCluster(client: Client, system: boolean): void {
  installSystemNamespaces(client);
  installKubernetesService(client, () => false);
  client.create('storageclasses', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner: LOCAL_PATH,
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'WaitForFirstConsumer',
  });
  for (const [name, value, description] of PRIORITY_CLASSES) {
    client.create('priorityclasses', {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name },
      value,
      preemptionPolicy: 'PreemptLowerPriority',
      description,
    });
  }
  if (system) installSystemWorkloads(client);
}
