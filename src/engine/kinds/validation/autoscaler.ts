import { forbidden, invalid, required } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { isPathSegmentName } from '../../api/names.ts';
import { fieldsOf, isFields, isSet, numberOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import {
  checkIntOrPercent,
  checkAtMostHundredPercent,
  checkLabelSelector,
  checkOptionalWord,
  checkSyntax,
  checkWord,
} from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';

function checkTarget(target: Fields, path: string, errors: Errors): void {
  for (const field of ['kind', 'name']) {
    const value = stringOf(target[field]);
    if (value === '') errors.push(required(`${path}.${field}`));
    else checkSyntax(isPathSegmentName(value), value, `${path}.${field}`, errors);
  }
}

/** The field of a metric that its type names. */
const metricSources: Readonly<Record<string, string>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};
const metricTypes = Object.keys(metricSources);

function checkResourceMetric(source: Fields, path: string, errors: Errors): void {
  if (stringOf(source['name']) === '') errors.push(required(`${path}.name`, 'must specify a resource name'));
  const target = fieldsOf(source['target']);
  const { averageUtilization, averageValue } = target;
  const utilizationPath = `${path}.target.averageUtilization`;
  checkWord(target['type'], ['AverageValue', 'Utilization', 'Value'], `${path}.target.type`, errors);
  if (isSet(averageUtilization) && numberOf(averageUtilization) < 1) {
    errors.push(invalid(utilizationPath, averageUtilization, 'must be greater than 0'));
  }
  if (!isSet(averageUtilization) && !isSet(averageValue)) {
    errors.push(required(utilizationPath, 'must set either a target raw value or a target utilization'));
  }
  if (isSet(averageUtilization) && isSet(averageValue)) {
    const detail = 'may not set both a target raw value and a target utilization';
    errors.push(forbidden(`${path}.target.averageValue`, detail));
  }
}

function checkMetrics(metrics: readonly Fields[], errors: Errors): void {
  metrics.forEach((metric, index) => {
    const path = `spec.metrics[${index}]`;
    const type = stringOf(metric['type']);
    if (type === '') {
      errors.push(required(`${path}.type`, 'must specify a metric source type'));
      return;
    }
    checkWord(type, metricTypes, `${path}.type`, errors);
    const expected = Object.hasOwn(metricSources, type) ? metricSources[type] : undefined;
    if (expected === undefined) return;
    if (!isFields(metric[expected])) {
      const detail = 'must populate information for the given metric source';
      errors.push(required(`${path}.${expected}`, detail));
    }
    for (const source of Object.values(metricSources)) {
      if (source === expected || !isFields(metric[source])) continue;
      const detail = 'must populate the given metric source only';
      errors.push(forbidden(`${path}.${source}`, detail));
    }
    const { resource } = metric;
    if (type === 'Resource' && isFields(resource)) checkResourceMetric(resource, `${path}.resource`, errors);
  });
}

function checkBehavior(behavior: Fields, errors: Errors): void {
  for (const direction of ['scaleUp', 'scaleDown']) {
    const rules = behavior[direction];
    if (!isFields(rules)) continue;
    const path = `spec.behavior.${direction}`;
    const window = rules['stabilizationWindowSeconds'];
    if (isSet(window) && numberOf(window) < 0) {
      errors.push(invalid(`${path}.stabilizationWindowSeconds`, window, 'must be greater than or equal to zero'));
    }
    if (isSet(window) && numberOf(window) > 3600) {
      errors.push(invalid(`${path}.stabilizationWindowSeconds`, window, 'must be less than or equal to 3600'));
    }
    checkOptionalWord(rules['selectPolicy'], ['Disabled', 'Max', 'Min'], `${path}.selectPolicy`, errors);
    const policies = objectsOf(rules['policies']);
    if (policies.length === 0) errors.push(required(`${path}.policies`, 'must specify at least one Policy'));
    policies.forEach((policy, index) => {
      const policyPath = `${path}.policies[${index}]`;
      checkWord(policy['type'], ['Percent', 'Pods'], `${policyPath}.type`, errors);
      for (const field of ['value', 'periodSeconds']) {
        const value = numberOf(policy[field]);
        if (value <= 0) errors.push(invalid(`${policyPath}.${field}`, value, 'must be greater than zero'));
      }
      const period = numberOf(policy['periodSeconds']);
      if (period > 1800) {
        errors.push(invalid(`${policyPath}.periodSeconds`, period, 'must be less than or equal to 1800'));
      }
    });
  }
}

function checkAutoscalerSpec(spec: Fields, errors: Errors): void {
  const { minReplicas } = spec;
  const most = numberOf(spec['maxReplicas']);
  if (isSet(minReplicas) && numberOf(minReplicas) < 1) {
    errors.push(invalid('spec.minReplicas', minReplicas, 'must be greater than or equal to 1'));
  }
  if (most < 1) errors.push(invalid('spec.maxReplicas', most, 'must be greater than 0'));
  if (isSet(minReplicas) && most < numberOf(minReplicas)) {
    errors.push(invalid('spec.maxReplicas', most, 'must be greater than or equal to `minReplicas`'));
  }
  checkTarget(fieldsOf(spec['scaleTargetRef']), 'spec.scaleTargetRef', errors);
  checkMetrics(objectsOf(spec['metrics']), errors);
  checkBehavior(fieldsOf(spec['behavior']), errors);
}

/** A new HorizontalPodAutoscaler (pkg/apis/autoscaling/validation, ValidateHorizontalPodAutoscaler). */
export function validateHorizontalPodAutoscaler(autoscaler: Fields): FieldError[] {
  const errors = validateObjectMeta(autoscaler, true, subdomainName);
  checkAutoscalerSpec(fieldsOf(autoscaler['spec']), errors);
  return errors;
}

/** A changed HorizontalPodAutoscaler (ValidateHorizontalPodAutoscalerUpdate). */
export function validateHorizontalPodAutoscalerUpdate(autoscaler: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(autoscaler, old);
  checkAutoscalerSpec(fieldsOf(autoscaler['spec']), errors);
  return errors;
}

function checkDisruptionSpec(spec: Fields, errors: Errors): void {
  const { minAvailable, maxUnavailable } = spec;
  if (isSet(minAvailable) && isSet(maxUnavailable)) {
    errors.push(invalid('spec', spec, 'minAvailable and maxUnavailable cannot be both set'));
  }
  for (const field of ['minAvailable', 'maxUnavailable']) {
    if (!isSet(spec[field])) continue;
    checkIntOrPercent(spec[field], `spec.${field}`, errors);
    checkAtMostHundredPercent(spec[field], `spec.${field}`, errors);
  }
  checkLabelSelector(spec['selector'], 'spec.selector', errors);
  const policies = ['AlwaysAllow', 'IfHealthyBudget'];
  checkOptionalWord(spec['unhealthyPodEvictionPolicy'], policies, 'spec.unhealthyPodEvictionPolicy', errors);
}

/** A new PodDisruptionBudget (pkg/apis/policy/validation, ValidatePodDisruptionBudget). */
export function validatePodDisruptionBudget(budget: Fields): FieldError[] {
  const errors = validateObjectMeta(budget, true, subdomainName);
  checkDisruptionSpec(fieldsOf(budget['spec']), errors);
  return errors;
}

/** A changed PodDisruptionBudget. */
export function validatePodDisruptionBudgetUpdate(budget: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(budget, old);
  checkDisruptionSpec(fieldsOf(budget['spec']), errors);
  return errors;
}
