import { duplicate, forbidden, invalid, required } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { goQuantity } from '../../api/go-syntax.ts';
import { isQualifiedName } from '../../api/names.ts';
import { milliValue, parseQuantity, quantityText } from '../../api/quantity.ts';
import type { Quantity } from '../../api/quantity.ts';
import { fieldsOf, objectsOf, sortedEntries, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkSyntax } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { subdomainName, validateObjectMeta } from './object-meta.ts';
import { allowsOvercommit, checkContainerResourceName, checkResourceName } from './resources.ts';

const types: ReadonlySet<string> = new Set(['Pod', 'Container', 'PersistentVolumeClaim']);

type Bound = 'max' | 'min' | 'default' | 'defaultRequest' | 'maxLimitRequestRatio';
type Bounds = Partial<Record<Bound, ReadonlyMap<string, Quantity>>>;

/** ValidateLimitRangeTypeName. */
function checkType(type: string, path: string, errors: Errors): void {
  const messages = isQualifiedName(type);
  checkSyntax(messages, type, path, errors);
  if (messages.length === 0 && !type.includes('/') && !types.has(type)) {
    errors.push(invalid(path, type, 'must be a standard limit type or fully qualified'));
  }
}

function amountsOf(limit: Fields, bound: Bound, path: string, errors: Errors): ReadonlyMap<string, Quantity> {
  const amounts = new Map<string, Quantity>();
  const type = stringOf(limit['type']);
  for (const [name, value] of sortedEntries(limit[bound])) {
    const quantity = parseQuantity(stringOf(value));
    if (quantity === undefined) continue;
    const at = `${path}.${bound}[${name}]`;
    if (type === 'Pod' || type === 'Container') checkContainerResourceName(name, at, errors);
    else checkResourceName(name, at, errors);
    amounts.set(name, quantity);
  }
  return amounts;
}

/** How the bounds of one resource must lie. */
function checkOrder(bounds: Bounds, name: string, path: string, errors: Errors): void {
  const at = (bound: Bound): Quantity | undefined => bounds[bound]?.get(name);
  const [min, max, byDefault, request] = [at('min'), at('max'), at('default'), at('defaultRequest')];
  const ratio = at('maxLimitRequestRatio');
  const refuse = (bound: Bound, value: Quantity, detail: string): void =>
    void errors.push(invalid(`${path}.${bound}[${name}]`, goQuantity(value, quantityText(value)), detail));
  const ordered = (
    low: Quantity | undefined,
    high: Quantity | undefined,
    [lowName, highName]: readonly [string, string],
    [bound, blamed]: readonly [Bound, 'low' | 'high'],
  ): void => {
    if (low === undefined || high === undefined || low.nano <= high.nano) return;
    const detail = `${lowName} ${quantityText(low)} is greater than ${highName} ${quantityText(high)}`;
    refuse(bound, blamed === 'low' ? low : high, detail);
  };
  ordered(min, max, ['min value', 'max value'], ['min', 'low']);
  ordered(min, request, ['min value', 'default request value'], ['defaultRequest', 'high']);
  ordered(request, max, ['default request value', 'max value'], ['defaultRequest', 'low']);
  ordered(request, byDefault, ['default request value', 'default limit value'], ['defaultRequest', 'low']);
  ordered(min, byDefault, ['min value', 'default value'], ['default', 'low']);
  ordered(byDefault, max, ['default value', 'max value'], ['default', 'high']);
  if (ratio !== undefined) {
    const text = quantityText(ratio);
    if (milliValue(ratio) < 1000) refuse('maxLimitRequestRatio', ratio, `ratio ${text} is less than 1`);
    if (min !== undefined && max !== undefined) {
      const most = milliValue(max) / milliValue(min);
      if (milliValue(ratio) / 1000 > most) {
        refuse('maxLimitRequestRatio', ratio, `ratio ${text} is greater than max/min = ${most.toFixed(6)}`);
      }
    }
  }
  if (!allowsOvercommit(name) && byDefault !== undefined && request !== undefined && byDefault.nano !== request.nano) {
    const detail = `default value ${quantityText(byDefault)} must equal to defaultRequest value ${quantityText(request)} in ${name}`;
    refuse('defaultRequest', request, detail);
  }
}

function checkLimit(limit: Fields, path: string, errors: Errors): void {
  const isPod = limit['type'] === 'Pod';
  const bounds: Bounds = {
    max: amountsOf(limit, 'max', path, errors),
    min: amountsOf(limit, 'min', path, errors),
  };
  for (const bound of ['default', 'defaultRequest'] as const) {
    if (!isPod) bounds[bound] = amountsOf(limit, bound, path, errors);
    else if (Object.keys(fieldsOf(limit[bound])).length > 0) {
      errors.push(forbidden(`${path}.${bound}`, "may not be specified when `type` is 'Pod'"));
    }
  }
  const hasStorage = bounds.max?.has('storage') === true || bounds.min?.has('storage') === true;
  if (limit['type'] === 'PersistentVolumeClaim' && !hasStorage) {
    const detail = 'either minimum or maximum storage value is required, but neither was provided';
    errors.push(required(`${path}.limits`, detail));
  }
  bounds.maxLimitRequestRatio = amountsOf(limit, 'maxLimitRequestRatio', path, errors);
  const names = new Set(Object.values(bounds).flatMap((amounts) => [...amounts.keys()]));
  for (const name of [...names].toSorted()) checkOrder(bounds, name, path, errors);
}

/** A LimitRange (ValidateLimitRange). */
export function validateLimitRange(limitRange: Fields): FieldError[] {
  const errors = validateObjectMeta(limitRange, true, subdomainName);
  const seen = new Set<string>();
  objectsOf(fieldsOf(limitRange['spec'])['limits']).forEach((limit, index) => {
    const path = `spec.limits[${index}]`;
    const type = stringOf(limit['type']);
    checkType(type, `${path}.type`, errors);
    if (seen.has(type)) errors.push(duplicate(`${path}.type`, type));
    seen.add(type);
    checkLimit(limit, path, errors);
  });
  return errors;
}
