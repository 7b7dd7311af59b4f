import { bytesValue, milliValue } from '../api/quantity.ts';
import type { Container, EnvVar } from '../kinds/types/index.ts';

type ResourceReference = NonNullable<NonNullable<EnvVar['valueFrom']>['resourceFieldRef']>;

/**
 * What a container requests or may use at most, in whole divisors, rounded up; `0` when it does not say
 * (pkg/api/v1/resource/helpers.go, ExtractContainerResourceValue). `allocatable` stands in for absent limits.
 */
export function resourceFieldValue(
  container: Container,
  reference: ResourceReference,
  allocatable: Readonly<Record<string, string>> = {},
): string {
  const [list, ...names] = reference.resource.split('.');
  const resource = names.join('.');
  const given = container.resources?.[list === 'limits' ? 'limits' : 'requests']?.[resource];
  const quantity = given ?? (list === 'limits' ? allocatable[resource] : undefined);
  if (quantity === undefined) return '0';
  const divisor = reference.divisor === undefined || reference.divisor === '0' ? '1' : reference.divisor;
  if (resource === 'cpu') return String(Math.ceil(milliValue(quantity) / milliValue(divisor)));
  return String(Math.ceil(bytesValue(quantity) / bytesValue(divisor)));
}
