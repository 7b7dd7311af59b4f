import { describe, expect, it } from 'vitest';
import { restoreCluster } from '../../src/engine/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';

const PAGES = '/usr/share/nginx/html';

function exec(driver: ClusterDriver, pod: string, script: string, container?: string): string {
  const name = container ?? driver.get('pods', pod).spec.containers[0]?.name ?? '';
  const execution = driver.cluster.exec('default', pod, name, ['sh', '-c', script]);
  return execution?.type === 'ended' ? execution.output : String(execution?.type);
}

function pod(name: string, containers: readonly object[], volumes: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers, volumes } });
}

const mount = (mountPath: string, more: object = {}): object => ({
  volumeMounts: [{ name: 'data', mountPath, ...more }],
});
const nginx = { name: 'nginx', image: 'nginx:1.27', ...mount(PAGES) };
const claim = `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data},
  spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}`;
const claimed = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];

describe('what containers write into volumes', () => {
  it('is there for the other containers of the pod while the script goes on and after it has ended', () => {
    const driver = new ClusterDriver();
    const once = { command: ['sh', '-c', 'echo from the sidecar > /out/index.html'] };
    const each = { command: ['sh', '-c', 'while true; do date >> /out/index.html; sleep 1; done'] };
    for (const [name, script] of [
      ['once', once],
      ['each', each],
    ] as const) {
      const writer = { name: 'writer', image: 'busybox:1.36', ...mount('/out/'), ...script };
      driver.apply(pod(name, [nginx, writer], [{ name: 'data', emptyDir: {} }]));
    }
    driver.advance(20);
    expect(exec(driver, 'once', 'curl -s localhost')).toBe('from the sidecar\n');
    const before = exec(driver, 'each', `cat ${PAGES}/index.html`);
    driver.advance(5);
    const after = exec(driver, 'each', `cat ${PAGES}/index.html`);
    expect(after.startsWith(before)).toBe(true);
    expect(after.split('\n').length).toBe(before.split('\n').length + 5);
    expect(
      restoreCluster(driver.cluster.checkpoint()).exec('default', 'each', 'nginx', ['cat', `${PAGES}/index.html`]),
    ).toEqual(driver.cluster.exec('default', 'each', 'nginx', ['cat', `${PAGES}/index.html`]));
  });

  it('goes with an empty directory, stays with a claim, and hides the pages of the image', () => {
    const driver = new ClusterDriver().apply(claim);
    const volumes = { own: [{ name: 'data', emptyDir: {} }], kept: claimed };
    const make = (): void => {
      for (const [name, each] of Object.entries(volumes)) driver.apply(pod(name, [nginx], each));
      driver.advance(20);
    };
    make();
    for (const name of ['own', 'kept']) {
      expect(exec(driver, name, 'curl -s localhost')).toContain('403 Forbidden');
      exec(driver, name, `echo $(hostname) > ${PAGES}/index.html`);
      expect(exec(driver, name, 'curl -s localhost')).toBe(`${name}\n`);
      driver.cluster.request(
        { verb: 'delete', group: '', resource: 'pods', namespace: 'default', name },
        { actor: 'user' },
      );
    }
    driver.advance(40);
    make();
    expect(exec(driver, 'own', 'curl -s localhost')).toContain('403 Forbidden');
    expect(exec(driver, 'kept', 'curl -s localhost')).toBe('kept\n');
  });

  it('is what was written last, however the script ended that wrote before', () => {
    const driver = new ClusterDriver().apply(claim);
    const command = ['sh', '-c', 'echo first > /work/index.html'];
    const initContainers = [{ name: 'fill', image: 'busybox:1.36', command, ...mount('/work') }];
    const spec = { initContainers, containers: [nginx], volumes: claimed };
    driver.apply(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec })).advance(20);
    exec(driver, 'web', `echo second > ${PAGES}/index.html`);
    driver.cluster.request({ verb: 'delete', group: '', resource: 'pods', namespace: 'default', name: 'web' });
    driver
      .advance(40)
      .apply(pod('next', [nginx], claimed))
      .advance(20);
    expect(exec(driver, 'next', 'curl -s localhost')).toBe('second\n');
  });

  it('survives the restart of a container, unlike what lies beside the volume', () => {
    const driver = new ClusterDriver().apply(pod('web', [nginx], [{ name: 'data', emptyDir: {} }])).advance(20);
    exec(driver, 'web', `echo kept > ${PAGES}/index.html; echo lost > /tmp/note`);
    expect(exec(driver, 'web', 'cat /tmp/note')).toBe('lost\n');
    driver.inject({ type: 'killContainer', namespace: 'default', pod: 'web', container: 'nginx' }).advance(20);
    expect(exec(driver, 'web', 'curl -s localhost')).toBe('kept\n');
    expect(exec(driver, 'web', 'cat /tmp/note')).toBe('cat: /tmp/note: No such file or directory\n');
  });

  it('is filled by an init container and by a postStart hook, and seen through a subPath', () => {
    const driver = new ClusterDriver();
    const fill = {
      name: 'fill',
      image: 'busybox:1.36',
      command: ['sh', '-c', 'mkdir /work/site && echo filled > /work/site/index.html'],
      ...mount('/work'),
    };
    const hook = { postStart: { exec: { command: ['sh', '-c', `echo hooked > ${PAGES}/hook.txt`] } } };
    const containers = [{ ...nginx, lifecycle: hook, ...mount(PAGES, { subPath: 'site' }) }];
    const volumes = [{ name: 'data', emptyDir: {} }];
    const spec = { initContainers: [fill], containers, volumes };
    driver.apply(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec })).advance(20);
    expect(exec(driver, 'web', 'curl -s localhost')).toBe('filled\n');
    expect(exec(driver, 'web', 'curl -s localhost/hook.txt')).toBe('hooked\n');
    expect(exec(driver, 'web', 'curl -s localhost/none.txt')).toContain('404 Not Found');
  });
});

describe('what the downward API writes into volumes', () => {
  it('is sorted and quoted as Go does it', () => {
    const labels = { zone: 'east', app: 'web' };
    const annotations = { note: 'say "hi"\n' };
    const items = ['labels', 'annotations'].map((path) => ({ path, fieldRef: { fieldPath: `metadata.${path}` } }));
    const spec = { containers: [{ ...nginx, ...mount('/info') }], volumes: [{ name: 'data', downwardAPI: { items } }] };
    const driver = new ClusterDriver().inject({ type: 'setUnknownImages', policy: 'run' });
    driver.cluster.request({
      verb: 'create',
      group: '',
      resource: 'pods',
      namespace: 'default',
      body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', labels, annotations }, spec },
    });
    driver.advance(20);
    expect(exec(driver, 'web', 'cat /info/labels').trimEnd()).toBe('app="web"\nzone="east"');
    expect(exec(driver, 'web', 'cat /info/annotations').trimEnd()).toBe(String.raw`note="say \"hi\"\n"`);
  });
});
