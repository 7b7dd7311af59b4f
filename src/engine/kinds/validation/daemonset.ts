import { invalid, notSupported, required } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { goIntOrString, goLabelSelector, goQuote } from '../../api/go-syntax.ts';
import { fieldsOf, isFields, listOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import {
  checkAtMostHundredPercent,
  checkIntOrPercent,
  checkLabelSelector,
  checkNonnegative,
  intOrPercentNumber,
} from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { checkPodTemplate } from './pod-spec.ts';
import { checkSelectorUnchanged } from './replicaset.ts';
import { checkRunsForever, checkSelectorMatches, isUsableSelector } from './workload-template.ts';

function checkRollingUpdate({ maxUnavailable, maxSurge }: Fields, path: string, errors: Errors): void {
  checkIntOrPercent(maxUnavailable, `${path}.maxUnavailable`, errors);
  checkIntOrPercent(maxSurge, `${path}.maxSurge`, errors);
  const unavailable = intOrPercentNumber(maxUnavailable) !== 0;
  const surge = intOrPercentNumber(maxSurge) !== 0;
  if (unavailable && surge) {
    const detail = 'may not be set when maxUnavailable is non-zero';
    errors.push(invalid(`${path}.maxSurge`, goIntOrString(maxSurge), detail));
  } else if (!unavailable && !surge) {
    errors.push(required(`${path}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
  }
  checkAtMostHundredPercent(maxUnavailable, `${path}.maxUnavailable`, errors);
  checkAtMostHundredPercent(maxSurge, `${path}.maxSurge`, errors);
}

function checkUpdateStrategy({ type, rollingUpdate }: Fields, path: string, errors: Errors): void {
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate') {
    const printed = `apps.DaemonSetUpdateStrategy{Type:${goQuote(stringOf(type))}, RollingUpdate:(*apps.RollingUpdateDaemonSet)(nil)}`;
    errors.push(notSupported(path, { goSyntax: printed }, ['RollingUpdate', 'OnDelete']));
  } else if (isFields(rollingUpdate)) checkRollingUpdate(rollingUpdate, `${path}.rollingUpdate`, errors);
  else errors.push(required(`${path}.rollingUpdate`));
}

function checkDaemonSetSpec(spec: Fields, errors: Errors): void {
  const { selector } = spec;
  const template = fieldsOf(spec['template']);
  checkLabelSelector(selector, 'spec.selector', errors);
  if (isUsableSelector(selector)) checkSelectorMatches(selector, template, 'spec.template', errors);
  const { matchLabels, matchExpressions } = fieldsOf(selector);
  if (isFields(selector) && Object.keys(fieldsOf(matchLabels)).length + listOf(matchExpressions).length === 0) {
    errors.push(invalid('spec.selector', goLabelSelector(selector), 'empty selector is invalid for daemonset'));
  }
  checkPodTemplate(template, 'spec.template', errors);
  checkRunsForever(fieldsOf(template['spec']), 'spec.template.spec', 'DaemonSet', errors);
  checkNonnegative(spec['minReadySeconds'], 'spec.minReadySeconds', errors);
  checkUpdateStrategy(fieldsOf(spec['updateStrategy']), 'spec.updateStrategy', errors);
  checkNonnegative(spec['revisionHistoryLimit'], 'spec.revisionHistoryLimit', errors);
}

/** A new DaemonSet (pkg/apis/apps/validation, ValidateDaemonSet). */
export function validateDaemonSet(daemonSet: Fields): FieldError[] {
  const errors = validateObjectMeta(daemonSet, true, subdomainName);
  checkDaemonSetSpec(fieldsOf(daemonSet['spec']), errors);
  return errors;
}

/** A changed DaemonSet (ValidateDaemonSetUpdate and the strategy). */
export function validateDaemonSetUpdate(daemonSet: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(daemonSet, old);
  const spec = fieldsOf(daemonSet['spec']);
  checkDaemonSetSpec(spec, errors);
  checkSelectorUnchanged(spec, fieldsOf(old['spec']), errors);
  return errors;
}
