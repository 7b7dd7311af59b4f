import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openTerminal, type Terminal } from './terminal.ts';

function filesOf(folder: string): Record<string, string> {
  const path = `test/examples/${folder}`;
  return Object.fromEntries(readdirSync(path).map((name) => [name, readFileSync(`${path}/${name}`, 'utf8')]));
}

function ordering(): Terminal {
  const terminal = openTerminal(filesOf('order-and-price'));
  terminal.run('docker build -t order:1.0 .; docker build -t price:1.0 .');
  terminal.run('kubectl apply -f order-config.yaml -f price-config.yaml; sleep 60');
  return terminal;
}

function web(extra = ''): Terminal {
  const terminal = openTerminal({
    'web.yaml': `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:1.27", ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  selector: {app: web}
  ports: [{port: 80, nodePort: 30080}]
${extra}`,
  });
  terminal.run('kubectl apply -f web.yaml; kubectl rollout status deployment web; sleep 5');
  return terminal;
}

describe('from outside of the cluster', () => {
  it('orders through a NodePort, and through DNS behind it', () => {
    const terminal = ordering();
    expect(terminal.run('http POST http://localhost:31000/create')).toMatch(
      /^HTTP\/1\.1 200 OK\n(?:[\w-]+: .*\n)+\n\[\n {4}"order server request received",\n {4}"request for price server is successful"\n\]\n\n\n$/,
    );
    expect(terminal.run('http -b POST :31000/create | jq -r ".[1]"')).toBe('request for price server is successful\n');
    terminal.run('kubectl delete deployment price-deployment; sleep 40');
    expect(terminal.run('http POST :31000/create | jq -r ".[1]"')).toMatch(/failed/);
  });

  it('reaches every node, a load balancer and an ingress by its host', () => {
    const terminal = web(`---
apiVersion: v1
kind: Service
metadata: {name: balanced}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  ingressClassName: nginx
  rules:
  - host: shop.example.com
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
`);
    terminal.run('sleep 20');
    const status = "curl -s -o /dev/null -w '%{http_code}\\n'";
    const nodes = terminal.run("kubectl get nodes -o jsonpath='{.items[*].status.addresses[0].address}'").split(' ');
    expect(nodes.length).toBeGreaterThan(2);
    for (const node of nodes) expect(terminal.run(`${status} http://${node}:30080/`)).toBe('200\n');
    const ip = terminal.run("kubectl get service balanced -o jsonpath='{.status.loadBalancer.ingress[0].ip}'");
    expect(terminal.run(`${status} http://${ip}/`)).toBe('200\n');
    expect(terminal.run(`${status} http://localhost/`)).toBe('404\n');
    expect(terminal.run(`${status} -H 'Host: shop.example.com' http://localhost/`)).toBe('200\n');
    expect(terminal.run('curl -s -H "host: shop.example.com" localhost | grep title')).toContain('Welcome to nginx!');
  });

  it("is told what is wrong in curl's words, after the time it takes", () => {
    const terminal = web();
    expect(terminal.run('curl http://localhost:30000; echo $?')).toMatch(
      /^curl: \(7\) Failed to connect to localhost port 30000 after \d+ ms: Could not connect to server\n7\n$/,
    );
    expect(terminal.run('curl http://web/; echo $?')).toBe('curl: (6) Could not resolve host: web\n6\n');
    expect(terminal.run('curl -m 2 10.96.0.10; echo $?')).toBe(
      'curl: (28) Connection timed out after 2000 milliseconds\n28\n',
    );
    expect(terminal.run('curl --connect-timeout 3 http://10.96.0.10/ 2>&1 | tail -1')).toBe(
      'curl: (28) Connection timed out after 3000 milliseconds\n',
    );
    const started = terminal.cluster.now();
    expect(terminal.run('curl http://10.96.0.10/')).toMatch(
      /^curl: \(28\) Failed to connect to 10\.96\.0\.10 port 80 after 13\d{4} ms: Could not connect to server\n$/,
    );
    expect(terminal.cluster.now() - started).toBeGreaterThan(130_000);
    expect(terminal.run('curl ftp://web/; echo $?')).toBe('curl: (1) Protocol "ftp" not supported\n1\n');
    expect(terminal.run('curl; echo $?')).toContain('curl: (2) no URL specified');
    expect(terminal.run('wget -qO- http://localhost:30000; echo $?')).toBe('4\n');
    expect(terminal.run('http :30000')).toContain('[Errno 111] Connection refused');
    expect(terminal.run('http GET http://nowhere/')).toContain("Failed to resolve 'nowhere'");
  });

  it('shows the head, the conversation, and how far it is', () => {
    const terminal = web();
    expect(terminal.run('curl -I localhost:30080')).toMatch(/^HTTP\/1\.1 200 OK\r\nServer: nginx\/[\d.]+\r\n/);
    const told = terminal.run('curl -v localhost:30080');
    expect(told).toMatch(/^\* Host localhost:30080 was resolved\.\n\* IPv6: ::1\n\* IPv4: 127\.0\.0\.1\n/);
    expect(told).toContain('> GET / HTTP/1.1\n> Host: localhost:30080\n> User-Agent: curl/8.14.1\n> Accept: */*\n> \n');
    expect(told).toContain('< HTTP/1.1 200 OK\n');
    expect(terminal.run('curl localhost:30080 | grep -c Welcome')).toMatch(
      /^ {2}% Total {4}% Received % Xferd {2}Average Speed[^\n]*\n[^\n]*\n100 {3}615 {2}100 {3}615 .*\n2\n$/,
    );
    expect(terminal.run('curl -so page.html localhost:30080; grep -c Welcome page.html')).toBe('2\n');
    expect(terminal.run('wget localhost:30080')).toContain("Saving to: 'index.html'");
    expect(
      terminal.run("curl -s -w '%{http_code} %{method} %{remote_port}\\n' -o /dev/null -X POST -d a=b localhost:30080"),
    ).toMatch(/^\d{3} POST 30080\n$/);
  });

  it('goes through forwarded ports, in the background', () => {
    const terminal = web();
    expect(
      terminal.run(
        'kubectl port-forward service/web 8080:80 & sleep 1; curl -s localhost:8080 | grep -c Welcome; jobs',
      ),
    ).toBe(
      'Forwarding from 127.0.0.1:8080 -> 80\nForwarding from [::1]:8080 -> 80\nHandling connection for 8080\n2\n[1]+  Running                 kubectl port-forward service/web 8080:80 &\n',
    );
    expect(terminal.run('curl -sS http://127.0.0.1:8081; kill %1; sleep 1; curl -sS localhost:8080; echo $?')).toMatch(
      /port 8081 .*\n.*Failed to connect to localhost port 8080 .*\n7\n$/,
    );
  });

  it('loses a forwarded port with its pod', () => {
    const terminal = web();
    const [pod = ''] = terminal.run('kubectl get pods -o name').split('\n');
    terminal.run(`kubectl port-forward ${pod} 8080:80 & sleep 1; kubectl delete ${pod} --grace-period=0 --force`);
    const said = terminal.run('curl localhost:8080; echo $?');
    expect(said).toContain('curl: (52) Empty reply from server\n52\n');
    expect(said).toContain('error: lost connection to pod\n');
  });
});

describe('background jobs', () => {
  it('run beside others, are waited for and ended', () => {
    const terminal = openTerminal();
    expect(terminal.run('(sleep 3; echo late) & echo early; wait; echo after')).toBe('early\nlate\nafter\n');
    expect(terminal.run('sleep 100 & kill $!; wait; echo done')).toBe('done\n');
    expect(terminal.run('kill 77; echo $?')).toMatch(/kill: \(77\) - No such process\n1\n$/);
  });

  it('wait for what they have started themselves, and may end themselves', () => {
    const terminal = openTerminal();
    expect(terminal.run('wait & sleep 1; echo $?')).toBe('0\n');
    expect(terminal.run('(sleep 2 & wait; echo inner) & wait; echo outer')).toBe('inner\nouter\n');
    expect(terminal.run('kill %1 & fg & sleep 1; echo alive')).toContain('alive\n');
  });

  it('do not grow without end', () => {
    const terminal = openTerminal();
    expect(terminal.run('f() { f | f & }; f; sleep 1; echo alive')).toContain('alive\n');
    expect(terminal.run('for i in $(seq 100); do sleep 1000 & done; jobs | wc -l').trim().split('\n').at(-1)).toBe(
      '20',
    );
  });
});
