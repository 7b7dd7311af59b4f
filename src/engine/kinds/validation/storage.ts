import { semanticEqual } from '../../api/equality.ts';
import { forbidden, invalid, notSupported, required } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { goQuantity, goQuote } from '../../api/go-syntax.ts';
import type { GoSyntax } from '../../api/go-syntax.ts';
import { isQualifiedName } from '../../api/names.ts';
import { compareQuantity, parseQuantity, quantityText } from '../../api/quantity.ts';
import { fieldsOf, isFields, isSet, listOf, sortedEntries, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkAccessModes, checkClaimSpec } from './claim-spec.ts';
import { checkNoBacksteps, checkOptionalWord, checkSyntax, checkWord, immutableMessage } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { checkResourceList } from './resources.ts';
import { checkNodeSelector } from './scheduling.ts';

/** A new PersistentVolumeClaim (ValidatePersistentVolumeClaim). */
export function validatePersistentVolumeClaim(claim: Fields): FieldError[] {
  const errors = validateObjectMeta(claim, true, subdomainName);
  checkClaimSpec(fieldsOf(claim['spec']), 'spec', errors);
  return errors;
}

function requestedStorage(spec: Fields): string {
  return stringOf(fieldsOf(fieldsOf(spec['resources'])['requests'])['storage']);
}

/** A changed PersistentVolumeClaim: it binds once, and a bound one may ask for more (ValidatePersistentVolumeClaimUpdate). */
export function validatePersistentVolumeClaimUpdate(claim: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(claim, old);
  const spec = fieldsOf(claim['spec']);
  const before = fieldsOf(old['spec']);
  const { status } = old;
  checkClaimSpec(spec, 'spec', errors);
  const bound = fieldsOf(status)['phase'] === 'Bound';
  const binds = stringOf(before['volumeName']) === '';
  const classes = !isSet(before['storageClassName']);
  const comparable = {
    ...spec,
    ...(binds && { volumeName: before['volumeName'] }),
    ...(classes && { storageClassName: before['storageClassName'] }),
    ...(bound && { resources: before['resources'], volumeAttributesClassName: before['volumeAttributesClassName'] }),
  };
  if (!semanticEqual(comparable, before)) {
    const detail =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    errors.push(forbidden('spec', detail));
  }
  if (bound && compareQuantity(requestedStorage(spec), requestedStorage(before)) < 0) {
    errors.push(forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  }
  return errors;
}

/** The fields of a PersistentVolume's spec that are not its source. */
const volumeFields: ReadonlySet<string> = new Set([
  'capacity',
  'accessModes',
  'claimRef',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'mountOptions',
  'volumeMode',
  'nodeAffinity',
  'volumeAttributesClassName',
]);

function volumeSources(spec: Fields): readonly string[] {
  return Object.keys(spec).filter((field) => !volumeFields.has(field) && isFields(spec[field]));
}

/** A `core.ResourceList` as `%#v` prints it. */
function goResourceList(list: Fields): GoSyntax {
  const entries = sortedEntries(list).map(([name, value]) => {
    const quantity = parseQuantity(stringOf(value));
    return `${goQuote(name)}:${quantity === undefined ? 'resource.Quantity{}' : goQuantity(quantity, quantityText(quantity)).goSyntax}`;
  });
  return { goSyntax: entries.length === 0 ? 'core.ResourceList(nil)' : `core.ResourceList{${entries.join(', ')}}` };
}

function checkPersistentVolumeSpec(spec: Fields, errors: Errors): void {
  checkAccessModes(listOf(spec['accessModes']), 'spec.accessModes', errors);
  const capacity = fieldsOf(spec['capacity']);
  if (Object.keys(capacity).length === 0) errors.push(required('spec.capacity'));
  if (parseQuantity(stringOf(capacity['storage'])) === undefined || Object.keys(capacity).length > 1) {
    errors.push(notSupported('spec.capacity', goResourceList(capacity), ['storage']));
  }
  checkResourceList(capacity, 'spec.capacity', errors);
  for (const [name, value] of sortedEntries(capacity)) {
    const quantity = parseQuantity(stringOf(value));
    if (quantity === undefined || quantity.nano > 0n) continue;
    errors.push(invalid(`spec.capacity[${name}]`, quantityText(quantity), 'must be greater than zero'));
  }
  checkOptionalWord(
    spec['persistentVolumeReclaimPolicy'],
    ['Delete', 'Recycle', 'Retain'],
    'spec.persistentVolumeReclaimPolicy',
    errors,
  );
  const neededNodes = fieldsOf(spec['nodeAffinity'])['required'];
  if (isFields(neededNodes)) checkNodeSelector(neededNodes, 'spec.nodeAffinity.required', errors);
  else if (isFields(spec['nodeAffinity'])) {
    errors.push(required('spec.nodeAffinity.required', 'must specify required node constraints'));
  }
  const [first, ...more] = volumeSources(spec);
  if (first === undefined) errors.push(required('spec', 'must specify a volume type'));
  for (const source of more) {
    errors.push(forbidden(`spec.${source}`, 'may not specify more than 1 volume type'));
  }
  const hostPath = fieldsOf(spec['hostPath'])['path'];
  if (isFields(spec['hostPath'])) {
    if (stringOf(hostPath) === '') errors.push(required('spec.hostPath.path'));
    else checkNoBacksteps(stringOf(hostPath), 'spec.hostPath.path', errors);
  }
  if (/^\/+(?:\.\/*)*$/.test(stringOf(hostPath)) && spec['persistentVolumeReclaimPolicy'] === 'Recycle') {
    const detail = "may not be 'recycle' for a hostPath mount of '/'";
    errors.push(forbidden('spec.persistentVolumeReclaimPolicy', detail));
  }
  if (isFields(spec['local'])) {
    const local = stringOf(spec['local']['path']);
    if (local === '') errors.push(required('spec.local.path'));
    else checkNoBacksteps(local, 'spec.local.path', errors);
  }
  if (isFields(spec['local']) && !isFields(spec['nodeAffinity'])) {
    errors.push(required('spec.nodeAffinity', 'Local volume requires node affinity'));
  }
  checkOptionalWord(spec['volumeMode'], ['Block', 'Filesystem'], 'spec.volumeMode', errors);
}

/** A new PersistentVolume (ValidatePersistentVolume). */
export function validatePersistentVolume(volume: Fields): FieldError[] {
  const errors = validateObjectMeta(volume, false, subdomainName);
  checkPersistentVolumeSpec(fieldsOf(volume['spec']), errors);
  return errors;
}

/** A changed PersistentVolume keeps its source and mode (ValidatePersistentVolumeUpdate). */
export function validatePersistentVolumeUpdate(volume: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(volume, old);
  const spec = fieldsOf(volume['spec']);
  const before = fieldsOf(old['spec']);
  checkPersistentVolumeSpec(spec, errors);
  const sources = [...new Set([...volumeSources(spec), ...volumeSources(before)])];
  if (sources.some((source) => !semanticEqual(spec[source], before[source]))) {
    errors.push(forbidden('spec.persistentvolumesource', 'spec.persistentvolumesource is immutable after creation'));
  }
  if (spec['volumeMode'] !== before['volumeMode']) {
    errors.push(invalid('volumeMode', spec['volumeMode'], immutableMessage));
  }
  return errors;
}

/** A new StorageClass (pkg/apis/storage/validation, ValidateStorageClass). */
export function validateStorageClass(storageClass: Fields): FieldError[] {
  const errors = validateObjectMeta(storageClass, false, subdomainName);
  const provisioner = stringOf(storageClass['provisioner']);
  if (provisioner === '') errors.push(required('provisioner'));
  else checkSyntax(isQualifiedName(provisioner.toLowerCase()), provisioner.toLowerCase(), 'provisioner', errors);
  if (Object.hasOwn(fieldsOf(storageClass['parameters']), '')) {
    errors.push(invalid('parameters', '', 'field can not be empty.'));
  }
  checkOptionalWord(storageClass['reclaimPolicy'], ['Delete', 'Retain'], 'reclaimPolicy', errors);
  checkWord(storageClass['volumeBindingMode'], ['Immediate', 'WaitForFirstConsumer'], 'volumeBindingMode', errors);
  return errors;
}

/** A changed StorageClass: hardly anything may change (ValidateStorageClassUpdate). */
export function validateStorageClassUpdate(storageClass: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(storageClass, old);
  if (!semanticEqual(storageClass['parameters'], old['parameters'])) {
    errors.push(forbidden('parameters', 'updates to parameters are forbidden.'));
  }
  if (storageClass['provisioner'] !== old['provisioner']) {
    errors.push(forbidden('provisioner', 'updates to provisioner are forbidden.'));
  }
  if (storageClass['reclaimPolicy'] !== old['reclaimPolicy']) {
    errors.push(forbidden('reclaimPolicy', 'updates to reclaimPolicy are forbidden.'));
  }
  if (storageClass['volumeBindingMode'] !== old['volumeBindingMode']) {
    errors.push(invalid('volumeBindingMode', storageClass['volumeBindingMode'], immutableMessage));
  }
  return errors;
}
