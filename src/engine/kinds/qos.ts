import { addQuantity, compareQuantity } from '../api/quantity.ts';
import type { Quantity } from '../api/quantity.ts';
import type { PodSpec, PodStatus } from './types/index.ts';

const QOS_RESOURCES = ['cpu', 'memory'] as const;

type Sums = Partial<Record<(typeof QOS_RESOURCES)[number], Quantity>>;

/** Adds the amounts above zero to the sums; answers whether every resource had one. */
function addPositive(sums: Sums, amounts: Readonly<Record<string, string>> | undefined): boolean {
  let complete = true;
  for (const resource of QOS_RESOURCES) {
    const amount = amounts?.[resource];
    if (amount === undefined || compareQuantity(amount, '0') <= 0) complete = false;
    else sums[resource] = addQuantity(sums[resource] ?? '0', amount);
  }
  return complete;
}

/**
 * The quality of service class: Guaranteed when every container has cpu and memory limits and the pod's requests are
 * equal to them, BestEffort when no container asks for either, else Burstable (pkg/apis/core/v1/helper/qos/qos.go,
 * ComputePodQOS). Call it after defaulting, which fills requests from limits.
 */
export function qosClass(spec: PodSpec): NonNullable<PodStatus['qosClass']> {
  const requests: Sums = {};
  const limits: Sums = {};
  let limited = true;
  for (const { resources } of [...spec.containers, ...(spec.initContainers ?? [])]) {
    addPositive(requests, resources?.requests);
    if (!addPositive(limits, resources?.limits)) limited = false;
  }
  if (Object.keys(requests).length === 0 && Object.keys(limits).length === 0) return 'BestEffort';
  const requestsEqualLimits = QOS_RESOURCES.every((resource) => {
    const request = requests[resource];
    const limit = limits[resource];
    if (request === undefined || limit === undefined) return request === limit;
    return compareQuantity(request, limit) === 0;
  });
  return limited && requestsEqualLimits ? 'Guaranteed' : 'Burstable';
}
