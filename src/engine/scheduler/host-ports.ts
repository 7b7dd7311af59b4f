import type { PodSpec } from '../kinds/types/index.ts';

/** A port of the node itself that a pod takes. */
export interface HostPort {
  port: number;
  protocol: string;
  ip: string;
}

const ANY_IP = '0.0.0.0';

/** The node's ports that a pod asks for (pkg/scheduler/util GetHostPorts: containers and sidecars). */
export function hostPortsOf(spec: PodSpec): HostPort[] {
  const ports: HostPort[] = [];
  const sidecars = spec.initContainers?.filter((container) => container.restartPolicy === 'Always') ?? [];
  for (const container of [...spec.containers, ...sidecars]) {
    for (const { hostPort, protocol, hostIP } of container.ports ?? []) {
      if (hostPort === undefined || hostPort <= 0) continue;
      ports.push({
        port: hostPort,
        protocol: protocol ?? 'TCP',
        ip: hostIP === undefined || hostIP === '' ? ANY_IP : hostIP,
      });
    }
  }
  return ports;
}

/** Whether two pods cannot have both ports on one node (framework.HostPortInfo.CheckConflict). */
export function portsConflict(a: HostPort, b: HostPort): boolean {
  if (a.port !== b.port || a.protocol !== b.protocol) return false;
  return a.ip === b.ip || a.ip === ANY_IP || b.ip === ANY_IP;
}
