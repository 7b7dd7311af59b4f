import { isSet } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import type { GenericObject } from '../types/index.ts';
import { changeItems, changeObject, changeSpec, fillAbsent } from './fill.ts';

const MATCH = { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} };
const RULES = ['resourceRules', 'excludeResourceRules'] as const;

/** SetDefaults_MatchResources and SetDefaults_Rule (pkg/apis/admissionregistration/v1/defaults.go). */
function matched(resources: Fields): Fields {
  const filled = fillAbsent(resources, MATCH);
  return RULES.reduce(
    (match, field) =>
      isSet(match[field]) ? changeItems(match, field, (rule) => fillAbsent(rule, { scope: '*' })) : match,
    filled,
  );
}

/** SetDefaults_ValidatingAdmissionPolicySpec. */
export function defaultValidatingAdmissionPolicy(policy: GenericObject): GenericObject {
  return changeSpec(policy, (spec) =>
    changeObject(fillAbsent(spec, { failurePolicy: 'Fail' }), 'matchConstraints', matched),
  );
}

export function defaultValidatingAdmissionPolicyBinding(binding: GenericObject): GenericObject {
  return changeSpec(binding, (spec) => changeObject(spec, 'matchResources', matched));
}
