import { describe, expect, it } from 'vitest';
import decisionEn from '../../src/i18n/en/late/decision.json';
import whyEn from '../../src/i18n/en/late/why.json';
import decisionKo from '../../src/i18n/ko/late/decision.json';
import whyKo from '../../src/i18n/ko/late/why.json';
import { showTexts } from '../../src/i18n/texts.ts';
import { decisionText } from '../../src/ui/chrome/decision-text.ts';
import { withAreas } from '../../src/i18n/area.ts';
import { translator } from '../../src/i18n/translate.ts';
import { builtinResources, createCluster, isFailure } from '../../src/engine/index.ts';
import type { ApiRequest, Cluster, Json, KubeObject } from '../../src/engine/index.ts';
import { createRequests } from '../../src/session/start-requests.ts';
import { why } from '../../src/session/why/why.ts';
import { plainText, snippets } from '../../src/session/writing/snippets.ts';

const languages = [
  { code: 'en', texts: withAreas({ why: whyEn, decision: decisionEn }) },
  { code: 'ko', texts: withAreas({ why: whyKo, decision: decisionKo }) },
] as const;

/** Creates what a text describes, and lets time pass. */
function apply(cluster: Cluster, text: string, seconds = 30): void {
  for (const request of createRequests({ name: 'f.yaml', text })) {
    const response = cluster.request(request);
    if (isFailure(response)) throw new Error(JSON.stringify(response.body));
  }
  cluster.advance(seconds * 1000);
}

function send(cluster: Cluster, request: Omit<ApiRequest, 'group'> & { group?: string }, seconds = 5): void {
  const response = cluster.request({ group: groupOf(request.resource), ...request });
  if (isFailure(response)) throw new Error(JSON.stringify(response.body));
  cluster.advance(seconds * 1000);
}

function groupOf(resource: string): string {
  return builtinResources.find((each) => each.resource === resource)?.group ?? '';
}

function patch(cluster: Cluster, resource: string, name: string, body: Json, seconds = 5, namespace = 'default'): void {
  const isNamespaced = builtinResources.find((each) => each.resource === resource)?.namespaced;
  const where = isNamespaced === true ? { namespace } : {};
  send(cluster, { verb: 'patch', resource, name, ...where, patchType: 'merge', body }, seconds);
}

function remove(cluster: Cluster, resource: string, name: string, seconds = 5): void {
  const isNamespaced = builtinResources.find((each) => each.resource === resource)?.namespaced;
  send(cluster, { verb: 'delete', resource, name, ...(isNamespaced === true && { namespace: 'default' }) }, seconds);
}

const pod = (spec: string, name = 'p'): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n  labels:\n    app: ${name}\nspec:\n${spec}`;

const container = (more = '', image = 'nginx:1.27'): string =>
  `  containers:\n    - name: c\n      image: ${image}\n${more}`;

const deployment = (replicas: number, more = '', image = 'nginx:1.27'): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${replicas}
${more}  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: c
          image: ${image}
`;

const sleeping = container('      command: ["sleep", "infinity"]\n', 'busybox:1.37');
/** Does not listen to SIGTERM, so that it takes all of its grace period to go. */
const stubborn = { containers: [{ name: 'c', image: 'busybox:1.37', command: ['sleep', 'infinity'] }] };
const exiting = (code: number, policy: string): string =>
  `  restartPolicy: ${policy}\n${container(`      command: ["sh", "-c", "exit ${code}"]\n`, 'busybox:1.37')}`;

const snippet = (kind: string): string => {
  const found = snippets.find((each) => each.kind === kind);
  if (found === undefined) throw new Error(kind);
  return plainText(found);
};

const stubbornSet = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  replicas: 2
  serviceName: db
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
${sleeping.replace(/^/gm, '    ').trimEnd()}
`;

interface Case {
  readonly what: string;
  readonly resource: string;
  /** Default: the newest of the resource that is not Kubernetes's own. */
  readonly name?: string;
  /** A sentence about its state, and one about what comes next. */
  readonly state: string;
  readonly next: string;
  prepare(cluster: Cluster): void;
  /** Which one it is, when the name does not say it. */
  readonly pick?: (cluster: Cluster) => KubeObject | undefined;
}

const cases: readonly Case[] = [
  // Pods
  {
    what: 'a pod that fits nowhere',
    resource: 'pods',
    state: 'pod.unscheduled',
    next: 'nextSchedule',
    prepare: (cluster) => apply(cluster, pod(container('      resources: {requests: {cpu: "64"}}\n'))),
  },
  {
    what: 'a pod behind a gate',
    resource: 'pods',
    state: 'pod.gated',
    next: 'pod.nextUngated',
    prepare: (cluster) => apply(cluster, pod(`  schedulingGates: [{name: example.com/wait}]\n${container()}`)),
  },
  {
    what: 'a pod that the scheduler has not seen',
    resource: 'pods',
    state: 'pod.notYetLooked',
    next: 'pod.nextLook',
    prepare: (cluster) => apply(cluster, pod(container()), 0),
  },
  {
    what: 'a pod of a scheduler that does not run',
    resource: 'pods',
    state: 'pod.noScheduler',
    next: 'pod.nextScheduler',
    prepare: (cluster) => apply(cluster, pod(`  schedulerName: mine\n${container()}`)),
  },
  {
    what: 'a pod whose image is pulled',
    resource: 'pods',
    state: 'pod.pulling',
    next: 'nextPulled',
    prepare: (cluster) => apply(cluster, pod(container('', 'postgres:17')), 2),
  },
  {
    what: 'a pod whose image does not exist',
    resource: 'pods',
    state: 'pod.noImage',
    next: 'nextPullAgain',
    prepare: (cluster) => apply(cluster, pod(container('', 'nginx:nope')), 60),
  },
  {
    what: 'a pod whose image must be there and is not',
    resource: 'pods',
    state: 'pod.noImage',
    next: 'pod.nextNewImage',
    prepare: (cluster) => apply(cluster, pod(container('      imagePullPolicy: Never\n', 'mysql:9')), 30),
  },
  {
    what: 'a pod that waits for a ConfigMap of files',
    resource: 'pods',
    state: 'pod.missingVolume',
    next: 'pod.nextVolume',
    prepare: (cluster) =>
      apply(cluster, pod(`${container()}  volumes:\n    - name: v\n      configMap:\n        name: settings\n`)),
  },
  {
    what: 'a pod that waits for a ConfigMap of variables',
    resource: 'pods',
    state: 'pod.configError',
    next: 'pod.nextConfig',
    prepare: (cluster) => apply(cluster, pod(container('      envFrom: [{configMapRef: {name: settings}}]\n'))),
  },
  {
    what: 'a pod in its init containers',
    resource: 'pods',
    state: 'pod.init',
    next: 'pod.nextAfterInit',
    prepare: (cluster) =>
      apply(
        cluster,
        pod(
          `  initContainers:\n    - name: first\n      image: busybox:1.37\n      command: ["sleep", "600"]\n${container()}`,
        ),
      ),
  },
  {
    what: 'a pod whose init container fails',
    resource: 'pods',
    state: 'pod.ended',
    next: 'nextRestart',
    prepare: (cluster) =>
      apply(
        cluster,
        pod(
          `  initContainers:\n    - name: first\n      image: busybox:1.37\n      command: ["sh", "-c", "exit 3"]\n${container()}`,
        ),
      ),
  },
  {
    what: 'a pod whose startup probe has not succeeded',
    resource: 'pods',
    state: 'pod.startingUp',
    next: 'pod.nextStartup',
    prepare: (cluster) =>
      apply(cluster, pod(container('      startupProbe: {httpGet: {port: 81}, failureThreshold: 100}\n'))),
  },
  {
    what: 'a pod whose readiness probe fails',
    resource: 'pods',
    state: 'pod.notReady',
    next: 'pod.nextReady',
    prepare: (cluster) => apply(cluster, pod(container('      readinessProbe: {httpGet: {port: 81}}\n'))),
  },
  {
    what: 'a pod with a closed readiness gate',
    resource: 'pods',
    state: 'pod.gate',
    next: 'pod.nextGate',
    prepare: (cluster) => apply(cluster, pod(`  readinessGates: [{conditionType: example.com/ok}]\n${container()}`)),
  },
  {
    what: 'a ready pod',
    resource: 'pods',
    state: 'pod.ready',
    next: 'pod.nextRuns',
    prepare: (cluster) => apply(cluster, pod(container())),
  },
  {
    what: 'a ready pod behind a Service',
    resource: 'pods',
    state: 'pod.served',
    next: 'pod.nextRuns',
    prepare: (cluster) => apply(cluster, `${pod(container())}---\n${snippet('Service').replaceAll('web', 'p')}`),
  },
  {
    what: 'a pod that crashes',
    resource: 'pods',
    state: 'pod.backOff',
    next: 'nextRestart',
    prepare: (cluster) => apply(cluster, pod(exiting(1, 'Always')), 60),
  },
  {
    what: 'a pod over its memory limit',
    resource: 'pods',
    state: 'pod.overLimit',
    next: 'nextRestart',
    prepare: (cluster) =>
      apply(
        cluster,
        pod(container('      resources: {limits: {memory: 4Mi}}\n', 'mysql:9').replace('nginx', 'mysql')),
        120,
      ),
  },
  {
    what: 'a completed pod',
    resource: 'pods',
    state: 'pod.succeeded',
    next: 'pod.nextKept',
    prepare: (cluster) => apply(cluster, pod(exiting(0, 'Never'))),
  },
  {
    what: 'a failed pod',
    resource: 'pods',
    state: 'pod.failed',
    next: 'pod.nextKept',
    prepare: (cluster) => apply(cluster, pod(exiting(2, 'Never'))),
  },
  {
    what: 'a pod over its deadline',
    resource: 'pods',
    state: 'pod.failedFor',
    next: 'pod.nextKept',
    prepare: (cluster) => apply(cluster, pod(`  activeDeadlineSeconds: 5\n${sleeping}`), 40),
  },
  {
    what: 'a terminating pod',
    resource: 'pods',
    state: 'pod.leaving',
    next: 'nextKilled',
    prepare: (cluster) => {
      apply(cluster, pod(sleeping));
      remove(cluster, 'pods', 'p', 3);
    },
  },
  {
    what: 'a terminating pod of a ReplicaSet',
    resource: 'pods',
    state: 'pod.leaving',
    next: 'pod.nextReplaced',
    prepare: (cluster) => {
      apply(
        cluster,
        deployment(1).replace(
          '          image: nginx:1.27',
          '          image: busybox:1.37\n          command: ["sleep", "infinity"]',
        ),
      );
      remove(cluster, 'pods', cluster.live.list('pods', 'default')[0]?.metadata.name ?? '', 0);
    },
  },
  {
    what: 'a pod of a silent node',
    resource: 'pods',
    state: 'pod.unknown',
    next: 'nextEvicted',
    prepare: (cluster) => {
      apply(cluster, pod(container()));
      cluster.inject({ type: 'powerOffNode', node: cluster.live.get('pods', 'default', 'p')?.spec.nodeName ?? '' });
      cluster.advance(80_000);
    },
  },
  {
    what: 'a terminating pod of a silent node',
    resource: 'pods',
    state: 'pod.leavingSilent',
    next: 'pod.nextNodeBack',
    prepare: (cluster) => {
      apply(cluster, pod(container()));
      cluster.inject({ type: 'powerOffNode', node: cluster.live.get('pods', 'default', 'p')?.spec.nodeName ?? '' });
      cluster.advance(500_000);
    },
  },
  // Deployments
  {
    what: 'a complete Deployment',
    resource: 'deployments',
    state: 'deployment.complete',
    next: 'deployment.nextIdle',
    prepare: (cluster) => apply(cluster, deployment(3)),
  },
  {
    what: 'a Deployment of nothing',
    resource: 'deployments',
    state: 'deployment.none',
    next: 'nextNone',
    prepare: (cluster) => apply(cluster, deployment(0)),
  },
  {
    what: 'a Deployment that starts',
    resource: 'deployments',
    state: 'deployment.progressing',
    next: 'deployment.nextDeadline',
    prepare: (cluster) => apply(cluster, deployment(3, '', 'postgres:17'), 2),
  },
  {
    what: 'a Deployment in a rollout that is stuck',
    resource: 'deployments',
    state: 'sick',
    next: 'deployment.nextStep',
    prepare: (cluster) => {
      apply(cluster, deployment(3));
      patch(
        cluster,
        'deployments',
        'web',
        { spec: { template: { spec: { containers: [{ name: 'c', image: 'nginx:nope' }] } } } },
        40,
      );
    },
  },
  {
    what: 'a failed Deployment',
    resource: 'deployments',
    state: 'deployment.failed',
    next: 'deployment.nextFailed',
    prepare: (cluster) => apply(cluster, deployment(1, '  progressDeadlineSeconds: 20\n', 'nginx:nope'), 60),
  },
  {
    what: 'a paused Deployment',
    resource: 'deployments',
    state: 'deployment.paused',
    next: 'deployment.nextPaused',
    prepare: (cluster) => apply(cluster, deployment(2, '  paused: true\n')),
  },
  // ReplicaSets
  {
    what: 'a complete ReplicaSet',
    resource: 'replicasets',
    state: 'replicas.complete',
    next: 'replicas.nextIdle',
    prepare: (cluster) => apply(cluster, deployment(2)),
  },
  {
    what: 'a ReplicaSet that starts',
    resource: 'replicasets',
    state: 'replicas.starting',
    next: 'replicas.nextReady',
    prepare: (cluster) => apply(cluster, deployment(2, '', 'nginx:nope'), 20),
  },
  {
    what: 'a ReplicaSet kept for a rollback',
    resource: 'replicasets',
    state: 'replicas.ghost',
    next: 'replicas.nextGhost',
    prepare: (cluster) => {
      apply(cluster, deployment(1));
      patch(
        cluster,
        'deployments',
        'web',
        { spec: { template: { spec: { containers: [{ name: 'c', image: 'nginx:1.26' }] } } } },
        60,
      );
      // The newest is the present one.
      patch(
        cluster,
        'replicasets',
        cluster.live.list('replicasets', 'default').find(({ spec }) => spec.replicas === 0)?.metadata.name ?? '',
        { metadata: { labels: { old: 'yes' } } },
        1,
      );
    },
  },
  {
    what: 'a ReplicaSet that a quota blocks',
    resource: 'replicasets',
    state: 'replicas.refused',
    next: 'replicas.nextTryAgain',
    prepare: (cluster) =>
      apply(
        cluster,
        `apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q}\nspec: {hard: {pods: "1"}}\n---\n${deployment(3)}`,
      ),
  },
  {
    what: 'a ReplicationController',
    resource: 'replicationcontrollers',
    state: 'replicas.complete',
    next: 'replicas.nextIdle',
    prepare: (cluster) => apply(cluster, snippet('ReplicationController')),
  },
  // StatefulSets and DaemonSets
  {
    what: 'a complete StatefulSet',
    resource: 'statefulsets',
    state: 'statefulset.complete',
    next: 'statefulset.nextIdle',
    prepare: (cluster) => apply(cluster, snippet('StatefulSet'), 120),
  },
  {
    what: 'a StatefulSet that waits for the pod before',
    resource: 'statefulsets',
    state: 'statefulset.waits',
    next: 'statefulset.nextAfter',
    prepare: (cluster) => apply(cluster, snippet('StatefulSet').replace('redis:7.4', 'redis:nope')),
  },
  {
    what: 'a StatefulSet that is only changed by deleting pods',
    resource: 'statefulsets',
    state: 'statefulset.updating',
    next: 'statefulset.nextOnDelete',
    prepare: (cluster) => {
      apply(
        cluster,
        snippet('StatefulSet').replace('  replicas: 3\n', '  replicas: 2\n  updateStrategy: {type: OnDelete}\n'),
        60,
      );
      patch(cluster, 'statefulsets', 'db', { spec: { template: { metadata: { labels: { app: 'db', v: '2' } } } } }, 20);
    },
  },
  {
    what: 'a DaemonSet on all nodes',
    resource: 'daemonsets',
    state: 'daemonset.complete',
    next: 'daemonset.nextNode',
    prepare: (cluster) => apply(cluster, snippet('DaemonSet')),
  },
  {
    what: 'a DaemonSet on a cordoned node',
    resource: 'daemonsets',
    state: 'daemonset.cordoned',
    next: 'daemonset.nextNode',
    prepare: (cluster) => {
      apply(cluster, snippet('DaemonSet'));
      patch(cluster, 'nodes', 'node-2', { spec: { unschedulable: true } });
    },
  },
  {
    what: 'a DaemonSet for which there is no node',
    resource: 'daemonsets',
    state: 'daemonset.noNode',
    next: 'daemonset.nextNode',
    prepare: (cluster) =>
      apply(cluster, snippet('DaemonSet').replace('    spec:\n', '    spec:\n      nodeSelector: {disk: ssd}\n')),
  },
  {
    what: 'a DaemonSet that starts',
    resource: 'daemonsets',
    state: 'daemonset.starting',
    next: 'replicas.nextReady',
    prepare: (cluster) => apply(cluster, snippet('DaemonSet').replace('busybox:1.37', 'busybox:nope')),
  },
  // Jobs
  {
    what: 'a Job at work',
    resource: 'jobs',
    state: 'job.running',
    next: 'job.nextRuns',
    prepare: (cluster) => apply(cluster, snippet('Job').replace('echo done', 'sleep 600')),
  },
  {
    what: 'a Job that tries again',
    resource: 'jobs',
    state: 'job.retrying',
    next: 'job.nextRetry',
    prepare: (cluster) => apply(cluster, snippet('Job').replace('echo done', 'exit 1'), 9),
  },
  {
    what: 'a complete Job',
    resource: 'jobs',
    state: 'job.complete',
    next: 'job.nextExpires',
    prepare: (cluster) => apply(cluster, snippet('Job').replace('spec:\n', 'spec:\n  ttlSecondsAfterFinished: 900\n')),
  },
  {
    what: 'a failed Job',
    resource: 'jobs',
    state: 'job.failed',
    next: 'job.nextKept',
    prepare: (cluster) =>
      apply(cluster, snippet('Job').replace('echo done', 'exit 1').replace('backoffLimit: 4', 'backoffLimit: 0')),
  },
  {
    what: 'a suspended Job',
    resource: 'jobs',
    state: 'job.suspended',
    next: 'job.nextResumed',
    prepare: (cluster) => apply(cluster, snippet('Job').replace('spec:\n', 'spec:\n  suspend: true\n')),
  },
  {
    what: 'a CronJob before its first run',
    resource: 'cronjobs',
    state: 'cronjob.never',
    next: 'cronjob.nextRun',
    prepare: (cluster) => apply(cluster, snippet('CronJob').replace('* * * * *', '0 3 * * *')),
  },
  {
    what: 'a CronJob that skips a run',
    resource: 'cronjobs',
    state: 'cronjob.skipped',
    next: 'cronjob.nextForbidden',
    prepare: (cluster) =>
      apply(cluster, snippet('CronJob').replace('Allow', 'Forbid').replace('- date', '- sleep 6000'), 200),
  },
  {
    what: 'a suspended CronJob',
    resource: 'cronjobs',
    state: 'cronjob.suspended',
    next: 'cronjob.nextResumed',
    prepare: (cluster) => apply(cluster, snippet('CronJob').replace('spec:\n', 'spec:\n  suspend: true\n')),
  },
  // Autoscalers, budgets, quotas
  {
    what: 'an autoscaler that cannot measure',
    resource: 'horizontalpodautoscalers',
    state: 'autoscaler.blind',
    next: 'autoscaler.nextMeasured',
    prepare: (cluster) => apply(cluster, `${deployment(2)}---\n${snippet('HorizontalPodAutoscaler')}`, 90),
  },
  {
    what: 'an autoscaler without its target',
    resource: 'horizontalpodautoscalers',
    state: 'autoscaler.unable',
    next: 'autoscaler.nextAble',
    prepare: (cluster) => apply(cluster, snippet('HorizontalPodAutoscaler'), 60),
  },
  {
    what: 'an autoscaler at its least',
    resource: 'horizontalpodautoscalers',
    state: 'autoscaler.atLeast',
    next: 'autoscaler.next',
    prepare: (cluster) =>
      apply(
        cluster,
        `${deployment(3)}          resources: {requests: {cpu: 100m}}\n---\n${snippet('HorizontalPodAutoscaler')}`,
        500,
      ),
  },
  {
    what: 'an autoscaler of nothing',
    resource: 'horizontalpodautoscalers',
    state: 'autoscaler.off',
    next: 'autoscaler.nextOn',
    prepare: (cluster) => apply(cluster, `${deployment(0)}---\n${snippet('HorizontalPodAutoscaler')}`, 60),
  },
  {
    what: 'a budget that blocks',
    resource: 'poddisruptionbudgets',
    state: 'budget.blocks',
    next: 'budget.nextNever',
    prepare: (cluster) => apply(cluster, `${deployment(2)}---\n${snippet('PodDisruptionBudget')}`),
  },
  {
    what: 'a budget that allows',
    resource: 'poddisruptionbudgets',
    state: 'budget.allows',
    next: 'budget.nextAllows',
    prepare: (cluster) => apply(cluster, `${deployment(3)}---\n${snippet('PodDisruptionBudget')}`),
  },
  {
    what: 'a budget of nobody',
    resource: 'poddisruptionbudgets',
    state: 'budget.nobody',
    next: 'budget.nextNobody',
    prepare: (cluster) => apply(cluster, snippet('PodDisruptionBudget')),
  },
  {
    what: 'a quota with room',
    resource: 'resourcequotas',
    state: 'quota.used',
    next: 'quota.next',
    prepare: (cluster) => apply(cluster, snippet('ResourceQuota')),
  },
  {
    what: 'a quota that is used up',
    resource: 'resourcequotas',
    state: 'quota.full',
    next: 'quota.nextFull',
    prepare: (cluster) =>
      apply(
        cluster,
        `apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q}\nspec: {hard: {pods: "1"}}\n---\n${pod(container())}`,
      ),
  },
  // Services and the network
  {
    what: 'a Service that leads to pods',
    resource: 'services',
    state: 'service.leads',
    next: 'service.nextFollows',
    prepare: (cluster) => apply(cluster, `${deployment(2)}---\n${snippet('Service')}`),
  },
  {
    what: 'a Service whose selector is mistyped',
    resource: 'services',
    state: 'service.near',
    next: 'service.nextLabel',
    prepare: (cluster) => apply(cluster, `${deployment(2)}---\n${snippet('Service').replace('app: web', 'app: wbe')}`),
  },
  {
    what: 'a Service without any pod',
    resource: 'services',
    state: 'service.selectsNobody',
    next: 'service.nextLabel',
    prepare: (cluster) => apply(cluster, snippet('Service')),
  },
  {
    what: 'a Service whose pods are not ready',
    resource: 'services',
    state: 'service.noneReady',
    next: 'service.nextReady',
    prepare: (cluster) => apply(cluster, `${deployment(2, '', 'nginx:nope')}---\n${snippet('Service')}`),
  },
  {
    what: 'a Service without a selector',
    resource: 'services',
    state: 'service.noSelector',
    next: 'service.nextByHand',
    prepare: (cluster) => apply(cluster, snippet('Service').replace('  selector:\n    app: web\n', '')),
  },
  {
    what: 'a Service that is another name',
    resource: 'services',
    state: 'service.externalName',
    next: 'nextStays',
    prepare: (cluster) =>
      apply(
        cluster,
        'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {type: ExternalName, externalName: example.com}\n',
      ),
  },
  {
    what: 'the Endpoints of a Service',
    resource: 'endpoints',
    name: 'web',
    state: 'endpoints.list',
    next: 'endpoints.next',
    prepare: (cluster) => apply(cluster, `${deployment(2)}---\n${snippet('Service')}`),
  },
  {
    what: 'the EndpointSlice of a Service',
    resource: 'endpointslices',
    state: 'endpoints.slice',
    next: 'endpoints.next',
    prepare: (cluster) => apply(cluster, `${deployment(2)}---\n${snippet('Service')}`),
  },
  {
    what: 'an Ingress without its Service',
    resource: 'ingresses',
    state: 'ingress.missing',
    next: 'ingress.nextMissing',
    prepare: (cluster) => apply(cluster, snippet('Ingress')),
  },
  {
    what: 'an Ingress whose Service has no ready pod',
    resource: 'ingresses',
    state: 'ingress.empty',
    next: 'ingress.nextEmpty',
    prepare: (cluster) => apply(cluster, `${snippet('Service')}---\n${snippet('Ingress')}`),
  },
  {
    what: 'an Ingress that leads to pods',
    resource: 'ingresses',
    state: 'ingress.leads',
    next: 'ingress.next',
    prepare: (cluster) => apply(cluster, `${deployment(2)}---\n${snippet('Service')}---\n${snippet('Ingress')}`, 90),
  },
  {
    what: 'a NetworkPolicy',
    resource: 'networkpolicies',
    state: 'policy.openIn',
    next: 'policy.next',
    prepare: (cluster) => apply(cluster, `${deployment(2)}---\n${snippet('NetworkPolicy')}`),
  },
  {
    what: 'a NetworkPolicy of nobody',
    resource: 'networkpolicies',
    state: 'policy.nobody',
    next: 'policy.nextNobody',
    prepare: (cluster) => apply(cluster, snippet('NetworkPolicy')),
  },
  {
    what: 'a NetworkPolicy that lets nothing in',
    resource: 'networkpolicies',
    state: 'policy.closedIn',
    next: 'policy.next',
    prepare: (cluster) =>
      apply(
        cluster,
        `${deployment(1)}---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: shut}\nspec: {podSelector: {}}\n`,
      ),
  },
  // Storage
  {
    what: 'a claim that waits for its first pod',
    resource: 'persistentvolumeclaims',
    state: 'claim.firstConsumer',
    next: 'claim.nextConsumer',
    prepare: (cluster) => apply(cluster, snippet('PersistentVolumeClaim')),
  },
  {
    what: 'a claim of a class that does not exist',
    resource: 'persistentvolumeclaims',
    state: 'claim.missingClass',
    next: 'claim.nextClass',
    prepare: (cluster) =>
      apply(cluster, snippet('PersistentVolumeClaim').replace('spec:\n', 'spec:\n  storageClassName: gold\n')),
  },
  {
    what: 'a claim without a class',
    resource: 'persistentvolumeclaims',
    state: 'claim.noClass',
    next: 'claim.nextVolume',
    prepare: (cluster) =>
      apply(cluster, snippet('PersistentVolumeClaim').replace('spec:\n', 'spec:\n  storageClassName: ""\n')),
  },
  {
    what: 'a bound claim',
    resource: 'persistentvolumeclaims',
    state: 'claim.bound',
    next: 'claim.nextBound',
    prepare: (cluster) => apply(cluster, `${snippet('PersistentVolumeClaim')}---\n${claimPod}`, 60),
  },
  {
    what: 'a claim that is held by its pod',
    resource: 'persistentvolumeclaims',
    state: 'claim.held',
    next: 'claim.nextReleased',
    prepare: (cluster) => {
      apply(cluster, `${snippet('PersistentVolumeClaim')}---\n${claimPod}`, 60);
      remove(cluster, 'persistentvolumeclaims', 'data');
    },
  },
  {
    what: 'a bound volume',
    resource: 'persistentvolumes',
    state: 'volume.bound',
    next: 'volume.nextDelete',
    prepare: (cluster) => apply(cluster, `${snippet('PersistentVolumeClaim')}---\n${claimPod}`, 60),
  },
  {
    what: 'a free volume',
    resource: 'persistentvolumes',
    state: 'volume.available',
    next: 'volume.nextClaim',
    prepare: (cluster) => apply(cluster, snippet('PersistentVolume')),
  },
  {
    what: 'a released volume',
    resource: 'persistentvolumes',
    state: 'volume.released',
    next: 'volume.nextKept',
    prepare: (cluster) => {
      apply(
        cluster,
        `${snippet('PersistentVolume')}---\n${snippet('PersistentVolumeClaim').replace('spec:\n', 'spec:\n  storageClassName: manual\n')}`,
      );
      remove(cluster, 'persistentvolumeclaims', 'data', 20);
    },
  },
  {
    what: 'a storage class',
    resource: 'storageclasses',
    state: 'class.makes',
    next: 'class.nextConsumer',
    prepare: (cluster) => apply(cluster, snippet('StorageClass')),
  },
  // What comes after a pod
  {
    what: 'a pod that is one too many',
    resource: 'pods',
    state: 'pod.leaving',
    next: 'pod.nextEnough',
    prepare: (cluster) => {
      apply(cluster, pod(sleeping, 'other') + '---\n' + deployment(1).replace('nginx:1.27', 'busybox:1.37'));
      patch(cluster, 'deployments', 'web', { spec: { template: { spec: stubborn } } }, 60);
      patch(cluster, 'deployments', 'web', { spec: { replicas: 2 } }, 20);
      patch(cluster, 'deployments', 'web', { spec: { replicas: 1 } }, 2);
    },
    pick: (cluster) =>
      cluster.live.list('pods', 'default').find(({ metadata }) => metadata.deletionTimestamp !== undefined),
  },
  {
    what: 'a pod of a StatefulSet that goes',
    resource: 'pods',
    name: 'db-0',
    state: 'pod.leaving',
    next: 'pod.nextSameName',
    prepare: (cluster) => {
      apply(cluster, stubbornSet, 60);
      remove(cluster, 'pods', 'db-0', 1);
    },
  },
  {
    what: 'the last pod of a StatefulSet that shrinks',
    resource: 'pods',
    name: 'db-1',
    state: 'pod.leaving',
    next: 'pod.nextNotNeeded',
    prepare: (cluster) => {
      apply(cluster, stubbornSet, 60);
      patch(cluster, 'statefulsets', 'db', { spec: { replicas: 1 } }, 2);
    },
  },
  {
    what: 'a pod that has ended and that a ReplicaSet replaces',
    resource: 'pods',
    state: 'pod.failedFor',
    next: 'pod.nextBeside',
    prepare: (cluster) => {
      apply(cluster, deployment(1), 20);
      const [own] = cluster.live.list('pods', 'default');
      patch(cluster, 'pods', own?.metadata.name ?? '', { spec: { activeDeadlineSeconds: 30 } }, 60);
    },
    pick: (cluster) => cluster.live.list('pods', 'default').find(({ status }) => status.phase === 'Failed'),
  },
  {
    what: 'a pod whose readiness probe waits',
    resource: 'pods',
    state: 'pod.notAsked',
    next: 'pod.nextAsked',
    prepare: (cluster) =>
      apply(
        cluster,
        pod(container('      readinessProbe: {httpGet: {path: /, port: 80}, initialDelaySeconds: 90}\n')),
        30,
      ),
  },
  {
    what: 'a pod that a person made say that it is not ready',
    resource: 'pods',
    state: 'pod.saysNotReady',
    next: 'pod.nextSaysReady',
    prepare: (cluster) => {
      apply(cluster, pod(container()));
      cluster.inject({ type: 'failReadiness', namespace: 'default', pod: 'p', container: 'c', on: true });
      cluster.advance(20_000);
    },
  },
  // Nodes and namespaces
  {
    what: 'a ready node',
    resource: 'nodes',
    name: 'node-1',
    state: 'node.ready',
    next: 'node.nextReports',
    prepare: () => undefined,
  },
  {
    what: 'a cordoned node',
    resource: 'nodes',
    name: 'node-1',
    state: 'node.cordoned',
    next: 'node.nextUncordon',
    prepare: (cluster) => patch(cluster, 'nodes', 'node-1', { spec: { unschedulable: true } }),
  },
  {
    what: 'a node that has just lost its power',
    resource: 'nodes',
    name: 'node-1',
    state: 'node.notNoticed',
    next: 'node.nextNoticed',
    prepare: (cluster) => {
      cluster.inject({ type: 'powerOffNode', node: 'node-1' });
      cluster.advance(5000);
    },
  },
  {
    what: 'a node that is not ready',
    resource: 'nodes',
    name: 'node-1',
    state: 'node.silent',
    next: 'node.nextEvicts',
    prepare: (cluster) => {
      apply(cluster, deployment(3));
      cluster.inject({ type: 'powerOffNode', node: 'node-1' });
      cluster.advance(80_000);
    },
  },
  {
    what: 'a namespace',
    resource: 'namespaces',
    name: 'default',
    state: 'namespace.active',
    next: 'namespace.next',
    prepare: () => undefined,
  },
  {
    what: 'a namespace that is held',
    resource: 'namespaces',
    name: 'team-a',
    state: 'namespace.held',
    next: 'namespace.nextHeld',
    prepare: (cluster) => {
      apply(
        cluster,
        `${snippet('Namespace')}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: team-a, finalizers: [example.com/keep]}\n`,
      );
      remove(cluster, 'namespaces', 'team-a', 30);
    },
  },
  {
    what: 'an object with a finalizer that was asked to go',
    resource: 'configmaps',
    name: 'c',
    state: 'terminating',
    next: 'nextFinalizers',
    prepare: (cluster) => {
      apply(cluster, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, finalizers: [example.com/keep]}\n');
      remove(cluster, 'configmaps', 'c');
    },
  },
  // Settings
  {
    what: 'a ConfigMap in use',
    resource: 'configmaps',
    name: 'settings',
    state: 'settings.used',
    next: 'settings.next',
    prepare: (cluster) =>
      apply(
        cluster,
        `${snippet('ConfigMap')}---\n${pod(container('      envFrom: [{configMapRef: {name: settings}}]\n'))}`,
      ),
  },
  {
    what: 'a Secret that nobody uses',
    resource: 'secrets',
    state: 'settings.unused',
    next: 'settings.nextUnused',
    prepare: (cluster) => apply(cluster, snippet('Secret')),
  },
  {
    what: 'a service account',
    resource: 'serviceaccounts',
    name: 'default',
    state: 'account.used',
    next: 'account.nextDefault',
    prepare: (cluster) => apply(cluster, pod(container())),
  },
  {
    what: 'an Event',
    resource: 'events',
    state: 'event.about',
    next: 'event.next',
    prepare: (cluster) => apply(cluster, pod(container())),
  },
  {
    what: 'a pod whose liveness probe failed before',
    resource: 'pods',
    state: 'pod.killedByProbe',
    next: 'pod.nextUnhealthy',
    prepare: (cluster) => apply(cluster, deadlyPod, 18),
  },
  {
    what: 'a pod whose liveness probe fails',
    resource: 'pods',
    state: 'pod.unhealthy',
    next: 'pod.nextUnhealthy',
    prepare: (cluster) => apply(cluster, deadlyPod.replace('failureThreshold: 2', 'failureThreshold: 20'), 30),
  },
  {
    what: 'a pod that runs again after it crashed',
    resource: 'pods',
    state: 'pod.restarted',
    next: 'pod.nextRuns',
    prepare: (cluster) =>
      apply(cluster, pod(container('      command: ["sh", "-c", "sleep 20; exit 4"]\n', 'busybox:1.37')), 35),
  },
  {
    what: 'a pod whose command does not exist',
    resource: 'pods',
    state: 'pod.cannotBegin',
    next: 'nextRestart',
    prepare: (cluster) => apply(cluster, pod(container('      command: ["no-such-program"]\n')), 30),
  },
  {
    what: 'a pod whose image runs as root and may not',
    resource: 'pods',
    state: 'pod.configError',
    next: 'pod.nextMended',
    prepare: (cluster) => apply(cluster, pod(container('      securityContext: {runAsNonRoot: true}\n'))),
  },
  {
    what: 'a ready pod behind a NetworkPolicy',
    resource: 'pods',
    state: 'pod.policedIngress',
    next: 'pod.nextRuns',
    prepare: (cluster) =>
      apply(
        cluster,
        `${pod(container())}---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny}\nspec: {podSelector: {matchLabels: {app: p}}}\n`,
      ),
  },
  {
    what: 'the ended pod of a Job that has ended',
    resource: 'pods',
    state: 'pod.succeeded',
    next: 'pod.nextKeptByJob',
    prepare: (cluster) => apply(cluster, snippet('Job')),
  },
  {
    what: 'a Deployment whose init containers crash',
    resource: 'deployments',
    state: 'sick',
    next: 'deployment.nextAvailable',
    prepare: (cluster) => apply(cluster, brokenInit, 60),
  },
  {
    what: 'a ReplicaSet whose init containers crash',
    resource: 'replicasets',
    state: 'sick',
    next: 'replicas.nextReady',
    prepare: (cluster) => apply(cluster, brokenInit, 60),
  },
  {
    what: 'a Deployment whose pod runs and is not ready',
    resource: 'deployments',
    state: 'unready',
    next: 'deployment.nextAvailable',
    prepare: (cluster) =>
      apply(cluster, `${deployment(1)}          readinessProbe: {exec: {command: ["false"]}}\n`, 30),
  },
  {
    what: 'a Deployment whose pods must stay ready for a while',
    resource: 'deployments',
    state: 'waitingOut',
    next: 'nextWaitedOut',
    prepare: (cluster) => apply(cluster, deployment(2, '  minReadySeconds: 300\n'), 30),
  },
  {
    what: 'a ReplicaSet whose pods must stay ready for a while',
    resource: 'replicasets',
    state: 'waitingOut',
    next: 'nextWaitedOut',
    prepare: (cluster) => apply(cluster, deployment(2, '  minReadySeconds: 300\n'), 30),
  },
  {
    what: 'a ReplicaSet without what a quota asks for',
    resource: 'replicasets',
    state: 'replicas.refused',
    next: 'replicas.nextSpecify',
    prepare: (cluster) =>
      apply(
        cluster,
        `apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q}\nspec: {hard: {requests.cpu: "1"}}\n---\n${deployment(1)}`,
      ),
  },
  {
    what: 'a Job that ends by its deadline',
    resource: 'jobs',
    state: 'job.ending',
    next: 'job.nextEnds',
    prepare: (cluster) => {
      const spec = pod(`  restartPolicy: Never\n${sleeping}`).split('spec:\n')[1] ?? '';
      const template = spec.replace(/^/gm, '    ').trimEnd();
      apply(
        cluster,
        `apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nspec:\n  activeDeadlineSeconds: 20\n  template:\n    spec:\n${template}\n`,
      );
    },
  },
  {
    what: 'a headless Service',
    resource: 'services',
    name: 'p',
    state: 'service.headless',
    next: 'service.nextFollows',
    prepare: (cluster) => apply(cluster, `${pod(container())}---\n${service('clusterIP: None, ')}`),
  },
  {
    what: 'a Service whose targetPort has a name that no container knows',
    resource: 'services',
    name: 'p',
    state: 'service.unnamed',
    next: 'service.nextPort',
    prepare: (cluster) => apply(cluster, `${pod(container())}---\n${service('', ', targetPort: http')}`),
  },
  {
    what: 'a Service whose targetPort no container declares',
    resource: 'services',
    name: 'p',
    state: 'service.undeclared',
    next: 'service.nextPort',
    prepare: (cluster) =>
      apply(
        cluster,
        `${pod(container('      ports: [{containerPort: 80}]\n'))}---\n${service('', ', targetPort: 8080')}`,
      ),
  },
  {
    what: 'a tainted node',
    resource: 'nodes',
    name: 'node-1',
    state: 'node.taintNoExecute',
    next: 'node.nextUntainted',
    prepare: (cluster) =>
      patch(cluster, 'nodes', 'node-1', {
        spec: { taints: [{ key: 'dedicated', value: 'gpu', effect: 'NoExecute' }] },
      }),
  },
  {
    what: 'the lease of a node that reports',
    resource: 'leases',
    name: 'node-1',
    state: 'lease.held',
    next: 'lease.nextRenewed',
    prepare: () => undefined,
  },
  {
    what: 'a priority class',
    resource: 'priorityclasses',
    name: 'high',
    state: 'priority.preempts',
    next: 'priority.next',
    prepare: (cluster) =>
      apply(cluster, 'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: high}\nvalue: 9\n'),
  },
  {
    what: 'a role binding',
    resource: 'rolebindings',
    name: 'b',
    state: 'binding.gives',
    next: 'nextStays',
    prepare: (cluster) =>
      apply(
        cluster,
        `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}\nsubjects: [{kind: ServiceAccount, name: default}]\n`,
      ),
  },
  {
    what: 'a definition of a kind',
    resource: 'customresourcedefinitions',
    state: 'definition.adds',
    next: 'definition.next',
    prepare: (cluster) => apply(cluster, definition),
  },
  {
    what: 'an object of a kind that was added',
    resource: 'ships.example.com',
    state: 'custom',
    next: 'nextStays',
    prepare: (cluster) => {
      apply(cluster, definition);
      const body = { apiVersion: 'example.com/v1', kind: 'Ship', metadata: { name: 'one', namespace: 'default' } };
      send(cluster, { verb: 'create', group: 'example.com', resource: 'ships', namespace: 'default', body });
    },
  },
];

const deadlyPod = pod(
  container('      livenessProbe: {httpGet: {path: /none, port: 80}, periodSeconds: 5, failureThreshold: 2}\n'),
);

const brokenInit = `${deployment(2)}      initContainers: [{name: wait, image: "busybox:1.37", command: [sh, -c, exit 3]}]\n`;

const service = (more = '', port = ''): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: p}\nspec: {${more}selector: {app: p}, ports: [{port: 80${port}}]}\n`;

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ships.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: ships, singular: ship, kind: Ship}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`;

const claimPod = pod(
  `${container()}  volumes:\n    - name: v\n      persistentVolumeClaim:\n        claimName: data\n`,
);

/** All that is said of an object, in a language; fails on anything that is no finished sentence. */
function said(
  cluster: Cluster,
  resource: string,
  object: KubeObject,
  language: (typeof languages)[number],
): string[][] {
  const { namespace = '', name, uid } = object.metadata;
  const { exists, origin, situation, state, next } = why({ resource, namespace, name, uid }, cluster, cluster.live);
  const t = translator(language.texts, language.code);
  const phrases = [origin, situation, next].map((each) => each.map(({ phrase }) => phrase));
  for (const { key } of phrases.flat()) expect(language.texts, key).toHaveProperty([key]);
  showTexts(language.texts, language.code);
  const reasons = [...exists, ...state].map(({ decision, change }) => decisionText(decision, t, change));
  const [here = [], now = [], then = []] = phrases.map((each) => each.map(({ key, params }) => t(key, params)));
  for (const sentence of [...reasons, ...here, ...now, ...then]) {
    expect(sentence).not.toMatch(/undefined|NaN|null|\{\{|\[object|why\.|acted \(/);
    // One is not many.
    expect(sentence).not.toMatch(/(?<![\d.])1 (?:pods|nodes|containers|replicas|objects|rules|times|addresses|Jobs)\b/);
    expect(sentence).not.toMatch(/ {2}|: *\.?$|\(\)|^\s*$/);
  }
  return [[...exists.map(({ decision }) => decision.code), ...here], now, then];
}

describe('why, of any object in any situation', () => {
  it.each(cases)('$what', ({ resource, name, state, next, prepare, pick }) => {
    const cluster = createCluster();
    cluster.advance(5000);
    prepare(cluster);
    const own = cluster.live
      .list(resource)
      .filter(({ metadata }) => (name === undefined ? metadata.namespace !== 'kube-system' : metadata.name === name));
    const newest = own
      .toSorted((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
      .at(-1);
    const object = pick === undefined ? newest : pick(cluster);
    if (object === undefined) throw new Error(`no ${resource}`);
    const { namespace = '', uid } = object.metadata;
    const told = why({ resource, namespace, name: object.metadata.name, uid }, cluster, cluster.live);
    expect(told.situation.map(({ phrase }) => phrase.key)).toContain(`why.${state}`);
    expect(told.next.map(({ phrase }) => phrase.key)).toContain(`why.${next}`);
    for (const { at } of told.next) expect(at ?? Infinity).toBeGreaterThan(cluster.now() - 60_000);
    for (const language of languages)
      expect(said(cluster, resource, object, language).every((part) => part.length > 0)).toBe(true);
  });

  it('has all three parts for an object of every kind, also right after it was made', () => {
    const cluster = createCluster();
    cluster.advance(5000);
    for (const each of snippets)
      cluster.request({ ...createRequests({ name: 'f', text: plainText(each) })[0] } as ApiRequest);
    const incomplete: string[] = [];
    for (const seconds of [0, 60]) {
      cluster.advance(seconds * 1000);
      for (const { resource } of builtinResources) {
        for (const object of cluster.live.list(resource)) {
          for (const language of languages) {
            const parts = said(cluster, resource, object, language);
            if (parts.some((part) => part.length === 0)) incomplete.push(`${resource} ${object.metadata.name}`);
          }
        }
      }
    }
    expect([...new Set(incomplete)]).toEqual([]);
  });
});
