import type { NamespaceChoice } from './picture.ts';

/** Where a cluster keeps what runs the cluster itself; kind adds the last. */
const system: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage']);

export const ownNamespaces: NamespaceChoice = { type: 'own' };

/** Whether the objects of a namespace are drawn. */
export function showsNamespace(choice: NamespaceChoice, namespace: string | undefined): boolean {
  switch (choice.type) {
    case 'own':
      return !system.has(namespace ?? '');
    case 'all':
      return true;
    case 'one':
      return choice.name === namespace;
  }
}

/** Whether two choices show the same. */
export function sameChoice(a: NamespaceChoice, b: NamespaceChoice): boolean {
  return a.type === b.type && (a.type !== 'one' || b.type !== 'one' || a.name === b.name);
}
