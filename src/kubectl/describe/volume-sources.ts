import { canonicalQuantity } from '../../engine/index.ts';

/** A source of a volume as the API has it. */
type Source = Readonly<Record<string, unknown>>;

/** A label with what stands beside it, of a PersistentVolume or of a volume of a pod. */
type Line = readonly [label: string, value: (source: Source, isPersistent: boolean) => string];

interface SourceText {
  /** What `Type:` says. */
  readonly type: string;
  readonly lines: readonly Line[];
  /** Where a PersistentVolume tells other things than a volume of a pod. */
  readonly persistent?: readonly Line[];
  /** The field with a map that follows in lines of its own. */
  readonly attributes?: string;
}

/** Longer attributes are cut (describe.go, maxAnnotationLen). */
const LONGEST_ATTRIBUTE = 140;

/** A value as Go's `%v` prints it: an absent text is empty. */
function goText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A map as Go's `%v` prints it. */
function goMap(value: unknown): string {
  const entries = Object.entries((value ?? {}) as Source).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, item]) => `${key}:${goText(item)}`).join(' ')}]`;
}

const text = (label: string, field: string): Line => [label, (source) => goText(source[field])];
const count = (label: string, field: string): Line => [label, (source) => goText(source[field] ?? 0)];
const flag = (label: string, field: string): Line => [label, (source) => String(source[field] === true)];
const orElse = (label: string, field: string, absent: string): Line => [
  label,
  (source) => goText(source[field] ?? absent),
];
const list = (label: string, field: string): Line => [label, (source) => goText(source[field] ?? [])];

/** A reference to a Secret, as its generated Go `String()` prints it. */
function secretRef(source: Source, isPersistent: boolean): string {
  const reference = source['secretRef'] as { name?: string; namespace?: string } | undefined;
  if (reference === undefined) return 'nil';
  const { name = '', namespace = '' } = reference;
  return isPersistent
    ? `&SecretReference{Name:${name},Namespace:${namespace},}`
    : `&LocalObjectReference{Name:${name},}`;
}
const secret: Line = ['SecretRef', secretRef];

const fsType = text('FSType', 'fsType');
const readOnly = flag('ReadOnly', 'readOnly');
const path = text('Path', 'path');
const volumeId = text('VolumeID', 'volumeID');
const optional = flag('Optional', 'optional');
const secretName = text('SecretName', 'secretName');
const driver = text('Driver', 'driver');

const scaleIo: readonly Line[] = [
  text('Gateway', 'gateway'),
  text('System', 'system'),
  text('Protection Domain', 'protectionDomain'),
  text('Storage Pool', 'storagePool'),
  text('Storage Mode', 'storageMode'),
  text('VolumeName', 'volumeName'),
];

/** The one label that kubectl writes without a colon. */
const NO_COLON = 'ISCSIInterface';

/** What is told of each source (kubectl pkg/describe/describe.go, the functions print...VolumeSource). */
const SOURCES: Readonly<Record<string, SourceText>> = {
  hostPath: {
    type: 'HostPath (bare host directory volume)',
    lines: [path, orElse('HostPathType', 'type', '<none>')],
  },
  emptyDir: {
    type: "EmptyDir (a temporary directory that shares a pod's lifetime)",
    lines: [
      text('Medium', 'medium'),
      [
        'SizeLimit',
        ({ sizeLimit }) =>
          typeof sizeLimit === 'string' && canonicalQuantity(sizeLimit) !== '0' ? sizeLimit : '<unset>',
      ],
    ],
  },
  gcePersistentDisk: {
    type: 'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)',
    lines: [text('PDName', 'pdName'), fsType, count('Partition', 'partition'), readOnly],
  },
  awsElasticBlockStore: {
    type: 'AWSElasticBlockStore (a Persistent Disk resource in AWS)',
    lines: [volumeId, fsType, count('Partition', 'partition'), readOnly],
  },
  gitRepo: {
    type: 'GitRepo (a volume that is pulled from git when the pod is created)',
    lines: [text('Repository', 'repository'), text('Revision', 'revision')],
  },
  secret: {
    type: 'Secret (a volume populated by a Secret)',
    lines: [secretName, optional],
  },
  configMap: {
    type: 'ConfigMap (a volume populated by a ConfigMap)',
    lines: [text('Name', 'name'), optional],
  },
  nfs: {
    type: 'NFS (an NFS mount that lasts the lifetime of a pod)',
    lines: [text('Server', 'server'), path, readOnly],
  },
  iscsi: {
    type: "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
    lines: [
      text('TargetPortal', 'targetPortal'),
      text('IQN', 'iqn'),
      count('Lun', 'lun'),
      text(NO_COLON, 'iscsiInterface'),
      fsType,
      readOnly,
      list('Portals', 'portals'),
      flag('DiscoveryCHAPAuth', 'chapAuthDiscovery'),
      flag('SessionCHAPAuth', 'chapAuthSession'),
      secret,
      orElse('InitiatorName', 'initiatorName', '<none>'),
    ],
  },
  glusterfs: {
    type: "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
    lines: [text('EndpointsName', 'endpoints'), path, readOnly],
    persistent: [
      text('EndpointsName', 'endpoints'),
      orElse('EndpointsNamespace', 'endpointsNamespace', '<unset>'),
      path,
      readOnly,
    ],
  },
  persistentVolumeClaim: {
    type: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    lines: [text('ClaimName', 'claimName'), readOnly],
  },
  rbd: {
    type: "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
    lines: [
      list('CephMonitors', 'monitors'),
      text('RBDImage', 'image'),
      fsType,
      text('RBDPool', 'pool'),
      text('RadosUser', 'user'),
      text('Keyring', 'keyring'),
      secret,
      readOnly,
    ],
  },
  quobyte: {
    type: "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)",
    lines: [text('Registry', 'registry'), text('Volume', 'volume'), readOnly],
  },
  azureDisk: {
    type: 'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)',
    lines: [
      text('DiskName', 'diskName'),
      text('DiskURI', 'diskURI'),
      text('Kind', 'kind'),
      fsType,
      text('CachingMode', 'cachingMode'),
      readOnly,
    ],
  },
  vsphereVolume: {
    type: 'vSphereVolume (a Persistent Disk resource in vSphere)',
    lines: [text('VolumePath', 'volumePath'), fsType, text('StoragePolicyName', 'storagePolicyName')],
  },
  cinder: {
    type: 'Cinder (a Persistent Disk resource in OpenStack)',
    lines: [volumeId, fsType, readOnly, secret],
  },
  photonPersistentDisk: {
    type: 'PhotonPersistentDisk (a Persistent Disk resource in photon platform)',
    lines: [text('PdID', 'pdID'), fsType],
  },
  portworxVolume: { type: 'PortworxVolume (a Portworx Volume resource)', lines: [volumeId] },
  scaleIO: {
    type: 'ScaleIO (a persistent volume backed by a block device in ScaleIO)',
    lines: [...scaleIo, fsType, readOnly],
    persistent: [
      ...scaleIo,
      ['SecretName', ({ secretRef: reference }) => (reference as { name?: string } | undefined)?.name ?? ''],
      [
        'SecretNamespace',
        ({ secretRef: reference }) => (reference as { namespace?: string } | undefined)?.namespace ?? '',
      ],
      fsType,
      readOnly,
    ],
  },
  local: { type: 'LocalVolume (a persistent volume backed by local storage on a node)', lines: [path] },
  cephfs: {
    type: "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
    lines: [
      list('Monitors', 'monitors'),
      path,
      text('User', 'user'),
      text('SecretFile', 'secretFile'),
      secret,
      readOnly,
    ],
  },
  storageos: {
    type: 'StorageOS (a StorageOS Persistent Disk resource)',
    lines: [text('VolumeName', 'volumeName'), text('VolumeNamespace', 'volumeNamespace'), fsType, readOnly],
  },
  fc: {
    type: 'FC (a Fibre Channel disk)',
    lines: [
      ['TargetWWNs', ({ targetWWNs }) => ((targetWWNs ?? []) as string[]).join(', ')],
      orElse('LUN', 'lun', '<none>'),
      fsType,
      readOnly,
    ],
  },
  azureFile: {
    type: 'AzureFile (an Azure File Service mount on the host and bind mount to the pod)',
    lines: [secretName, text('ShareName', 'shareName'), readOnly],
    persistent: [secretName, text('SecretNamespace', 'secretNamespace'), text('ShareName', 'shareName'), readOnly],
  },
  flexVolume: {
    type: 'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)',
    lines: [driver, fsType, secret, readOnly, ['Options', ({ options }) => goMap(options)]],
  },
  flocker: {
    type: 'Flocker (a Flocker volume mounted by the Flocker agent)',
    lines: [text('DatasetName', 'datasetName'), text('DatasetUUID', 'datasetUUID')],
  },
  csi: {
    type: 'CSI (a Container Storage Interface (CSI) volume source)',
    lines: [driver, fsType, readOnly],
    persistent: [driver, fsType, text('VolumeHandle', 'volumeHandle'), readOnly],
    attributes: 'volumeAttributes',
  },
  image: {
    type: 'Image (a container image or OCI artifact)',
    lines: [text('Reference', 'reference'), text('PullPolicy', 'pullPolicy')],
  },
};

/** The lines after the first stand below its value; each begins with the indentation of the level once more. */
function attributeLines(attributes: Readonly<Record<string, string>>): string[] {
  const keys = Object.keys(attributes).toSorted();
  if (keys.length === 0) return ['VolumeAttributes:\t<none>'];
  return keys.map((key, index) => {
    const line = `${key}=${attributes[key] ?? ''}`;
    const shown = line.length > LONGEST_ATTRIBUTE ? `${line.slice(0, LONGEST_ATTRIBUTE)}...` : line;
    return `${index === 0 ? 'VolumeAttributes:' : '    '}\t    ${shown}`;
  });
}

/**
 * What is told of the source of a volume of a pod or, if `isPersistent`, of a PersistentVolume, each line without the
 * indentation of its level; undefined when it has none that kubectl knows.
 */
export function volumeSourceLines(volume: Source, isPersistent: boolean): string[] | undefined {
  const field = Object.keys(SOURCES).find((name) => volume[name] !== undefined);
  const known = field === undefined ? undefined : SOURCES[field];
  if (field === undefined || known === undefined) return undefined;
  const source = volume[field] as Source;
  const lines = (isPersistent ? known.persistent : undefined) ?? known.lines;
  const { attributes } = known;
  return [
    `Type:\t${known.type}`,
    ...lines.map(([label, value]) => `${label}${label === NO_COLON ? '' : ':'}\t${value(source, isPersistent)}`),
    ...(attributes === undefined ? [] : attributeLines((source[attributes] ?? {}) as Record<string, string>)),
  ];
}
