import { forbidden, invalid, notSupported, required } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { goQuantity } from '../../api/go-syntax.ts';
import { isDNS1123Label, isPathSegmentName } from '../../api/names.ts';
import { parseQuantity } from '../../api/quantity.ts';
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
import {
  subdomainName,
  validateGenericObjectMeta,
  validateGenericObjectMetaUpdate,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from './object-meta.ts';
import { checkContainerResourceName } from './resources.ts';

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

const targetTypes = ['Utilization', 'Value', 'AverageValue'];

/** validateMetricTarget. */
function checkMetricTarget(target: Fields, path: string, errors: Errors): void {
  const type = stringOf(target['type']);
  if (type === '') errors.push(required(`${path}.type`, 'must specify a metric target type'));
  if (!targetTypes.includes(type)) {
    errors.push(invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue'));
  }
  for (const field of ['value', 'averageValue']) {
    const text = stringOf(target[field]);
    const amount = text === '' ? undefined : parseQuantity(text);
    if (amount === undefined || amount.nano > 0n) continue;
    errors.push(invalid(`${path}.${field}`, goQuantity(amount, text), 'must be positive'));
  }
  const { averageUtilization } = target;
  if (isSet(averageUtilization) && numberOf(averageUtilization) < 1) {
    errors.push(invalid(`${path}.averageUtilization`, averageUtilization, 'must be greater than 0'));
  }
}

/** validateMetricIdentifier. */
function checkMetricIdentifier({ name }: Fields, path: string, errors: Errors): void {
  if (stringOf(name) === '') errors.push(required(`${path}.name`, 'must specify a metric name'));
  else checkSyntax(isPathSegmentName(stringOf(name)), name, `${path}.name`, errors);
}

/** A raw value or a utilization, and not both. */
function checkResourceTarget(source: Fields, path: string, errors: Errors): void {
  const target = fieldsOf(source['target']);
  const { averageUtilization, averageValue } = target;
  checkMetricTarget(target, `${path}.target`, errors);
  if (!isSet(averageUtilization) && !isSet(averageValue)) {
    const detail = 'must set either a target raw value or a target utilization';
    errors.push(required(`${path}.target.averageUtilization`, detail));
  }
  if (isSet(averageUtilization) && isSet(averageValue)) {
    const detail = 'may not set both a target raw value and a target utilization';
    errors.push(forbidden(`${path}.target.averageValue`, detail));
  }
}

function checkResourceMetric(source: Fields, path: string, errors: Errors): void {
  if (stringOf(source['name']) === '') errors.push(required(`${path}.name`, 'must specify a resource name'));
  checkResourceTarget(source, path, errors);
}

function checkContainerMetric(source: Fields, path: string, errors: Errors): void {
  const name = stringOf(source['name']);
  const container = stringOf(source['container']);
  if (name === '') errors.push(required(`${path}.name`, 'must specify a resource name'));
  else checkContainerResourceName(name, `${path}.name`, errors);
  if (container === '') errors.push(required(`${path}.container`, 'must specify a container'));
  else checkSyntax(isDNS1123Label(container), container, `${path}.container`, errors);
  checkResourceTarget(source, path, errors);
}

function checkPodsMetric(source: Fields, path: string, errors: Errors): void {
  const target = fieldsOf(source['target']);
  checkMetricIdentifier(fieldsOf(source['metric']), `${path}.metric`, errors);
  checkMetricTarget(target, `${path}.target`, errors);
  if (isSet(target['averageValue'])) return;
  errors.push(required(`${path}.target.averageValue`, 'must specify a positive target averageValue'));
}

function checkObjectMetric(source: Fields, path: string, errors: Errors): void {
  const target = fieldsOf(source['target']);
  checkTarget(fieldsOf(source['describedObject']), `${path}.describedObject`, errors);
  checkMetricIdentifier(fieldsOf(source['metric']), `${path}.metric`, errors);
  checkMetricTarget(target, `${path}.target`, errors);
  if (isSet(target['value']) || isSet(target['averageValue'])) return;
  errors.push(required(`${path}.target.averageValue`, 'must set either a target value or averageValue'));
}

function checkExternalMetric(source: Fields, path: string, errors: Errors): void {
  const target = fieldsOf(source['target']);
  const { value, averageValue } = target;
  checkMetricIdentifier(fieldsOf(source['metric']), `${path}.metric`, errors);
  checkMetricTarget(target, `${path}.target`, errors);
  if (!isSet(value) && !isSet(averageValue)) {
    const detail = 'must set either a target value for metric or a per-pod target';
    errors.push(required(`${path}.target.averageValue`, detail));
  }
  if (isSet(value) && isSet(averageValue)) {
    const detail = 'may not set both a target value for metric and a per-pod target';
    errors.push(forbidden(`${path}.target.value`, detail));
  }
}

/** In the order in which upstream looks at them: only the first that is there is checked (validateMetricSpec). */
const sourceChecks: readonly (readonly [string, (source: Fields, path: string, errors: Errors) => void])[] = [
  ['object', checkObjectMetric],
  ['external', checkExternalMetric],
  ['pods', checkPodsMetric],
  ['resource', checkResourceMetric],
  ['containerResource', checkContainerMetric],
];

/** validateMetricSpec: a type that is not known is told twice. */
function checkMetric(metric: Fields, path: string, errors: Errors): void {
  const type = stringOf(metric['type']);
  if (type === '') errors.push(required(`${path}.type`, 'must specify a metric source type'));
  const expected = Object.hasOwn(metricSources, type) ? metricSources[type] : undefined;
  if (expected === undefined) errors.push(notSupported(`${path}.type`, type, metricTypes));
  const present = sourceChecks.filter(([name]) => isFields(metric[name]));
  const [[source, check] = []] = present;
  if (source !== undefined) check?.(fieldsOf(metric[source]), `${path}.${source}`, errors);
  if (expected === undefined) errors.push(notSupported(`${path}.type`, type, metricTypes));
  else if (!isFields(metric[expected])) {
    errors.push(required(`${path}.${expected}`, 'must populate information for the given metric source'));
  }
  if (present.length === 1) return;
  for (const [name] of present) {
    if (name !== expected) errors.push(forbidden(`${path}.${name}`, 'must populate the given metric source only'));
  }
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
  objectsOf(spec['metrics']).forEach((metric, index) => checkMetric(metric, `spec.metrics[${index}]`, errors));
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
  const errors = validateGenericObjectMeta(budget, true, subdomainName);
  checkDisruptionSpec(fieldsOf(budget['spec']), errors);
  return errors;
}

/** A changed PodDisruptionBudget. */
export function validatePodDisruptionBudgetUpdate(budget: Fields, old: Fields): FieldError[] {
  const errors = validateGenericObjectMetaUpdate(budget, old);
  checkDisruptionSpec(fieldsOf(budget['spec']), errors);
  return errors;
}
