import type { Pod } from '../../engine/index.ts';
import { fieldsAt, itemsAt, textAt } from './json-fields.ts';

/** Kinds whose objects a pod names in its specification. */
export type UsedKind = 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim' | 'ServiceAccount' | 'PriorityClass';

/** A name that a pod specification holds, and where: the path of the field that holds it. */
export interface PodUse {
  readonly kind: UsedKind;
  readonly name: string;
  readonly path: readonly (string | number)[];
  /** The pod starts without it. */
  readonly optional: boolean;
}

/** Whatever other objects a pod specification names, in the order of its fields. */
export function podUses(spec: unknown): readonly PodUse[] {
  const uses: PodUse[] = [];
  const add = (kind: UsedKind, path: readonly (string | number)[], field: string): void => {
    const name = textAt(spec, [...path, field]);
    if (name === undefined) return;
    uses.push({ kind, name, path: [...path, field], optional: fieldsAt(spec, path)['optional'] === true });
  };
  for (const list of ['initContainers', 'containers']) {
    for (const [index, container] of itemsAt(spec, [list]).entries()) {
      for (const [at] of itemsAt(container, ['envFrom']).entries()) {
        add('ConfigMap', [list, index, 'envFrom', at, 'configMapRef'], 'name');
        add('Secret', [list, index, 'envFrom', at, 'secretRef'], 'name');
      }
      for (const [at] of itemsAt(container, ['env']).entries()) {
        add('ConfigMap', [list, index, 'env', at, 'valueFrom', 'configMapKeyRef'], 'name');
        add('Secret', [list, index, 'env', at, 'valueFrom', 'secretKeyRef'], 'name');
      }
    }
  }
  for (const [index, volume] of itemsAt(spec, ['volumes']).entries()) {
    add('ConfigMap', ['volumes', index, 'configMap'], 'name');
    add('Secret', ['volumes', index, 'secret'], 'secretName');
    add('PersistentVolumeClaim', ['volumes', index, 'persistentVolumeClaim'], 'claimName');
    for (const [at] of itemsAt(volume, ['projected', 'sources']).entries()) {
      add('ConfigMap', ['volumes', index, 'projected', 'sources', at, 'configMap'], 'name');
      add('Secret', ['volumes', index, 'projected', 'sources', at, 'secret'], 'name');
    }
  }
  for (const [index] of itemsAt(spec, ['imagePullSecrets']).entries())
    add('Secret', ['imagePullSecrets', index], 'name');
  add('ServiceAccount', [], 'serviceAccountName');
  add('PriorityClass', [], 'priorityClassName');
  return uses;
}

/** Whether a pod names this object. */
export function podUsesObject(pod: Pod, kind: UsedKind, name: string): boolean {
  return podUses(pod.spec).some((use) => use.kind === kind && use.name === name);
}
