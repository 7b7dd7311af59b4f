import { invalid, notSupported, required, tooLong } from '../../api/field.ts';
import { goStringSlice } from '../../api/go-syntax.ts';
import { inclusiveRangeMessage, isDNS1123Label, isDNS1123Subdomain } from '../../api/names.ts';
import { utf8Length } from '../../api/utf8.ts';
import { fieldsOf, isFields, isSet, listOf, numberOf, sortedEntries, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import {
  checkDescendingPath,
  checkLabelName,
  checkObjectName,
  checkOptionalWord,
  checkSyntax,
} from './field-checks.ts';
import type { Errors } from './field-checks.ts';

/** Checks of sources that a pod's volume and a PersistentVolume may have, apart from the few that most people use. */

/** Looks at the source of a volume that stands at `path`. */
export type CheckSource = (source: Fields, path: string, errors: Errors) => void;

/** Fields that may not be empty. */
export function needs(...fields: readonly string[]): CheckSource {
  return (source, path, errors) => {
    for (const field of fields) {
      const value = source[field];
      if (stringOf(value) === '' && listOf(value).length === 0) errors.push(required(`${path}.${field}`));
    }
  };
}

function allOf(...checks: readonly CheckSource[]): CheckSource {
  return (source, path, errors) => {
    for (const check of checks) check(source, path, errors);
  };
}

function byteAt(field: string, lowest: number): CheckSource {
  return (source, path, errors) => {
    const number = numberOf(source[field]);
    if (number >= 0 && number <= 255) return;
    errors.push(invalid(`${path}.${field}`, number, inclusiveRangeMessage(lowest, 255)));
  };
}

const initiators: readonly (readonly [start: string, RegExp])[] = [
  ['iqn', /iqn\.\d{4}-\d{2}\.[A-Za-z0-9.-]+:[^,;*&$|\s]+$/],
  ['eui', /^eui.[A-Za-z0-9]{16}$/],
  ['naa', /^naa.[A-Za-z0-9]{32}$/],
];

function checkInitiator(name: string, path: string, errors: Errors): void {
  const [, pattern] = initiators.find(([start]) => name.startsWith(start)) ?? [];
  if (pattern === undefined) errors.push(invalid(path, name, 'must be valid format starting with iqn, eui, or naa'));
  else if (!pattern.test(name)) errors.push(invalid(path, name, 'must be valid format'));
}

/** validateISCSIVolumeSource. */
const checkIscsi: CheckSource = (source, path, errors) => {
  needs('targetPortal', 'iqn')(source, path, errors);
  if (stringOf(source['iqn']) !== '') checkInitiator(stringOf(source['iqn']), `${path}.iqn`, errors);
  byteAt('lun', 0)(source, path, errors);
  const authenticates = source['chapAuthDiscovery'] === true || source['chapAuthSession'] === true;
  if (authenticates && !isSet(source['secretRef'])) errors.push(required(`${path}.secretRef`));
  // The letters are upstream's.
  if (isSet(source['initiatorName']))
    checkInitiator(stringOf(source['initiatorName']), `${path}.initiatorname`, errors);
};

/** validateFCVolumeSource. */
const checkFc: CheckSource = (source, path, errors) => {
  const names = listOf(source['targetWWNs']);
  const ids = listOf(source['wwids']);
  const namesPath = `${path}.targetWWNs`;
  if (names.length + ids.length === 0) {
    errors.push(required(namesPath, 'must specify either targetWWNs or wwids, but not both'));
  }
  if (names.length > 0 && ids.length > 0) {
    const detail = 'targetWWNs and wwids can not be specified simultaneously';
    errors.push(invalid(namesPath, goStringSlice(names), detail));
  }
  if (names.length === 0) return;
  if (!isSet(source['lun'])) errors.push(required(`${path}.lun`, 'lun is required if targetWWNs is specified'));
  else byteAt('lun', 0)(source, path, errors);
};

/** validateFlockerVolumeSource. */
const checkFlocker: CheckSource = (source, path, errors) => {
  const name = stringOf(source['datasetName']);
  const uuid = stringOf(source['datasetUUID']);
  if (name === '' && uuid === '') errors.push(required(path, 'one of datasetName and datasetUUID is required'));
  if (name !== '' && uuid !== '') {
    errors.push(invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
  }
  if (name.includes('/')) errors.push(invalid(`${path}.datasetName`, name, "must not contain '/'"));
};

/** validateQuobyteVolumeSource. */
const checkQuobyte: CheckSource = (source, path, errors) => {
  const registry = stringOf(source['registry']);
  const detail = 'must be a host:port pair or multiple pairs separated by commas';
  if (registry === '') errors.push(required(`${path}.registry`, detail));
  else if (utf8Length(stringOf(source['tenant'])) >= 65) {
    errors.push(required(`${path}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'));
  } else {
    for (const pair of registry.split(',')) {
      if (!/^(?:\[[^\]]*\]|[^:[\]]*):[^:[\]]*$/.test(pair)) errors.push(invalid(`${path}.registry`, registry, detail));
    }
  }
  needs('volume')(source, path, errors);
};

/** validateFlexVolumeSource. */
const checkFlex: CheckSource = (source, path, errors) => {
  needs('driver')(source, path, errors);
  for (const [key] of sortedEntries(source['options'])) {
    const [namespace = ''] = key.split('/');
    const suffix = `.${namespace.toLowerCase()}`;
    if (!suffix.endsWith('.kubernetes.io') && !suffix.endsWith('.k8s.io')) continue;
    errors.push(invalid(`${path}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved'));
  }
};

/** validateAzureDisk. */
const checkAzureDisk: CheckSource = (source, path, errors) => {
  needs('diskName', 'diskURI')(source, path, errors);
  const { kind } = source;
  const uri = stringOf(source['diskURI']);
  checkOptionalWord(source['cachingMode'], ['None', 'ReadOnly', 'ReadWrite'], `${path}.cachingMode`, errors);
  checkOptionalWord(kind, ['Dedicated', 'Managed', 'Shared'], `${path}.kind`, errors);
  const managed = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
  const blob = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';
  if (!isSet(kind)) return;
  const [start, form] = kind === 'Managed' ? ['/subscriptions/', managed] : ['https://', blob];
  if (!uri.startsWith(start)) errors.push(notSupported(`${path}.diskURI`, uri, [form]));
};

/** A reference to a Secret has a name. */
function checkSecretName(source: Fields, path: string, errors: Errors): void {
  if (isFields(source['secretRef'])) needs('name')(source['secretRef'], `${path}.secretRef`, errors);
}

/** validateStorageOSVolumeSource. */
const checkStorageOS: CheckSource = (source, path, errors) => {
  checkLabelName(source['volumeName'], `${path}.volumeName`, errors);
  const namespace = stringOf(source['volumeNamespace']);
  if (namespace !== '') checkSyntax(isDNS1123Label(namespace), namespace, `${path}.volumeNamespace`, errors);
  checkSecretName(source, path, errors);
};

/** The name of a CSI driver (ValidateCSIDriverName). */
export function checkDriverName(name: string, path: string, errors: Errors): void {
  if (name === '') errors.push(required(path));
  if (utf8Length(name) > 63) errors.push(tooLong(path, 63));
  checkSyntax(isDNS1123Subdomain(name.toLowerCase()), name, path, errors);
}

/** A CSI volume of a pod (validateCSIVolumeSource). */
const checkCsi: CheckSource = (source, path, errors) => {
  checkDriverName(stringOf(source['driver']), `${path}.driver`, errors);
  const reference = source['nodePublishSecretRef'];
  if (!isFields(reference)) return;
  const name = stringOf(reference['name']);
  if (name === '') errors.push(required(`${path}.nodePublishSecretRef.name`));
  else checkSyntax(isDNS1123Subdomain(name), name, `${path}.name`, errors);
};

const secretsOfCsi = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
];

/** A CSI PersistentVolume (validateCSIPersistentVolumeSource). */
export const checkPersistentCsi: CheckSource = (source, path, errors) => {
  checkDriverName(stringOf(source['driver']), `${path}.driver`, errors);
  needs('volumeHandle')(source, path, errors);
  for (const field of secretsOfCsi) {
    if (!isSet(source[field])) continue;
    const { name, namespace } = fieldsOf(source[field]);
    checkObjectName(name, `${path}.${field}.name`, errors);
    checkLabelName(namespace, `${path}.${field}.namespace`, errors);
  }
};

const checkGitRepo: CheckSource = (source, path, errors) => {
  needs('repository')(source, path, errors);
  checkDescendingPath(stringOf(source['directory']), `${path}.directory`, errors);
};

/** By the name of their field. */
export const rareSources: Readonly<Record<string, CheckSource>> = {
  gitRepo: checkGitRepo,
  gcePersistentDisk: allOf(needs('pdName'), byteAt('partition', 1)),
  awsElasticBlockStore: allOf(needs('volumeID'), byteAt('partition', 1)),
  iscsi: checkIscsi,
  glusterfs: needs('endpoints', 'path'),
  flocker: checkFlocker,
  rbd: needs('monitors', 'image'),
  cinder: allOf(needs('volumeID'), checkSecretName),
  cephfs: needs('monitors'),
  quobyte: checkQuobyte,
  fc: checkFc,
  flexVolume: checkFlex,
  azureFile: needs('secretName', 'shareName'),
  vsphereVolume: needs('volumePath'),
  photonPersistentDisk: needs('pdID'),
  portworxVolume: needs('volumeID'),
  azureDisk: checkAzureDisk,
  storageos: checkStorageOS,
  scaleIO: needs('gateway', 'system', 'volumeName'),
  csi: checkCsi,
};
