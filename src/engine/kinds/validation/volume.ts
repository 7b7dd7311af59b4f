import { duplicate, forbidden, invalid, notSupported, required } from '../../api/field.ts';
import { parseQuantity } from '../../api/quantity.ts';
import { fieldsOf, isFields, isSet, numberOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkFieldReference, checkResourceReference } from './environment.ts';
import { checkDescendingPath, checkLabelName, checkNoBacksteps } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { checkClaimSpec } from './claim-spec.ts';
import { needs, rareSources } from './rare-volume-sources.ts';
import type { CheckSource } from './rare-volume-sources.ts';

const modeMessage = 'must be a number between 0 and 0777 (octal), both inclusive';

function checkMode(mode: unknown, path: string, errors: Errors): void {
  if (isSet(mode) && (numberOf(mode) < 0 || numberOf(mode) > 0o777)) errors.push(invalid(path, mode, modeMessage));
}

/** A path of a file in a volume: relative, below it, and not one of the names that the kubelet uses (`..data`). */
function checkFilePath(path: string, fieldPath: string, errors: Errors): void {
  checkDescendingPath(path, fieldPath, errors);
  if (path.startsWith('..') && !path.startsWith('../')) {
    errors.push(invalid(fieldPath, path, "must not start with '..'"));
  }
}

/** validateKeyToPath. */
function checkItem(item: Fields, path: string, errors: Errors): void {
  const file = stringOf(item['path']);
  if (stringOf(item['key']) === '') errors.push(required(`${path}.key`));
  if (file === '') errors.push(required(`${path}.path`));
  checkFilePath(file, `${path}.path`, errors);
  checkMode(item['mode'], `${path}.mode`, errors);
}

function checkItems(items: unknown, path: string, errors: Errors): void {
  objectsOf(items).forEach((item, index) => checkItem(item, `${path}[${index}]`, errors));
}

function checkDownwardFiles(items: unknown, path: string, errors: Errors): void {
  for (const file of objectsOf(items)) checkDownwardFile(file, path, errors);
}

/** validateDownwardAPIVolumeFile. */
function checkDownwardFile(file: Fields, path: string, errors: Errors): void {
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

const shortestTokenSeconds = 600;

/** A token's path stands in upstream's refusals as if it were one of the whole volume's, at `volumePath`. */
function checkTokenSource(token: Fields, volumePath: string, path: string, errors: Errors): void {
  const seconds = numberOf(token['expirationSeconds']);
  if (seconds < shortestTokenSeconds) {
    const detail = 'may not specify a duration less than 10 minutes';
    errors.push(invalid(`${path}.expirationSeconds`, seconds, detail));
  }
  if (seconds > 2 ** 32) {
    errors.push(invalid(`${path}.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds'));
  }
  const file = stringOf(token['path']);
  if (file === '') errors.push(required(`${volumePath}.path`));
  else checkFilePath(file, `${volumePath}.path`, errors);
}

/** validateProjectedVolumeSource. */
function checkProjected(source: Fields, path: string, errors: Errors): void {
  checkMode(source['defaultMode'], `${path}.defaultMode`, errors);
  const taken = new Set<string>();
  /** `value` is what upstream names when a file is there already. */
  const take = (file: string, value: string): void => {
    if (file === '') return;
    if (taken.has(file)) errors.push(invalid(path, value, 'conflicting duplicate paths'));
    taken.add(file);
  };
  objectsOf(source['sources']).forEach((projection, index) => {
    const projectionPath = `${path}.sources[${index}]`;
    for (const kind of ['secret', 'configMap']) {
      const part = projection[kind];
      if (!isFields(part)) continue;
      const name = stringOf(part['name']);
      if (name === '') errors.push(required(`${projectionPath}.${kind}.name`));
      objectsOf(part['items']).forEach((item, position) => {
        checkItem(item, `${projectionPath}.${kind}.items[${position}]`, errors);
        take(stringOf(item['path']), name);
      });
    }
    const { downwardAPI, serviceAccountToken: token } = projection;
    for (const file of objectsOf(fieldsOf(downwardAPI)['items'])) {
      checkDownwardFile(file, `${projectionPath}.downwardAPI`, errors);
      take(stringOf(file['path']), stringOf(file['path']));
    }
    if (isFields(token)) checkTokenSource(token, path, `${projectionPath}.serviceAccountToken`, errors);
    if (projections.filter((kind) => isFields(projection[kind])).length > 1) {
      errors.push(forbidden(projectionPath, 'may not specify more than 1 volume type'));
    }
  });
}

const projections = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle'];

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

/** validateHostPathVolumeSource. */
export function checkHostPath(source: Fields, path: string, errors: Errors): void {
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

/** validateNFSVolumeSource. */
export function checkNfs(source: Fields, path: string, errors: Errors): void {
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

/** In the order in which upstream looks at them: the second one found is the one that is refused. */
const ownSources: Readonly<Record<string, CheckSource>> = {
  emptyDir: checkEmptyDir,
  hostPath: checkHostPath,
  secret: checkSecret,
  nfs: checkNfs,
  persistentVolumeClaim: needs('claimName'),
  downwardAPI: (source, path, errors) => {
    checkMode(source['defaultMode'], `${path}.defaultMode`, errors);
    checkDownwardFiles(source['items'], path, errors);
  },
  configMap: checkConfigMap,
  projected: checkProjected,
  ephemeral: checkEphemeral,
  image: needs('reference'),
};

const orderOfSources =
  'emptyDir hostPath gitRepo gcePersistentDisk awsElasticBlockStore secret nfs iscsi glusterfs flocker ' +
  'persistentVolumeClaim rbd cinder cephfs quobyte downwardAPI fc flexVolume configMap azureFile vsphereVolume ' +
  'photonPersistentDisk portworxVolume azureDisk storageos projected scaleIO csi ephemeral image';

const sources: readonly (readonly [string, CheckSource])[] = orderOfSources.split(' ').flatMap((name) => {
  const check = ownSources[name] ?? rareSources[name];
  return check === undefined ? [] : [[name, check] as const];
});

/** What upstream calls some of them in its paths: as it checks one, and as it refuses a second. */
const checkedAs: Readonly<Record<string, string>> = { gcePersistentDisk: 'persistentDisk' };
const refusedAs: Readonly<Record<string, string>> = { cephfs: 'cephFS', downwardAPI: 'downwarAPI' };

function checkSource(volume: Fields, path: string, errors: Errors): void {
  let found = false;
  for (const [name, check] of sources) {
    const source = volume[name];
    if (!isFields(source)) continue;
    if (found) {
      errors.push(forbidden(`${path}.${refusedAs[name] ?? name}`, 'may not specify more than 1 volume type'));
    } else check(source, `${path}.${checkedAs[name] ?? name}`, errors);
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
