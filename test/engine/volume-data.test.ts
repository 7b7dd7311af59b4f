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

  it('can come from files of an image that nobody knows, which is trusted to have what it is told to copy', () => {
    const driver = new ClusterDriver();
    const copies = (name: string, image: string, from: string): string => {
      const war = { name: 'war', image, command: ['cp', from, '/app'], ...mount('/app') };
      const spec = { initContainers: [war], containers: [nginx], volumes: [{ name: 'data', emptyDir: {} }] };
      driver.apply(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec }));
      driver.advance(30);
      return driver.get('pods', name).status.phase ?? '';
    };
    expect(copies('trusted', 'example/sample:v1', '/sample.war')).toBe('Running');
    expect(exec(driver, 'trusted', `ls ${PAGES}`)).toBe('sample.war\n');
    expect(copies('known', 'busybox:1.36', '/sample.war')).toBe('Pending');
    expect(copies('own-volume', 'example/sample:v1', '/app/nothing.war')).toBe('Pending');
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

  it('is followed by tail -F, at the times at which it was written, however late one looks', () => {
    const driver = new ClusterDriver();
    const script = 'i=0; sleep 1; while true; do echo "line $i" >> /log/app.log; i=$((i+1)); sleep 2; done';
    const writer = { name: 'writer', image: 'busybox:1.36', command: ['sh', '-c', script], ...mount('/log') };
    const shipper = {
      name: 'shipper',
      image: 'busybox:1.36',
      command: ['tail', '-F', '/log/app.log'],
      ...mount('/log'),
    };
    driver.apply(pod('app', [shipper, writer], [{ name: 'data', emptyDir: {} }])).advance(15);
    const logs = (): string[] =>
      (driver.cluster.logs('default', 'app', 'shipper') ?? []).map(
        ({ time, text }) => `${new Date(time).toISOString().slice(11, 19)} ${text}`,
      );
    const [missing, appeared, first, second] = logs();
    expect(missing).toContain("tail: can't open '/log/app.log': No such file or directory");
    expect(appeared).toContain('tail: /log/app.log has appeared; following end of new file');
    expect(first?.slice(9)).toBe('line 0');
    expect(appeared?.slice(0, 8)).toBe(first?.slice(0, 8));
    expect(second?.slice(9)).toBe('line 1');
    const before = logs().length;
    driver.advance(10);
    expect(logs().length).toBe(before + 5);
    expect(exec(driver, 'app', 'tail -n 1 /log/app.log', 'shipper')).toBe(`${logs().at(-1)?.slice(9)}\n`);
    driver.advance(36_000);
    expect(logs().at(-1)).toMatch(/ line 180\d\d$/);
  });
});

describe('what a container finds around it', () => {
  it("has an empty folder where an empty volume is mounted, and its own script's files", () => {
    const driver = new ClusterDriver();
    const command = ['sh', '-c', 'echo up > /tmp/state; sleep 30; rm /tmp/state; sleep 1d'];
    const shell = { name: 'shell', image: 'busybox:1.36', command, workingDir: '/work', ...mount('/data/demo') };
    driver.apply(pod('box', [shell], [{ name: 'data', emptyDir: {} }])).advance(10);
    expect(exec(driver, 'box', 'pwd; cd /data/demo && pwd; ls -a; cat /tmp/state')).toBe('/work\n/data/demo\nup\n');
    driver.advance(30);
    expect(exec(driver, 'box', 'cat /tmp/state')).toBe("cat: can't open '/tmp/state': No such file or directory\n");
  });

  it('sees a changed ConfigMap beside a command that began with the old one', () => {
    const map = (mode: string): string =>
      `{apiVersion: v1, kind: ConfigMap, metadata: {name: conf}, data: {mode: ${mode}}}`;
    const driver = new ClusterDriver().apply(map('blue'));
    const shell = { name: 'shell', image: 'busybox:1.36', command: ['sleep', '1d'], ...mount('/conf') };
    driver.apply(pod('box', [shell], [{ name: 'data', configMap: { name: 'conf' } }])).advance(10);
    expect(exec(driver, 'box', 'cat /conf/mode')).toBe('blue\n');
    driver.apply(map('green')).advance(120);
    expect(exec(driver, 'box', 'cat /conf/mode')).toBe('green\n');
    expect(exec(driver, 'box', 'echo x > /conf/mode; echo $?')).toBe(
      "sh: can't create /conf/mode: Read-only file system\n1\n",
    );
  });

  it("has the account's token, certificate and namespace, unless its pod does not want them", () => {
    const driver = new ClusterDriver();
    const shell = { name: 'shell', image: 'busybox:1.36', command: ['sleep', '1d'] };
    driver.apply(pod('box', [shell], []));
    driver.apply(
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'bare' },
        spec: { automountServiceAccountToken: false, containers: [shell] },
      }),
    );
    driver.advance(10);
    const place = '/var/run/secrets/kubernetes.io/serviceaccount';
    expect(exec(driver, 'box', `ls ${place}; cat ${place}/namespace`)).toBe('ca.crt\nnamespace\ntoken\ndefault\n');
    const [, claims = ''] = exec(driver, 'box', `cat ${place}/token`).split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      'kubernetes.io': { pod: { name: 'box' }, serviceaccount: { name: 'default' } },
      sub: 'system:serviceaccount:default:default',
    });
    expect(exec(driver, 'bare', `ls ${place} 2>/dev/null || echo none`)).toBe('none\n');
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
