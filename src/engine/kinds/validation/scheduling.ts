import { duplicate, forbidden, invalid, notSupported, required } from '../../api/field.ts';
import { goQuote } from '../../api/go-syntax.ts';
import type { GoSyntax } from '../../api/go-syntax.ts';
import { isDNS1123Label, isDNS1123Subdomain, isValidLabelValue } from '../../api/names.ts';
import { fieldsOf, isFields, isSet, listOf, numberOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import {
  checkLabelSelector,
  checkOperatorValues,
  checkOptionalWord,
  checkQualifiedName,
  checkSyntax,
  checkWord,
} from './field-checks.ts';
import type { Errors } from './field-checks.ts';

/** What says where a pod may run: affinity, tolerations and taints, spreading. */

const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** A toleration as `%#v` prints it; where its seconds are is not known, so that they print as if they were absent. */
function goToleration(toleration: Fields): GoSyntax {
  const [key, operator, value, effect] = ['key', 'operator', 'value', 'effect'].map((name) =>
    goQuote(stringOf(toleration[name])),
  );
  return {
    goSyntax: `core.Toleration{Key:${key}, Operator:${operator}, Value:${value}, Effect:${effect}, TolerationSeconds:(*int64)(nil)}`,
  };
}

/** A pod's tolerations (ValidateTolerations). */
export function checkTolerations(tolerations: readonly Fields[], path: string, errors: Errors): void {
  tolerations.forEach((toleration, index) => {
    const itemPath = `${path}[${index}]`;
    const [key, operator, value, effect] = ['key', 'operator', 'value', 'effect'].map((name) =>
      stringOf(toleration[name]),
    );
    if (key !== '') checkQualifiedName(key, `${itemPath}.key`, errors);
    else if (operator !== 'Exists') {
      const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      errors.push(invalid(`${itemPath}.operator`, operator, detail));
    }
    if (isSet(toleration['tolerationSeconds']) && effect !== 'NoExecute') {
      const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
      errors.push(invalid(`${itemPath}.effect`, effect, detail));
    }
    if (operator === 'Exists') {
      const detail = "value must be empty when `operator` is 'Exists'";
      if (value !== '') errors.push(invalid(`${itemPath}.operator`, goToleration(toleration), detail));
    } else if (operator === 'Equal' || operator === '') {
      const messages = isValidLabelValue(value ?? '');
      if (messages.length > 0) errors.push(invalid(`${itemPath}.operator`, value, messages.join(';')));
    } else errors.push(notSupported(`${itemPath}.operator`, operator, ['Equal', 'Exists']));
    if (effect !== '') checkWord(effect, taintEffects, `${itemPath}.effect`, errors);
  });
}

/** A taint as `%#v` prints it, its time left out. */
function goTaint(taint: Fields): GoSyntax {
  const [key, value, effect] = ['key', 'value', 'effect'].map((name) => goQuote(stringOf(taint[name])));
  return { goSyntax: `core.Taint{Key:${key}, Value:${value}, Effect:${effect}, TimeAdded:<nil>}` };
}

/** A node's taints (validateNodeTaints). */
export function checkTaints(taints: readonly Fields[], path: string, errors: Errors): void {
  const seen = new Set<string>();
  taints.forEach((taint, index) => {
    const itemPath = `${path}[${index}]`;
    const { key, value, effect } = taint;
    checkQualifiedName(key, `${itemPath}.key`, errors);
    const messages = isValidLabelValue(stringOf(value));
    if (messages.length > 0) errors.push(invalid(`${itemPath}.value`, value, messages.join(';')));
    checkWord(effect, taintEffects, `${itemPath}.effect`, errors);
    const pair = `${stringOf(effect)}/${stringOf(key)}`;
    if (seen.has(pair)) {
      errors.push({ ...duplicate(itemPath, goTaint(taint)), detail: 'taints must be unique by key and effect pair' });
    }
    seen.add(pair);
  });
}

function checkNodeExpression(
  expression: Fields,
  path: string,
  errors: Errors,
  valueMessages: (value: string) => readonly string[],
): void {
  const { key, operator } = expression;
  const values = listOf(expression['values']);
  if (operator === 'Gt' || operator === 'Lt') {
    const detail = "must be specified single value when `operator` is 'Lt' or 'Gt'";
    if (values.length !== 1) errors.push(required(`${path}.values`, detail));
  } else checkOperatorValues(operator, values, path, errors);
  checkQualifiedName(key, `${path}.key`, errors);
  values.forEach((value, index) => {
    checkSyntax(valueMessages(stringOf(value)), value, `${path}.values[${index}]`, errors);
  });
}

const anyValue = (): readonly string[] => [];

function checkNodeSelectorTerm(term: Fields, path: string, errors: Errors, strict: boolean): void {
  objectsOf(term['matchExpressions']).forEach((expression, index) => {
    const values = strict ? isValidLabelValue : anyValue;
    checkNodeExpression(expression, `${path}.matchExpressions[${index}]`, errors, values);
  });
  objectsOf(term['matchFields']).forEach(({ key, operator, values }, index) => {
    const fieldPath = `${path}.matchFields[${index}]`;
    if (operator === 'In' || operator === 'NotIn') {
      const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
      if (listOf(values).length !== 1) errors.push(required(`${fieldPath}.values`, detail));
    } else errors.push(invalid(`${fieldPath}.operator`, stringOf(operator), 'not a valid selector operator'));
    if (key !== 'metadata.name') {
      errors.push(invalid(`${fieldPath}.key`, stringOf(key), 'not a valid field selector key'));
      return;
    }
    listOf(values).forEach((value, position) => {
      checkSyntax(isDNS1123Subdomain(stringOf(value)), value, `${fieldPath}.values[${position}]`, errors);
    });
  });
}

/** A NodeSelector: of an affinity, or of a volume (ValidateNodeSelector). */
export function checkNodeSelector(selector: Fields, path: string, errors: Errors): void {
  const terms = objectsOf(selector['nodeSelectorTerms']);
  const termsPath = `${path}.nodeSelectorTerms`;
  if (terms.length === 0) errors.push(required(termsPath, 'must have at least one node selector term'));
  terms.forEach((term, index) => checkNodeSelectorTerm(term, `${termsPath}[${index}]`, errors, true));
}

function checkWeight(weight: unknown, path: string, errors: Errors): void {
  if (numberOf(weight) <= 0 || numberOf(weight) > 100) {
    errors.push(invalid(`${path}.weight`, numberOf(weight), 'must be in the range 1-100'));
  }
}

/** Labels of the pod itself that a term looks for or avoids (validateMatchLabelKeysAndMismatchLabelKeys). */
function checkAffinityLabelKeys(
  { matchLabelKeys, mismatchLabelKeys, labelSelector }: Fields,
  path: string,
  errors: Errors,
): void {
  const matched = listOf(matchLabelKeys);
  for (const [field, keys] of [
    ['matchLabelKeys', matched],
    ['mismatchLabelKeys', listOf(mismatchLabelKeys)],
  ] as const) {
    const keysPath = `${path}.${field}`;
    if (keys.length > 0 && !isSet(labelSelector)) {
      errors.push(forbidden(keysPath, 'must not be specified when labelSelector is not set'));
    } else keys.forEach((key, index) => checkQualifiedName(key, `${keysPath}[${index}]`, errors));
  }
  const { matchLabels, matchExpressions } = fieldsOf(labelSelector);
  const selected = new Set<unknown>(Object.keys(fieldsOf(matchLabels)));
  for (const { key } of objectsOf(matchExpressions)) {
    const index = matched.lastIndexOf(key);
    if (index >= 0 && selected.has(key)) {
      errors.push(invalid(`${path}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector'));
    }
    selected.add(key);
  }
  matched.forEach((key, index) => {
    if (!listOf(mismatchLabelKeys).includes(key)) return;
    const detail = 'exists in both matchLabelKeys and mismatchLabelKeys';
    errors.push(invalid(`${path}.matchLabelKeys[${index}]`, key, detail));
  });
}

function checkPodAffinityTerm(term: Fields, path: string, errors: Errors): void {
  checkLabelSelector(term['labelSelector'], `${path}.labelSelector`, errors);
  checkLabelSelector(term['namespaceSelector'], `${path}.namespaceSelector`, errors);
  for (const name of listOf(term['namespaces'])) {
    checkSyntax(isDNS1123Label(stringOf(name)), name, `${path}.namespace`, errors);
  }
  checkAffinityLabelKeys(term, path, errors);
  const key = stringOf(term['topologyKey']);
  if (key === '') errors.push(required(`${path}.topologyKey`, 'can not be empty'));
  checkQualifiedName(key, `${path}.topologyKey`, errors);
}

const hard = 'requiredDuringSchedulingIgnoredDuringExecution';
const soft = 'preferredDuringSchedulingIgnoredDuringExecution';

function checkPodAffinity(affinity: Fields, path: string, errors: Errors): void {
  objectsOf(affinity[hard]).forEach((term, index) => checkPodAffinityTerm(term, `${path}.${hard}[${index}]`, errors));
  objectsOf(affinity[soft]).forEach((weighted, index) => {
    const itemPath = `${path}.${soft}[${index}]`;
    checkWeight(weighted['weight'], itemPath, errors);
    const term = weighted['podAffinityTerm'];
    checkPodAffinityTerm(isFields(term) ? term : {}, `${itemPath}.podAffinityTerm`, errors);
  });
}

/** A pod's affinity (validateAffinity). */
export function checkAffinity(affinity: Fields, path: string, errors: Errors): void {
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  if (isFields(nodeAffinity)) {
    const needed = nodeAffinity[hard];
    if (isFields(needed)) checkNodeSelector(needed, `${path}.nodeAffinity.${hard}`, errors);
    objectsOf(nodeAffinity[soft]).forEach((preference, index) => {
      const itemPath = `${path}.nodeAffinity.${soft}[${index}]`;
      checkWeight(preference['weight'], itemPath, errors);
      const term = preference['preference'];
      checkNodeSelectorTerm(isFields(term) ? term : {}, `${itemPath}.preference`, errors, false);
    });
  }
  if (isFields(podAffinity)) checkPodAffinity(podAffinity, `${path}.podAffinity`, errors);
  if (isFields(podAntiAffinity)) checkPodAffinity(podAntiAffinity, `${path}.podAntiAffinity`, errors);
}

function selectedKeys(selector: unknown): ReadonlySet<unknown> {
  const { matchLabels, matchExpressions } = fieldsOf(selector);
  return new Set([...Object.keys(fieldsOf(matchLabels)), ...objectsOf(matchExpressions).map(({ key }) => key)]);
}

/** Labels of the pod itself that its constraint looks for (validateMatchLabelKeysInTopologySpread). */
function checkMatchLabelKeys({ matchLabelKeys, labelSelector }: Fields, path: string, errors: Errors): void {
  const keys = listOf(matchLabelKeys);
  if (keys.length === 0) return;
  if (!isSet(labelSelector)) errors.push(forbidden(path, 'must not be specified when labelSelector is not set'));
  const selected = selectedKeys(labelSelector);
  keys.forEach((key, index) => {
    checkQualifiedName(key, `${path}[${index}]`, errors);
    if (!selected.has(key)) return;
    errors.push(invalid(`${path}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector'));
  });
}

const unsatisfiableActions = ['DoNotSchedule', 'ScheduleAnyway'];

/** A pod's topology spread constraints (validateTopologySpreadConstraints). */
export function checkTopologySpread(constraints: readonly Fields[], path: string, errors: Errors): void {
  const pairOf = ({ topologyKey, whenUnsatisfiable }: Fields): string =>
    `{${stringOf(topologyKey)}, ${stringOf(whenUnsatisfiable)}}`;
  constraints.forEach((constraint, index) => {
    const itemPath = `${path}[${index}]`;
    const { maxSkew, minDomains } = constraint;
    const key = stringOf(constraint['topologyKey']);
    const action = stringOf(constraint['whenUnsatisfiable']);
    const positive = 'must be greater than zero';
    if (numberOf(maxSkew) <= 0) errors.push(invalid(`${itemPath}.maxSkew`, numberOf(maxSkew), positive));
    if (key === '') errors.push(required(`${itemPath}.topologyKey`, 'can not be empty'));
    if (!unsatisfiableActions.includes(action)) {
      errors.push(notSupported(`${itemPath}.whenUnsatisfiable`, action, unsatisfiableActions));
    }
    // Upstream blames the first of those that are alike.
    const pair = pairOf(constraint);
    if (constraints.slice(index + 1).some((other) => pairOf(other) === pair)) {
      errors.push(duplicate(`${itemPath}.{topologyKey, whenUnsatisfiable}`, pair));
    }
    if (isSet(minDomains)) {
      if (numberOf(minDomains) <= 0) errors.push(invalid(`${itemPath}.minDomains`, minDomains, positive));
      if (action !== 'DoNotSchedule') {
        const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`;
        errors.push(invalid(`${itemPath}.minDomains`, minDomains, detail));
      }
    }
    for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy']) {
      checkOptionalWord(constraint[field], ['Honor', 'Ignore'], `${itemPath}.${field}`, errors);
    }
    checkMatchLabelKeys(constraint, `${itemPath}.matchLabelKeys`, errors);
    checkLabelSelector(constraint['labelSelector'], `${itemPath}.labelSelector`, errors);
  });
}
