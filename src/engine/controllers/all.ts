import type { Controller } from './controller.ts';
import { cronJobController } from './cronjob-controller.ts';
import { daemonSetController } from './daemonset-controller.ts';
import { deploymentController } from './deployment-controller.ts';
import { endpointsController } from './endpoints-controller.ts';
import { endpointSliceController } from './endpointslice-controller.ts';
import { ephemeralVolumeController } from './ephemeral-volumes.ts';
import { garbageCollector } from './garbage-collector.ts';
import { jobController } from './job-controller.ts';
import { namespaceController } from './namespace-controller.ts';
import { rootCACertPublisher, serviceAccountController } from './namespace-defaults.ts';
import { createNodeLifecycleController } from './node-lifecycle-controller.ts';
import type { NodeHeartbeats } from './node-lifecycle-controller.ts';
import { persistentVolumeController } from './persistentvolume-controller.ts';
import { podGCController } from './pod-gc-controller.ts';
import { replicaSetController } from './replicaset-controller.ts';
import { replicationController } from './replication-controller.ts';
import { serviceLoadBalancerController } from './service-loadbalancer.ts';
import { statefulSetController } from './statefulset-controller.ts';
import { claimProtectionController, volumeProtectionController } from './storage-protection.ts';
import { taintEvictionController } from './taint-eviction-controller.ts';
import { ttlAfterFinishedController } from './ttl-after-finished.ts';
import { volumeProvisioner } from './volume-provisioner.ts';

/** Every reconciler that runs. */
export function controllers(heartbeats: NodeHeartbeats): readonly Controller[] {
  return [
    deploymentController,
    replicaSetController,
    replicationController,
    daemonSetController,
    statefulSetController,
    jobController,
    ttlAfterFinishedController,
    cronJobController,
    persistentVolumeController,
    volumeProvisioner,
    claimProtectionController,
    volumeProtectionController,
    ephemeralVolumeController,
    endpointSliceController,
    endpointsController,
    serviceLoadBalancerController,
    createNodeLifecycleController(heartbeats),
    taintEvictionController,
    podGCController,
    garbageCollector,
    namespaceController,
    rootCACertPublisher,
    serviceAccountController,
  ];
}
