import { describe, expect, it } from 'vitest';
import { openTerminal } from './terminal.ts';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: nginx, image: 'nginx:1.25'}
`;

describe('kubectl in a shell', () => {
  it('reads manifests from files, here-documents and pipes', () => {
    const terminal = openTerminal({ 'web.yaml': deployment });
    expect(terminal.run('kubectl apply -f web.yaml')).toBe('deployment.apps/web created\n');
    expect(terminal.run('cat web.yaml | kubectl apply -f -')).toBe('deployment.apps/web unchanged\n');
    expect(terminal.run("sed 's/replicas: 2/replicas: 3/' web.yaml | kubectl apply -f -")).toBe(
      'deployment.apps/web configured\n',
    );
    const script = 'kubectl apply -f - <<EOF\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: $NAME\nEOF';
    expect(terminal.run(`NAME=team-a\n${script}`)).toBe('namespace/team-a created\n');
    expect(terminal.run('kubectl apply -f .\\\\web.yaml')).toBe('deployment.apps/web configured\n');
  });

  it('waits on the virtual clock', () => {
    const terminal = openTerminal({ 'web.yaml': deployment });
    terminal.run('kubectl apply -f web.yaml; kubectl rollout status deployment/web');
    expect(terminal.run('kubectl get pods --no-headers | grep -c Running')).toBe('2\n');
    expect(
      terminal.run('alias k=kubectl\nfor p in $(k get pods -o name); do k delete $p; done; k get pods | wc -l'),
    ).toMatch(/^(pod "web-\w+-\w+" deleted\n){2}3\n$/);
  });

  it('streams a watch into a pipe, and ends it when nobody reads on', () => {
    const terminal = openTerminal({ 'web.yaml': deployment });
    terminal.run('kubectl apply -f web.yaml');
    expect(terminal.run('kubectl get pods -w --no-headers | head -3').split('\n')).toHaveLength(4);
    expect(terminal.run('timeout 5 kubectl get pods -w >/dev/null; echo $?')).toBe('124\n');
    const before = terminal.cluster.now();
    terminal.run('sleep 60; kubectl get pods -w');
    expect(terminal.status()).toBe(130);
    expect(terminal.cluster.now() - before).toBeLessThan(180_000);
  });

  it('runs what is typed after exec -it inside the container', () => {
    const terminal = openTerminal({ 'web.yaml': deployment });
    terminal.run('kubectl create deployment one --image=nginx; kubectl rollout status deployment/one');
    const pod = terminal.run('kubectl get pods -o name').trim();
    expect(terminal.run(`kubectl exec -it ${pod} -- bash\nhostname\nexit 4\necho back`)).toBe(
      `${pod.replace('pod/', '')}\ncommand terminated with exit code 4\nback\n`,
    );
    expect(terminal.run(`kubectl exec ${pod} -- no-such-program; echo $?`)).toMatch(
      /^error: Internal error occurred: .*exec: "no-such-program": executable file not found in \$PATH: unknown\n1\n$/,
    );
  });

  it('shows the newest picture with watch', () => {
    const terminal = openTerminal();
    const printed = terminal.run('watch -n 20 kubectl get nodes');
    expect(printed.match(/Every 20\.0s: kubectl get nodes/g)).toHaveLength(3);
    expect(terminal.status()).toBe(130);
  });
});

describe('docker', () => {
  it('kills a container of a pod, whose RESTARTS grow', () => {
    const terminal = openTerminal({ 'web.yaml': deployment });
    terminal.run('kubectl apply -f web.yaml; kubectl rollout status deployment/web');
    const listed = terminal.run('docker ps');
    expect(listed).toMatch(/^CONTAINER ID +IMAGE +COMMAND +CREATED +STATUS +PORTS +NAMES\n/);
    expect(listed).toMatch(/[\da-f]{12} .* k8s_nginx_web-\w+-\w+_default_[-\da-f]{36}_0\n/);
    terminal.run('docker kill $(docker ps -q --filter name=k8s_nginx | head -1); sleep 10');
    expect(terminal.run('kubectl get pods --no-headers').match(/1\/1 +Running +1 \(/g)).toHaveLength(1);
  });

  it('powers nodes off and on as kind nodes', () => {
    const terminal = openTerminal();
    expect(terminal.run('docker stop node-2')).toBe('node-2\n');
    expect(terminal.run('docker ps --filter name=node | tail -n +2 | wc -l | tr -d " "')).toBe('2\n');
    expect(terminal.run('sleep 60; kubectl get node node-2 --no-headers')).toMatch(/^node-2 +NotReady/);
    expect(terminal.run('docker start node-2; sleep 30; kubectl get node node-2 --no-headers')).toMatch(
      /node-2 +Ready/,
    );
    expect(terminal.run('docker rm -f node-3; kubectl get nodes -o name')).toBe('node-3\nnode/node-1\nnode/node-2\n');
  });

  it('refuses what is not there in its own words', () => {
    const terminal = openTerminal();
    expect(terminal.run('docker kill nothing; echo $?')).toBe(
      'Error response from daemon: No such container: nothing\n1\n',
    );
    expect(terminal.run('docker build -t Order .; echo $?')).toMatch(/^ERROR: .*lowercase\n1\n$/);
  });

  it('runs commands and sessions in the containers of pods', () => {
    const terminal = openTerminal();
    terminal.run('kubectl run web --image=nginx:1.27; kubectl wait --for=condition=Ready pod/web');
    expect(terminal.run('docker exec $(docker ps -q --filter name=k8s_web) hostname')).toBe('web\n');
    expect(terminal.run('docker exec -it $(docker ps -q --filter name=k8s_web) bash\necho in $HOSTNAME\nexit')).toBe(
      'in web\n',
    );
    expect(terminal.run('docker exec $(docker ps -q --filter name=k8s_web) nosuch; echo $?')).toBe(
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in $PATH: unknown\n127\n',
    );
  });

  it('lists what it has built, the newest first', () => {
    const terminal = openTerminal();
    terminal.run('docker build -t order:1.0 .; docker build -t order:1.1 .');
    expect(terminal.run("docker images order | awk '{print $1, $2}'")).toBe('REPOSITORY TAG\norder 1.1\norder 1.0\n');
  });

  it('builds an image that no registry has', () => {
    const terminal = openTerminal();
    expect(terminal.run('docker build -t order:1.0 .')).toContain('naming to docker.io/library/order:1.0\n');
  });
});

describe('completion', () => {
  const terminal = openTerminal({ 'web.yaml': deployment, 'k8s/a b.yaml': '', 'notes.txt': '' });
  terminal.run('kubectl apply -f web.yaml; kubectl create namespace team-a; kubectl rollout status deployment/web');
  terminal.run('alias k=kubectl');
  const offered = (line: string): readonly string[] => terminal.shell.complete(line, line.length).candidates;

  it.each([
    ['kube', ['kubectl']],
    ['kubectl rol', ['rollout']],
    ['kubectl rollout st', ['status']],
    ['kubectl get deployments w', ['web']],
    ['k get deploy/', ['deploy/web']],
    ['kubectl get pods -n te', ['team-a']],
    ['kubectl get pods --namespace=te', ['--namespace=team-a']],
    ['kubectl drain node-', ['node-1', 'node-2', 'node-3']],
    ['kubectl apply -f w', ['web.yaml']],
    ['kubectl get pods --show-l', ['--show-labels']],
    ['kubectl get po', ['poddisruptionbudgets', 'pods', 'podtemplates']],
    ['kubectl get pods,serv', ['pods,serviceaccounts', 'pods,services']],
    ['kubectl rollout undo deployments we', ['web']],
    ['kubectl get pods | gr', ['grep']],
    ['for p in $(kubectl get nod', ['nodes']],
    ['cat k8s/', ["'k8s/a b.yaml'"]],
    ['cat n', ['notes.txt']],
    ['cd ', ['k8s/']],
    ['echo $HOM', ['$HOME']],
    ['docker stop node-', ['node-1', 'node-2', 'node-3']],
    ['nosuchcommandatall', []],
  ])('of %s', (line, candidates) => {
    expect(offered(line)).toEqual(candidates);
  });

  it('says what to replace, and completes in the middle of a line', () => {
    expect(terminal.shell.complete('kubectl ge pods', 10)).toEqual({ candidates: ['get'], from: 8, to: 10 });
  });

  it('offers the containers of the pod that is named', () => {
    const pod = terminal.run('kubectl get pods -o name | head -1').trim().replace('pod/', '');
    expect(offered(`kubectl logs ${pod} -c `)).toEqual(['nginx']);
  });
});
