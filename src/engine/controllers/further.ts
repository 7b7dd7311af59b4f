import type { Usage } from '../usage.ts';
import { createAutoscaler } from './autoscaler-controller.ts';
import type { Controller } from './controller.ts';
import { cronJobController } from './cronjob-controller.ts';
import { customResourceDefinitionController } from './customresourcedefinition-controller.ts';
import { disruptionController } from './disruption-controller.ts';
import { ephemeralVolumeController } from './ephemeral-volumes.ts';
import { ingressController } from './ingress-controller.ts';
import { jobController } from './job-controller.ts';
import { kubernetesServiceController } from './kubernetes-service.ts';
import { persistentVolumeController } from './persistentvolume-controller.ts';
import { replicationController } from './replication-controller.ts';
import { resourceQuotaController } from './resource-quota-controller.ts';
import { serviceAccountTokensController } from './service-account-tokens.ts';
import { serviceLoadBalancerController } from './service-loadbalancer.ts';
import { statefulSetController } from './statefulset-controller.ts';
import { claimProtectionController, volumeProtectionController } from './storage-protection.ts';
import { systemNamespacesController } from './system-namespaces.ts';
import { ttlAfterFinishedController } from './ttl-after-finished.ts';
import { validatingPolicyController } from './validating-policy-controller.ts';
import { volumeExpansionController } from './volume-expansion.ts';
import { volumeProvisioner } from './volume-provisioner.ts';

/**
 * The controllers of kinds that a new cluster has no objects of. A page loads them with what answers requests, since
 * such objects come only by requests.
 */
export const furtherControllers = (usage: Usage): readonly Controller[] => [
  replicationController,
  statefulSetController,
  jobController,
  ttlAfterFinishedController,
  cronJobController,
  persistentVolumeController,
  volumeProvisioner,
  volumeExpansionController,
  claimProtectionController,
  volumeProtectionController,
  ephemeralVolumeController,
  disruptionController,
  resourceQuotaController,
  createAutoscaler(usage),
  serviceLoadBalancerController,
  ingressController,
  customResourceDefinitionController,
  kubernetesServiceController,
  systemNamespacesController,
  serviceAccountTokensController,
  validatingPolicyController,
];
