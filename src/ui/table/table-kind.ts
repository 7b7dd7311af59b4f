/** What the table lists: one kind of things at a time. */
export type TableKind = 'pods' | 'workloads' | 'nodes' | 'services';

export const tableKinds: readonly TableKind[] = ['pods', 'workloads', 'nodes', 'services'];
