import { expect } from 'vitest';
import { fromRFC3339, type Execution } from '../../../src/engine/index.ts';
import type { BackOffEntry } from '../../../src/engine/kubelet/container-state.ts';
import { isInBackOffSince } from '../../../src/engine/kubelet/back-off.ts';
import { replicasForObject } from '../../../src/engine/controllers/autoscaler-replicas.ts';
import { MAX_ENDPOINTS_PER_SLICE } from '../../../src/engine/controllers/endpointslice-placement.ts';
import { latency } from '../../../src/engine/latencies.ts';
import { ClusterDriver } from '../../support/cluster-driver.ts';

interface TimingFact {
  /** The name of the constant, which is all that says what it is. */
  readonly id: string;
  readonly value: unknown;
}

function pod(name: string, container: object = {}, spec: object = {}): string {
  const containers = [{ name: 'c', image: 'nginx:1.27', ...container }];
  return JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers, ...spec } });
}

const service = (name: string, namespace = 'default'): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { ports: [{ port: 80 }] } });

const node = 'node-1';

/** The longest from one look of a kubelet at a pod in a back-off to its next (backOffPeriod with its jitter), in seconds. */
const LONGEST_BETWEEN_LOOKS = 15;

/** The back-offs that were said, each in place of the wait that it explains: one that ends at the first look after it. */
function explained(waits: readonly number[], said: readonly number[]): number[] {
  const slack = 3;
  return waits.map((wait, index) => {
    const backOff = said[index] ?? 0;
    return wait >= backOff && wait <= backOff + LONGEST_BETWEEN_LOOKS + slack ? backOff : wait;
  });
}

/** The lengths of the back-offs that kubelets decided on, in seconds. */
function backOffs(driver: ClusterDriver, code: string): number[] {
  return driver.decisions(code).map(({ params }) => Number(params['seconds']));
}

/** Differences of one time to the next, in whole seconds. */
function gaps(times: readonly number[], from: readonly number[] = times.slice(0, -1)): number[] {
  return times.slice(times.length - from.length).map((time, index) => Math.floor((time - (from[index] ?? 0)) / 1000));
}

/** When things were seen that are asked for after every event, ms, until there are `count`. */
function seen(driver: ClusterDriver, what: () => number | undefined, count: number): number[] {
  const times: number[] = [];
  driver.until(
    `${count} times`,
    () => {
      const time = what();
      if (time !== undefined && time !== times.at(-1)) times.push(time);
      return times.length === count;
    },
    24 * 3600,
  );
  return times;
}

/** From a crash to the next start, as `containerStatuses` tell it. */
function crashLoopBackOffs(given: readonly number[]): number[] {
  const meant = given.filter((wait) => wait > 0);
  const driver = new ClusterDriver().apply(pod('web', { image: 'busybox:1.36', command: ['false'] }));
  const ended: number[] = [];
  const started = seen(
    driver,
    () => {
      const last = driver.get('pods', 'web').status.containerStatuses?.[0]?.lastState?.terminated;
      if (last === undefined) return undefined;
      const end = fromRFC3339(last.finishedAt ?? '');
      if (end !== ended.at(-1)) ended.push(end);
      return fromRFC3339(last.startedAt ?? '');
    },
    meant.length + 2,
  );
  const [first = Number.NaN, ...waits] = gaps(started, ended.slice(0, -1));
  // The first crash is answered at once, which not every list of waits begins with.
  const atOnce = given[0] === 0 ? [first <= 1 ? 0 : first] : [];
  return [...atOnce, ...explained(waits, backOffs(driver, 'kubelet.backOff'))];
}

/** From one failed pull to the next. */
function pullBackOffs(meant: readonly number[]): number[] {
  const driver = new ClusterDriver().apply(pod('web', { image: 'nginx:no-such-tag' }));
  const pulling = (): number | undefined => driver.decisions('kubelet.pulling').at(-1)?.time;
  return explained(gaps(seen(driver, pulling, meant.length + 1)), backOffs(driver, 'kubelet.pullBackOff'));
}

/** From a Job's failed pod to the next pod. */
function jobBackOffs({ length }: readonly unknown[]): number[] {
  const driver = new ClusterDriver();
  const containers = [{ name: 'c', image: 'busybox:1.36', command: ['false'] }];
  const template = { spec: { containers, restartPolicy: 'Never' } };
  driver.apply(
    JSON.stringify({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'j' },
      spec: { backoffLimit: length + 1, template },
    }),
  );
  const ended: number[] = [];
  const made = seen(
    driver,
    () => {
      const pods = driver.pods();
      for (const { status } of pods) {
        const finishedAt = status.containerStatuses?.[0]?.state?.terminated?.finishedAt;
        const end = finishedAt === undefined ? 0 : fromRFC3339(finishedAt);
        if (end > (ended.at(-1) ?? 0)) ended.push(end);
      }
      const times = pods.map(({ metadata }) => fromRFC3339(metadata.creationTimestamp));
      return times.length === 0 ? undefined : Math.max(...times);
    },
    length + 1,
  );
  return gaps(made, ended);
}

/** The longest that a container may have run and still be in its old back-off, in whole seconds. */
function crashLoopReset(): number {
  const entry: BackOffEntry = { delay: Infinity, updated: 0 };
  let seconds = 0;
  while (isInBackOffSince(entry, (seconds + 1) * 1000, (seconds + 1) * 1000)) seconds++;
  return seconds;
}

function defaultsOfProbe(): unknown {
  const driver = new ClusterDriver().apply(pod('web', { livenessProbe: { tcpSocket: { port: 80 } } }));
  const { tcpSocket: _, ...defaults } = driver.get('pods', 'web').spec.containers[0]?.livenessProbe ?? {};
  return { initialDelaySeconds: 0, ...defaults };
}

/** How long a pod lives on after its deletion, s. */
function secondsToDie(driver: ClusterDriver, name: string): number {
  const before = driver.cluster.now();
  driver.delete('Pod', name).until('the pod is gone', () => driver.pods().length === 0, 600);
  return (driver.cluster.now() - before) / 1000;
}

/** What a process that ignores SIGTERM has left after a hook that takes all of its grace period. */
function graceAfterHook(): number {
  const hook = { preStop: { exec: { command: ['sleep', '60'] } } };
  const stubborn = { image: 'busybox:1.36', command: ['sh', '-c', "trap '' TERM; sleep 9999"], lifecycle: hook };
  const driver = new ClusterDriver().apply(pod('web', stubborn, { terminationGracePeriodSeconds: 10 })).advance(10);
  return Math.floor(secondsToDie(driver, 'web')) - 10;
}

function defaultGrace(): number {
  const stubborn = { image: 'busybox:1.36', command: ['sh', '-c', "trap '' TERM; sleep 9999"] };
  return Math.floor(secondsToDie(new ClusterDriver().apply(pod('web', stubborn)).advance(10), 'web'));
}

/** From the last word of a kubelet to what is said of its node; `after`: s from a heartbeat until it falls silent. */
function secondsUntilUnknown(after: number): number {
  const driver = new ClusterDriver().advance(after);
  const before = driver.cluster.now();
  driver.inject({ type: 'powerOffNode', node });
  const ready = (): string | undefined =>
    driver.get('nodes', node, '').status.conditions?.find(({ type }) => type === 'Ready')?.status;
  driver.until('the node is unknown', () => ready() === 'Unknown');
  return Math.floor((driver.cluster.now() - before) / 1000);
}

/** Kubelets report at fixed times; what they did not come to report before they fell silent counts as silence. */
function heartbeatPeriod(): number {
  const waits = Array.from({ length: 60 }, (_, second) => secondsUntilUnknown(60 + second));
  const repeats = waits.findIndex((_, period) => period > 0 && waits.every((wait, at) => wait === waits[at % period]));
  return repeats;
}

function tolerationSeconds(): unknown {
  const { tolerations = [] } = new ClusterDriver().apply(pod('web')).get('pods', 'web').spec;
  return tolerations[0]?.tolerationSeconds;
}

function jobDefault(field: 'backoffLimit'): unknown {
  const template = { spec: { containers: [{ name: 'c', image: 'busybox' }], restartPolicy: 'Never' } };
  const driver = new ClusterDriver();
  driver.apply(JSON.stringify({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j' }, spec: { template } }));
  return driver.get('jobs', 'j').spec[field];
}

/** The longest that an Event was there, to the second; Events that were written together go together. */
function eventLife(): number {
  const driver = new ClusterDriver().apply(pod('web'));
  driver.until('there is an event', () =>
    driver.cluster.live.list('events').some(({ reason }) => reason === 'Scheduled'),
  );
  const made = driver.cluster.now();
  driver.until(
    'the event is gone',
    () => !driver.cluster.live.list('events').some(({ reason }) => reason === 'Scheduled'),
    2 * 3600,
  );
  const life = (driver.cluster.now() - made) / 1000;
  const reuse = latency.eventLeaseReuse / 1000;
  return life >= 3600 && life <= 3600 + reuse ? 3600 : life;
}

/** How long a container's end goes unnoticed at most: ends are noticed halfway on average. */
function relistPeriod(): number {
  const driver = new ClusterDriver().apply(pod('web')).advance(30);
  const before = driver.cluster.now();
  driver.inject({ type: 'killContainer', namespace: 'default', pod: 'web', container: 'c' });
  driver.until(
    'it is noticed',
    () => driver.get('pods', 'web').status.containerStatuses?.[0]?.state?.running === undefined,
  );
  return Math.round((2 * (driver.cluster.now() - before)) / 1000);
}

function exec(driver: ClusterDriver, name: string, command: readonly string[]): string {
  const execution: Execution | undefined = driver.cluster.exec('default', name, 'c', command);
  if (execution?.type !== 'ended') throw new Error(`${command.join(' ')} did not end in ${name}`);
  return execution.output;
}

/** How long it takes until every pod has what a ConfigMap says, s: each looks once in so much. */
function configMapDelay(): number {
  const driver = new ClusterDriver();
  const map = (text: string): string =>
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { text } });
  const volumes = [{ name: 'v', configMap: { name: 'settings' } }];
  const names = Array.from({ length: 60 }, (_, index) => `web-${index}`);
  driver.apply(map('old')).advance(1);
  for (const name of names) {
    driver.apply(pod(name, { volumeMounts: [{ name: 'v', mountPath: '/etc/settings' }] }, { volumes })).advance(1);
  }
  driver.advance(60).apply(map('new'));
  const isNew = (name: string): boolean => exec(driver, name, ['cat', '/etc/settings/text']).trim() === 'new';
  let seconds = 0;
  do {
    driver.advance(1);
    seconds++;
    if (seconds > 600) throw new Error('some pods never saw the new value');
  } while (!names.every(isNew));
  return seconds;
}

function namespaceDeletion(words: string): unknown {
  const driver = new ClusterDriver();
  const name = 'shop';
  const get = () => driver.cluster.live.get('namespaces', '', name);
  const contents = (): number =>
    driver.cluster.live.list('pods', name).length + driver.cluster.live.list('services', name).length;
  driver.apply(JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })).apply(service('web', name));
  driver.apply(pod('web').replace('"metadata":{', `"metadata":{"namespace":"${name}",`)).advance(30);
  driver.delete('Namespace', name);
  const { status, spec } = get() ?? {};
  expect([status?.phase, spec?.finalizers]).toEqual(['Terminating', ['kubernetes']]);
  driver.until('all that it held is gone', () => contents() === 0);
  expect(get()?.status.phase).toBe('Terminating');
  driver.until('it is gone', () => get() === undefined);
  return words;
}

function cronStart(words: string): unknown {
  const driver = new ClusterDriver({ startTime: Date.UTC(2025, 0, 1, 12, 0, 20) });
  const template = { spec: { containers: [{ name: 'c', image: 'busybox:1.36' }], restartPolicy: 'Never' } };
  const spec = { schedule: '* * * * *', jobTemplate: { spec: { template } } };
  driver.apply(JSON.stringify({ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'c' }, spec }));
  driver.until('there is a Job', () => driver.cluster.live.list('jobs').length > 0);
  const late = (driver.cluster.now() % 60_000) / 1000;
  const [, least = '', most = ''] = /(\d+)-(\d+) s/.exec(words) ?? [];
  expect(late).toBeGreaterThanOrEqual(Number(least));
  expect(late).toBeLessThanOrEqual(Number(most));
  return words;
}

function serviceVariables(words: string): unknown {
  const driver = new ClusterDriver();
  driver.apply(JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'far' } }));
  driver.apply(service('early')).apply(service('elsewhere', 'far')).advance(5).apply(pod('web')).advance(30);
  driver.apply(service('late')).advance(5);
  const env = exec(driver, 'web', ['env']);
  for (const known of ['EARLY_SERVICE_HOST=10.', 'EARLY_SERVICE_PORT=80']) expect(env).toContain(known);
  for (const unknown of ['LATE_SERVICE', 'ELSEWHERE_SERVICE']) expect(env).not.toContain(unknown);
  return words;
}

function toNumber(address: string): number {
  return address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
}

/** What a dozen Services are given, of which each names its own way of being reached. */
function allocated(count: number): { addresses: number[]; nodePorts: number[] } {
  const driver = new ClusterDriver();
  for (let index = 0; index < count; index++) {
    const spec = { type: 'NodePort', ports: [{ port: 80 }] };
    driver.apply(JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: `s${index}` }, spec }));
  }
  const made = driver.cluster.live.list('services', 'default').filter(({ metadata }) => metadata.name.startsWith('s'));
  return {
    addresses: made.map(({ spec }) => toNumber(spec.clusterIP ?? '')),
    nodePorts: made.map(({ spec }) => spec.ports?.[0]?.nodePort ?? 0),
  };
}

/** The refusal of a Service with something that is out of range. */
function refusalOf(spec: object): string {
  const body = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'far' },
    spec: { ports: [{ port: 80 }], ...spec },
  };
  const response = new ClusterDriver().request('Service', { verb: 'create', body });
  return 'message' in response.body ? response.body.message : 'accepted';
}

const firstAddress = toNumber('10.96.0.0');
const addresses = 2 ** 16;

function serviceRange(value: unknown): unknown {
  const [, from, bits = ''] = /range of valid IPs is (\S+)\/(\d+)/.exec(refusalOf({ clusterIP: '10.43.0.1' })) ?? [];
  const apiServer = new ClusterDriver().get('services', 'kubernetes').spec.clusterIP;
  expect(allocated(20).addresses.every((each) => each > firstAddress && each < firstAddress + addresses)).toBe(true);
  // The cluster is one of kind's, which gives its Services the first /16 of kubeadm's range; others are other's.
  expect(Number(bits)).toBeGreaterThanOrEqual(12);
  return { ...(value as object), 'kubeadm default': `${from}/12`, 'kubernetes service': apiServer };
}

function upperBand(words: string): unknown {
  const lower = Math.min(Math.max(16, addresses / 16), 256);
  expect(words).toContain('min(max(16, size/16), 256)');
  for (const address of allocated(50).addresses) expect(address).toBeGreaterThan(firstAddress + lower);
  return words;
}

function nodePortRange(words: string): unknown {
  const [, first = '', last = '', reserved = ''] = /^(\d+)-(\d+); first (\d+) ports/.exec(words) ?? [];
  expect(refusalOf({ type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] })).toContain(`${first}-${last}`);
  for (const port of allocated(50).nodePorts) {
    expect(port).toBeGreaterThanOrEqual(Number(first) + Number(reserved));
    expect(port).toBeLessThanOrEqual(Number(last));
  }
  return words;
}

/** From the first look at a workload that does nothing until its autoscaler makes it smaller, s. */
function scaleDownWait(): number {
  const labels = { app: 'idle' };
  const containers = [{ name: 'c', image: 'nginx:1.27', resources: { requests: { cpu: '1' } } }];
  const template = { metadata: { labels }, spec: { containers } };
  const metadata = { name: 'idle' };
  const metric = { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } };
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'idle' };
  const deployment = { replicas: 2, selector: { matchLabels: labels }, template };
  const scaler = { scaleTargetRef, maxReplicas: 5, metrics: [{ type: 'Resource', resource: metric }] };
  const driver = new ClusterDriver();
  driver.apply(JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: deployment })).advance(60);
  driver.apply(
    JSON.stringify({ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata, spec: scaler }),
  );
  const desired = (): number | undefined => driver.get('horizontalpodautoscalers', 'idle').status.desiredReplicas;
  driver.until('the autoscaler has looked', () => (desired() ?? 0) > 0);
  const since = driver.cluster.now();
  driver.until('there are fewer', () => driver.get('deployments', 'idle').spec.replicas === 1, 3600);
  // It looks every so often, and the wait ends between two looks.
  const sync = latency.autoscalerSync;
  return (Math.floor((driver.cluster.now() - since) / sync) * sync) / 1000;
}

/** By how much use may differ from its target without a change, in hundredths of it. */
function tolerance(): number {
  let hundredths = 0;
  while (replicasForObject(100, 100, 1005 + hundredths * 10, 1000) === 100) hundredths++;
  return hundredths / 100;
}

/** How long nobody else may lead while a node's Lease is not renewed, s. */
function leaseDuration(): unknown {
  return new ClusterDriver().advance(30).get('leases', node, 'kube-node-lease').spec?.leaseDurationSeconds;
}

/** How many pods a ReplicaSet makes at most before it looks again. */
function burst(): number {
  const labels = { app: 'web' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
  const spec = { replicas: 700, selector: { matchLabels: labels }, template };
  const driver = new ClusterDriver();
  driver.apply(JSON.stringify({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web' }, spec }));
  driver.until('pods are made', () => driver.pods().length > 0);
  return Number(driver.decisions('replicaset.scaleUp')[0]?.params['create']);
}

/** A number as a fact gives it: alone, or with others of which each is the same, or in words that it stands in. */
function expressed(value: unknown, number: unknown): unknown {
  if (typeof value === 'string') return new RegExp(`\\b${String(number)}\\b`).test(value) ? value : number;
  if (typeof value !== 'object' || value === null) return number;
  return Array.isArray(value)
    ? value.map(() => number)
    : Object.fromEntries(Object.keys(value).map((key) => [key, number]));
}

/** A wait that grows, as the first and the longest of it. */
function growing(value: unknown, first: number, longest: number): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [first / 1000, longest / 1000];
  const keys = Object.keys(value);
  return Object.fromEntries(keys.map((key) => [key, (/max|long|cap/i.test(key) ? longest : first) / 1000]));
}

const stated =
  (number: () => unknown) =>
  (value: unknown): unknown =>
    expressed(value, number());

const every = (ms: number) => stated(() => ms / 1000);

function deploymentDefault(field: 'progressDeadlineSeconds' | 'revisionHistoryLimit'): unknown {
  const labels = { app: 'web' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
  const spec = { selector: { matchLabels: labels }, template };
  const driver = new ClusterDriver();
  driver.apply(JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec }));
  return driver.get('deployments', 'web').spec[field];
}

/** How each constant is measured, or, where nothing shows it, found: by its name. Words are answered by themselves, once they hold. */
const answers: readonly (readonly [RegExp, (value: never) => unknown])[] = [
  [/^crash-?loop-?(back-?off-?)?reset/, stated(crashLoopReset)],
  [/^crash-?loop/, crashLoopBackOffs],
  [/^image-?pull-?(secs|back-?off|seconds)/, pullBackOffs],
  [/^job-?(pod-?)?back-?off(-seconds|$)/, jobBackOffs],
  [/^job-?back-?off-?limit/, stated(() => jobDefault('backoffLimit'))],
  [/^pleg|relist/, stated(relistPeriod)],
  [/^kubelet-sync|config-?map.*(refresh|update|sync|delay)/, stated(configMapDelay)],
  [/^probe/, defaultsOfProbe],
  [/^min(imum)?-grace/, stated(graceAfterHook)],
  [/grace-?(period)?-?(default|seconds)|(default|termination).*grace/, stated(defaultGrace)],
  [/lease.*duration/, stated(leaseDuration)],
  [/^node-(status-update|lease|heartbeat)/, stated(heartbeatPeriod)],
  [
    /^node-monitor-grace/,
    (value: unknown) =>
      typeof value === 'object' ? { ...value, '1.32 and later': secondsUntilUnknown(60) } : secondsUntilUnknown(60),
  ],
  [/^node-monitor-period/, every(latency.nodeMonitorPeriod)],
  [/^node-startup-grace/, every(latency.nodeStartupGrace)],
  [/toleration|eviction-?(timeout|wait|after)|pod-eviction/, stated(tolerationSeconds)],
  [/pressure-transition/, every(latency.pressureTransition)],
  [/^event-?ttl/, stated(eventLife)],
  [/^namespace-?deletion/, namespaceDeletion],
  [/^cron-?(job-)?start/, cronStart],
  [/^service-?env/, serviceVariables],
  [/^service-?cidr/, serviceRange],
  [/^cluster-?ip-?allocation/, upperBand],
  [/^node-?port-?range/, nodePortRange],
  [
    /max-?pods|pods-per-node/,
    stated(() => Number(new ClusterDriver().get('nodes', node, '').status.capacity?.['pods'])),
  ],
  [/progress-?deadline/, stated(() => deploymentDefault('progressDeadlineSeconds'))],
  [/revision-?history/, stated(() => deploymentDefault('revisionHistoryLimit'))],
  [/(hpa|autoscaler).*sync/, every(latency.autoscalerSync)],
  [/(hpa|autoscaler).*(stabili[sz]|down-?scale|scale-?down)/, stated(scaleDownWait)],
  [/(hpa|autoscaler).*tolerance/, stated(tolerance)],
  [/burst|batch-?limit/, stated(burst)],
  [/endpoint-?slice.*(size|max)|endpoints-per-slice/, stated(() => MAX_ENDPOINTS_PER_SLICE)],
  [
    /scheduler.*back-?off|back-?off.*scheduler|unschedulable.*back-?off/,
    (value: unknown) => growing(value, latency.schedulerBackOffInitial, latency.schedulerBackOffLongest),
  ],
  [/unschedulable|scheduler.*(flush|retry)/, every(latency.unschedulableLongest)],
  [/mount.*(time-?out|wait)|attach.*time-?out/, every(latency.mountTimeout)],
  [/pod-?gc|orphan/, every(latency.podGCPeriod)],
  [/disruption.*time-?out/, every(latency.disruptionTimeout)],
];

/** Constants of time and size. */
export function timings({ id, value }: TimingFact): void {
  const ask = answers.find(([name]) => name.test(id))?.[1];
  if (ask === undefined) throw new Error(`unknown constant: ${id}`);
  expect(ask(value as never)).toEqual(value);
}
