import { parseQuantity, quantityText, roundUpToMilli } from '../../api/quantity.ts';
import { fieldsOf, isFields } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { changeObject } from './fill.ts';

/** A list of resources with every amount rounded up to thousandths (SetDefaults_ResourceList). */
export function roundResourceList(list: Fields): Fields {
  let rounded: Record<string, unknown> | undefined;
  for (const name in list) {
    const value = list[name];
    const quantity = typeof value === 'string' || typeof value === 'number' ? parseQuantity(value) : undefined;
    if (quantity === undefined) continue;
    const whole = roundUpToMilli(quantity);
    if (whole === quantity) continue;
    rounded ??= { ...list };
    rounded[name] = quantityText(whole);
  }
  return rounded ?? list;
}

/** Limits and requests with their amounts rounded up. */
export function defaultResourceRequirements(resources: Fields): Fields {
  return changeObject(changeObject(resources, 'limits', roundResourceList), 'requests', roundResourceList);
}

/** A container's resources with a request for every limit that has none (SetDefaults_Pod). */
export function requestsFromLimits(resources: Fields): Fields {
  const limits = fieldsOf(resources['limits']);
  const requests = fieldsOf(resources['requests']);
  const missing = Object.entries(limits).filter(([name]) => !Object.hasOwn(requests, name));
  if (missing.length === 0 || !isFields(resources['limits'])) return resources;
  return { ...resources, requests: Object.fromEntries([...Object.entries(requests), ...missing]) };
}
