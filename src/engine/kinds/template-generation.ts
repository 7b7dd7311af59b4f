import { deepEqual } from '../api/equality.ts';
import type { DaemonSet } from './types/index.ts';

const ANNOTATION = 'deprecated.daemonset.template.generation';

/** How often a DaemonSet's template has changed, counted from 1, as text; `''` when it does not say (GetTemplateGeneration). */
export function templateGenerationOf({ metadata }: DaemonSet): string {
  return metadata.annotations?.[ANNOTATION] ?? '';
}

/**
 * The DaemonSet with the count of its templates, which apps/v1 keeps in an annotation
 * (pkg/registry/apps/daemonset/strategy.go, PrepareForCreate and PrepareForUpdate).
 */
export function withTemplateGeneration(daemonSet: DaemonSet, old: DaemonSet | undefined): DaemonSet {
  const before = Number(old?.metadata.annotations?.[ANNOTATION] ?? '0');
  const changed = old === undefined || !deepEqual(daemonSet.spec.template, old.spec.template);
  const generation = String((Number.isSafeInteger(before) ? before : 0) + (changed ? 1 : 0));
  const { metadata } = daemonSet;
  return {
    ...daemonSet,
    metadata: { ...metadata, annotations: { ...metadata.annotations, [ANNOTATION]: generation } },
  };
}
