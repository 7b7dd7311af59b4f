import type { Container, PodSpec } from '../kinds/types/index.ts';

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
  for (const container of spec.containers) addPorts(container, ports);
  if (spec.initContainers !== undefined) {
    for (const container of spec.initContainers) if (container.restartPolicy === 'Always') addPorts(container, ports);
  }
  return ports;
}

function addPorts(container: Container, ports: HostPort[]): void {
  if (container.ports === undefined) return;
  for (const { hostPort, protocol, hostIP } of container.ports) {
    if (hostPort === undefined || hostPort <= 0) continue;
    const ip = hostIP === undefined || hostIP === '' ? ANY_IP : hostIP;
    ports.push({ port: hostPort, protocol: protocol ?? 'TCP', ip });
  }
}

/** Whether two pods cannot have both ports on one node (framework.HostPortInfo.CheckConflict). */
export function portsConflict(a: HostPort, b: HostPort): boolean {
  if (a.port !== b.port || a.protocol !== b.protocol) return false;
  return a.ip === b.ip || a.ip === ANY_IP || b.ip === ANY_IP;
}
