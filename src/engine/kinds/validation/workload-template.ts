import { forbidden, invalid, notSupported, required } from '../../api/field.ts';
import { goLabelSelector, goStringMap } from '../../api/go-syntax.ts';
import { labelSelectorMatches, labelSelectorRequirements } from '../../api/selectors.ts';
import type { LabelSelector } from '../../api/selectors.ts';
import { fieldsOf, isFields, isSet, listOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkLabelSelector } from './field-checks.ts';
import type { Errors } from './field-checks.ts';

/** What the kinds that make pods from a template have in common. */

/** True for a selector that is there and selects by nothing. */
function isEmptySelector(selector: Fields): boolean {
  const labels = Object.keys(fieldsOf(selector['matchLabels']));
  return labels.length + listOf(selector['matchExpressions']).length === 0;
}

/** A workload's selector: needed, well formed, and not empty; `emptyMessage` is the kind's own text. */
export function checkWorkloadSelector(selector: unknown, emptyMessage: string, errors: Errors): void {
  if (!isFields(selector)) {
    errors.push(required('spec.selector'));
    return;
  }
  checkLabelSelector(selector, 'spec.selector', errors);
  if (isEmptySelector(selector)) errors.push(invalid('spec.selector', goLabelSelector(selector), emptyMessage));
}

/** True when the selector can be used at all. */
export function isUsableSelector(selector: unknown): boolean {
  return !isFields(selector) || typeof labelSelectorRequirements(selector) !== 'string';
}

/** A selector must select the pods of its template; an absent one selects nothing, an empty one everything. */
export function checkSelectorMatches(selector: unknown, template: Fields, path: string, errors: Errors): void {
  const labels = fieldsOf(template['metadata'])['labels'];
  const wanted = isFields(selector) ? (selector as LabelSelector) : undefined;
  if (labelSelectorMatches(wanted, fieldsOf(labels) as Readonly<Record<string, string>>)) return;
  const detail = '`selector` does not match template `labels`';
  errors.push(invalid(`${path}.metadata.labels`, goStringMap(labels), detail));
}

/** Pods that are kept running must restart always, and may have no deadline (`owner` names the kind in the refusal). */
export function checkRunsForever(spec: Fields, path: string, owner: string, errors: Errors): void {
  const restartPolicy = stringOf(spec['restartPolicy']);
  if (restartPolicy !== 'Always') errors.push(notSupported(`${path}.restartPolicy`, restartPolicy, ['Always']));
  if (isSet(spec['activeDeadlineSeconds'])) {
    const detail = `activeDeadlineSeconds in ${owner} is not Supported`;
    errors.push(forbidden(`${path}.activeDeadlineSeconds`, detail));
  }
}
