import { defaultValidatingAdmissionPolicy, defaultValidatingAdmissionPolicyBinding } from './admission-policies.ts';
import { defaultHorizontalPodAutoscaler } from './autoscaling.ts';
import type { Defaulter } from './by-kind.ts';
import { defaultCustomResourceDefinition } from './custom-resource-definition.ts';
import { defaultLimitRange } from './limit-range.ts';
import { defaultIngressClass, defaultNetworkPolicy } from './network-policy.ts';

/** As in `by-kind.ts`, of kinds that only requests make objects of: a page loads them with what answers requests. */
const defaulters: Readonly<Record<string, Defaulter>> = {
  LimitRange: defaultLimitRange,
  'apiextensions.k8s.io/CustomResourceDefinition': defaultCustomResourceDefinition,
  'autoscaling/HorizontalPodAutoscaler': defaultHorizontalPodAutoscaler,
  'networking.k8s.io/NetworkPolicy': defaultNetworkPolicy,
  'networking.k8s.io/IngressClass': defaultIngressClass,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': defaultValidatingAdmissionPolicy,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': defaultValidatingAdmissionPolicyBinding,
};

/** The defaults of a kind that the control plane makes no objects of; undefined when it has none. */
export function requestedDefaulterOf(group: string, kind: string): Defaulter | undefined {
  const key = group === '' ? kind : `${group}/${kind}`;
  return Object.hasOwn(defaulters, key) ? defaulters[key] : undefined;
}
