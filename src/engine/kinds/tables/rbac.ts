import type { KubeObject } from '../types/index.ts';
import { ageColumn, column, nameColumn, since, table } from './table.ts';

interface RoleBinding extends KubeObject {
  roleRef: { kind: string; name: string };
  subjects?: { kind: string; name: string; namespace?: string }[];
}

/** RoleBinding and ClusterRoleBinding. */
export const roleBindingTable = table<RoleBinding>(
  [
    nameColumn,
    column('Role', 'RoleRef can reference a Role in the current namespace or a ClusterRole in the global namespace.'),
    ageColumn,
    column('Users', 'Users in the roleBinding', { wide: true }),
    column('Groups', 'Groups in the roleBinding', { wide: true }),
    column('ServiceAccounts', 'ServiceAccounts in the roleBinding', { wide: true }),
  ],
  ({ metadata, roleRef, subjects = [] }, now) => {
    const named = (kind: string): string =>
      subjects
        .filter((subject) => subject.kind === kind)
        .map(({ name = '', namespace = '' }) => (kind === 'ServiceAccount' ? `${namespace}/${name}` : name))
        .join(', ');
    return [
      metadata?.name ?? '',
      `${roleRef?.kind ?? ''}/${roleRef?.name ?? ''}`,
      since(metadata?.creationTimestamp, now),
      named('User'),
      named('Group'),
      named('ServiceAccount'),
    ];
  },
);
