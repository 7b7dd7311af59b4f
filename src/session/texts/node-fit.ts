import type { Node, Toleration } from '../../engine/index.ts';
import { fieldsAt, hasLabels, isFields, itemsAt, textAt } from './json-fields.ts';
import type { Fields } from './json-fields.ts';

type Taint = NonNullable<Node['spec']['taints']>[number];

/** Whether a toleration takes a taint (v1.Toleration.ToleratesTaint). */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if ((toleration.effect ?? '') !== '' && toleration.effect !== taint.effect) return false;
  if ((toleration.key ?? '') !== '' && toleration.key !== taint.key) return false;
  return toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? '');
}

/** Whether a node's labels satisfy one requirement of a node selector term. */
function meetsRequirement(requirement: unknown, labels: Readonly<Record<string, string>>): boolean {
  const key = textAt(requirement, ['key']) ?? '';
  const values = itemsAt(requirement, ['values']);
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (textAt(requirement, ['operator'])) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}

/** Whether a node satisfies a term of a node affinity: all of its requirements. */
export function meetsTerm(term: unknown, { metadata }: Node): boolean {
  const byLabels = itemsAt(term, ['matchExpressions']);
  const byFields = itemsAt(term, ['matchFields']);
  return (
    byLabels.length + byFields.length > 0 &&
    byLabels.every((each) => meetsRequirement(each, metadata.labels ?? {})) &&
    byFields.every((each) => meetsRequirement(each, { 'metadata.name': metadata.name }))
  );
}

/** Whether a pod specification asks for labels that the node has: by nodeSelector and by the affinity that is required. */
export function fitsSelectors(spec: unknown, node: Node): boolean {
  const terms = itemsAt(spec, [
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
    'nodeSelectorTerms',
  ]);
  const selector: Fields = fieldsAt(spec, ['nodeSelector']);
  return (
    hasLabels(node.metadata.labels, selector) && (terms.length === 0 || terms.some((term) => meetsTerm(term, node)))
  );
}

/** A toleration as it was written, as far as it is one. */
export function asToleration(value: unknown): Toleration {
  return isFields(value) ? value : {};
}
