import { listOf } from '../go-fields.ts';
import type { GenericObject } from '../types/index.ts';
import { defaultPortProtocol } from './container.ts';
import { changeItems, fillAbsent, withField } from './fill.ts';

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
