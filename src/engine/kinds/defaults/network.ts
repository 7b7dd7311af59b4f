import { listOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import type { GenericObject } from '../types/index.ts';
import { defaultPortProtocol } from './container.ts';
import { changeItems, changeObject, changeSpec, fillAbsent, withField } from './fill.ts';

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

/** SetDefaults_Endpoints. */
export function defaultEndpoints(endpoints: GenericObject): GenericObject {
  return changeItems(endpoints, 'subsets', (subset) => changeItems(subset, 'ports', defaultPortProtocol));
}

/** SetDefaults_EndpointPort of discovery; and what Go writes of a slice and its endpoints in any case. */
export function defaultEndpointSlice(slice: GenericObject): GenericObject {
  const filled = changeItems(slice, 'ports', (port) => fillAbsent(port, { name: '', protocol: 'TCP' }));
  const whole = changeItems(filled, 'endpoints', (endpoint) => fillAbsent(endpoint, { conditions: {} }));
  return nullWhenEmpty(nullWhenEmpty(whole, 'ports'), 'endpoints');
}

function nullWhenEmpty(slice: GenericObject, field: string): GenericObject {
  return listOf(slice[field]).length > 0 ? slice : withField(slice, field, null);
}
