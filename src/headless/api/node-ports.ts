import type { Server } from 'node:http';
import type { Cluster } from '../../engine/index.ts';
import { serverIntoCluster } from './http-into-cluster.ts';
import type { Pace } from './pace.ts';

const MOST_CONNECTIONS = 256;

/** TCP node ports that Services have. */
function nodePorts(cluster: Cluster): ReadonlySet<number> {
  const ports = cluster.live.list('services').flatMap(({ spec }) => spec.ports ?? []);
  return new Set(
    ports.flatMap(({ protocol, nodePort }) => (nodePort === undefined || protocol === 'UDP' ? [] : [nodePort])),
  );
}

/**
 * Keeps each node port of the cluster open on 127.0.0.1 while a Service has it. `warn` is told of ports that something
 * else on this machine has. Answers how to close them all.
 */
export function openNodePorts(cluster: Cluster, pace: Pace, warn: (text: string) => void): () => void {
  const servers = new Map<number, Server>();
  let seen = -1;
  const open = (port: number): void => {
    const server = serverIntoCluster(cluster, pace, 'outside', port);
    server.maxConnections = MOST_CONNECTIONS;
    server.on('error', (error) => {
      warn(`node port ${port} stays closed on this machine: ${error.message}`);
    });
    server.listen(port, '127.0.0.1');
    servers.set(port, server);
  };
  const close = (port: number, server: Server): void => {
    servers.delete(port);
    server.close();
    server.closeAllConnections();
  };
  const follow = (): void => {
    if (cluster.revision() === seen) return;
    seen = cluster.revision();
    const wanted = nodePorts(cluster);
    for (const port of wanted) if (!servers.has(port)) open(port);
    for (const [port, server] of servers) if (!wanted.has(port)) close(port, server);
  };
  const leave = pace.listen(follow);
  follow();
  return () => {
    leave();
    for (const [port, server] of servers) close(port, server);
  };
}
