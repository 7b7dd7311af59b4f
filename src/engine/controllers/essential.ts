import type { Controller } from './controller.ts';
import { daemonSetController } from './daemonset-controller.ts';
import { deploymentController } from './deployment-controller.ts';
import { endpointsController } from './endpoints-controller.ts';
import { endpointSliceController } from './endpointslice-controller.ts';
import { garbageCollector } from './garbage-collector.ts';
import { namespaceController } from './namespace-controller.ts';
import { rootCACertPublisher, serviceAccountController } from './namespace-defaults.ts';
import { createNodeLeaseController } from './node-leases.ts';
import { createNodeLifecycleController } from './node-lifecycle-controller.ts';
import type { NodeHeartbeats } from './node-lifecycle-controller.ts';
import { podGCController } from './pod-gc-controller.ts';
import { replicaSetController } from './replicaset-controller.ts';
import { taintEvictionController } from './taint-eviction-controller.ts';

/** The controllers that every cluster needs from its first moment. */
export function essentialControllers(heartbeats: NodeHeartbeats): readonly Controller[] {
  return [
    deploymentController,
    replicaSetController,
    daemonSetController,
    endpointSliceController,
    endpointsController,
    createNodeLifecycleController(heartbeats),
    taintEvictionController,
    podGCController,
    garbageCollector,
    namespaceController,
    rootCACertPublisher,
    serviceAccountController,
    createNodeLeaseController(heartbeats),
  ];
}
