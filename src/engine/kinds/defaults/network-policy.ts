import { listOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import type { GenericObject } from '../types/index.ts';
import { changeItems, changeObject, changeSpec, fillAbsent } from './fill.ts';

function defaultRule(rule: Fields): Fields {
  return changeItems(rule, 'ports', (port) => fillAbsent(port, { protocol: 'TCP' }));
}

/** SetDefaults_NetworkPolicy: egress is a type only when the policy has egress rules. */
export function defaultNetworkPolicy(policy: GenericObject): GenericObject {
  return changeSpec(policy, (given) => {
    const spec = changeItems(changeItems(given, 'ingress', defaultRule), 'egress', defaultRule);
    if (listOf(spec['policyTypes']).length > 0) return spec;
    return { ...spec, policyTypes: listOf(spec['egress']).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'] };
  });
}

/** SetDefaults_IngressClassParametersReference: parameters are cluster-wide. */
export function defaultIngressClass(ingressClass: GenericObject): GenericObject {
  return changeObject(ingressClass, 'spec', (spec) =>
    changeObject(spec, 'parameters', (parameters) => fillAbsent(parameters, { scope: 'Cluster' })),
  );
}
