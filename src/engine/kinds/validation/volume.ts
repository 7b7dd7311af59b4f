import { duplicate, forbidden, invalid, notSupported, required } from '../../api/field.ts';
import { parseQuantity } from '../../api/quantity.ts';
import { fieldsOf, isFields, isSet, numberOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkFieldReference, checkResourceReference } from './environment.ts';
import { checkDescendingPath, checkLabelName, checkNoBacksteps, checkObjectName } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { checkClaimSpec } from './claim-spec.ts';

const modeMessage = 'must be a number between 0 and 0777 (octal), both inclusive';

function checkMode(mode: unknown, path: string, errors: Errors): void {
  if (isSet(mode) && (numberOf(mode) < 0 || numberOf(mode) > 0o777)) errors.push(invalid(path, mode, modeMessage));
}

/** A path of a file in a volume: relative, below it, and not one of the names that the kubelet uses (`..data`). */
function checkFilePath(path: string, fieldPath: string, errors: Errors): void {
  const before = errors.length;
  checkDescendingPath(path, fieldPath, errors);
  if (errors.length === before && path.startsWith('..')) {
    errors.push(invalid(fieldPath, path, "must not start with '..'"));
  }
}

function checkItems(items: unknown, path: string, errors: Errors): void {
  objectsOf(items).forEach((item, index) => {
    const itemPath = `${path}[${index}]`;
    const file = stringOf(item['path']);
    if (stringOf(item['key']) === '') errors.push(required(`${itemPath}.key`));
    if (file === '') errors.push(required(`${itemPath}.path`));
    checkFilePath(file, `${itemPath}.path`, errors);
    checkMode(item['mode'], `${itemPath}.mode`, errors);
  });
}

function checkDownwardFiles(items: unknown, path: string, errors: Errors): void {
  for (const file of objectsOf(items)) {
    const { fieldRef, resourceFieldRef } = file;
    const name = stringOf(file['path']);
    if (name === '') errors.push(required(`${path}.path`));
    checkFilePath(name, `${path}.path`, errors);
    if (isFields(fieldRef)) {
      checkFieldReference(fieldRef, `${path}.fieldRef`, errors, true);
      if (isFields(resourceFieldRef)) {
        errors.push(invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
      }
    } else if (isFields(resourceFieldRef)) {
      checkResourceReference(resourceFieldRef, `${path}.resourceFieldRef`, errors, true);
    } else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
    checkMode(file['mode'], `${path}.mode`, errors);
  }
}

const shortestTokenSeconds = 600;

function checkTokenSource(token: Fields, path: string, errors: Errors): void {
  const seconds = numberOf(token['expirationSeconds']);
  if (seconds < shortestTokenSeconds) {
    const detail = 'may not specify a duration less than 10 minutes';
    errors.push(invalid(`${path}.expirationSeconds`, seconds, detail));
  } else if (seconds > 2 ** 32) {
    errors.push(invalid(`${path}.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds'));
  }
  const file = stringOf(token['path']);
  if (file === '') errors.push(required(`${path}.path`));
  else checkFilePath(file, `${path}.path`, errors);
}

const projections: readonly string[] = [
  'secret',
  'configMap',
  'downwardAPI',
  'serviceAccountToken',
  'clusterTrustBundle',
];

/** The files that a projection writes, each with the value by which upstream tells of one that is there twice. */
function projectedFiles(name: string, part: Fields): readonly (readonly [file: string, value: string])[] {
  const named = stringOf(part['name']);
  const list = name === 'serviceAccountToken' ? [part] : objectsOf(part['items']);
  const ownName = name === 'secret' || name === 'configMap';
  return list.map(({ path }) => [stringOf(path), ownName ? named : stringOf(path)] as const);
}

function checkProjected(source: Fields, path: string, errors: Errors): void {
  const taken = new Set<string>();
  objectsOf(source['sources']).forEach((projection, index) => {
    const projectionPath = `${path}.sources[${index}]`;
    let found = false;
    for (const name of projections) {
      const part = projection[name];
      if (!isFields(part)) continue;
      const partPath = `${projectionPath}.${name}`;
      if (found) {
        errors.push(forbidden(projectionPath, 'may not specify more than 1 volume type'));
        continue;
      }
      found = true;
      if (name === 'serviceAccountToken') checkTokenSource(part, partPath, errors);
      else if (name === 'downwardAPI') checkDownwardFiles(part['items'], partPath, errors);
      else if (name !== 'clusterTrustBundle') {
        if (stringOf(part['name']) === '') errors.push(required(`${partPath}.name`));
        checkItems(part['items'], `${partPath}.items`, errors);
      }
      for (const [file, value] of projectedFiles(name, part)) {
        if (file !== '' && taken.has(file)) errors.push(invalid(path, value, 'conflicting duplicate paths'));
        taken.add(file);
      }
    }
  });
  checkMode(source['defaultMode'], `${path}.defaultMode`, errors);
}

const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

function checkHostPath(source: Fields, path: string, errors: Errors): void {
  const hostPath = stringOf(source['path']);
  if (hostPath === '') {
    errors.push(required(`${path}.path`));
    return;
  }
  checkNoBacksteps(hostPath, `${path}.path`, errors);
  const type = source['type'];
  if (isSet(type) && !hostPathTypes.includes(stringOf(type))) {
    errors.push(notSupported(`${path}.type`, type, hostPathTypes));
  }
}

function checkNfs(source: Fields, path: string, errors: Errors): void {
  const directory = stringOf(source['path']);
  if (stringOf(source['server']) === '') errors.push(required(`${path}.server`));
  if (directory === '') errors.push(required(`${path}.path`));
  if (!directory.startsWith('/')) errors.push(invalid(`${path}.path`, directory, 'must be an absolute path'));
}

function checkEmptyDir(source: Fields, path: string, errors: Errors): void {
  const limit = parseQuantity(stringOf(source['sizeLimit']));
  if (limit !== undefined && limit.nano < 0n) {
    errors.push(forbidden(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity'));
  }
}

function checkEphemeral(source: Fields, path: string, errors: Errors): void {
  const template = source['volumeClaimTemplate'];
  if (!isFields(template)) errors.push(required(`${path}.volumeClaimTemplate`));
  else checkClaimSpec(fieldsOf(template['spec']), `${path}.volumeClaimTemplate.spec`, errors);
}

function checkConfigMap(source: Fields, path: string, errors: Errors): void {
  if (stringOf(source['name']) === '') errors.push(required(`${path}.name`));
  checkMode(source['defaultMode'], `${path}.defaultMode`, errors);
  checkItems(source['items'], `${path}.items`, errors);
}

function checkSecret(source: Fields, path: string, errors: Errors): void {
  if (stringOf(source['secretName']) === '') errors.push(required(`${path}.secretName`));
  checkMode(source['defaultMode'], `${path}.defaultMode`, errors);
  checkItems(source['items'], `${path}.items`, errors);
}

function needs(...fields: readonly string[]) {
  return (source: Fields, path: string, errors: Errors): void => {
    for (const field of fields)
      if (!isSet(source[field]) || source[field] === '') errors.push(required(`${path}.${field}`));
  };
}

/** In the order in which upstream looks at them: the second one found is the one that is refused. */
const sources: readonly (readonly [string, (source: Fields, path: string, errors: Errors) => void])[] = [
  ['emptyDir', checkEmptyDir],
  ['hostPath', checkHostPath],
  ['gitRepo', needs('repository')],
  ['gcePersistentDisk', needs('pdName')],
  ['awsElasticBlockStore', needs('volumeID')],
  ['secret', checkSecret],
  ['nfs', checkNfs],
  ['iscsi', needs('targetPortal', 'iqn')],
  ['glusterfs', needs('endpoints', 'path')],
  ['flocker', needs()],
  [
    'persistentVolumeClaim',
    (source, path, errors) => checkObjectName(source['claimName'], `${path}.claimName`, errors),
  ],
  ['rbd', needs('monitors', 'image')],
  ['cinder', needs('volumeID')],
  ['cephfs', needs('monitors')],
  ['quobyte', needs('registry', 'volume')],
  [
    'downwardAPI',
    (source, path, errors) => {
      checkMode(source['defaultMode'], `${path}.defaultMode`, errors);
      checkDownwardFiles(source['items'], path, errors);
    },
  ],
  ['fc', needs()],
  ['flexVolume', needs('driver')],
  ['configMap', checkConfigMap],
  ['azureFile', needs('secretName', 'shareName')],
  ['vsphereVolume', needs('volumePath')],
  ['photonPersistentDisk', needs('pdID')],
  ['portworxVolume', needs('volumeID')],
  ['azureDisk', needs('diskName', 'diskURI')],
  ['storageos', needs('volumeName')],
  ['scaleIO', needs('gateway', 'system', 'volumeName')],
  ['projected', checkProjected],
  ['csi', needs('driver')],
  ['ephemeral', checkEphemeral],
  ['image', needs('reference')],
];

function checkSource(volume: Fields, path: string, errors: Errors): void {
  let found = false;
  for (const [name, check] of sources) {
    const source = volume[name];
    if (!isFields(source)) continue;
    if (found) errors.push(forbidden(`${path}.${name}`, 'may not specify more than 1 volume type'));
    else check(source, `${path}.${name}`, errors);
    found = true;
  }
  if (!found) errors.push(required(path, 'must specify a volume type'));
}

/** The volumes of a pod; answers the good ones by name, which are those that a container may mount (ValidateVolumes). */
export function checkVolumes(volumes: unknown, path: string, errors: Errors): ReadonlyMap<string, Fields> {
  const good = new Map<string, Fields>();
  objectsOf(volumes).forEach((volume, index) => {
    const volumePath = `${path}[${index}]`;
    const name = stringOf(volume['name']);
    const before = errors.length;
    checkSource(volume, volumePath, errors);
    checkLabelName(name, `${volumePath}.name`, errors);
    if (good.has(name)) errors.push(duplicate(`${volumePath}.name`, name));
    if (errors.length === before) good.set(name, volume);
  });
  return good;
}
