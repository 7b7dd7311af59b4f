import { ClusterDriver } from '../../support/cluster-driver.ts';
import { claim, labels, manifest, many, once, pod } from './event-manifests.ts';
import { storiesOfTrouble } from './event-stories-of-trouble.ts';

/** Pods whose images, settings, volumes, probes and hooks fail, each in its own way. */
function kubelets(): ClusterDriver {
  const driver = new ClusterDriver();
  const env = (valueFrom: object): object => ({ env: [{ name: 'A', valueFrom }] });
  const volume = (source: object): object => ({ volumes: [{ name: 'data', ...source }] });
  const http = (path: string, port: number): object => ({ httpGet: { path, port }, periodSeconds: 2 });
  const failing = { exec: { command: ['sh', '-c', 'echo no; exit 1'] }, periodSeconds: 2 };
  const tardy = { exec: { command: ['sleep', '10'] }, periodSeconds: 2 };
  const missing = [{ key: 'a', path: 'a' }];
  const silent = { image: 'busybox:1.36', command: ['nc', '-lk', '-p', '80'] };
  const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { b: '1' } };
  const password = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'password' }, data: { b: 'MQ==' } };
  driver
    .apply(JSON.stringify(settings))
    .apply(JSON.stringify(password))
    .apply(pod('ok', { lifecycle: { preStop: { exec: { command: ['sh', '-c', 'exit 1'] } } } }))
    .apply(pod('bad-image', { image: 'nginx:nope' }))
    .apply(pod('never', { imagePullPolicy: 'Never', image: 'httpd:2.4' }))
    .apply(pod('malformed', { image: 'nginx:bad:tag' }))
    .apply(pod('capitals', { image: 'NGINX' }))
    .apply(pod('no-config', env({ configMapKeyRef: { name: 'missing', key: 'a' } })))
    .apply(pod('no-config-key', env({ configMapKeyRef: { name: 'settings', key: 'a' } })))
    .apply(pod('no-secret', env({ secretKeyRef: { name: 'missing', key: 'a' } })))
    .apply(pod('no-secret-key', env({ secretKeyRef: { name: 'password', key: 'a' } })))
    .apply(pod('no-volume', {}, volume({ configMap: { name: 'files' } })))
    .apply(pod('no-secret-volume', {}, volume({ secret: { secretName: 'files' } })))
    .apply(pod('no-key-volume', {}, volume({ configMap: { name: 'settings', items: missing } })))
    .apply(pod('no-secret-key-volume', {}, volume({ secret: { secretName: 'password', items: missing } })))
    .apply(pod('crash', { image: 'busybox:1.36', command: ['false'] }))
    .apply(pod('no-program', { command: ['nope'] }))
    .apply(pod('unready', { readinessProbe: http('/', 8081) }))
    .apply(pod('unready-status', { readinessProbe: http('/gone', 80) }))
    .apply(pod('unready-command', { readinessProbe: failing }))
    .apply(pod('unready-port', { readinessProbe: { tcpSocket: { port: 8081 }, periodSeconds: 2 } }))
    .apply(pod('unready-in-time', { readinessProbe: tardy }))
    .apply(pod('dead-in-time', { livenessProbe: tardy }))
    .apply(pod('dead', { livenessProbe: http('/gone', 80) }))
    .apply(pod('dead-command', { livenessProbe: failing }))
    .apply(pod('dead-port', { livenessProbe: { tcpSocket: { port: 8081 }, periodSeconds: 2 } }))
    .apply(pod('slow', { ...silent, livenessProbe: http('/', 80) }))
    .apply(pod('slow-to-be-ready', { ...silent, readinessProbe: http('/', 80) }))
    .apply(pod('not-started', { startupProbe: http('/gone', 80) }))
    .apply(pod('not-started-command', { startupProbe: failing }))
    .apply(pod('bad-hook', { lifecycle: { postStart: { exec: { command: ['sh', '-c', 'exit 1'] } } } }))
    .apply(pod('too-late', {}, { activeDeadlineSeconds: 20 }))
    .advance(200);
  const otherImage = { spec: { containers: [{ name: 'c', image: 'nginx:1.28' }] } };
  driver.must('Pod', { verb: 'patch', patchType: 'strategic', name: 'ok', body: otherImage });
  return driver.advance(40).delete('Pod', 'ok').advance(40);
}

/** Pods for which there is no room, nowhere, or only at the cost of others. */
function scheduling(): ClusterDriver {
  const driver = new ClusterDriver({ nodes: 2 });
  const asking = (cpu: string): object => ({ resources: { requests: { cpu } } });
  const priority = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'high' }, value: 10 };
  driver.applyObject(priority);
  return driver
    .apply(pod('low-1', asking('3')))
    .apply(pod('low-2', asking('3')))
    .apply(pod('nowhere', {}, { nodeSelector: { disk: 'ssd' } }))
    .apply(pod('huge', asking('100')))
    .advance(10)
    .apply(pod('first', asking('3'), { priorityClassName: 'high' }))
    .advance(60);
}

/** Nodes that are closed, lose their power for a while and for good, and come new. */
function nodes(): ClusterDriver {
  const driver = new ClusterDriver();
  const cordon = (unschedulable: boolean): void => {
    driver.must('Node', { verb: 'patch', patchType: 'merge', name: 'node-1', body: { spec: { unschedulable } } });
    driver.advance(1);
  };
  cordon(true);
  cordon(false);
  driver.apply(manifest('apps/v1', 'Deployment', 'web', { replicas: 6, ...many() })).advance(60);
  driver.inject({ type: 'powerOffNode', node: 'node-1' }).advance(120).inject({ type: 'powerOnNode', node: 'node-1' });
  driver.advance(60).inject({ type: 'powerOffNode', node: 'node-2' }).advance(500);
  return driver.inject({ type: 'addNode' }).advance(10).inject({ type: 'removeNode', node: 'node-3' }).advance(120);
}

/** Workloads that come, change, are held back by a quota, and go. */
function workloads(): ClusterDriver {
  const driver = new ClusterDriver();
  const service = { clusterIP: 'None', selector: labels, ports: [{ port: 80 }] };
  const stateful = { serviceName: 'db', volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim }] };
  driver
    .apply(manifest('apps/v1', 'Deployment', 'web', { replicas: 3, ...many() }))
    .apply(manifest('v1', 'Service', 'db', service))
    .apply(manifest('apps/v1', 'StatefulSet', 'db', { replicas: 2, ...stateful, ...many() }))
    .apply(manifest('apps/v1', 'DaemonSet', 'agent', many()))
    .apply(manifest('v1', 'ReplicationController', 'old', { ...many(), replicas: 2, selector: labels }))
    .advance(60)
    .setImage('web', 'c', 'nginx:1.28')
    .advance(60)
    .scale('web', 1)
    .apply(manifest('apps/v1', 'StatefulSet', 'db', { replicas: 1 }))
    .apply(manifest('v1', 'ReplicationController', 'old', { replicas: 1 }))
    .advance(60);
  driver.must('Node', { verb: 'patch', patchType: 'merge', name: 'node-1', body: { spec: { unschedulable: true } } });
  const daemons = { template: { spec: { nodeSelector: { disk: 'ssd' } } } };
  driver.apply(manifest('apps/v1', 'DaemonSet', 'agent', daemons)).advance(60);
  driver.apply(manifest('v1', 'Namespace', 'small'));
  driver.apply(manifest('v1', 'ResourceQuota', 'few', { hard: { pods: '2' } }, { namespace: 'small' })).advance(10);
  driver.apply(manifest('apps/v1', 'Deployment', 'web', { replicas: 3, ...many() }, { namespace: 'small' }));
  driver.apply(manifest('v1', 'ResourceQuota', 'few', { hard: { pods: '2' } })).advance(10);
  driver.apply(manifest('apps/v1', 'StatefulSet', 'db', { replicas: 9 }));
  driver.apply(manifest('batch/v1', 'Job', 'held', { template: once() }));
  return driver.advance(60);
}

/** Jobs that end well, badly, late, and that wait; and Jobs by the clock. */
function jobs(): ClusterDriver {
  const driver = new ClusterDriver();
  const forever = once({ command: ['sleep', '9999'] });
  const cron = (more: object, template: object, job: object = {}): object => ({
    schedule: '* * * * *',
    jobTemplate: { spec: { template, ...job } },
    ...more,
  });
  driver
    .apply(manifest('batch/v1', 'Job', 'well', { template: once() }))
    .apply(manifest('batch/v1', 'Job', 'badly', { backoffLimit: 1, template: once({ command: ['false'] }) }))
    .apply(manifest('batch/v1', 'Job', 'late', { activeDeadlineSeconds: 20, template: forever }))
    .apply(manifest('batch/v1', 'Job', 'waiting', { template: forever }))
    .apply(manifest('batch/v1', 'CronJob', 'often', cron({ successfulJobsHistoryLimit: 1 }, once())))
    .apply(manifest('batch/v1', 'CronJob', 'in-vain', cron({}, once({ command: ['false'] }), { backoffLimit: 0 })))
    .apply(manifest('batch/v1', 'CronJob', 'alone', cron({ concurrencyPolicy: 'Forbid' }, forever)))
    .apply(manifest('batch/v1', 'CronJob', 'anew', cron({ concurrencyPolicy: 'Replace' }, forever)))
    .advance(30)
    .apply(manifest('batch/v1', 'Job', 'waiting', { suspend: true }))
    .advance(10)
    .apply(manifest('batch/v1', 'Job', 'waiting', { suspend: false }));
  return driver.advance(300);
}

/** Claims for which there is no volume, no class, and no pod yet. */
function storage(): ClusterDriver {
  const driver = new ClusterDriver();
  driver
    .apply(manifest('v1', 'PersistentVolumeClaim', 'classless', { ...claim, storageClassName: '' }))
    .apply(manifest('v1', 'PersistentVolumeClaim', 'nobody-uses', claim))
    .apply(manifest('v1', 'PersistentVolumeClaim', 'no-class', { ...claim, storageClassName: 'nope' }))
    .apply(manifest('v1', 'PersistentVolumeClaim', 'used', claim))
    .advance(20)
    .apply(pod('web', {}, { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'used' } }] }));
  return driver.advance(60);
}

/** Workloads that use more, and less, than their autoscalers want, that are too many and too few; and what cannot be reckoned for. */
function autoscaling(): ClusterDriver {
  const driver = new ClusterDriver();
  const scaler = (name: string, resource: string, averageUtilization: number, more: object = {}): string => {
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name };
    const target = { type: 'Utilization', averageUtilization };
    const metrics = [{ type: 'Resource', resource: { name: resource, target } }];
    return manifest('autoscaling/v2', 'HorizontalPodAutoscaler', name, {
      scaleTargetRef,
      maxReplicas: 5,
      metrics,
      ...more,
    });
  };
  const workload = (name: string, replicas: number, resources: object, more: object = {}): string => {
    const spec = { containers: [{ name: 'c', image: 'nginx:1.27', resources, ...more }] };
    const own = { app: name };
    const template = { metadata: { labels: own }, spec };
    return manifest('apps/v1', 'Deployment', name, { replicas, selector: { matchLabels: own }, template });
  };
  const requests = { cpu: '100m' };
  const absent = { image: 'nginx:nope' };
  driver
    .apply(workload('busy', 1, { requests: { cpu: '10m' } }))
    .apply(workload('large', 1, { requests: { memory: '1Mi' } }))
    .apply(workload('idle', 4, { requests }))
    .apply(workload('too-few', 1, { requests }))
    .apply(workload('too-many', 7, { requests }))
    .apply(workload('unknown', 1, {}))
    .apply(workload('unmeasured', 1, { requests }, absent))
    .advance(30)
    .apply(scaler('busy', 'cpu', 1))
    .apply(scaler('large', 'memory', 1))
    .apply(scaler('idle', 'cpu', 80))
    .apply(scaler('too-few', 'cpu', 80, { minReplicas: 3 }))
    .apply(scaler('too-many', 'cpu', 80))
    .apply(scaler('unknown', 'cpu', 50))
    .apply(scaler('unmeasured', 'cpu', 50))
    .apply(scaler('missing', 'cpu', 50));
  return driver.advance(900);
}

/** Clusters in which everything happens that is told in Events. */
export const eventStories: readonly (() => ClusterDriver)[] = [
  kubelets,
  scheduling,
  nodes,
  workloads,
  jobs,
  storage,
  autoscaling,
  ...storiesOfTrouble,
];
