import { ApiServer } from './api/server.ts';
import type { ApiFront, Checkpoint, Cluster, ClusterOptions } from './cluster-api.ts';
import { furtherControllers } from './controllers/further.ts';
import { execute } from './kubelet/container-exec.ts';
import { scriptPlayer } from './kubelet/shell/player.ts';
import { createNetwork } from './network/network.ts';
import { createClosedCluster, restoreClosedCluster } from './cluster.ts';

/** Everything that only requests need. */
export const apiFront: ApiFront = {
  controllers: furtherControllers,
  serve: (world) => {
    const server = new ApiServer(world);
    return (request) => server.handle(request);
  },
  network: createNetwork,
  scripts: { ...scriptPlayer, execute },
};

/** A cluster of its own: nodes that are ready, the usual namespaces, nothing that runs yet. */
export function createCluster(options: ClusterOptions = {}): Cluster {
  const cluster = createClosedCluster(options);
  cluster.open(apiFront);
  return cluster;
}

/** A cluster that goes on exactly as the one did that the checkpoint was taken of. */
export function restoreCluster(checkpoint: Checkpoint): Cluster {
  const cluster = restoreClosedCluster(checkpoint);
  cluster.open(apiFront);
  return cluster;
}
