import { semanticEqual } from '../../api/equality.ts';
import { forbidden, invalid, notSupported, required } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { goQuantity, goQuote } from '../../api/go-syntax.ts';
import type { GoSyntax } from '../../api/go-syntax.ts';
import { isDNS1123Subdomain, isQualifiedName } from '../../api/names.ts';
import { compareQuantity, parseQuantity, quantityText, quantityValue } from '../../api/quantity.ts';
import { fieldsOf, isFields, isSet, listOf, sortedEntries, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkAccessModes, checkClaimSpec } from './claim-spec.ts';
import { checkNoBacksteps, checkOptionalWord, checkSyntax, checkWord, immutableMessage } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { checkPersistentCsi, needs, rareSources } from './rare-volume-sources.ts';
import type { CheckSource } from './rare-volume-sources.ts';
import { checkNodeSelector } from './scheduling.ts';
import { checkHostPath, checkNfs } from './volume.ts';

/** A new PersistentVolumeClaim (ValidatePersistentVolumeClaim). */
export function validatePersistentVolumeClaim(claim: Fields): FieldError[] {
  const errors = validateObjectMeta(claim, true, subdomainName);
  checkClaimSpec(fieldsOf(claim['spec']), 'spec', errors);
  return errors;
}

function requestedStorage(spec: Fields): string {
  return stringOf(fieldsOf(fieldsOf(spec['resources'])['requests'])['storage']);
}

/** The resources of a bound claim with as much storage as before. */
function withStorageOf(resources: unknown, storage: string): unknown {
  const { requests } = fieldsOf(resources);
  return isFields(requests) ? { ...fieldsOf(resources), requests: { ...requests, storage } } : resources;
}

/** A changed PersistentVolumeClaim: it binds once, and a bound one may ask for more (ValidatePersistentVolumeClaimUpdate). */
export function validatePersistentVolumeClaimUpdate(claim: Fields, old: Fields): FieldError[] {
  const errors = [...validateObjectMetaUpdate(claim, old), ...validatePersistentVolumeClaim(claim)];
  const spec = fieldsOf(claim['spec']);
  const before = fieldsOf(old['spec']);
  const { phase, capacity } = fieldsOf(old['status']);
  const bound = phase === 'Bound';
  const binds = stringOf(before['volumeName']) === '';
  const classes = !isSet(before['storageClassName']);
  const requested = requestedStorage(before);
  const comparable = {
    ...spec,
    ...(binds && { volumeName: before['volumeName'] }),
    ...(classes && { storageClassName: before['storageClassName'] }),
    ...(bound && {
      resources: withStorageOf(spec['resources'], requested),
      volumeAttributesClassName: before['volumeAttributesClassName'],
    }),
  };
  if (!semanticEqual(comparable, before)) {
    const detail =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    errors.push(forbidden('spec', detail));
  }
  // An expansion that failed may be taken back, as far as the volume is large.
  const isLess = compareQuantity(requestedStorage(spec) || '0', requested || '0') < 0;
  const available = stringOf(fieldsOf(capacity)['storage']) || '0';
  if (isLess && compareQuantity(requestedStorage(spec) || '0', available) <= 0) {
    errors.push(forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  }
  if (spec['volumeMode'] !== before['volumeMode']) {
    errors.push(invalid('volumeMode', spec['volumeMode'], immutableMessage));
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

const ownSources: Readonly<Record<string, CheckSource>> = {
  hostPath: checkHostPath,
  nfs: checkNfs,
  local: checkLocal,
  csi: checkPersistentCsi,
};

/** A `core.ResourceList` as `%#v` prints it. */
function goResourceList(list: Fields): GoSyntax {
  const entries = sortedEntries(list).map(([name, value]) => {
    const quantity = parseQuantity(stringOf(value));
    return `${goQuote(name)}:${quantity === undefined ? 'resource.Quantity{}' : goQuantity(quantity, quantityText(quantity)).goSyntax}`;
  });
  return { goSyntax: entries.length === 0 ? 'core.ResourceList(nil)' : `core.ResourceList{${entries.join(', ')}}` };
}

/** Whether a path is that of the root when it is written as short as can be (path.Clean). */
function isRoot(path: string): boolean {
  if (!path.startsWith('/')) return false;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.length === 0;
}

function checkLocal(source: Fields, path: string, errors: Errors): void {
  const directory = stringOf(source['path']);
  if (directory === '') errors.push(required(`${path}.path`));
  else checkNoBacksteps(directory, `${path}.path`, errors);
}

/** A PersistentVolume's sources in the order in which upstream looks at them; those of pods that it has too, and its own. */
const sources: readonly (readonly [string, CheckSource])[] = (
  'hostPath gcePersistentDisk awsElasticBlockStore glusterfs flocker nfs rbd quobyte cephfs iscsi cinder fc flexVolume ' +
  'azureFile vsphereVolume photonPersistentDisk portworxVolume azureDisk scaleIO local storageos csi'
)
  .split(' ')
  .map((name) => [name, ownSources[name] ?? rareSources[name] ?? needs()] as const);

function checkPersistentVolumeSpec(spec: Fields, errors: Errors): void {
  const modes = listOf(spec['accessModes']);
  if (modes.length === 0) errors.push(required('spec.accessModes'));
  checkAccessModes(modes, 'spec.accessModes', errors);
  const capacity = fieldsOf(spec['capacity']);
  if (Object.keys(capacity).length === 0) errors.push(required('spec.capacity'));
  if (parseQuantity(stringOf(capacity['storage'])) === undefined || Object.keys(capacity).length > 1) {
    errors.push(notSupported('spec.capacity', goResourceList(capacity), ['storage']));
  }
  for (const [name, value] of sortedEntries(capacity)) {
    const quantity = parseQuantity(stringOf(value));
    if (quantity === undefined || quantity.nano > 0n) continue;
    const whole = quantityValue(quantity);
    if (whole < 0) errors.push(invalid(`spec.capacity[${name}]`, whole, 'must be a valid resource quantity'));
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
  let found = false;
  for (const [name, check] of sources) {
    const source = spec[name];
    if (!isFields(source)) continue;
    if (found)
      errors.push(forbidden(`spec.${name === 'cephfs' ? 'cephFS' : name}`, 'may not specify more than 1 volume type'));
    else check(source, `spec.${name === 'gcePersistentDisk' ? 'persistentDisk' : name}`, errors);
    if (!found && name === 'local' && !isFields(spec['nodeAffinity'])) {
      errors.push(required('spec.nodeAffinity', 'Local volume requires node affinity'));
    }
    found = true;
  }
  if (!found) errors.push(required('spec', 'must specify a volume type'));
  const hostPath = stringOf(fieldsOf(spec['hostPath'])['path']);
  if (isFields(spec['hostPath']) && isRoot(hostPath) && spec['persistentVolumeReclaimPolicy'] === 'Recycle') {
    const detail = "may not be 'recycle' for a hostPath mount of '/'";
    errors.push(forbidden('spec.persistentVolumeReclaimPolicy', detail));
  }
  const storageClass = stringOf(spec['storageClassName']);
  if (storageClass !== '') {
    checkSyntax(isDNS1123Subdomain(storageClass), storageClass, 'spec.storageClassName', errors);
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
  const errors = [...validateObjectMetaUpdate(volume, old), ...validatePersistentVolume(volume)];
  const spec = fieldsOf(volume['spec']);
  const before = fieldsOf(old['spec']);
  const given = [...new Set([...volumeSources(spec), ...volumeSources(before)])];
  if (given.some((source) => !semanticEqual(spec[source], before[source]))) {
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
