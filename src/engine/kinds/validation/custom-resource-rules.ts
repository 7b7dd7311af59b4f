import { compiledRules, fieldBelow } from '../../api/custom-resources/validation-rules.ts';
import { invalid, notSupported, required } from '../../api/field.ts';
import { goQuote } from '../../api/go-syntax.ts';
import type { GoSyntax } from '../../api/go-syntax.ts';
import { fieldsOf, isSet, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { hasLineBreaks } from './field-checks.ts';
import type { Errors } from './field-checks.ts';

/** Rules of custom resources in CEL (apiextensions-apiserver pkg/apis/apiextensions/validation, ValidateCustomResourceDefinitionOpenAPISchema). */

const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
const RULES = 'x-kubernetes-validations';

/** What stands in the rules of one place of a schema; `path` is that of the list of rules. */
export function checkRuleTexts(schema: Fields, path: string, errors: Errors): void {
  objectsOf(schema[RULES]).forEach((given, at) => {
    const where = `${path}[${at}]`;
    const [rule, message, expression, fieldPath] = ['rule', 'message', 'messageExpression', 'fieldPath'].map((field) =>
      stringOf(given[field]),
    ) as [string, string, string, string];
    const told = message.trim();
    if (rule.trim() === '') errors.push(required(`${where}.rule`, 'rule is not specified'));
    else if (message !== '' && told === '') {
      errors.push(invalid(`${where}.message`, message, 'message must be non-empty if specified'));
    } else if (hasLineBreaks(told)) {
      errors.push(invalid(`${where}.message`, message, 'message must not contain line breaks'));
    } else if (hasLineBreaks(rule.trim()) && told === '') {
      errors.push(required(`${where}.message`, 'message must be specified if rule contains line breaks'));
    }
    if (expression !== '' && expression.trim() === '') {
      errors.push(required(`${where}.messageExpression`, 'messageExpression must be non-empty if specified'));
    }
    const { reason } = given;
    if (isSet(reason) && !REASONS.includes(stringOf(reason))) {
      errors.push(notSupported(`${where}.reason`, reason, REASONS));
    }
    if (fieldPath === '') return;
    const say = (text: string): void => void errors.push(invalid(`${where}.fieldPath`, fieldPath, text));
    if (fieldPath.trim() === '') say('fieldPath must be non-empty if specified');
    if (hasLineBreaks(fieldPath)) say('fieldPath must not contain line breaks');
    if (fieldBelow(fieldPath, schema) === undefined) say('fieldPath must be a valid path');
  });
}

/** A rule as `%#v` prints it. */
function goRule(rule: Fields): GoSyntax {
  const pointer = (type: string, value: unknown): string =>
    isSet(value) ? `(*${type})(0xc000000000)` : `(*${type})(nil)`;
  const text = (field: string): string => goQuote(stringOf(rule[field]));
  const fields = [
    `Rule:${text('rule')}`,
    `Message:${text('message')}`,
    `MessageExpression:${text('messageExpression')}`,
    `Reason:${pointer('apiextensions.FieldValueErrorReason', rule['reason'])}`,
    `FieldPath:${text('fieldPath')}`,
    `OptionalOldSelf:${pointer('bool', rule['optionalOldSelf'])}`,
  ];
  return { goSyntax: `apiextensions.ValidationRule{${fields.join(', ')}}` };
}

/** What the rules of one place say; `uncorrelated`: the list above whose items nobody can tell from old ones. */
export function checkRuleMeanings(
  schema: Fields,
  path: string,
  isRoot: boolean,
  uncorrelated: string | undefined,
  errors: Errors,
): void {
  compiledRules(schema, isRoot).forEach(({ rule, program, error, messageError }, at) => {
    const where = `${path}[${at}]`;
    const given = goRule(fieldsOf(rule));
    if (error !== undefined) errors.push(invalid(`${where}.rule`, given, error));
    if (messageError !== undefined) errors.push(invalid(`${where}.messageExpression`, given, messageError));
    if (program?.uses.has('oldSelf') === true) {
      if (uncorrelated === undefined) return;
      const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelated}`;
      errors.push(invalid(`${where}.rule`, rule.rule, detail));
    } else if (program !== undefined && rule.optionalOldSelf !== undefined) {
      const detail = 'may not be set if oldSelf is not used in rule';
      errors.push(invalid(`${where}.optionalOldSelf`, rule.optionalOldSelf, detail));
    }
  });
}
