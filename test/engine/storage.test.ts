import { describe, expect, it } from 'vitest';
import { isFailure, restoreCluster } from '../../src/engine/index.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../src/engine/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';

/** `spec`: a further line of the spec, indented by two spaces. */
function claim(spec = '', storage = '1Gi'): string {
  return `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec:
${spec}
  accessModes: [ReadWriteOnce]
  resources: { requests: { storage: ${storage} } }
`;
}

interface VolumeSketch {
  name?: string;
  storage?: string;
  storageClass?: string;
  path?: string;
  policy?: string;
  /** A further line of the spec, indented by two spaces. */
  spec?: string;
}

function volume({
  name = 'disk',
  storage = '5Gi',
  storageClass = 'manual',
  path,
  policy,
  spec,
}: VolumeSketch = {}): string {
  return `
apiVersion: v1
kind: PersistentVolume
metadata: { name: ${name} }
spec:
${spec ?? ''}
  capacity: { storage: ${storage} }
  accessModes: [ReadWriteOnce]
  storageClassName: ${storageClass}
  persistentVolumeReclaimPolicy: ${policy ?? 'Retain'}
  hostPath: { path: ${path ?? '/mnt/data'} }
`;
}

const pod = `
apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  terminationGracePeriodSeconds: 3
  containers: [{ name: web, image: 'nginx:1.27', volumeMounts: [{ name: data, mountPath: /data }] }]
  volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]
`;

function theClaim(driver: ClusterDriver): PersistentVolumeClaim {
  return driver.get('persistentvolumeclaims', 'data');
}

function theVolume(driver: ClusterDriver, name = 'disk'): PersistentVolume {
  return driver.get('persistentvolumes', name, '');
}

function volumes(driver: ClusterDriver): string[] {
  return driver.cluster.live.list('persistentvolumes').map(({ metadata }) => metadata.name);
}

/** Distinct events, oldest first. */
function events(driver: ClusterDriver, name = 'data'): string[] {
  return [...new Set(driver.events(name))];
}

describe('a claim without class', () => {
  it('gets the default class and waits for its first consumer', () => {
    const driver = new ClusterDriver().apply(claim()).advance(60);
    expect(theClaim(driver).spec.storageClassName).toBe('standard');
    expect(theClaim(driver).status).toEqual({ phase: 'Pending' });
    expect(events(driver)).toEqual(['WaitForFirstConsumer: waiting for first consumer to be created before binding']);
  });

  it('gets a volume on the node of its first pod, which starts when that is there', () => {
    const driver = new ClusterDriver().apply(claim()).advance(1).apply(pod);
    driver.advance(2);
    expect(driver.get('pods', 'web').spec.nodeName).toBeUndefined();
    driver.until('the pod is ready', () => driver.readyPods().length === 1, 60);
    const { uid, annotations } = theClaim(driver).metadata;
    const name = `pvc-${uid}`;
    const node = driver.get('pods', 'web').spec.nodeName ?? '';
    expect(theClaim(driver).status).toEqual({
      phase: 'Bound',
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '1Gi' },
    });
    expect(theClaim(driver).spec.volumeName).toBe(name);
    expect(annotations).toEqual({
      'volume.kubernetes.io/selected-node': node,
      'volume.beta.kubernetes.io/storage-provisioner': 'rancher.io/local-path',
      'volume.kubernetes.io/storage-provisioner': 'rancher.io/local-path',
      'pv.kubernetes.io/bind-completed': 'yes',
      'pv.kubernetes.io/bound-by-controller': 'yes',
    });
    const { metadata, spec, status } = theVolume(driver, name);
    expect(metadata.finalizers).toEqual(['kubernetes.io/pv-protection']);
    expect(status.phase).toBe('Bound');
    expect(spec).toMatchObject({
      capacity: { storage: '1Gi' },
      storageClassName: 'standard',
      persistentVolumeReclaimPolicy: 'Delete',
      claimRef: { namespace: 'default', name: 'data', uid },
    });
    expect(spec.nodeAffinity?.required?.nodeSelectorTerms).toEqual([
      { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] },
    ]);
    expect(events(driver)).toEqual([
      'WaitForFirstConsumer: waiting for first consumer to be created before binding',
      "ExternalProvisioning: Waiting for a volume to be created either by the external provisioner 'rancher.io/local-path' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
      'Provisioning: External provisioner is provisioning volume for claim "default/data"',
      `ProvisioningSucceeded: Successfully provisioned volume ${name}`,
    ]);
  });

  it('keeps its next pod on the node of the volume', () => {
    const driver = new ClusterDriver().apply(claim() + '---' + pod).advance(30);
    const node = driver.get('pods', 'web').spec.nodeName ?? '';
    driver.delete('Pod', 'web').advance(10);
    driver.must('Node', {
      verb: 'patch',
      patchType: 'merge',
      name: node,
      body: { spec: { unschedulable: true } },
    });
    driver.apply(pod).advance(5);
    expect(driver.events('web').at(-1)).toBe(
      'FailedScheduling: 0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) had volume node affinity conflict. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    );
  });

  it('is kept while a pod uses it, and takes its volume with it', () => {
    const driver = new ClusterDriver().apply(claim() + '---' + pod).advance(30);
    driver.delete('PersistentVolumeClaim', 'data').advance(10);
    expect(theClaim(driver).metadata).toMatchObject({ finalizers: ['kubernetes.io/pvc-protection'] });
    expect(theClaim(driver).metadata.deletionTimestamp).toBeDefined();
    driver.delete('Pod', 'web').advance(30);
    expect(driver.cluster.live.list('persistentvolumeclaims')).toEqual([]);
    expect(volumes(driver)).toEqual([]);
  });

  it('goes on after a restart in the middle of it', () => {
    const driver = new ClusterDriver().apply(claim() + '---' + pod).advance(2);
    const restored = new ClusterDriver({}, restoreCluster(driver.cluster.checkpoint()));
    restored.advance(30);
    expect(restored.readyPods()).toHaveLength(1);
  });
});

describe('a claim of a class that binds at once', () => {
  const fast = `
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: fast }
provisioner: rancher.io/local-path
`;

  it('gets its volume without any pod', () => {
    const driver = new ClusterDriver().apply(fast).apply(claim('  storageClassName: fast')).advance(10);
    expect(theClaim(driver).status.phase).toBe('Bound');
  });

  it('waits when nobody provisions', () => {
    const other = fast.replace('rancher.io/local-path', 'ebs.csi.aws.com');
    const driver = new ClusterDriver().apply(other).apply(claim('  storageClassName: fast')).apply(pod).advance(60);
    expect(theClaim(driver).status.phase).toBe('Pending');
    expect(events(driver)[0]).toContain("by the external provisioner 'ebs.csi.aws.com' or manually");
    expect(driver.events('web')).toEqual([
      'FailedScheduling: 0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    ]);
  });

  it('says so when there is no such class', () => {
    const driver = new ClusterDriver().apply(claim('  storageClassName: gone')).advance(5);
    expect(events(driver)).toEqual(['ProvisioningFailed: storageclass.storage.k8s.io "gone" not found']);
  });
});

describe('a claim for volumes made by hand', () => {
  const manual = '  storageClassName: manual';

  it('takes the smallest that is large enough', () => {
    const driver = new ClusterDriver()
      .apply(volume({ name: 'large', storage: '10Gi' }))
      .apply(volume({ name: 'small', storage: '500Mi' }))
      .apply(volume({ name: 'right', storage: '2Gi' }))
      .advance(1)
      .apply(claim(manual))
      .advance(1);
    expect(theClaim(driver).spec.volumeName).toBe('right');
    expect(theClaim(driver).status).toMatchObject({ phase: 'Bound', capacity: { storage: '2Gi' } });
    expect(theVolume(driver, 'right').status.phase).toBe('Bound');
    expect(theVolume(driver, 'large').status.phase).toBe('Available');
    expect(theVolume(driver, 'right').metadata.annotations).toEqual({ 'pv.kubernetes.io/bound-by-controller': 'yes' });
  });

  it('waits until there is one', () => {
    const driver = new ClusterDriver().apply(claim("  storageClassName: ''")).advance(5);
    expect(events(driver)).toEqual([
      'FailedBinding: no persistent volumes available for this claim and no storage class is set',
    ]);
    driver.apply(volume({ storageClass: "''" })).advance(20);
    expect(theClaim(driver).status.phase).toBe('Bound');
  });

  it('takes the one that it names, when that fits', () => {
    const named = `${manual}\n  volumeName: disk`;
    const driver = new ClusterDriver()
      .apply(volume({ storage: '100Mi' }))
      .apply(claim(named))
      .advance(5);
    expect(theClaim(driver).status.phase).toBe('Pending');
    expect(events(driver)).toEqual([
      'VolumeMismatch: Cannot bind to requested volume "disk": requested PV is too small',
    ]);
    const fitting = new ClusterDriver().apply(volume()).apply(claim(named)).advance(5);
    expect(theClaim(fitting).status.phase).toBe('Bound');
  });

  it('takes the one that is reserved for it', () => {
    const reserved = '  claimRef: { namespace: default, name: data }';
    const driver = new ClusterDriver()
      .apply(volume({ name: 'a', storage: '1Gi' }))
      .apply(volume({ name: 'b', storage: '9Gi', spec: reserved }))
      .advance(1)
      .apply(claim(manual))
      .advance(1);
    expect(theClaim(driver).spec.volumeName).toBe('b');
  });

  it('leaves a retained volume released, with what is in it', () => {
    const driver = new ClusterDriver().apply(volume()).advance(1).apply(claim(manual)).advance(1);
    driver.delete('PersistentVolumeClaim', 'data').advance(30);
    expect(theVolume(driver).status.phase).toBe('Released');
    driver.apply(claim(manual)).advance(30);
    expect(theClaim(driver).status.phase).toBe('Pending');
  });

  it('cannot have a directory of the node deleted', () => {
    const driver = new ClusterDriver()
      .apply(volume({ policy: 'Delete' }))
      .advance(1)
      .apply(claim(manual))
      .advance(1);
    driver.delete('PersistentVolumeClaim', 'data').advance(30);
    expect(theVolume(driver).status.phase).toBe('Failed');
    expect(driver.cluster.live.list('events').map(({ reason, message }) => `${reason}: ${message}`)).toContain(
      'VolumeFailedDelete: host_path deleter only supports /tmp/.+ but received provided /mnt/data',
    );
  });

  it('is lost when its volume is taken away', () => {
    const driver = new ClusterDriver().apply(volume()).advance(1).apply(claim(manual)).advance(1);
    driver.delete('PersistentVolume', 'disk').advance(5);
    expect(theVolume(driver).status.phase).toBe('Bound');
    driver.must('PersistentVolume', {
      verb: 'patch',
      patchType: 'merge',
      name: 'disk',
      body: { metadata: { finalizers: null } },
    });
    driver.advance(5);
    expect(theClaim(driver).status.phase).toBe('Lost');
    expect(events(driver)).toContain(
      'ClaimLost: Bound claim has lost its PersistentVolume. Data on the volume is lost!',
    );
  });

  it('with a class that waits is bound where the pod runs', () => {
    const local = `
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: local }
provisioner: kubernetes.io/no-provisioner
volumeBindingMode: WaitForFirstConsumer
`;
    const affinity =
      '  nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: kubernetes.io/hostname, operator: In, values: [node-2] }] }] } }';
    const driver = new ClusterDriver().apply(local).apply(claim('  storageClassName: local')).apply(pod).advance(5);
    expect(driver.events('web')).toEqual([
      "FailedScheduling: 0/3 nodes are available: 3 node(s) didn't find available persistent volumes to bind. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
    ]);
    driver.apply(volume({ storageClass: 'local', spec: affinity })).advance(20);
    expect(driver.get('pods', 'web').spec.nodeName).toBe('node-2');
    expect(driver.readyPods()).toHaveLength(1);
  });
});

it('makes the claim of an ephemeral volume, which goes with its pod', () => {
  const scratch = `
apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  terminationGracePeriodSeconds: 3
  containers: [{ name: web, image: 'nginx:1.27' }]
  volumes:
    - name: scratch
      ephemeral:
        volumeClaimTemplate:
          spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
`;
  const driver = new ClusterDriver().apply(scratch).advance(30);
  expect(driver.readyPods()).toHaveLength(1);
  expect(driver.get('persistentvolumeclaims', 'web-scratch').status.phase).toBe('Bound');
  driver.delete('Pod', 'web').advance(30);
  expect(driver.cluster.live.list('persistentvolumeclaims')).toEqual([]);
});

describe('a claim that asks for more later', () => {
  const larger = { spec: { resources: { requests: { storage: '2Gi' } } } };

  function boundClaim(storageClass: string): ClusterDriver {
    const driver = new ClusterDriver();
    driver.apply(`
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: growing }
provisioner: rancher.io/local-path
allowVolumeExpansion: true
`);
    driver
      .apply(claim(`  storageClassName: ${storageClass}`))
      .apply(pod)
      .advance(30);
    expect(driver.get('persistentvolumeclaims', 'data').status?.phase).toBe('Bound');
    return driver;
  }

  function grow(driver: ClusterDriver): string {
    const response = driver.request('PersistentVolumeClaim', {
      verb: 'patch',
      patchType: 'merge',
      name: 'data',
      body: larger,
    });
    return isFailure(response) ? response.body.message : 'accepted';
  }

  it('is refused when its class does not let volumes grow', () => {
    expect(grow(boundClaim('standard'))).toBe(
      'persistentvolumeclaims "data" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
  });

  it('waits for whom may make its volume larger, when its class does', () => {
    const driver = boundClaim('growing');
    expect(grow(driver)).toBe('accepted');
    driver.advance(5);
    expect(driver.events('data')).toContain(
      "ExternalExpanding: Ignoring the PVC: didn't find a plugin capable of expanding the volume; waiting for an external controller to process this PVC.",
    );
    expect(driver.get('persistentvolumeclaims', 'data').status?.capacity).toEqual({ storage: '1Gi' });
  });

  it('is held to the quota for what it asks for more', () => {
    const driver = boundClaim('growing');
    driver.apply(`
apiVersion: v1
kind: ResourceQuota
metadata: { name: disks }
spec: { hard: { requests.storage: 1500Mi } }
`);
    expect(grow(driver)).toBe(
      'persistentvolumeclaims "data" is forbidden: exceeded quota: disks, requested: requests.storage=1Gi, used: requests.storage=1Gi, limited: requests.storage=1500Mi',
    );
  });
});
