import { isSet } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { changeItems, changeObject, fillAbsent, fillZero } from './fill.ts';

/** 0644, the mode of files made from ConfigMaps, Secrets and the downward API (v1.ConfigMapVolumeSourceDefaultMode). */
const defaultMode = { defaultMode: 420 };

/** A reference to a field or resource of the pod (SetDefaults_ObjectFieldSelector; a Quantity prints its zero). */
export function defaultDownwardReference(source: Fields): Fields {
  const withField = changeObject(source, 'fieldRef', (reference) => fillZero(reference, { apiVersion: 'v1' }));
  return changeObject(withField, 'resourceFieldRef', (reference) => fillAbsent(reference, { divisor: '0' }));
}

function defaultDownwardItems(source: Fields): Fields {
  return changeItems(source, 'items', defaultDownwardReference);
}

function defaultProjection(projection: Fields): Fields {
  const withToken = changeObject(projection, 'serviceAccountToken', (token) =>
    fillAbsent(token, { expirationSeconds: 3600 }),
  );
  return changeObject(withToken, 'downwardAPI', defaultDownwardItems);
}

/** A claim's specification (SetDefaults_PersistentVolumeClaimSpec). */
export function defaultClaimSpec(spec: Fields): Fields {
  return fillAbsent(spec, { volumeMode: 'Filesystem' });
}

type SourceDefaults = Readonly<Record<string, (source: Fields) => Fields>>;

/** Sources that a volume of a pod and a PersistentVolume have in common. */
const sharedDefaults: SourceDefaults = {
  hostPath: (source) => fillAbsent(source, { type: '' }),
  iscsi: (source) => fillZero(source, { iscsiInterface: 'default' }),
  rbd: (source) => fillZero(source, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
  azureDisk: (source) =>
    fillAbsent(source, { cachingMode: 'ReadWrite', kind: 'Shared', fsType: 'ext4', readOnly: false }),
  scaleIO: (source) => fillZero(source, { storageMode: 'ThinProvisioned', fsType: 'xfs' }),
};

const sourceDefaults: SourceDefaults = {
  ...sharedDefaults,
  configMap: (source) => fillAbsent(source, defaultMode),
  secret: (source) => fillAbsent(source, defaultMode),
  downwardAPI: (source) => fillAbsent(defaultDownwardItems(source), defaultMode),
  projected: (source) => fillAbsent(changeItems(source, 'sources', defaultProjection), defaultMode),
  ephemeral: (source) =>
    changeObject(source, 'volumeClaimTemplate', (template) => changeObject(template, 'spec', defaultClaimSpec)),
};

/** A volume; one without a source is an empty directory (SetDefaults_Volume and those of the sources). */
export function defaultVolume(volume: Fields): Fields {
  let hasSource = false;
  let defaulted = volume;
  for (const field in volume) {
    if (field === 'name' || !isSet(volume[field])) continue;
    hasSource = true;
    const change = sourceDefaults[field];
    if (change !== undefined) defaulted = changeObject(defaulted, field, change);
  }
  return hasSource ? defaulted : { ...volume, emptyDir: {} };
}

/** The source of a PersistentVolume (SetDefaults_HostPathVolumeSource and the like). */
export function defaultVolumeSource(spec: Fields): Fields {
  let defaulted = spec;
  for (const [field, change] of Object.entries(sharedDefaults)) defaulted = changeObject(defaulted, field, change);
  return defaulted;
}
