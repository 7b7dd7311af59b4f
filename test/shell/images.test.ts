import { describe, expect, it } from 'vitest';
import { openTerminal, type Terminal } from './terminal.ts';

function running(...images: readonly (readonly [name: string, rest: string])[]): Terminal {
  const terminal = openTerminal();
  for (const [name, rest] of images) terminal.run(`kubectl run ${name} ${rest}`);
  terminal.run(`kubectl wait --for=condition=Ready ${images.map(([name]) => `pod/${name}`).join(' ')}`);
  return terminal;
}

describe('what images say of themselves', () => {
  it('nginx tells its release in log, environment and answers, each release what it told', () => {
    const terminal = running(
      ['web', '--image=nginx:1.27'],
      ['small', '--image=nginx:1.27-alpine'],
      ['old', '--image=nginx:1.14'],
    );
    const log = terminal.run('kubectl logs web');
    expect(log).toContain('15-local-resolvers.envsh\n');
    expect(log).toMatch(
      /ready for start up\n\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[notice\] 1#1: using the "epoll" event method\n[^\n]* 1#1: nginx\/1\.27\.5\n[^\n]* built by gcc 12\.2\.0 \(Debian 12\.2\.0-14\) \n/,
    );
    expect(log).toMatch(/start worker process 32\n$/);
    expect(terminal.run('kubectl exec web -- env | grep -E "VERSION|RELEASE" | head -4')).toBe(
      'NGINX_VERSION=1.27.5\nNJS_VERSION=0.8.10\nNJS_RELEASE=1~bookworm\nPKG_RELEASE=1~bookworm\n',
    );
    expect(terminal.run("kubectl exec web -- sh -c 'echo $DYNPKG_RELEASE'")).toBe('1~bookworm\n');
    expect(terminal.run('kubectl exec web -- curl -sI localhost | grep Server')).toBe('Server: nginx/1.27.5\r\n');
    expect(terminal.run('kubectl logs small | grep built')).toContain('(Alpine 14.2.0)');
    expect(terminal.run('kubectl logs old')).toBe('');
  });

  it('redis, postgres, mysql and httpd tell theirs with the times and processes of their own logs', () => {
    const terminal = running(
      ['r7', '--image=redis:7'],
      ['r6', '--image=redis:6.2'],
      ['pg', '--image=postgres:16 --env=POSTGRES_PASSWORD=x'],
      ['my', '--image=mysql:8.4 --env=MYSQL_ROOT_PASSWORD=x'],
      ['web', '--image=httpd:2.4'],
    );
    expect(terminal.run('kubectl logs r7 | tail -1')).toMatch(
      /^1:M \d\d \w{3} \d{4} \d\d:\d\d:\d\d\.\d{3} \* Ready to accept connections tcp\n$/,
    );
    expect(terminal.run('kubectl logs r6 | head -1')).toContain(' # oO0OoO0OoO0Oo Redis is starting');
    expect(terminal.run('kubectl logs pg | tail -1')).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} UTC \[1\] LOG: {2}database system is ready to accept connections\n$/,
    );
    expect(terminal.run('kubectl exec pg -- printenv PG_MAJOR PGDATA')).toBe('16\n/var/lib/postgresql/data\n');
    terminal.run('sleep 20');
    expect(terminal.run('kubectl logs my | tail -1')).toContain("ready for connections. Version: '8.4.7'");
    expect(terminal.run('kubectl logs web | tail -1')).toMatch(
      /^\[\w{3} \w{3} \d\d \d\d:\d\d:\d\d\.\d{6} \d{4}\] \[core:notice\] \[pid 1:tid 1\] AH00094: /,
    );
  });

  it('a database without a password says so with the time', () => {
    const terminal = openTerminal();
    terminal.run('kubectl run my --image=mysql:8; sleep 30');
    expect(terminal.run('kubectl logs my')).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00 \[Note\] \[Entrypoint\]: Entrypoint script for MySQL Server started\.\n[^\n]*\[ERROR\] \[Entrypoint\]: Database is uninitialized and password option is not specified\n/,
    );
  });
});

describe('a load generator', () => {
  it('keeps as many processors busy as it is told, up to its limit', () => {
    const terminal = openTerminal({
      'cpu.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: cpu-demo
spec:
  containers:
    - name: cpu-demo-ctr
      image: vish/stress
      resources:
        limits:
          cpu: '1'
        requests:
          cpu: '0.5'
      args: [-cpus, '2']
`,
    });
    terminal.run('kubectl apply -f cpu.yaml; kubectl wait --for=condition=Ready pod/cpu-demo; sleep 120');
    expect(terminal.run('kubectl logs cpu-demo')).toMatch(
      /^I\d{4} [\d:.]{15} {7}1 main\.go:26\] Allocating "0" memory, in "4Ki" chunks, with a 1ms sleep between allocations\n(?:I[^\n]*main\.go:39\] Spawning a thread to consume CPU\n){2}/,
    );
    expect(terminal.run('kubectl top pod cpu-demo --no-headers')).toMatch(/^cpu-demo +(?:9[5-9]\d|100\d|1000)m +/);
  });
});

describe('clients that are the command of a container', () => {
  const once = 'kubectl run -it --rm --restart=Never --image';

  it('look names up with their addresses, each busybox in its own words', () => {
    const terminal = running(['web', '--image=nginx --port=80 --expose']);
    const address = terminal.run("kubectl get svc web -o jsonpath='{.spec.clusterIP}'");
    expect(terminal.run(`${once} busybox:1.28 t -- nslookup web`)).toBe(
      `Server:    10.96.0.10\nAddress 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local\n\nName:      web\nAddress 1: ${address} web.default.svc.cluster.local\npod "t" deleted\n`,
    );
    expect(terminal.run(`${once} busybox:1.36 t -- sh -c 'nslookup web && echo found'`)).toMatch(
      new RegExp(
        `Name:\tweb\\.default\\.svc\\.cluster\\.local\nAddress: ${address.replaceAll('.', '\\.')}\n[^]*found\npod "t" deleted\n$`,
      ),
    );
    expect(terminal.run(`${once} busybox:1.28 t -- nslookup nosuch`)).toContain("nslookup: can't resolve 'nosuch'\n");
  });

  it('wait for what is lost as long as they were told to, and show no meter on a terminal', () => {
    const terminal = openTerminal();
    expect(terminal.run(`${once} busybox t -- wget -T 5 -O- http://kubernetes`)).toContain(
      'Connecting to kubernetes (10.96.0.1:80)\nwget: download timed out\n',
    );
    expect(terminal.run(`${once} curlimages/curl t -- curl -m 3 http://kubernetes`)).toMatch(
      /^curl: \(28\) Connection timed out after 3000 milliseconds\n/,
    );
    expect(terminal.run(`${once} curlimages/curl t -- curl https://kubernetes`)).toMatch(
      /^curl: \(60\) SSL certificate problem: unable to get local issuer certificate\n/,
    );
    expect(terminal.run(`${once} curlimages/curl t -- curl -sk https://kubernetes/version`)).toContain('"code": 403');
  });

  it('curl -v tells the end after the answer', () => {
    const terminal = running(['web', '--image=nginx:1.27']);
    terminal.run('sleep 1');
    expect(terminal.run('kubectl exec web -- curl -sv localhost')).toMatch(
      /< Server: nginx\/1\.27\.5\n< Date: [^\n]*\n(?:< [^\n]*\n)*< Connection: keep-alive\n< \n<!DOCTYPE html>[^]*<\/html>\n\* Connection #0 to host localhost left intact\n$/,
    );
  });
});
