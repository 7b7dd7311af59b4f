import { describe, expect, it } from 'vitest';
import { ClusterDriver } from '../support/cluster-driver.ts';

function pod(name: string, image: string, command = '["sleep", "86400"]'): string {
  return `
apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  containers:
  - {name: main, image: "${image}", command: ${command}}
`;
}

const web = `
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers: [{name: web, image: "nginx:1.27"}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
`;

/** Runs a line in a container; its exit code and all that it printed. */
function sh(driver: ClusterDriver, name: string, line: string, shell = 'sh'): string {
  const execution = driver.cluster.exec('default', name, name === 'web' ? 'web' : 'main', [shell, '-c', line]);
  if (execution?.type !== 'ended') throw new Error(`${line}: ${execution?.type ?? 'no container'}`);
  return `${execution.exitCode} ${execution.lines.map(({ text, unended }) => text + (unended === true ? '' : '\n')).join('')}`;
}

function started(): ClusterDriver {
  const driver = new ClusterDriver().apply(web);
  driver.apply(pod('new', 'busybox:1.36')).apply(pod('old', 'busybox:1.28'));
  driver.apply(pod('tools', 'nicolaka/netshoot')).apply(pod('slim', 'debian:12-slim'));
  return driver.advance(60);
}

describe('names that programs in containers look up', () => {
  const driver = started();
  const { clusterIP = '' } = driver.get('services', 'web').spec;

  it('busybox asks for every name of the search list, and tells of each', () => {
    expect(sh(driver, 'new', 'nslookup web.default.svc.cluster.local')).toBe(
      `0 Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tweb.default.svc.cluster.local\nAddress: ${clusterIP}\n\n\n`,
    );
    const short = sh(driver, 'new', 'nslookup web');
    expect(short).toMatch(/^1 /);
    expect(short).toContain(`Name:\tweb.default.svc.cluster.local\nAddress: ${clusterIP}\n`);
    expect(short).toContain("** server can't find web.cluster.local: NXDOMAIN\n");
  });

  it('busybox 1.28 resolves as other programs do', () => {
    const head = 'Server:    10.96.0.10\nAddress 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local\n\n';
    expect(sh(driver, 'old', 'nslookup web')).toBe(
      `0 ${head}Name:      web\nAddress 1: ${clusterIP} web.default.svc.cluster.local\n`,
    );
    expect(sh(driver, 'old', 'nslookup nowhere')).toContain("nslookup: can't resolve 'nowhere'\n");
  });

  it("bind's tools and the C library's", () => {
    expect(sh(driver, 'tools', 'nslookup web')).toBe(
      `0 Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\nName:\tweb.default.svc.cluster.local\nAddress: ${clusterIP}\n\n`,
    );
    expect(sh(driver, 'tools', 'nslookup nowhere')).toContain("** server can't find nowhere: NXDOMAIN\n");
    expect(sh(driver, 'tools', 'dig +short web.default.svc.cluster.local')).toBe(`0 ${clusterIP}\n`);
    expect(sh(driver, 'tools', 'dig +short web')).toBe('0 ');
    const full = sh(driver, 'tools', 'dig web +search');
    expect(full).toContain('status: NOERROR');
    expect(full).toContain(`web.default.svc.cluster.local. 30 IN\tA\t${clusterIP}\n`);
    expect(sh(driver, 'slim', 'getent hosts web')).toBe(`0 ${clusterIP.padEnd(15)} web.default.svc.cluster.local\n`);
    expect(sh(driver, 'slim', 'getent hosts nowhere')).toBe('2 ');
  });

  it('pings pods, and no Service', () => {
    const ip = driver.get('pods', 'web').status.podIP ?? '';
    expect(sh(driver, 'new', `ping -c 1 ${ip}`)).toContain(
      '1 packets transmitted, 1 packets received, 0% packet loss\n',
    );
    expect(sh(driver, 'new', 'ping -c 1 web')).toContain(
      '1 packets transmitted, 0 packets received, 100% packet loss\n',
    );
    expect(sh(driver, 'new', 'ping -c 1 nowhere')).toBe("1 ping: bad address 'nowhere'\n");
    expect(sh(driver, 'new', `nc -zv ${ip} 80`)).toMatch(/^0 .* open\n$/);
    expect(sh(driver, 'new', `nc -zv ${ip} 81`)).toMatch(/^1 nc: .*Connection refused\n$/);
  });
});

describe('what curl and wget say', () => {
  const driver = started();
  const { clusterIP = '' } = driver.get('services', 'web').spec;

  it('tells of the conversation with -v, of the head with -I, and what -w asks for', () => {
    const told = sh(driver, 'tools', 'curl -sv -o /dev/null http://web/');
    expect(told).toBe(
      [
        `0 * Host web:80 was resolved.`,
        '* IPv6: (none)',
        `* IPv4: ${clusterIP}`,
        `*   Trying ${clusterIP}:80...`,
        `* Connected to web (${clusterIP}) port 80`,
        '* using HTTP/1.x',
        '> GET / HTTP/1.1',
        '> Host: web',
        '> User-Agent: curl/8.14.1',
        '> Accept: */*',
        '> ',
        '* Request completely sent off',
        '< HTTP/1.1 200 OK',
        ...told.split('\n').filter((line) => line.startsWith('< ') && !line.startsWith('< HTTP')),
        '* Connection #0 to host web left intact',
        '',
      ].join('\n'),
    );
    expect(sh(driver, 'tools', 'curl -sI http://web/')).toMatch(/^0 HTTP\/1\.1 200 OK\r\n(?:[\w-]+: .*\r\n)+\r\n$/);
    expect(sh(driver, 'tools', "curl -s -o /dev/null -w '%{http_code} %{size_download}\\n' http://web/none")).toMatch(
      /^0 404 \d+\n$/,
    );
    expect(sh(driver, 'tools', 'curl -sf http://web/none')).toBe('22 ');
    expect(sh(driver, 'tools', 'curl --nonsense http://web/')).toBe(
      "2 curl: option --nonsense: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n",
    );
    expect(sh(driver, 'tools', 'curl -sS --max-time 2 http://10.96.200.200/')).toBe(
      '28 curl: (28) Connection timed out after 2000 milliseconds\n',
    );
  });

  it('saves what busybox wget gets, and shows how far it is', () => {
    const saved = sh(driver, 'new', 'wget http://web/ && cat /index.html index.html | grep -c Welcome');
    expect(saved).toContain(`Connecting to web (${clusterIP}:80)\nsaving to 'index.html'\n`);
    expect(saved).toContain("'index.html' saved\n");
    expect(sh(driver, 'new', 'wget -q -O- http://web/none')).toBe(
      '1 wget: server returned error: HTTP/1.1 404 Not Found\n',
    );
  });
});

describe('what an image has', () => {
  const driver = started();
  const ends = (name: string, ...command: string[]): string => {
    const execution = driver.cluster.exec('default', name, name === 'web' ? 'web' : 'main', command);
    return execution?.type === 'missing' ? execution.message : (execution?.type ?? 'none');
  };

  it('lacks what the real one lacks', () => {
    const missing = (program: string): string =>
      `OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": executable file not found in $PATH: unknown`;
    expect(ends('web', 'curl', 'http://web/')).toBe('ended');
    expect(ends('web', 'wget', 'http://web/')).toBe(missing('wget'));
    expect(ends('slim', 'ps')).toBe(missing('ps'));
    expect(ends('slim', 'ping', 'web')).toBe(missing('ping'));
    expect(ends('new', 'curl', 'http://web/')).toBe(missing('curl'));
    expect(ends('new', 'bash')).toBe(missing('bash'));
  });

  it('says it in its own words', () => {
    expect(sh(driver, 'new', 'ls /nope')).toBe('1 ls: /nope: No such file or directory\n');
    expect(sh(driver, 'slim', 'ls /nope')).toBe("2 ls: cannot access '/nope': No such file or directory\n");
    expect(sh(driver, 'new', 'nonsense')).toBe('127 sh: nonsense: not found\n');
    expect(sh(driver, 'slim', 'nonsense')).toBe('127 sh: 1: nonsense: not found\n');
    expect(sh(driver, 'slim', 'nonsense', 'bash')).toBe('127 bash: line 1: nonsense: command not found\n');
    expect(sh(driver, 'new', 'rm /nope')).toBe("1 rm: can't remove '/nope': No such file or directory\n");
    expect(sh(driver, 'new', 'ls / | head -3')).toBe('0 bin\ndev\netc\n');
    expect(sh(driver, 'new', 'ps')).toContain('    1 root      0:00 sleep 86400\n');
  });

  it('has the files that the kubelet writes', () => {
    expect(sh(driver, 'new', 'cat /etc/resolv.conf')).toBe(
      '0 search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
    );
    expect(sh(driver, 'new', 'cat /etc/hosts')).toContain(
      `fe00::2\tip6-allrouters\n${driver.get('pods', 'new').status.podIP}\tnew\n`,
    );
  });

  it('ends with its first process, when that obeys the signal', () => {
    expect(sh(driver, 'slim', 'kill -9 1')).toBe('0 ');
    expect(sh(driver, 'web', 'kill 1')).toBe('0 ');
    driver.advance(5);
    expect(driver.get('pods', 'web').status.containerStatuses?.[0]?.restartCount).toBe(1);
    // `sleep` as the first process has no handler for it.
    expect(driver.get('pods', 'slim').status.containerStatuses?.[0]?.restartCount).toBe(0);
  });
});

describe('a loop in a pod', () => {
  const loop = '["/bin/sh", "-c", "while sleep 0.5; do wget -q -O- http://web; done"]';

  it('sends real requests for as long as it runs, and prints what it gets', () => {
    const driver = new ClusterDriver().apply(web).advance(30);
    driver.apply(pod('load', 'busybox:1.36', loop)).advance(30);
    const sent = driver.cluster.traffic?.count('service/default/web').requests ?? 0;
    expect(sent).toBeGreaterThan(30);
    expect(sent).toBeLessThan(62);
    expect(driver.cluster.logs('default', 'load', 'main')?.some(({ text }) => text === '<!DOCTYPE html>')).toBe(true);
    expect(driver.cluster.logs('default', 'web', 'web')?.some(({ text }) => text.includes('"Wget"'))).toBe(true);
    driver.delete('Pod', 'load').advance(60);
    const after = driver.cluster.traffic?.count('service/default/web').requests;
    driver.advance(60);
    expect(driver.cluster.traffic?.count('service/default/web').requests).toBe(after);
  });

  it('joins lines that have no end, as in the walkthrough of the autoscaler', () => {
    const driver = new ClusterDriver();
    driver.apply(web.replace('nginx:1.27', 'registry.k8s.io/hpa-example')).advance(30);
    driver.apply(pod('load', 'busybox:1.28', loop)).advance(20);
    const lines = driver.cluster.logs('default', 'load', 'main') ?? [];
    expect(lines.map(({ text }) => text).join('|')).toMatch(/^(?:OK!){20,}$/);
  });

  it('goes on as before when a checkpoint is restored', () => {
    const driver = new ClusterDriver().apply(web).advance(30);
    driver.apply(pod('load', 'busybox:1.36', loop)).advance(10);
    const other = driver.cluster.restore(JSON.parse(JSON.stringify(driver.cluster.checkpoint())) as never);
    other.advance(20_000);
    driver.advance(20);
    expect(other.traffic?.count('service/default/web')).toEqual(driver.cluster.traffic?.count('service/default/web'));
    expect(other.logs('default', 'load', 'main')).toEqual(driver.cluster.logs('default', 'load', 'main'));
  });

  it('complains in the log while nobody answers', () => {
    const driver = new ClusterDriver().apply(pod('load', 'busybox:1.36', loop)).advance(20);
    expect(driver.cluster.logs('default', 'load', 'main')?.[0]?.text).toBe("wget: bad address 'web'");
    driver.apply(web).advance(60);
    expect(driver.cluster.logs('default', 'load', 'main')?.some(({ text }) => text === '<!DOCTYPE html>')).toBe(true);
  });
});

describe('a command of a container that uses the network', () => {
  const policy = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: access-web}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress: [{from: [{podSelector: {matchLabels: {access: "true"}}}]}]
`;
  const task = (name: string, command: string, labels = '{}'): string => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: ${labels}}
spec:
  restartPolicy: Never
  containers: [{name: main, image: "busybox:1.28", command: [sh, -c, ${JSON.stringify(command)}]}]
`;
  const end = (driver: ClusterDriver, name: string): string => {
    const state = driver.get('pods', name).status.containerStatuses?.[0]?.state?.terminated;
    const lines = driver.cluster.logs('default', name, 'main') ?? [];
    return `${state?.exitCode} ${lines.map(({ text }) => text).join('|')}`;
  };

  it('waits in vain for what a NetworkPolicy keeps from it, as the page about them shows', () => {
    const driver = new ClusterDriver().apply(web).apply(policy).advance(20);
    const address = driver.get('services', 'web').spec.clusterIP;
    driver.apply(task('other', 'wget --spider --timeout=1 web'));
    driver.apply(task('friend', 'wget --spider --timeout=1 web', '{access: "true"}'));
    driver.apply(task('dial', 'nc -w 2 -zv web 80; echo $?'));
    driver.advance(20);
    expect(end(driver, 'other')).toBe(`1 Connecting to web (${address}:80)|wget: download timed out`);
    expect(end(driver, 'friend')).toBe(`0 Connecting to web (${address}:80)|remote file exists`);
    expect(end(driver, 'dial')).toBe('0 nc: web (web:80): Connection timed out|1');
  });

  it('prints the addresses of the names that it looks up', () => {
    const driver = new ClusterDriver().apply(web).advance(20);
    driver.apply(task('look', 'nslookup web; nslookup nowhere || echo none')).advance(10);
    const address = driver.get('services', 'web').spec.clusterIP ?? '';
    const head = 'Server:    10.96.0.10|Address 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local||';
    expect(end(driver, 'look')).toBe(
      `0 ${head}Name:      web|Address 1: ${address} web.default.svc.cluster.local|nslookup: can't resolve 'nowhere'|${head}none`,
    );
  });
});
