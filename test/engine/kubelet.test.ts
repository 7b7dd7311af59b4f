import { describe, expect, it } from 'vitest';
import { restoreCluster } from '../../src/engine/index.ts';
import type { ContainerStatus, Pod } from '../../src/engine/index.ts';
import { ClusterDriver, isReady } from '../support/cluster-driver.ts';

/** A Pod with one container `c`, in JSON so that no test depends on indentation. */
function pod(name: string, container: object, spec: object = {}): string {
  const containers = [{ name: 'c', ...container }];
  return JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers, ...spec } });
}

/** The status of a container; undefined until its kubelet has seen the pod. */
function status(driver: ClusterDriver, name: string, container = 'c'): ContainerStatus | undefined {
  const { containerStatuses = [], initContainerStatuses = [] } = driver.get('pods', name).status;
  return [...containerStatuses, ...initContainerStatuses].find((each) => each.name === container);
}

function waiting(driver: ClusterDriver, name: string, container = 'c'): string | undefined {
  return status(driver, name, container)?.state.waiting?.reason;
}

function condition(subject: Pod, type: string): { status: string; reason?: string; message?: string } | undefined {
  return subject.status.conditions?.find((each) => each.type === type);
}

/** How often the objects of a pod were written since a revision. */
function writes(driver: ClusterDriver, name: string): number {
  const changes = driver.cluster.changesSince(0) ?? [];
  return changes.filter((change) => change.resource === 'pods' && change.name === name).length;
}

function seconds(driver: ClusterDriver): number {
  return driver.cluster.now() / 1000;
}

/** The lengths of the back-offs that kubelets decided on, in seconds. */
function backOffs(driver: ClusterDriver, code: string): unknown[] {
  return driver.decisions(code).map(({ params }) => params['seconds']);
}

describe('a pod that starts', () => {
  it('tells of its image and container in the order of the kubelet', () => {
    const driver = new ClusterDriver();
    driver.apply(pod('web', { image: 'nginx:1.27' })).advance(10);
    const events = driver.events('web');
    expect(events[0]).toMatch(/^Scheduled: Successfully assigned default\/web to node-\d$/);
    expect(events[1]).toBe('Pulling: Pulling image "nginx:1.27"');
    expect(events[2]).toMatch(
      /^Pulled: Successfully pulled image "nginx:1\.27" in 2\.\d+s \(2\.\d+s including waiting\)\. Image size: 72099410 bytes\.$/,
    );
    expect(events.slice(3)).toEqual(['Created: Created container: c', 'Started: Started container c']);
    const [created] = driver.cluster.live.list('events', 'default').filter(({ reason }) => reason === 'Created');
    expect(created?.involvedObject.fieldPath).toBe('spec.containers{c}');
    expect(created?.source).toEqual({ component: 'kubelet', host: driver.get('pods', 'web').spec.nodeName });
  });

  it('has the status of a running pod after four writes', () => {
    const driver = new ClusterDriver();
    driver.apply(pod('web', { image: 'nginx:1.27' })).advance(10);
    const { status: found, spec } = driver.get('pods', 'web');
    const node = driver.get('nodes', spec.nodeName ?? '', '');
    expect(found).toMatchObject({
      phase: 'Running',
      hostIP: node.status.addresses?.[0]?.address,
      podIP: `${node.spec.podCIDR?.replace('0/24', '')}2`,
      qosClass: 'BestEffort',
    });
    expect(found.conditions?.map(({ type, status: state }) => `${type}=${state}`)).toEqual([
      'PodReadyToStartContainers=True',
      'Initialized=True',
      'Ready=True',
      'ContainersReady=True',
      'PodScheduled=True',
    ]);
    expect(status(driver, 'web')).toMatchObject({
      ready: true,
      started: true,
      restartCount: 0,
      image: 'docker.io/library/nginx:1.27',
      imageID: expect.stringMatching(/^docker\.io\/library\/nginx@sha256:[0-9a-f]{64}$/) as string,
      containerID: expect.stringMatching(/^containerd:\/\/[0-9a-f]{64}$/) as string,
    });
    // Created, bound, ContainerCreating, Running and ready.
    expect(writes(driver, 'web')).toBe(4);
  });

  it('is ContainerCreating while its image is pulled, and says so on demand', () => {
    const driver = new ClusterDriver();
    driver.apply(pod('web', { image: 'nginx:1.27' })).advance(1.5);
    expect(waiting(driver, 'web')).toBe('ContainerCreating');
    const found = driver.get('pods', 'web');
    expect(condition(found, 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [c]',
    });
    expect(driver.cluster.live.activity(found.metadata.uid)).toMatchObject({ type: 'pulling', image: 'nginx:1.27' });
    driver.advance(5);
    expect(driver.cluster.live.activity(found.metadata.uid)).toBeUndefined();
  });

  it('leaves nothing to do once it runs, however often it is probed', () => {
    const driver = new ClusterDriver();
    const probe = { httpGet: { path: '/', port: 80 }, periodSeconds: 5 };
    driver.apply(pod('web', { image: 'nginx:1.27', readinessProbe: probe, livenessProbe: probe })).advance(30);
    expect(isReady(driver.get('pods', 'web'))).toBe(true);
    const { events } = driver.cluster.advance(1_800_000);
    expect(events).toBe(0);
  });

  it('gives freed addresses to others only later', () => {
    const driver = new ClusterDriver({ nodes: 1 });
    driver
      .apply(pod('a', { image: 'nginx:1.27' }))
      .advance(10)
      .delete('Pod', 'a')
      .advance(10);
    driver.apply(pod('b', { image: 'nginx:1.27' })).advance(10);
    expect(driver.get('pods', 'b').status.podIP).toBe('10.244.1.3');
  });

  it('uses the address of its node with hostNetwork', () => {
    const driver = new ClusterDriver({ nodes: 1 });
    driver.apply(pod('web', { image: 'nginx:1.27' }, { hostNetwork: true })).advance(10);
    expect(driver.get('pods', 'web').status.podIP).toBe('172.18.0.3');
  });

  it('is refused by a node that it names itself and does not fit', () => {
    const driver = new ClusterDriver();
    const resources = { requests: { cpu: '5' } };
    driver.apply(pod('big', { image: 'nginx:1.27', resources }, { nodeName: 'node-1' })).advance(5);
    expect(driver.get('pods', 'big').status).toMatchObject({
      phase: 'Failed',
      reason: 'OutOfcpu',
      message: "Pod was rejected: Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000",
    });
  });
});

describe('images', () => {
  it('pulls one after another on a node, and asks again for what is there with Always', () => {
    const driver = new ClusterDriver({ nodes: 1 });
    driver
      .apply(pod('a', { image: 'nginx' }))
      .apply(pod('b', { image: 'nginx' }))
      .advance(10);
    const waits = driver.events('b').filter((event) => event.startsWith('Pulled'));
    expect(waits[0]).toMatch(/in \d{3}ms \(3\.\d+s including waiting\)/);
  });

  it('waits longer after each failed pull and starts once the image can be had', () => {
    const driver = new ClusterDriver({ unknownImages: 'fail' });
    driver.apply(pod('app', { image: 'example.com/team/app:v1' }));
    driver.until('the pull failed', () => waiting(driver, 'app') === 'ErrImagePull');
    expect(status(driver, 'app')?.state.waiting?.message).toContain(
      'lookup example.com on 172.18.0.1:53: no such host',
    );
    const attempts: number[] = [];
    for (let count = 2; count <= 8; count++) {
      driver.until(`pull ${count}`, () => driver.decisions('kubelet.pulling').length === count, 400);
      attempts.push(seconds(driver));
    }
    expect(backOffs(driver, 'kubelet.pullBackOff')).toEqual([10, 20, 40, 80, 160, 300, 300]);
    const delays = attempts.slice(1).map((time, index) => Math.floor(time - (attempts[index] ?? 0)));
    expect(delays).toEqual([25, 49, 85, 169, 301, 301]);
    driver.inject({ type: 'setUnknownImages', policy: 'run' });
    driver.until('it runs', () => isReady(driver.get('pods', 'app')), 310);
  });

  it('says ImagePullBackOff between attempts, with the error of the last', () => {
    const driver = new ClusterDriver();
    driver.apply(pod('bad', { image: 'nginx:1.999' })).advance(6);
    expect(status(driver, 'bad')?.state.waiting).toEqual({
      reason: 'ImagePullBackOff',
      message:
        'Back-off pulling image "nginx:1.999": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:1.999": failed to resolve reference "docker.io/library/nginx:1.999": docker.io/library/nginx:1.999: not found',
    });
    const { uid } = driver.get('pods', 'bad').metadata;
    expect(driver.cluster.live.activity(uid)).toMatchObject({ type: 'pullBackOff', image: 'nginx:1.999' });
  });

  it('runs images that were built on the nodes, unless the registry must be asked', () => {
    const driver = new ClusterDriver();
    driver.apply(pod('tagged', { image: 'order:1.0', ports: [{ containerPort: 3000 }] }));
    driver.apply(pod('latest', { image: 'spring-server' }));
    driver.apply(pod('kept', { image: 'spring-server', imagePullPolicy: 'Never' }));
    driver.advance(10);
    expect(isReady(driver.get('pods', 'tagged'))).toBe(true);
    expect(isReady(driver.get('pods', 'kept'))).toBe(true);
    expect(waiting(driver, 'latest')).toBe('ImagePullBackOff');
    driver.inject({ type: 'buildImage', image: 'ngnix:mine' });
    driver.apply(pod('built', { image: 'ngnix:mine' })).advance(5);
    expect(isReady(driver.get('pods', 'built'))).toBe(true);
  });

  it('holds containers whose image is malformed or never to be pulled', () => {
    const driver = new ClusterDriver();
    driver.apply(pod('never', { image: 'nginx:1.27', imagePullPolicy: 'Never' }));
    driver.apply(pod('capitals', { image: 'NGINX' }));
    driver.advance(5);
    expect(waiting(driver, 'never')).toBe('ErrImageNeverPull');
    expect(waiting(driver, 'capitals')).toBe('InvalidImageName');
    expect(driver.events('capitals')).toContain('Failed: Error: InvalidImageName');
  });

  it('replaces a container whose image is changed in place', () => {
    const driver = new ClusterDriver();
    driver.apply(pod('web', { image: 'nginx:1.26' })).advance(10);
    const body = { spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] } };
    driver.must('Pod', { verb: 'patch', patchType: 'strategic', name: 'web', body });
    driver.advance(10);
    expect(driver.events('web')).toContain('Killing: Container c definition changed, will be restarted');
    expect(status(driver, 'web')).toMatchObject({
      image: 'docker.io/library/nginx:1.27',
      restartCount: 1,
      ready: true,
    });
  });
});

describe('containers that end', () => {
  const crashing = { image: 'busybox:1.36', command: ['sh', '-c', 'echo going down; exit 3'] };

  it('restarts at once, then at the first look after a back-off of 10, 20, 40, 80, 160 and 300 s', () => {
    const driver = new ClusterDriver();
    driver.apply(pod('crash', crashing));
    driver.until('it restarted', () => status(driver, 'crash')?.restartCount === 1);
    expect(driver.cluster.now() - Date.parse(driver.get('pods', 'crash').status.startTime ?? '')).toBeLessThan(4000);
    const ends: number[] = [];
    for (let restarts = 1; restarts <= 8; restarts++) {
      driver.until(`restart ${restarts}`, () => status(driver, 'crash')?.restartCount === restarts, 400);
      ends.push(seconds(driver));
    }
    expect(backOffs(driver, 'kubelet.backOff')).toEqual([10, 20, 40, 80, 160, 300, 300]);
    // A look every 12 s, the first 1 s after the crash was noticed.
    const delays = ends.slice(1).map((time, index) => Math.floor(time - (ends[index] ?? 0)));
    expect(delays).toEqual([13, 25, 49, 85, 169, 301, 301]);
  });

  it('says at every look that a container is in its back-off', () => {
    const driver = new ClusterDriver();
    driver.apply(pod('crash', crashing)).advance(70);
    const [said] = driver.cluster.live.list('events', 'default').filter(({ reason }) => reason === 'BackOff');
    // After a back-off of 10 s, 1 look; of 20 s, 2; of 40 s, 3 until now.
    expect(said?.count).toBe(6);
  });

  it('shows Error, then CrashLoopBackOff with what happened before', () => {
    const driver = new ClusterDriver();
    driver.apply(pod('crash', crashing));
    driver.until('it restarted', () => status(driver, 'crash')?.restartCount === 1);
    driver.until('it ended again', () => status(driver, 'crash')?.state.terminated?.reason === 'Error');
    driver.until('it waits', () => waiting(driver, 'crash') === 'CrashLoopBackOff');
    const { uid } = driver.get('pods', 'crash').metadata;
    expect(status(driver, 'crash')).toMatchObject({
      state: { waiting: { message: `back-off 10s restarting failed container=c pod=crash_default(${uid})` } },
      lastState: { terminated: { exitCode: 3, reason: 'Error' } },
    });
    expect(driver.events('crash')).toContain(
      `BackOff: Back-off restarting failed container c in pod crash_default(${uid})`,
    );
    expect(driver.get('pods', 'crash').status.phase).toBe('Running');
    expect(driver.cluster.live.activity(uid)).toMatchObject({ type: 'crashBackOff', container: 'c' });
    expect(driver.cluster.logs('default', 'crash', 'c')?.map(({ text }) => text)).toEqual(['going down']);
    expect(driver.cluster.logs('default', 'crash', 'c', true)).toHaveLength(1);
  });

  it('forgets the back-off of a container that has run for ten minutes', () => {
    const driver = new ClusterDriver();
    driver.apply(pod('web', { image: 'nginx:1.27' })).advance(10);
    const kill = { type: 'killContainer', namespace: 'default', pod: 'web', container: 'c' } as const;
    for (const restarts of [1, 2, 3]) {
      driver.inject(kill);
      driver.until(`restart ${restarts}`, () => status(driver, 'web')?.restartCount === restarts, 60);
    }
    driver.advance(601).inject(kill).advance(2);
    expect(status(driver, 'web')).toMatchObject({ restartCount: 4, ready: true });
  });

  it('keeps the pod and its name when a container is killed', () => {
    const driver = new ClusterDriver();
    driver.apply(pod('web', { image: 'nginx:1.27' })).advance(10);
    const { podIP } = driver.get('pods', 'web').status;
    driver.inject({ type: 'killContainer', namespace: 'default', pod: 'web', container: 'c' });
    driver.advance(2);
    expect(driver.get('pods', 'web').status.podIP).toBe(podIP);
    expect(status(driver, 'web')).toMatchObject({
      restartCount: 1,
      ready: true,
      lastState: { terminated: { exitCode: 137, reason: 'Error' } },
    });
  });

  it('crashes again and again while it is told to', () => {
    const driver = new ClusterDriver();
    driver.apply(pod('web', { image: 'nginx:1.27' })).advance(10);
    const crash = { type: 'crashContainer', namespace: 'default', pod: 'web', container: 'c' } as const;
    driver.inject({ ...crash, on: true }).advance(60);
    expect(waiting(driver, 'web')).toBe('CrashLoopBackOff');
    driver.inject({ ...crash, on: false });
    driver.until('it is ready', () => isReady(driver.get('pods', 'web')), 100);
    driver.advance(300);
    expect(isReady(driver.get('pods', 'web'))).toBe(true);
  });

  it.each([
    ['Never', 0, 'Succeeded', 0],
    ['Never', 1, 'Failed', 0],
    ['OnFailure', 0, 'Succeeded', 0],
  ])('restartPolicy %s and exit code %i: %s', (restartPolicy, code, phase, restarts) => {
    const driver = new ClusterDriver();
    const command = ['sh', '-c', `sleep 2; exit ${code}`];
    driver.apply(pod('task', { image: 'busybox:1.36', command }, { restartPolicy })).advance(30);
    expect(driver.get('pods', 'task').status.phase).toBe(phase);
    expect(status(driver, 'task')?.restartCount).toBe(restarts);
    const reason = phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed';
    expect(condition(driver.get('pods', 'task'), 'Ready')).toMatchObject({ status: 'False', reason });
  });

  it('kills what takes more memory than it may', () => {
    const driver = new ClusterDriver();
    const args = ['--vm', '1', '--vm-bytes', '250M', '--vm-hang', '1'];
    const resources = { limits: { memory: '100Mi' } };
    driver.apply(pod('hog', { image: 'polinux/stress', command: ['stress'], args, resources })).advance(12);
    expect(status(driver, 'hog')?.lastState.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
  });

  it('cannot start what the image does not have', () => {
    const driver = new ClusterDriver();
    driver.apply(pod('sh', { image: 'alpine:3.20', command: ['bash', '-c', 'true'] }));
    driver.until('it failed', () => waiting(driver, 'sh') === 'RunContainerError');
    const { state, lastState } = status(driver, 'sh') ?? {};
    expect(state?.waiting?.message).toContain('exec: "bash": executable file not found in $PATH');
    expect(lastState?.terminated).toMatchObject({
      exitCode: 128,
      reason: 'StartError',
      startedAt: '1970-01-01T00:00:00Z',
    });
    driver.until('it backs off', () => waiting(driver, 'sh') === 'CrashLoopBackOff');
  });

  it('does not start a database without its password', () => {
    const driver = new ClusterDriver();
    driver.apply(pod('db', { image: 'mysql:8.4' }));
    driver.apply(pod('ok', { image: 'mysql:8.4', env: [{ name: 'MYSQL_ROOT_PASSWORD', value: 'secret' }] }));
    driver.advance(60);
    expect(status(driver, 'db')?.restartCount).toBeGreaterThan(0);
    const log = driver.cluster.logs('default', 'db', 'c')?.map(({ text }) => text) ?? [];
    expect(log.join('\n')).toContain('Database is uninitialized and password option is not specified');
    expect(isReady(driver.get('pods', 'ok'))).toBe(true);
  });

  it('fails a pod that is active for too long', () => {
    const driver = new ClusterDriver();
    driver.apply(pod('slow', { image: 'busybox:1.36', command: ['sleep', '1000'] }, { activeDeadlineSeconds: 20 }));
    driver.advance(60);
    expect(driver.get('pods', 'slow').status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' });
  });
});

describe('configuration', () => {
  it('waits for a ConfigMap that the environment needs', () => {
    const driver = new ClusterDriver();
    driver.apply(pod('app', { image: 'nginx:1.27', envFrom: [{ configMapRef: { name: 'settings' } }] })).advance(10);
    expect(status(driver, 'app')?.state.waiting).toEqual({
      reason: 'CreateContainerConfigError',
      message: 'configmap "settings" not found',
    });
    expect(driver.events('app')).toContain('Failed: Error: configmap "settings" not found');
    driver.apply('{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {MODE: test}}').advance(15);
    expect(isReady(driver.get('pods', 'app'))).toBe(true);
  });

  it('names the key that a Secret lacks', () => {
    const driver = new ClusterDriver();
    driver.apply('{apiVersion: v1, kind: Secret, metadata: {name: db}, data: {user: YQ==}}');
    const env = [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }];
    driver.apply(pod('app', { image: 'nginx:1.27', env })).advance(10);
    expect(status(driver, 'app')?.state.waiting?.message).toBe("couldn't find key password in Secret default/db");
  });

  it('stays ContainerCreating for want of a volume, and tries ever less often', () => {
    const driver = new ClusterDriver();
    const volumes = [{ name: 'web', configMap: { name: 'pages' } }];
    const volumeMounts = [{ name: 'web', mountPath: '/usr/share/nginx/html' }];
    driver.apply(pod('app', { image: 'nginx:1.27', volumeMounts }, { volumes })).advance(200);
    expect(waiting(driver, 'app')).toBe('ContainerCreating');
    expect(driver.get('pods', 'app').status.podIP).toBeUndefined();
    const mounts = driver.cluster.live.list('events', 'default').filter(({ reason }) => reason === 'FailedMount');
    expect(mounts[0]).toMatchObject({
      message: 'MountVolume.SetUp failed for volume "web" : configmap "pages" not found',
      count: 9,
    });
    driver.apply('{apiVersion: v1, kind: ConfigMap, metadata: {name: pages}, data: {index.html: hi}}');
    driver.until('it is ready', () => isReady(driver.get('pods', 'app')), 130);
  });

  it('gives scripts their variables, files and Services', () => {
    const driver = new ClusterDriver();
    driver.apply('{apiVersion: v1, kind: Service, metadata: {name: my-db}, spec: {ports: [{port: 5432}]}}');
    driver.apply('{apiVersion: v1, kind: ConfigMap, metadata: {name: conf}, data: {greeting: hello}}');
    const env = [
      { name: 'WHO', value: 'world' },
      { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      { name: 'BOTH', value: '$(WHO)!' },
    ];
    const command = ['sh', '-c', 'echo "$(cat /conf/greeting) $BOTH on $NODE, port $MY_DB_SERVICE_PORT"; echo $(WHO)'];
    const container = { image: 'busybox:1.36', command, env, volumeMounts: [{ name: 'conf', mountPath: '/conf' }] };
    const spec = { nodeName: 'node-2', volumes: [{ name: 'conf', configMap: { name: 'conf' } }] };
    driver.apply(pod('print', container, spec)).advance(5);
    expect(driver.cluster.logs('default', 'print', 'c')?.[0]?.text).toBe('hello world! on node-2, port 5432');
  });

  it('tells a container what it requests and may use: all of its node where it has no limit', () => {
    const driver = new ClusterDriver();
    const amount = (name: string, resource: string, divisor?: string): object => ({
      name,
      valueFrom: { resourceFieldRef: { resource, ...(divisor !== undefined && { divisor }) } },
    });
    const env = [
      amount('CPUS', 'limits.cpu'),
      amount('ASKED', 'requests.cpu', '1m'),
      amount('MEMORY', 'limits.memory', '1Mi'),
      amount('NOTHING', 'requests.memory'),
    ];
    const resources = { requests: { cpu: '250m' }, limits: { memory: '64Mi' } };
    const command = ['sh', '-c', 'echo $CPUS $ASKED $MEMORY $NOTHING'];
    driver.apply(pod('print', { image: 'busybox:1.36', command, env, resources })).advance(5);
    const cpu = driver.get('nodes', 'node-1', '').status.allocatable?.['cpu'];
    // A limit of memory alone is also what is requested of it.
    expect(driver.cluster.logs('default', 'print', 'c')?.[0]?.text).toBe(`${cpu} 250 64 ${64 * 1024 * 1024}`);
  });
});

describe('init containers', () => {
  it('run in order before the others, and start them when they are done', () => {
    const driver = new ClusterDriver();
    const init = (name: string, length: number): object => ({
      name,
      image: 'busybox:1.36',
      command: ['sh', '-c', `sleep ${length}`],
    });
    driver.apply(pod('app', { image: 'nginx:1.27' }, { initContainers: [init('first', 5), init('second', 5)] }));
    driver.advance(4);
    expect(waiting(driver, 'app')).toBe('PodInitializing');
    expect(waiting(driver, 'app', 'second')).toBe('PodInitializing');
    expect(condition(driver.get('pods', 'app'), 'Initialized')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [first second]',
    });
    driver.until('it is ready', () => isReady(driver.get('pods', 'app')), 30);
    expect(status(driver, 'app', 'first')).toMatchObject({
      ready: true,
      state: { terminated: { reason: 'Completed' } },
    });
    expect(driver.events('app')).toContain('Started: Started container second');
  });

  it('end when their image is unknown, for they are there to end; sidecars of one do not', () => {
    const driver = new ClusterDriver();
    const setup = { name: 'setup', image: 'example.com/shop/setup:1' };
    const proxy = { name: 'proxy', image: 'example.com/shop/proxy:1', restartPolicy: 'Always' };
    driver.apply(pod('app', { image: 'nginx:1.27' }, { initContainers: [setup, proxy] })).advance(60);
    expect(status(driver, 'app', 'setup')).toMatchObject({
      state: { terminated: { exitCode: 0, reason: 'Completed' } },
    });
    expect(status(driver, 'app', 'proxy')).toMatchObject({ ready: true });
    expect(isReady(driver.get('pods', 'app'))).toBe(true);
  });

  it('are tried again when they fail, or fail the pod that may not restart', () => {
    const driver = new ClusterDriver();
    const initContainers = [{ name: 'setup', image: 'busybox:1.36', command: ['false'] }];
    driver.apply(pod('again', { image: 'nginx:1.27' }, { initContainers }));
    driver.apply(pod('once', { image: 'nginx:1.27' }, { initContainers, restartPolicy: 'Never' }));
    driver.advance(10);
    expect(waiting(driver, 'again', 'setup')).toBe('CrashLoopBackOff');
    expect(driver.get('pods', 'again').status.phase).toBe('Pending');
    expect(driver.get('pods', 'once').status.phase).toBe('Failed');
  });

  it('wait for a Service as the documentation shows', () => {
    const driver = new ClusterDriver();
    const command = [
      'sh',
      '-c',
      'until nslookup mydb.$(cat /var/run/secrets/kubernetes.io/serviceaccount/namespace).svc.cluster.local; do echo waiting for mydb; sleep 2; done',
    ];
    const initContainers = [{ name: 'wait', image: 'busybox:1.28', command }];
    driver.apply(pod('app', { image: 'nginx:1.27' }, { initContainers })).advance(60);
    expect(driver.get('pods', 'app').status.phase).toBe('Pending');
    expect(driver.cluster.logs('default', 'app', 'wait')?.at(-1)?.text).toBe('waiting for mydb');
    driver.apply('{apiVersion: v1, kind: Service, metadata: {name: mydb}, spec: {ports: [{port: 80}]}}').advance(8);
    expect(isReady(driver.get('pods', 'app'))).toBe(true);
  });

  it('that restart always stay beside the others and end after them', () => {
    const driver = new ClusterDriver();
    const initContainers = [{ name: 'proxy', image: 'nginx:1.27', restartPolicy: 'Always' }];
    const main = { image: 'busybox:1.36', command: ['sh', '-c', 'sleep 10'] };
    driver.apply(pod('job', main, { initContainers, restartPolicy: 'Never' })).advance(8);
    expect(status(driver, 'job', 'proxy')).toMatchObject({ started: true, ready: true });
    expect(isReady(driver.get('pods', 'job'))).toBe(true);
    driver.inject({ type: 'killContainer', namespace: 'default', pod: 'job', container: 'proxy' }).advance(2);
    expect(status(driver, 'job', 'proxy')?.restartCount).toBe(1);
    driver.advance(20);
    expect(driver.get('pods', 'job').status.phase).toBe('Succeeded');
    expect(driver.events('job')).toContain('Killing: Stopping container proxy');
  });
});

describe('probes', () => {
  it('keep a pod from being ready, with the reason of each failure', () => {
    const driver = new ClusterDriver();
    const readinessProbe = { httpGet: { path: '/healthz', port: 80 }, periodSeconds: 5 };
    driver.apply(pod('web', { image: 'nginx:1.27', readinessProbe })).advance(30);
    expect(status(driver, 'web')).toMatchObject({ ready: false, started: true });
    expect(driver.events('web')).toContain('Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 404');
  });

  it('find that nobody listens', () => {
    const driver = new ClusterDriver();
    const readinessProbe = { tcpSocket: { port: 8080 } };
    driver.apply(pod('web', { image: 'nginx:1.27', readinessProbe })).advance(10);
    const { podIP = '' } = driver.get('pods', 'web').status;
    const refusal = `dial tcp ${podIP}:8080: connect: connection refused`;
    expect(driver.events('web')).toContain(`Unhealthy: Readiness probe failed: ${refusal}`);
  });

  it('wait for a slow start and then let the pod be ready', () => {
    const driver = new ClusterDriver();
    const env = [{ name: 'MYSQL_ROOT_PASSWORD', value: 'x' }];
    const probe = { tcpSocket: { port: 3306 }, periodSeconds: 3 };
    driver.apply(
      pod('db', { image: 'mysql:8.4', env, readinessProbe: probe, startupProbe: { ...probe, failureThreshold: 30 } }),
    );
    driver.until('it runs', () => status(driver, 'db')?.state.running !== undefined);
    const started = seconds(driver);
    driver.until('it is ready', () => isReady(driver.get('pods', 'db')));
    expect(seconds(driver) - started).toBeGreaterThan(9);
    expect(seconds(driver) - started).toBeLessThan(13);
    expect(status(driver, 'db')?.restartCount).toBe(0);
  });

  it('restart a container whose health file goes away, as the documentation shows', () => {
    const driver = new ClusterDriver();
    const args = ['/bin/sh', '-c', 'touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600'];
    const livenessProbe = { exec: { command: ['cat', '/tmp/healthy'] }, initialDelaySeconds: 5, periodSeconds: 5 };
    driver.apply(pod('live', { image: 'registry.k8s.io/busybox:1.27.2', args, livenessProbe }));
    driver.until('it was told to stop', () => driver.events('live').some((event) => event.startsWith('Killing')));
    expect(driver.events('live')).toContain('Killing: Container c failed liveness probe, will be restarted');
    const [unhealthy] = driver.cluster.live.list('events', 'default').filter(({ reason }) => reason === 'Unhealthy');
    expect(unhealthy?.count).toBe(3);
    expect(unhealthy?.message).toContain(
      "Liveness probe failed: cat: can't open '/tmp/healthy': No such file or directory",
    );
    // The shell is PID 1 and ignores SIGTERM, so the whole grace period passes.
    driver.until('it restarted', () => status(driver, 'live')?.restartCount === 1, 40);
    expect(status(driver, 'live')?.lastState.terminated).toMatchObject({ exitCode: 137 });
  });

  it('restart a server that begins to answer with 500', () => {
    const driver = new ClusterDriver();
    const livenessProbe = { httpGet: { path: '/healthz', port: 8080 }, initialDelaySeconds: 3, periodSeconds: 3 };
    const image = 'registry.k8s.io/e2e-test-images/agnhost:2.40';
    driver.apply(pod('http', { image, args: ['liveness'], livenessProbe }));
    driver.until('it restarted', () => status(driver, 'http')?.restartCount === 1, 60);
    expect(driver.events('http')).toContain('Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 500');
  });

  it('fail and heal with the faults of a person', () => {
    const driver = new ClusterDriver();
    const probe = { httpGet: { path: '/', port: 80 }, periodSeconds: 2, failureThreshold: 2 };
    driver.apply(pod('web', { image: 'nginx:1.27', readinessProbe: probe, livenessProbe: probe })).advance(10);
    const fault = { namespace: 'default', pod: 'web', container: 'c' } as const;
    driver.inject({ type: 'failReadiness', ...fault, on: true }).advance(8);
    expect(isReady(driver.get('pods', 'web'))).toBe(false);
    expect(driver.events('web')).toContain('Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503');
    driver.inject({ type: 'failReadiness', ...fault, on: false }).advance(3);
    expect(isReady(driver.get('pods', 'web'))).toBe(true);
    driver.inject({ type: 'failLiveness', ...fault, on: true }).advance(10);
    expect(status(driver, 'web')?.restartCount).toBe(1);
  });

  it('are not needed to fail the readiness of a container', () => {
    const driver = new ClusterDriver();
    driver.apply(pod('web', { image: 'nginx:1.27' })).advance(10);
    const fault = { type: 'failReadiness', namespace: 'default', pod: 'web', container: 'c' } as const;
    driver.inject({ ...fault, on: true });
    expect(isReady(driver.get('pods', 'web'))).toBe(false);
    driver.inject({ ...fault, on: false });
    expect(isReady(driver.get('pods', 'web'))).toBe(true);
  });
});

describe('a pod that is deleted', () => {
  it('ends quickly when it obeys SIGTERM', () => {
    const driver = new ClusterDriver();
    driver
      .apply(pod('web', { image: 'nginx:1.27' }))
      .advance(10)
      .delete('Pod', 'web');
    expect(driver.get('pods', 'web').metadata.deletionGracePeriodSeconds).toBe(30);
    driver.advance(1);
    expect(driver.events('web')).toContain('Killing: Stopping container c');
    const { uid } = driver.get('pods', 'web').metadata;
    expect(driver.cluster.live.activity(uid)?.type).toBe('stopping');
    driver.advance(2);
    expect(driver.pods()).toEqual([]);
  });

  it('is killed after the whole grace period when it does not', () => {
    const driver = new ClusterDriver();
    driver
      .apply(pod('deaf', { image: 'busybox:1.36', command: ['sleep', '3600'] }))
      .advance(10)
      .delete('Pod', 'deaf');
    driver.advance(29);
    expect(driver.pods()).toHaveLength(1);
    driver.advance(3);
    expect(driver.pods()).toEqual([]);
    const last = (driver.cluster.changesSince(0) ?? []).findLast((change) => change.name === 'deaf');
    expect((last?.object as Pod | undefined)?.status).toMatchObject({
      phase: 'Failed',
      containerStatuses: [{ state: { terminated: { exitCode: 137 } } }],
    });
  });

  it('ends sooner when its grace period is shortened, and at once when forced', () => {
    const driver = new ClusterDriver();
    const deaf = { image: 'busybox:1.36', command: ['sleep', '3600'] };
    driver.apply(pod('a', deaf)).apply(pod('b', deaf)).advance(10);
    driver.delete('Pod', 'a').advance(5).delete('Pod', 'a', { gracePeriodSeconds: 1 }).advance(3);
    expect(driver.pods().map(({ metadata }) => metadata.name)).toEqual(['b']);
    driver.delete('Pod', 'b', { gracePeriodSeconds: 0 });
    expect(driver.pods()).toEqual([]);
  });

  it('runs its preStop hook first', () => {
    const driver = new ClusterDriver();
    const lifecycle = { preStop: { exec: { command: ['sh', '-c', 'sleep 10'] } } };
    driver
      .apply(pod('web', { image: 'nginx:1.27', lifecycle }))
      .advance(10)
      .delete('Pod', 'web')
      .advance(11);
    expect(driver.pods()).toHaveLength(1);
    driver.advance(3);
    expect(driver.pods()).toEqual([]);
  });

  it('stays, ended, for as long as a finalizer holds it', () => {
    const driver = new ClusterDriver();
    const held = JSON.parse(pod('held', { image: 'nginx:1.27' })) as { metadata: object };
    driver.apply(JSON.stringify({ ...held, metadata: { name: 'held', finalizers: ['example.com/keep'] } })).advance(10);
    driver.delete('Pod', 'held').advance(60);
    expect(driver.get('pods', 'held').status.phase).toBe('Succeeded');
    expect(driver.cluster.advance(600_000).events).toBe(0);
    const body = { metadata: { finalizers: null } };
    driver.must('Pod', { verb: 'patch', patchType: 'merge', name: 'held', body });
    driver.advance(1);
    expect(driver.pods()).toEqual([]);
  });

  it('does not wait for an image that cannot be pulled', () => {
    const driver = new ClusterDriver();
    driver
      .apply(pod('bad', { image: 'nginx:nope' }))
      .advance(10)
      .delete('Pod', 'bad')
      .advance(2);
    expect(driver.pods()).toEqual([]);
    expect(driver.cluster.advance(600_000).events).toBe(0);
  });
});

describe('a machine without power', () => {
  it('falls silent, and starts again what it ran', () => {
    const driver = new ClusterDriver({ nodes: 1 });
    driver.apply(pod('web', { image: 'nginx:1.27' })).advance(10);
    driver.inject({ type: 'powerOffNode', node: 'node-1' });
    expect(driver.cluster.live.isPoweredOn('node-1')).toBe(false);
    driver.advance(20);
    expect(isReady(driver.get('pods', 'web'))).toBe(true);
    driver.inject({ type: 'powerOnNode', node: 'node-1' }).advance(20);
    expect(driver.cluster.live.isPoweredOn('node-1')).toBe(true);
    expect(status(driver, 'web')).toMatchObject({
      restartCount: 1,
      ready: true,
      lastState: { terminated: { exitCode: 255, reason: 'Unknown' } },
    });
    expect(driver.events('web')).toContain('SandboxChanged: Pod sandbox changed, it will be killed and re-created.');
    expect(driver.events('node-1')).toContain('NodeReady: Node node-1 status is now: NodeReady');
    const ready = driver.get('nodes', 'node-1', '').status.conditions?.find(({ type }) => type === 'Ready');
    expect(ready).toMatchObject({ status: 'True', reason: 'KubeletReady' });
  });

  it('removes on its return the pods that were deleted meanwhile', () => {
    const driver = new ClusterDriver({ nodes: 1 });
    driver.apply(pod('web', { image: 'nginx:1.27' })).advance(10);
    driver.inject({ type: 'powerOffNode', node: 'node-1' }).delete('Pod', 'web').advance(100);
    expect(driver.pods()).toHaveLength(1);
    driver.inject({ type: 'powerOnNode', node: 'node-1' }).advance(10);
    expect(driver.pods()).toEqual([]);
  });

  it('refuses faults that make no sense', () => {
    const driver = new ClusterDriver();
    const { cluster } = driver;
    expect(cluster.inject({ type: 'powerOnNode', node: 'node-1' }).ok).toBe(false);
    expect(cluster.inject({ type: 'powerOffNode', node: 'node-9' })).toEqual({
      ok: false,
      message: 'nodes "node-9" not found',
    });
    const kill = { type: 'killContainer', namespace: 'default', pod: 'web', container: 'c' } as const;
    expect(cluster.inject(kill)).toEqual({ ok: false, message: 'pods "web" not found' });
    driver.apply(pod('web', { image: 'nginx:nope' })).advance(10);
    expect(cluster.inject(kill)).toEqual({ ok: false, message: 'container c is not running' });
    expect(cluster.inject({ ...kill, container: 'x' }).ok).toBe(false);
  });
});

describe('a checkpoint', () => {
  it('goes on in the middle of pulls, back-offs, probes, scripts and terminations', () => {
    const story = new ClusterDriver();
    const probe = { exec: { command: ['cat', '/tmp/up'] }, periodSeconds: 3, failureThreshold: 1 };
    const script = 'i=0; while true; do touch /tmp/up; sleep 7; rm /tmp/up; i=$((i+1)); echo $i; sleep 2; done';
    story.apply(pod('crash', { image: 'busybox:1.36', command: ['false'] }));
    story.apply(pod('bad', { image: 'nginx:nope' }));
    story.apply(pod('flap', { image: 'busybox:1.36', command: ['sh', '-c', script], readinessProbe: probe }));
    story
      .apply(pod('deaf', { image: 'busybox:1.36', command: ['sleep', '1000'] }))
      .advance(17)
      .delete('Pod', 'deaf');
    story.apply(pod('late', { image: 'mongo:7' })).advance(3);
    const checkpoint = structuredClone(story.cluster.checkpoint());
    const restored = restoreCluster(checkpoint);
    story.advance(300);
    restored.advance(300_000);
    expect(restored.revision()).toBe(story.cluster.revision());
    expect(restored.changesSince(checkpoint.revision)).toEqual(story.cluster.changesSince(checkpoint.revision));
    expect(restored.logs('default', 'flap', 'c')).toEqual(story.cluster.logs('default', 'flap', 'c'));
  });
});
