import { duplicate, invalid, notSupported, omitted, required, tooMany } from '../../api/field.ts';
import { goInt32Slice } from '../../api/go-syntax.ts';
import { fieldsOf, isFields, isSet, listOf, numberOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkNonnegative, checkQualifiedName } from './field-checks.ts';
import type { Errors } from './field-checks.ts';

/** How a Job judges failed and succeeded pods (pkg/apis/batch/validation). */

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const operators = ['In', 'NotIn'];
const statuses = ['False', 'True', 'Unknown'];
const mostRules = 20;
const mostExitCodes = 255;

/** `valid values: ["a" "b"]`, as Go prints a list of words. */
function validValues(words: readonly string[]): string {
  return `valid values: [${words.map((word) => `"${word}"`).join(' ')}]`;
}

function checkOneOf(value: unknown, words: readonly string[], path: string, errors: Errors): void {
  const word = stringOf(value);
  if (word === '') errors.push(required(path, validValues(words)));
  else if (!words.includes(word)) errors.push(notSupported(path, word, words));
}

function checkExitCodes(rule: Fields, containers: ReadonlySet<string>, path: string, errors: Errors): void {
  const { operator, containerName } = rule;
  checkOneOf(operator, operators, `${path}.operator`, errors);
  if (isSet(containerName) && !containers.has(stringOf(containerName))) {
    const detail = 'must be one of the container or initContainer names in the pod template';
    errors.push(invalid(`${path}.containerName`, containerName, detail));
  }
  const valuesPath = `${path}.values`;
  const values = listOf(rule['values']).map(numberOf);
  if (values.length === 0) errors.push(invalid(valuesPath, goInt32Slice(values), 'at least one value is required'));
  else if (values.length > mostExitCodes) errors.push(tooMany(valuesPath, values.length, mostExitCodes));
  const seen = new Set<number>();
  values.forEach((code, index) => {
    if (operator === 'In' && code === 0) {
      errors.push(invalid(`${valuesPath}[${index}]`, code, 'must not be 0 for the In operator'));
    }
    if (seen.has(code)) errors.push(duplicate(`${valuesPath}[${index}]`, code));
    seen.add(code);
  });
  if (values.some((code, index) => index > 0 && (values[index - 1] ?? 0) > code)) {
    errors.push(invalid(valuesPath, goInt32Slice(values), 'must be ordered'));
  }
}

function checkPodConditions(patterns: readonly Fields[], path: string, errors: Errors): void {
  if (patterns.length > mostRules) errors.push(tooMany(path, patterns.length, mostRules));
  patterns.forEach(({ type, status }, index) => {
    checkQualifiedName(type, `${path}[${index}].type`, errors);
    checkOneOf(status, statuses, `${path}[${index}].status`, errors);
  });
}

/** validatePodFailurePolicy. `spec` is the Job's. */
export function checkFailurePolicy(spec: Fields, path: string, errors: Errors): void {
  const rules = objectsOf(fieldsOf(spec['podFailurePolicy'])['rules']);
  const pod = fieldsOf(fieldsOf(spec['template'])['spec']);
  const names = [...objectsOf(pod['initContainers']), ...objectsOf(pod['containers'])].map(({ name }) =>
    stringOf(name),
  );
  if (rules.length > mostRules) errors.push(tooMany(`${path}.rules`, rules.length, mostRules));
  rules.forEach((rule, index) => {
    const rulePath = `${path}.rules[${index}]`;
    const { action, onExitCodes } = rule;
    const patterns = objectsOf(rule['onPodConditions']);
    checkOneOf(action, actions, `${rulePath}.action`, errors);
    if (action === 'FailIndex' && !isSet(spec['backoffLimitPerIndex'])) {
      errors.push(invalid(`${rulePath}.action`, action, 'requires the backoffLimitPerIndex to be set'));
    }
    if (isFields(onExitCodes)) checkExitCodes(onExitCodes, new Set(names), `${rulePath}.onExitCodes`, errors);
    if (patterns.length > 0) checkPodConditions(patterns, `${rulePath}.onPodConditions`, errors);
    if (isFields(onExitCodes) && patterns.length > 0) {
      const detail = 'specifying both OnExitCodes and OnPodConditions is not supported';
      errors.push(invalid(rulePath, omitted, detail));
    }
    if (!isFields(onExitCodes) && patterns.length === 0) {
      errors.push(invalid(rulePath, omitted, 'specifying one of OnExitCodes and OnPodConditions is required'));
    }
  });
}

/** validatePodReplacementPolicy. */
export function checkReplacementPolicy(spec: Fields, path: string, errors: Errors): void {
  const { podReplacementPolicy: policy, podFailurePolicy } = spec;
  if (!isSet(policy)) return;
  const supported = isSet(podFailurePolicy) ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  if (!supported.includes(stringOf(policy))) errors.push(notSupported(path, policy, supported));
}

/** How many indexes `1,3-5` names, or what is wrong with it (validateIndexesFormat). */
function countIndexes(text: string, completions: number): number | string {
  let last: number | undefined;
  let total = 0;
  for (const interval of text === '' ? [] : text.split(',')) {
    const parts = interval.split('-');
    if (parts.length > 2) {
      return `the fragment "${interval}" violates the requirement that an index interval can have at most two parts separated by '-'`;
    }
    const limits: number[] = [];
    for (const part of parts) {
      if (!/^[+-]?\d+$/.test(part)) return `cannot convert string to integer for index: "${part}"`;
      if (Number(part) >= completions) return `too large index: "${part}"`;
      limits.push(Number(part));
    }
    const [from = 0, to = from] = limits;
    if (limits.length > 1 && from >= to) return `non-increasing order, previous: ${from}, current: ${to}`;
    if (last !== undefined && last >= from) return `non-increasing order, previous: ${last}, current: ${from}`;
    total += to - from + 1;
    last = to;
  }
  return total;
}

const longestIndexes = 64 * 1024;

/** validateSuccessPolicy. `spec` is the Job's, which is Indexed. */
export function checkSuccessPolicy(spec: Fields, path: string, errors: Errors): void {
  const rules = objectsOf(fieldsOf(spec['successPolicy'])['rules']);
  const completions = numberOf(spec['completions']);
  if (rules.length === 0) {
    const detail = 'at least one rules must be specified when the successPolicy is specified';
    errors.push(required(`${path}.rules`, detail));
  }
  if (rules.length > mostRules) errors.push(tooMany(`${path}.rules`, rules.length, mostRules));
  rules.forEach(({ succeededIndexes, succeededCount }, index) => {
    const rulePath = `${path}.rules[${index}]`;
    if (!isSet(succeededIndexes) && !isSet(succeededCount)) {
      errors.push(required(rulePath, 'at least one of succeededCount or succeededIndexes must be specified'));
    }
    let named = 0;
    if (isSet(succeededIndexes)) {
      const text = stringOf(succeededIndexes);
      const counted = countIndexes(text.slice(0, longestIndexes), completions);
      if (typeof counted === 'number') named = counted;
      else {
        errors.push(invalid(`${rulePath}.succeededIndexes`, text, `error parsing succeededIndexes: ${counted}`));
      }
    }
    if (!isSet(succeededCount)) return;
    const countPath = `${rulePath}.succeededCount`;
    const count = numberOf(succeededCount);
    checkNonnegative(count, countPath, errors);
    if (count > completions) {
      const detail = `must be less than or equal to ${completions} (the number of specified completions)`;
      errors.push(invalid(countPath, count, detail));
    }
    if (isSet(succeededIndexes) && count > named) {
      const detail = `must be less than or equal to ${named} (the number of indexes in the specified succeededIndexes field)`;
      errors.push(invalid(countPath, count, detail));
    }
  });
}
