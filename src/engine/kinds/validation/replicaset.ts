import { semanticEqual } from '../../api/equality.ts';
import { invalid, required } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { goLabelSelector, goStringMap } from '../../api/go-syntax.ts';
import { fieldsOf, isFields } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkNonnegative, immutableMessage } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { checkPodTemplate } from './pod-spec.ts';
import {
  checkRunsForever,
  checkSelectorMatches,
  checkWorkloadSelector,
  isUsableSelector,
} from './workload-template.ts';

/** Upstream's text for Deployments and ReplicaSets alike. */
export const emptySelectorMessage = 'empty selector is invalid for deployment';

/** The template of a ReplicaSet, and so of a Deployment (ValidatePodTemplateSpecForReplicaSet). */
export function checkReplicaSetTemplate(spec: Fields, errors: Errors): void {
  const template = fieldsOf(spec['template']);
  const { selector } = spec;
  if (!isUsableSelector(selector)) {
    errors.push(invalid('spec.selector', goLabelSelector(selector), 'invalid label selector'));
    return;
  }
  checkSelectorMatches(selector, template, 'spec.template', errors);
  checkPodTemplate(template, 'spec.template', errors);
  checkRunsForever(fieldsOf(template['spec']), 'spec.template.spec', 'ReplicaSet', errors);
}

/** A workload's selector may not change once it is set. */
export function checkSelectorUnchanged(spec: Fields, old: Fields, errors: Errors): void {
  if (semanticEqual(spec['selector'], old['selector'])) return;
  errors.push(invalid('spec.selector', goLabelSelector(spec['selector']), immutableMessage));
}

function checkReplicaSetSpec(spec: Fields, errors: Errors): void {
  checkNonnegative(spec['replicas'], 'spec.replicas', errors);
  checkNonnegative(spec['minReadySeconds'], 'spec.minReadySeconds', errors);
  checkWorkloadSelector(spec['selector'], emptySelectorMessage, errors);
  checkReplicaSetTemplate(spec, errors);
}

/** A new ReplicaSet (pkg/apis/apps/validation, ValidateReplicaSet). */
export function validateReplicaSet(replicaSet: Fields): FieldError[] {
  const errors = validateObjectMeta(replicaSet, true, subdomainName);
  checkReplicaSetSpec(fieldsOf(replicaSet['spec']), errors);
  return errors;
}

/** A changed ReplicaSet (ValidateReplicaSetUpdate and the strategy). */
export function validateReplicaSetUpdate(replicaSet: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(replicaSet, old);
  const spec = fieldsOf(replicaSet['spec']);
  checkReplicaSetSpec(spec, errors);
  checkSelectorUnchanged(spec, fieldsOf(old['spec']), errors);
  return errors;
}

function checkControllerSpec(spec: Fields, errors: Errors): void {
  const { selector, template } = spec;
  checkNonnegative(spec['minReadySeconds'], 'spec.minReadySeconds', errors);
  const wanted = Object.entries(fieldsOf(selector));
  if (wanted.length === 0) errors.push(required('spec.selector'));
  checkNonnegative(spec['replicas'], 'spec.replicas', errors);
  if (!isFields(template)) {
    errors.push(required('spec.template'));
    return;
  }
  const { labels } = fieldsOf(template['metadata']);
  if (!wanted.every(([key, value]) => fieldsOf(labels)[key] === value)) {
    const detail = '`selector` does not match template `labels`';
    errors.push(invalid('spec.template.metadata.labels', goStringMap(labels), detail));
  }
  checkPodTemplate(template, 'spec.template', errors);
  checkRunsForever(fieldsOf(template['spec']), 'spec.template.spec', 'ReplicationController', errors);
}

/** A new ReplicationController (ValidateReplicationController). */
export function validateReplicationController(controller: Fields): FieldError[] {
  const errors = validateObjectMeta(controller, true, subdomainName);
  checkControllerSpec(fieldsOf(controller['spec']), errors);
  return errors;
}

/** A changed ReplicationController, whose selector may change (ValidateReplicationControllerUpdate). */
export function validateReplicationControllerUpdate(controller: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(controller, old);
  checkControllerSpec(fieldsOf(controller['spec']), errors);
  return errors;
}

/** A PodTemplate, new or changed (ValidatePodTemplate). */
export function validatePodTemplate(object: Fields): FieldError[] {
  const errors = validateObjectMeta(object, true, subdomainName);
  checkPodTemplate(fieldsOf(object['template']), 'template', errors);
  return errors;
}
