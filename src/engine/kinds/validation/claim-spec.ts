import { invalid, required } from '../../api/field.ts';
import { goStringSlice } from '../../api/go-syntax.ts';
import { isDNS1123Label, isDNS1123Subdomain } from '../../api/names.ts';
import { parseQuantity, quantityText } from '../../api/quantity.ts';
import { fieldsOf, isFields, isSet, listOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkLabelSelector, checkOptionalWord, checkSyntax } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { checkResourceAmount } from './resources.ts';

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

function isOtherMode(mode: unknown): boolean {
  return mode !== 'ReadWriteOncePod' && accessModes.includes(stringOf(mode));
}

/** The access modes of a claim or volume, of which there is at least one. */
export function checkAccessModes(modes: readonly unknown[], path: string, errors: Errors): void {
  for (const mode of modes) checkOptionalWord(mode, accessModes, path, errors);
  if (modes.includes('ReadWriteOncePod') && modes.some((mode) => isOtherMode(mode))) {
    const detail = 'may not use ReadWriteOncePod with other access modes';
    errors.push({ type: 'FieldValueForbidden', field: path, value: goStringSlice(modes), detail });
  }
}

/** The specification of a claim, alone or in a template (ValidatePersistentVolumeClaimSpec). */
export function checkClaimSpec(spec: Fields, path: string, errors: Errors): void {
  const modes = listOf(spec['accessModes']);
  if (modes.length === 0) errors.push(required(`${path}.accessModes`, 'at least 1 access mode is required'));
  checkLabelSelector(spec['selector'], `${path}.selector`, errors);
  checkAccessModes(modes, `${path}.accessModes`, errors);
  const storagePath = `${path}.resources[storage]`;
  const storage = fieldsOf(fieldsOf(spec['resources'])['requests'])['storage'];
  const quantity = parseQuantity(stringOf(storage));
  if (!isSet(storage) || quantity === undefined) errors.push(required(storagePath));
  else {
    if (quantity.nano <= 0n) errors.push(invalid(storagePath, quantityText(quantity), 'must be greater than zero'));
    else checkResourceAmount('storage', quantity, storagePath, errors);
  }
  const storageClass = stringOf(spec['storageClassName']);
  if (storageClass !== '')
    checkSyntax(isDNS1123Subdomain(storageClass), storageClass, `${path}.storageClassName`, errors);
  checkOptionalWord(spec['volumeMode'], ['Block', 'Filesystem'], `${path}.volumeMode`, errors);
  checkDataSource(spec['dataSource'], `${path}.dataSource`, errors);
  checkDataSource(spec['dataSourceRef'], `${path}.dataSourceRef`, errors);
}

/** validateDataSource, validateDataSourceRef. */
function checkDataSource(source: unknown, path: string, errors: Errors): void {
  if (!isFields(source)) return;
  const [name, kind, apiGroup] = ['name', 'kind', 'apiGroup'].map((field) => stringOf(source[field]));
  if (name === '') errors.push(required(`${path}.name`));
  if (kind === '') errors.push(required(`${path}.kind`));
  if (apiGroup === '' && kind !== 'PersistentVolumeClaim') {
    const detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
    errors.push(invalid(path, kind, detail));
  }
  if (apiGroup !== undefined && apiGroup !== '') {
    checkSyntax(isDNS1123Subdomain(apiGroup), apiGroup, `${path}.apiGroup`, errors);
  }
  const namespace = stringOf(source['namespace']);
  if (namespace !== '') checkSyntax(isDNS1123Label(namespace), namespace, `${path}.namespace`, errors);
}
