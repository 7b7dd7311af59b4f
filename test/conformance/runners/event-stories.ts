import { ClusterDriver } from '../../support/cluster-driver.ts';

const labels = { app: 'web' };

function manifest(apiVersion: string, kind: string, name: string, spec?: object, metadata: object = {}): string {
  return JSON.stringify({ apiVersion, kind, metadata: { name, ...metadata }, ...(spec && { spec }) });
}

function pod(name: string, container: object = {}, spec: object = {}): string {
  const containers = [{ name: 'c', image: 'nginx:1.27', ...container }];
  return manifest('v1', 'Pod', name, { containers, ...spec });
}

const once = (container: object = {}): object => ({
  spec: { containers: [{ name: 'c', image: 'busybox:1.36', ...container }], restartPolicy: 'Never' },
});

const many = (image = 'nginx:1.27'): object => ({
  selector: { matchLabels: labels },
  template: { metadata: { labels }, spec: { containers: [{ name: 'c', image }] } },
});

/** Pods whose images, settings, volumes, probes and hooks fail, each in its own way. */
function kubelets(): ClusterDriver {
  const driver = new ClusterDriver();
  const env = (valueFrom: object): object => ({ env: [{ name: 'A', valueFrom }] });
  const volume = (source: object): object => ({ volumes: [{ name: 'data', ...source }] });
  const http = (path: string, port: number): object => ({ httpGet: { path, port }, periodSeconds: 2 });
  const failing = { exec: { command: ['sh', '-c', 'echo no; exit 1'] }, periodSeconds: 2 };
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
    .apply(pod('crash', { image: 'busybox:1.36', command: ['false'] }))
    .apply(pod('no-program', { command: ['nope'] }))
    .apply(pod('unready', { readinessProbe: http('/', 8081) }))
    .apply(pod('unready-status', { readinessProbe: http('/gone', 80) }))
    .apply(pod('unready-command', { readinessProbe: failing }))
    .apply(pod('unready-port', { readinessProbe: { tcpSocket: { port: 8081 }, periodSeconds: 2 } }))
    .apply(pod('dead', { livenessProbe: http('/gone', 80) }))
    .apply(pod('dead-command', { livenessProbe: failing }))
    .apply(pod('dead-port', { livenessProbe: { tcpSocket: { port: 8081 }, periodSeconds: 2 } }))
    .apply(pod('slow', { ...silent, livenessProbe: http('/', 80) }))
    .apply(pod('slow-to-be-ready', { ...silent, readinessProbe: http('/', 80) }))
    .apply(pod('not-started', { startupProbe: http('/gone', 80) }))
    .apply(pod('not-started-command', { startupProbe: failing }))
    .apply(pod('bad-hook', { lifecycle: { postStart: { exec: { command: ['sh', '-c', 'exit 1'] } } } }))
    .apply(pod('too-late', {}, { activeDeadlineSeconds: 20 }))
    .advance(200)
    .delete('Pod', 'ok')
    .advance(40);
  return driver;
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
  const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
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
  const cron = (more: object, template: object): object => ({
    schedule: '* * * * *',
    jobTemplate: { spec: { template } },
    ...more,
  });
  driver
    .apply(manifest('batch/v1', 'Job', 'well', { template: once() }))
    .apply(manifest('batch/v1', 'Job', 'badly', { backoffLimit: 1, template: once({ command: ['false'] }) }))
    .apply(manifest('batch/v1', 'Job', 'late', { activeDeadlineSeconds: 20, template: forever }))
    .apply(manifest('batch/v1', 'Job', 'waiting', { template: forever }))
    .apply(manifest('batch/v1', 'CronJob', 'often', cron({ successfulJobsHistoryLimit: 1 }, once())))
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
  const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  driver
    .apply(manifest('v1', 'PersistentVolumeClaim', 'classless', { ...claim, storageClassName: '' }))
    .apply(manifest('v1', 'PersistentVolumeClaim', 'nobody-uses', claim))
    .apply(manifest('v1', 'PersistentVolumeClaim', 'no-class', { ...claim, storageClassName: 'nope' }))
    .apply(manifest('v1', 'PersistentVolumeClaim', 'used', claim))
    .advance(20)
    .apply(pod('web', {}, { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'used' } }] }));
  return driver.advance(60);
}

/** Workloads that use more, and less, than their autoscalers want; and one that cannot be reckoned for. */
function autoscaling(): ClusterDriver {
  const driver = new ClusterDriver();
  const scaler = (name: string, averageUtilization: number): string => {
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name };
    const resource = { name: 'cpu', target: { type: 'Utilization', averageUtilization } };
    const spec = { scaleTargetRef, maxReplicas: 5, metrics: [{ type: 'Resource', resource }] };
    return manifest('autoscaling/v2', 'HorizontalPodAutoscaler', name, spec);
  };
  const workload = (name: string, replicas: number, resources: object): string => {
    const spec = { containers: [{ name: 'c', image: 'nginx:1.27', resources }] };
    const own = { app: name };
    const template = { metadata: { labels: own }, spec };
    return manifest('apps/v1', 'Deployment', name, { replicas, selector: { matchLabels: own }, template });
  };
  const requests = { cpu: '100m' };
  driver
    .apply(workload('busy', 1, { requests: { cpu: '10m' } }))
    .apply(workload('idle', 4, { requests }))
    .apply(workload('unknown', 1, {}))
    .advance(30)
    .apply(scaler('busy', 1))
    .apply(scaler('idle', 80))
    .apply(scaler('unknown', 50))
    .apply(scaler('missing', 50));
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
];
