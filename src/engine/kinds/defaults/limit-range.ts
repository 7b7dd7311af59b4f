import { fieldsOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import type { GenericObject } from '../types/index.ts';
import { changeItems, changeSpec, fillAbsent, withField } from './fill.ts';

/** The default limits of a container follow its maximum, its default requests the limits (SetDefaults_LimitRangeItem). */
function defaultLimit(limit: Fields): Fields {
  if (limit['type'] !== 'Container') return limit;
  const limits = fillAbsent(fieldsOf(limit['default']), fieldsOf(limit['max']));
  const requests = fillAbsent(fillAbsent(fieldsOf(limit['defaultRequest']), limits), fieldsOf(limit['min']));
  const keep = (item: Fields, field: string, list: Fields): Fields =>
    Object.keys(list).length === 0 ? item : withField(item, field, list);
  return keep(keep(limit, 'default', limits), 'defaultRequest', requests);
}

/** SetDefaults_LimitRangeItem. */
export function defaultLimitRange(limitRange: GenericObject): GenericObject {
  return changeSpec(limitRange, (spec) => changeItems(spec, 'limits', defaultLimit));
}
