import { semanticEqual } from '../../api/equality.ts';
import { forbidden, invalid, required } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { inclusiveRangeMessage } from '../../api/names.ts';
import { fieldsOf, isFields, isSet, listOf, numberOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkImageWhitespace } from './container.ts';
import type { Errors } from './field-checks.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { checkPodAnnotations, checkPodSpec } from './pod-spec.ts';
import { checkTolerations } from './scheduling.ts';

/** What holds for a pod and not for a template (the second half of validatePodMetadataAndSpec). */
function checkPodOnly(spec: Fields, errors: Errors): void {
  if (stringOf(spec['serviceAccountName']) === '') {
    objectsOf(spec['volumes']).forEach((volume, index) => {
      objectsOf(fieldsOf(volume['projected'])['sources']).forEach((source, position) => {
        if (!isFields(source['serviceAccountToken'])) return;
        const path = `spec.volumes[${index}].projected.sources[${position}].serviceAccountToken`;
        errors.push(forbidden(path, 'must not be specified when serviceAccountName is not set'));
      });
    });
  }
  for (const list of ['containers', 'initContainers']) {
    objectsOf(spec[list]).forEach((container, index) => {
      checkImageWhitespace(container, `spec.${list}[${index}]`, errors);
    });
  }
}

function checkMetadataAndSpec(pod: Fields): FieldError[] {
  const errors = validateObjectMeta(pod, true, subdomainName);
  const spec = fieldsOf(pod['spec']);
  checkPodAnnotations(fieldsOf(pod['metadata'])['annotations'], 'metadata.annotations', errors);
  checkPodSpec(spec, 'spec', errors, true);
  checkPodOnly(spec, errors);
  return errors;
}

/** A new pod (ValidatePodCreate). */
export function validatePod(pod: Fields): FieldError[] {
  const errors = checkMetadataAndSpec(pod);
  const { nodeName, schedulingGates, ephemeralContainers } = fieldsOf(pod['spec']);
  if (listOf(ephemeralContainers).length > 0) {
    errors.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  }
  if (stringOf(nodeName) !== '' && listOf(schedulingGates).length > 0) {
    errors.push(forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  }
  return errors;
}

/** Containers of a changed pod: none may come or go. False when there is no point in going on. */
function checkContainerUpdates(
  after: readonly Fields[],
  before: readonly Fields[],
  path: string,
  errors: Errors,
): boolean {
  if (after.length !== before.length) {
    errors.push(forbidden(path, 'pod updates may not add or remove containers'));
    return false;
  }
  after.forEach((container, index) => {
    if (stringOf(container['image']) === '') errors.push(required(`${path}[${index}].image`));
    checkImageWhitespace(container, `${path}[${index}]`, errors);
  });
  return true;
}

const largestInt32 = 2 ** 31 - 1;

function checkDeadlineUpdate(after: unknown, before: unknown, errors: Errors): boolean {
  const path = 'spec.activeDeadlineSeconds';
  if (!isSet(after)) {
    const detail = 'must not update from a positive integer to nil value';
    if (isSet(before)) errors.push(invalid(path, undefined, detail));
    return true;
  }
  const deadline = numberOf(after);
  if (deadline < 0 || deadline > largestInt32) {
    errors.push(invalid(path, deadline, inclusiveRangeMessage(0, largestInt32)));
    return false;
  }
  if (!isSet(before) || numberOf(before) >= deadline) return true;
  errors.push(invalid(path, deadline, 'must be less than or equal to previous value'));
  return false;
}

function checkOnlyAddedTolerations(after: readonly Fields[], before: readonly Fields[], errors: Errors): void {
  const path = 'spec.tolerations';
  const kept = before.every((old) =>
    after.some((toleration) => {
      const sameTime: Fields = { ...old, tolerationSeconds: toleration['tolerationSeconds'] };
      return semanticEqual(sameTime, toleration);
    }),
  );
  if (kept) checkTolerations(after, path, errors);
  else errors.push(forbidden(path, 'existing toleration can not be modified except its tolerationSeconds'));
}

function checkOnlyRemovedGates(after: readonly Fields[], before: readonly Fields[], errors: Errors): void {
  const known = new Set(before.map((gate) => gate['name']));
  after.forEach((gate, index) => {
    if (known.has(gate['name'])) return;
    const detail = `only deletion is allowed, but found new scheduling gate '${stringOf(gate['name'])}'`;
    errors.push(forbidden(`spec.schedulingGates[${index}].name`, detail));
  });
}

const updatableFields = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
];

/** An affinity with the node affinity of the old one: undefined when that leaves nothing that was not there before. */
function withNodeAffinityOf(affinity: unknown, old: unknown): unknown {
  const { podAffinity, podAntiAffinity } = fieldsOf(affinity);
  const { nodeAffinity } = fieldsOf(old);
  if (semanticEqual(fieldsOf(affinity)['nodeAffinity'], nodeAffinity)) return affinity;
  if (!isFields(old) && !isSet(podAffinity) && !isSet(podAntiAffinity)) return undefined;
  return { ...fieldsOf(affinity), nodeAffinity };
}

/** The specification as it would be if only what may change had changed (the munging in ValidatePodUpdate). */
function withoutAllowedChanges(spec: Fields, old: Fields): Fields {
  const withOldImages = (list: string): readonly Fields[] => {
    const before = objectsOf(old[list]);
    return objectsOf(spec[list]).map((container, index) => ({ ...container, image: before[index]?.['image'] }));
  };
  const graceWasNegative = numberOf(old['terminationGracePeriodSeconds']) < 0;
  const mendsGrace = graceWasNegative && spec['terminationGracePeriodSeconds'] === 1;
  const gated = listOf(old['schedulingGates']).length > 0;
  const { nodeSelector } = gated ? old : spec;
  return {
    ...spec,
    containers: withOldImages('containers'),
    initContainers: withOldImages('initContainers'),
    activeDeadlineSeconds: old['activeDeadlineSeconds'],
    schedulingGates: old['schedulingGates'],
    tolerations: old['tolerations'],
    nodeSelector,
    ...(gated && { affinity: withNodeAffinityOf(spec['affinity'], old['affinity']) }),
    ...(mendsGrace && { terminationGracePeriodSeconds: old['terminationGracePeriodSeconds'] }),
  };
}

function goFieldName(field: string): string {
  return field.charAt(0).toUpperCase() + field.slice(1);
}

/** JSON that is the same however the fields of what was sent were ordered. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** The changed fields as a diff. Upstream prints go-cmp's diff of its structs, whose layout is not stable; this is like it. */
function specificationDiff(old: Fields, spec: Fields): string {
  const fields = [...new Set([...Object.keys(old), ...Object.keys(spec)])].toSorted();
  const changed = fields.filter((field) => !semanticEqual(old[field], spec[field]));
  const line = (sign: string, field: string, value: unknown): string[] =>
    isSet(value) ? [`${sign} \t${goFieldName(field)}: ${inOrder(value)},`] : [];
  const lines = changed.flatMap((field) => [...line('-', field, old[field]), ...line('+', field, spec[field])]);
  const same = fields.length - changed.length;
  return ['  core.PodSpec{', ...lines, `  \t... // ${same} identical fields`, '  }', ''].join('\n');
}

/** Labels that a gated pod may be asked to have on its node only grow (validateNodeSelectorMutation). */
function checkNodeSelectorGrows(spec: Fields, old: Fields, errors: Errors): void {
  if (listOf(old['schedulingGates']).length === 0) return;
  const after = fieldsOf(spec['nodeSelector']);
  const before = fieldsOf(old['nodeSelector']);
  const kept = Object.keys(before).every((key) => after[key] === before[key]);
  const detail = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
  if (!kept) errors.push(invalid('spec.nodeSelector', after, detail));
}

function requiredNodeTerms(spec: Fields): readonly Fields[] {
  const { nodeAffinity } = fieldsOf(spec['affinity']);
  const needed = fieldsOf(nodeAffinity)['requiredDuringSchedulingIgnoredDuringExecution'];
  return objectsOf(fieldsOf(needed)['nodeSelectorTerms']);
}

/** validateNodeSelectorTermHasOnlyAdditions. */
function hasOnlyAdditions(term: Fields, old: Fields): boolean {
  const lists = ['matchExpressions', 'matchFields'];
  const wasEmpty = lists.every((list) => listOf(old[list]).length === 0);
  if (wasEmpty) return lists.every((list) => listOf(term[list]).length === 0);
  return lists.every((list) => {
    const before = listOf(old[list]);
    const after = listOf(term[list]);
    return after.length >= before.length && semanticEqual(after.slice(0, before.length), before);
  });
}

/** What a gated pod needs of its node only grows more (validateNodeAffinityMutation). */
function checkNodeAffinityGrows(spec: Fields, old: Fields, errors: Errors): void {
  const before = requiredNodeTerms(old);
  if (listOf(old['schedulingGates']).length === 0 || before.length === 0) return;
  const after = requiredNodeTerms(spec);
  const path = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  if (before.length !== after.length) {
    errors.push(invalid(path, after, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed'));
    return;
  }
  before.forEach((term, index) => {
    const now = after[index] ?? {};
    if (hasOnlyAdditions(now, term)) return;
    errors.push(invalid(`${path}[${index}]`, now, 'only additions are allowed (no mutations or deletions)'));
  });
}

/** A pod to which ephemeral containers were added: those that were there stay as they are (ValidatePodEphemeralContainersUpdate). */
export function validateEphemeralContainersUpdate(pod: Fields, old: Fields): FieldError[] {
  const path = 'spec.ephemeralContainers';
  const errors = [...validateObjectMetaUpdate(pod, old), ...checkMetadataAndSpec(pod)];
  const after = objectsOf(fieldsOf(pod['spec'])['ephemeralContainers']);
  for (const before of objectsOf(fieldsOf(old['spec'])['ephemeralContainers'])) {
    const name = stringOf(before['name']);
    const now = after.find((container) => container['name'] === before['name']);
    if (now === undefined) errors.push(forbidden(path, `existing ephemeral containers "${name}" may not be removed\n`));
    else if (!semanticEqual(now, before)) {
      errors.push(forbidden(path, `existing ephemeral containers "${name}" may not be changed\n`));
    }
  }
  return errors;
}

/** A changed pod: of its specification hardly anything may change (ValidatePodUpdate). */
export function validatePodUpdate(pod: Fields, old: Fields): FieldError[] {
  const errors = [...validateObjectMetaUpdate(pod, old), ...checkMetadataAndSpec(pod)];
  const spec = fieldsOf(pod['spec']);
  const before = fieldsOf(old['spec']);
  for (const list of ['containers', 'initContainers']) {
    if (!checkContainerUpdates(objectsOf(spec[list]), objectsOf(before[list]), `spec.${list}`, errors)) return errors;
  }
  if (!checkDeadlineUpdate(spec['activeDeadlineSeconds'], before['activeDeadlineSeconds'], errors)) return errors;
  checkOnlyAddedTolerations(objectsOf(spec['tolerations']), objectsOf(before['tolerations']), errors);
  checkOnlyRemovedGates(objectsOf(spec['schedulingGates']), objectsOf(before['schedulingGates']), errors);
  checkNodeSelectorGrows(spec, before, errors);
  checkNodeAffinityGrows(spec, before, errors);
  const compared = withoutAllowedChanges(spec, before);
  if (!semanticEqual(compared, before)) {
    const detail = `pod updates may not change fields other than ${updatableFields.join(',')}`;
    errors.push(forbidden('spec', `${detail}\n${specificationDiff(before, compared)}`));
  }
  return errors;
}
