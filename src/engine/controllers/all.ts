import type { Controller } from './controller.ts';
import { deploymentController } from './deployment-controller.ts';
import { endpointsController } from './endpoints-controller.ts';
import { endpointSliceController } from './endpointslice-controller.ts';
import { replicaSetController } from './replicaset-controller.ts';
import { serviceLoadBalancerController } from './service-loadbalancer.ts';

/** How the node lifecycle controller learns that a kubelet is alive. */
export interface Heartbeats {
  /** ms since the epoch. */
  lastHeartbeat(node: string): number;
}

/** Every reconciler that runs. */
export function controllers(heartbeats: Heartbeats): readonly Controller[] {
  void heartbeats;
  return [
    deploymentController,
    replicaSetController,
    endpointSliceController,
    endpointsController,
    serviceLoadBalancerController,
  ];
}
