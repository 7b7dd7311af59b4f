import type { ReplicationController } from '../kinds/types/index.ts';
import type { Controller } from './controller.ts';
import { replicatorController } from './replicaset-controller.ts';

/*
 * Decisions: those of replicaset-controller.ts, with `replicationController` in place of `replicaset`.
 */

/** Keeps the pods of ReplicationControllers, exactly as ReplicaSets' (pkg/controller/replication). */
export const replicationController: Controller = replicatorController({
  controllerName: 'replication-controller',
  resource: 'replicationcontrollers',
  apiVersion: 'v1',
  kind: 'ReplicationController',
  decisions: 'replicationController',
  selectorOf: (spec) => {
    const { selector } = spec as ReplicationController['spec'];
    return selector === undefined ? undefined : { matchLabels: selector };
  },
});
