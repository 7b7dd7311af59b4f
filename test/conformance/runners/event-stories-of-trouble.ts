import { ClusterDriver } from '../../support/cluster-driver.ts';
import { claim, labels, manifest, many, once, pod } from './event-manifests.ts';

const using = (memory: string): object => ({ annotations: { 'podground.dev/memory': memory } });
const asking = (amounts: object): object => ({ resources: { requests: amounts } });

/** A machine that runs out of memory, and pods that are put on it though it cannot take them. */
function machines(): ClusterDriver {
  const driver = new ClusterDriver({ nodes: 1, nodeCapacity: { cpu: '4', memory: '2Gi', pods: 110 } });
  const there = { nodeName: 'node-1' };
  return driver
    .apply(pod('too-big', asking({ cpu: '5' }), there))
    .apply(pod('too-much', asking({ memory: '5Gi' }), there))
    .apply(pod('elsewhere', {}, { ...there, nodeSelector: { disk: 'ssd' } }))
    .apply(pod('modest', {}, {}, using('600Mi')))
    .apply(pod('greedy', {}, {}, using('1Gi')))
    .advance(200)
    .apply(pod('late-comer', {}, there))
    .apply(pod('limited', { resources: { limits: { memory: '100Mi' } } }, {}, using('200Mi')))
    .advance(400);
}

/** A machine that is full of pods, and whose disk fills up. */
function fullness(): ClusterDriver {
  const driver = new ClusterDriver({ nodes: 1, nodeCapacity: { cpu: '4', memory: '4Gi', pods: 2 } });
  const disk = { annotations: { 'podground.dev/disk': '50Gi' } };
  return driver
    .apply(pod('first'))
    .apply(pod('second'))
    .advance(10)
    .apply(pod('one-too-many', {}, { nodeName: 'node-1' }))
    .advance(10)
    .delete('Pod', 'second')
    .advance(40)
    .apply(pod('writer', {}, {}, disk))
    .advance(200);
}

/** More pods on a machine than it has addresses for. */
function addresses(): ClusterDriver {
  const driver = new ClusterDriver({ nodes: 1, nodeCapacity: { cpu: '64', memory: '64Gi', pods: 300 } });
  return driver.apply(manifest('apps/v1', 'Deployment', 'web', { replicas: 270, ...many() })).advance(120);
}

/** Pods of sets that fail for good; a Deployment that may have no more ReplicaSets. */
function sets(): ClusterDriver {
  const driver = new ClusterDriver();
  const few = { hard: { 'count/replicasets.apps': '1' } };
  driver
    .apply(manifest('v1', 'Service', 'db', { clusterIP: 'None', selector: labels, ports: [{ port: 80 }] }))
    .apply(manifest('apps/v1', 'StatefulSet', 'db', { serviceName: 'db', replicas: 1, ...many() }))
    .apply(manifest('apps/v1', 'DaemonSet', 'agent', many()))
    .apply(manifest('v1', 'ResourceQuota', 'few', few))
    .advance(30)
    .apply(manifest('apps/v1', 'Deployment', 'web', { replicas: 1, ...many() }))
    .advance(30);
  for (const { metadata } of driver.pods().filter(({ metadata: { name } }) => /^(db|agent)-/.test(name))) {
    const body = { spec: { activeDeadlineSeconds: 1 } };
    driver.must('Pod', { verb: 'patch', patchType: 'merge', name: metadata.name, body });
  }
  return driver.advance(60).setImage('web', 'c', 'nginx:1.28').advance(60);
}

/** A Job by the clock that was held back for far too long. */
function lateness(): ClusterDriver {
  const driver = new ClusterDriver();
  const held = { schedule: '* * * * *', suspend: true, jobTemplate: { spec: { template: once() } } };
  driver.apply(manifest('batch/v1', 'CronJob', 'late', held)).advance(7000);
  return driver.apply(manifest('batch/v1', 'CronJob', 'late', { suspend: false })).advance(120);
}

/** Services and Ingresses that others serve, budgets of nothing and of the unknown, and claims of what is not theirs. */
function circumference(): ClusterDriver {
  const driver = new ClusterDriver({ system: true });
  const web = { selector: labels, ports: [{ port: 80 }] };
  const path = { path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } };
  const budget = (selector: object): object => ({ minAvailable: '50%', selector: { matchLabels: selector } });
  const volume = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' } };
  return driver
    .apply(manifest('v1', 'Service', 'web', { type: 'LoadBalancer', ...web }))
    .apply(manifest('networking.k8s.io/v1', 'Ingress', 'web', { rules: [{ http: { paths: [path] } }] }))
    .apply(manifest('policy/v1', 'PodDisruptionBudget', 'nothing', budget({ app: 'nobody' })))
    .apply(manifest('policy/v1', 'PodDisruptionBudget', 'unknown', budget(labels)))
    .apply(pod('alone', {}, {}, { labels }))
    .apply(manifest('v1', 'PersistentVolume', 'small', { ...volume, storageClassName: 'manual' }))
    .apply(
      manifest('v1', 'PersistentVolumeClaim', 'large', {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '5Gi' } },
        storageClassName: 'manual',
        volumeName: 'small',
      }),
    )
    .apply(manifest('v1', 'PersistentVolumeClaim', 'unprovided', { ...claim, storageClassName: 'manual' }))
    .advance(60)
    .delete('Service', 'web')
    .advance(60);
}

/** Clusters in which goes wrong what seldom does. */
export const storiesOfTrouble: readonly (() => ClusterDriver)[] = [
  machines,
  fullness,
  addresses,
  sets,
  lateness,
  circumference,
];
