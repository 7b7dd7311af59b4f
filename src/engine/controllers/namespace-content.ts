import { customTables } from '../api/catalog.ts';
import type { Lister } from '../api/lister.ts';
import { toRFC3339 } from '../api/time.ts';
import { builtinResources } from '../kinds/registry-data.ts';
import type { Condition, KubeObject } from '../kinds/types/index.ts';

/** Everything of one resource that is left in a namespace. */
export interface Remaining {
  resource: string;
  /** The store's name of the resource. */
  table: string;
  group: string;
  objects: readonly KubeObject[];
}

const namespaced = builtinResources.filter(
  ({ namespaced, group, verbs }) => namespaced && group !== 'events.k8s.io' && verbs.includes('deletecollection'),
);

/** Names of all namespaced resources that can be deleted. */
export const namespacedResources: readonly string[] = namespaced.map(({ resource }) => resource);

export function remainingContent(namespace: string, lister: Lister): Remaining[] {
  const custom = customTables(lister).map(({ info, table }) => ({ ...info, table }));
  const builtin = namespaced.map((info) => ({ ...info, table: info.resource }));
  return [...builtin, ...custom].flatMap(({ resource, table, group, namespaced: isNamespaced }) => {
    const objects = isNamespaced ? (lister.list(table, namespace) as readonly KubeObject[]) : [];
    return objects.length === 0 ? [] : [{ resource, table, group, objects }];
  });
}

function condition(type: string, isTrue: boolean, reason: string, message: string): Condition {
  return { type, status: isTrue ? 'True' : 'False', reason, message };
}

function finalizersText(remaining: readonly Remaining[]): string {
  const counts = new Map<string, number>();
  for (const { objects } of remaining) {
    for (const { metadata } of objects) {
      for (const finalizer of metadata.finalizers ?? []) counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1);
    }
  }
  const texts = Array.from(counts, ([finalizer, count]) => `${finalizer} in ${count} resource instances`);
  return texts.toSorted().join(', ');
}

/**
 * The conditions of a namespace that is being deleted (pkg/controller/namespace/deletion/status_condition_utils.go).
 * `old` keep their transition times where nothing changed.
 */
export function deletionConditions(
  remaining: readonly Remaining[],
  old: readonly Condition[],
  now: number,
): Condition[] {
  const resources = remaining.map(
    ({ resource, group, objects }) => `${resource}.${group} has ${objects.length} resource instances`,
  );
  const finalizers = finalizersText(remaining);
  const conditions = [
    condition(
      'NamespaceDeletionDiscoveryFailure',
      false,
      'ResourcesDiscovered',
      'All resources successfully discovered',
    ),
    condition(
      'NamespaceDeletionGroupVersionParsingFailure',
      false,
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ),
    condition(
      'NamespaceDeletionContentFailure',
      false,
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ),
    resources.length === 0
      ? condition('NamespaceContentRemaining', false, 'ContentRemoved', 'All content successfully removed')
      : condition(
          'NamespaceContentRemaining',
          true,
          'SomeResourcesRemain',
          `Some resources are remaining: ${resources.toSorted().join(', ')}`,
        ),
    finalizers === ''
      ? condition(
          'NamespaceFinalizersRemaining',
          false,
          'ContentHasNoFinalizers',
          'All content-preserving finalizers finished',
        )
      : condition(
          'NamespaceFinalizersRemaining',
          true,
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${finalizers}`,
        ),
  ];
  return conditions.map((next) => {
    const before = old.find(({ type }) => type === next.type);
    const same = before?.status === next.status && before.reason === next.reason && before.message === next.message;
    const lastTransitionTime = same ? (before.lastTransitionTime ?? toRFC3339(now)) : toRFC3339(now);
    return { ...next, lastTransitionTime };
  });
}
