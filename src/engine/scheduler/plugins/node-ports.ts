import type { Pod } from '../../kinds/types/index.ts';
import { hostPortsOf, portsConflict } from '../host-ports.ts';
import type { Filter, Rejection } from '../plugin.ts';

const REJECTION: Rejection = {
  plugin: 'NodePorts',
  reasons: ["node(s) didn't have free ports for the requested pod ports"],
  resolvable: true,
};

/** Keeps a pod away from nodes where another has one of its hostPorts (plugins/nodeports). */
export function nodePortsFilter(pod: Pod): Filter | undefined {
  const wanted = hostPortsOf(pod.spec);
  if (wanted.length === 0) return undefined;
  return (node) =>
    wanted.some((port) => node.hostPorts.some((other) => portsConflict(port, other))) ? REJECTION : undefined;
}
