import type { Node } from '../types/index.ts';
import { ageColumn, column, nameColumn, since, table, type View } from './table.ts';

const ROLE_PREFIX = 'node-role.kubernetes.io/';

/** Roles of a node as its labels tell them, sorted (printers.go, findNodeRoles). */
export function nodeRoles(labels: { readonly [key: string]: string | undefined } | undefined): string[] {
  const roles = new Set<string>();
  for (const [key, value = ''] of Object.entries(labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length) roles.add(key.slice(ROLE_PREFIX.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return [...roles].toSorted();
}

/** The STATUS that `kubectl get nodes` shows: `Ready`, `NotReady,SchedulingDisabled` ... (printers.go, printNode). */
export function nodeStatusText(node: View<Node>): string {
  const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready');
  const base = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return node.spec?.unschedulable === true ? `${base},SchedulingDisabled` : base;
}

function addressText(node: View<Node>, type: string): string {
  return node.status?.addresses?.find((address) => address.type === type)?.address ?? '<none>';
}

export const nodeTable = table<Node>(
  [
    nameColumn,
    column('Status', 'The status of the node'),
    column('Roles', 'The roles of the node'),
    ageColumn,
    column('Version', 'Kubelet Version reported by the node.'),
    column('Internal-IP', 'List of addresses reachable to the node.', { wide: true }),
    column('External-IP', 'List of addresses reachable to the node.', { wide: true }),
    column('OS-Image', 'OS Image reported by the node from /etc/os-release (e.g. Debian GNU/Linux 7 (wheezy)).', {
      wide: true,
    }),
    column('Kernel-Version', "Kernel Version reported by the node from 'uname -r' (e.g. 3.16.0-0.bpo.4-amd64).", {
      wide: true,
    }),
    column(
      'Container-Runtime',
      'ContainerRuntime Version reported by the node through runtime remote API (e.g. containerd://1.4.2).',
      { wide: true },
    ),
  ],
  (node, now) => {
    const info = node.status?.nodeInfo;
    return [
      node.metadata?.name ?? '',
      nodeStatusText(node),
      nodeRoles(node.metadata?.labels).join(',') || '<none>',
      since(node.metadata?.creationTimestamp, now),
      info?.['kubeletVersion'] ?? '',
      addressText(node, 'InternalIP'),
      addressText(node, 'ExternalIP'),
      info?.['osImage'] || '<unknown>',
      info?.['kernelVersion'] || '<unknown>',
      info?.['containerRuntimeVersion'] || '<unknown>',
    ];
  },
);
