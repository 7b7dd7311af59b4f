import { semanticEqual } from '../../api/equality.ts';
import { forbidden, invalid, notSupported, required } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { goLabelSelector, goQuote } from '../../api/go-syntax.ts';
import { fieldsOf, isFields, isSet, numberOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkLabels, checkNonnegative } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { checkAnnotations, labelName, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { checkPodAnnotations } from './pod-spec.ts';
import { checkSelectorMatches, checkWorkloadSelector, isUsableSelector } from './workload-template.ts';

function checkUpdateStrategy({ type, rollingUpdate }: Fields, path: string, errors: Errors): void {
  switch (type) {
    case undefined:
    case '':
      errors.push(required(path));
      break;
    case 'OnDelete':
      if (isSet(rollingUpdate)) {
        const partition = numberOf(fieldsOf(rollingUpdate)['partition']);
        const printed = `apps.RollingUpdateStatefulSetStrategy{Partition:${partition}, MaxUnavailable:(*intstr.IntOrString)(nil)}`;
        const detail = "only allowed for updateStrategy 'RollingUpdate'";
        errors.push(invalid(`${path}.rollingUpdate`, { goSyntax: printed }, detail));
      }
      break;
    case 'RollingUpdate':
      checkNonnegative(fieldsOf(rollingUpdate)['partition'], `${path}.rollingUpdate.partition`, errors);
      break;
    default: {
      const printed = `apps.StatefulSetUpdateStrategy{Type:${goQuote(stringOf(type))}, RollingUpdate:(*apps.RollingUpdateStatefulSetStrategy)(nil)}`;
      errors.push(invalid(path, { goSyntax: printed }, "must be 'RollingUpdate' or 'OnDelete'"));
    }
  }
}

function checkClaimRetention(policy: Fields, path: string, errors: Errors): void {
  const supported = ['Retain', 'Delete'];
  for (const field of ['whenDeleted', 'whenScaled']) {
    const value = stringOf(policy[field]);
    if (!supported.includes(value)) errors.push(notSupported(`${path}.${field}`, value, supported));
  }
}

function checkStatefulSetSpec(spec: Fields, errors: Errors): void {
  const { selector, podManagementPolicy } = spec;
  const template = fieldsOf(spec['template']);
  const policyPath = 'spec.podManagementPolicy';
  const policy = stringOf(podManagementPolicy);
  if (policy === '') errors.push(required(policyPath));
  else if (policy !== 'OrderedReady' && policy !== 'Parallel') {
    errors.push(invalid(policyPath, policy, "must be 'OrderedReady' or 'Parallel'"));
  }
  checkUpdateStrategy(fieldsOf(spec['updateStrategy']), 'spec.updateStrategy', errors);
  const retention = spec['persistentVolumeClaimRetentionPolicy'];
  if (isFields(retention)) checkClaimRetention(retention, 'spec.persistentVolumeClaimRetentionPolicy', errors);
  checkNonnegative(spec['replicas'], 'spec.replicas', errors);
  checkNonnegative(spec['minReadySeconds'], 'spec.minReadySeconds', errors);
  checkNonnegative(fieldsOf(spec['ordinals'])['start'], 'spec.ordinals.start', errors);
  checkWorkloadSelector(selector, 'empty selector is invalid for statefulset', errors);
  if (!isUsableSelector(selector)) errors.push(invalid('spec.selector', goLabelSelector(selector), ''));
  else {
    // Upstream does not check the pod specification here: volumes may come from claim templates.
    const { labels, annotations } = fieldsOf(template['metadata']);
    checkSelectorMatches(selector, template, 'spec.template', errors);
    checkLabels(labels, 'spec.template.labels', errors);
    checkAnnotations(annotations, 'spec.template.annotations', errors);
    checkPodAnnotations(annotations, 'spec.template.annotations', errors);
  }
  const { restartPolicy, activeDeadlineSeconds } = fieldsOf(template['spec']);
  if (restartPolicy !== 'Always') {
    errors.push(notSupported('spec.template.spec.restartPolicy', stringOf(restartPolicy), ['Always']));
  }
  if (isSet(activeDeadlineSeconds)) {
    const path = 'spec.template.spec.activeDeadlineSeconds';
    errors.push(forbidden(path, 'activeDeadlineSeconds in StatefulSet is not Supported'));
  }
}

/** A new StatefulSet (pkg/apis/apps/validation, ValidateStatefulSet). */
export function validateStatefulSet(statefulSet: Fields): FieldError[] {
  const errors = validateObjectMeta(statefulSet, true, labelName);
  checkStatefulSetSpec(fieldsOf(statefulSet['spec']), errors);
  return errors;
}

const updatable: ReadonlySet<string> = new Set([
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]);

function fixedPart(spec: Fields): Fields {
  return Object.fromEntries(Object.entries(spec).filter(([field]) => !updatable.has(field)));
}

/** A changed StatefulSet, of which little may change (ValidateStatefulSetUpdate). */
export function validateStatefulSetUpdate(statefulSet: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(statefulSet, old);
  const spec = fieldsOf(statefulSet['spec']);
  checkStatefulSetSpec(spec, errors);
  if (!semanticEqual(fixedPart(spec), fixedPart(fieldsOf(old['spec'])))) {
    const detail =
      "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
    errors.push(forbidden('spec', detail));
  }
  return errors;
}
