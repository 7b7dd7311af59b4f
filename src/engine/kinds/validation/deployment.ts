import { forbidden, invalid, notSupported, required } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { goIntOrString, goQuote } from '../../api/go-syntax.ts';
import { fieldsOf, isFields, isSet, numberOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkAtMostHundredPercent, checkIntOrPercent, checkNonnegative, intOrPercentNumber } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { checkReplicaSetTemplate, checkSelectorUnchanged, emptySelectorMessage } from './replicaset.ts';
import { checkWorkloadSelector } from './workload-template.ts';

function checkRollingUpdate({ maxUnavailable, maxSurge }: Fields, path: string, errors: Errors): void {
  checkIntOrPercent(maxUnavailable, `${path}.maxUnavailable`, errors);
  checkIntOrPercent(maxSurge, `${path}.maxSurge`, errors);
  if (intOrPercentNumber(maxUnavailable) === 0 && intOrPercentNumber(maxSurge) === 0) {
    const detail = 'may not be 0 when `maxSurge` is 0';
    errors.push(invalid(`${path}.maxUnavailable`, goIntOrString(maxUnavailable), detail));
  }
  checkAtMostHundredPercent(maxUnavailable, `${path}.maxUnavailable`, errors);
}

const strategyTypes = ['Recreate', 'RollingUpdate'];

function checkStrategy(strategy: Fields, path: string, errors: Errors): void {
  const { type, rollingUpdate } = strategy;
  const rollingPath = `${path}.rollingUpdate`;
  switch (type) {
    case 'Recreate': {
      const detail = "may not be specified when strategy `type` is 'Recreate'";
      if (isSet(rollingUpdate)) errors.push(forbidden(rollingPath, detail));
      break;
    }
    case 'RollingUpdate':
      if (isFields(rollingUpdate)) checkRollingUpdate(rollingUpdate, rollingPath, errors);
      else errors.push(required(rollingPath, 'this should be defaulted and never be nil'));
      break;
    default: {
      const printed = `apps.DeploymentStrategy{Type:${goQuote(stringOf(type))}, RollingUpdate:(*apps.RollingUpdateDeployment)(nil)}`;
      errors.push(notSupported(path, { goSyntax: printed }, strategyTypes));
    }
  }
}

function checkDeploymentSpec(spec: Fields, errors: Errors): void {
  checkNonnegative(spec['replicas'], 'spec.replicas', errors);
  checkWorkloadSelector(spec['selector'], emptySelectorMessage, errors);
  checkReplicaSetTemplate(spec, errors);
  checkStrategy(fieldsOf(spec['strategy']), 'spec.strategy', errors);
  checkNonnegative(spec['minReadySeconds'], 'spec.minReadySeconds', errors);
  checkNonnegative(spec['revisionHistoryLimit'], 'spec.revisionHistoryLimit', errors);
  const deadline = spec['progressDeadlineSeconds'];
  if (!isSet(deadline)) return;
  checkNonnegative(deadline, 'spec.progressDeadlineSeconds', errors);
  if (numberOf(deadline) <= numberOf(spec['minReadySeconds'])) {
    errors.push(invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'));
  }
}

/** A new Deployment (pkg/apis/apps/validation, ValidateDeployment). */
export function validateDeployment(deployment: Fields): FieldError[] {
  const errors = validateObjectMeta(deployment, true, subdomainName);
  checkDeploymentSpec(fieldsOf(deployment['spec']), errors);
  return errors;
}

/** A changed Deployment (ValidateDeploymentUpdate and the strategy). */
export function validateDeploymentUpdate(deployment: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(deployment, old);
  const spec = fieldsOf(deployment['spec']);
  checkDeploymentSpec(spec, errors);
  checkSelectorUnchanged(spec, fieldsOf(old['spec']), errors);
  return errors;
}
