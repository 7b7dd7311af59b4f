import { describe, expect, it } from 'vitest';
import { openTerminal, type Terminal } from './terminal.ts';

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

describe('minikube', () => {
  const open = (): Terminal => {
    const terminal = openTerminal();
    terminal.run('kubectl create deployment web --image=nginx --port=80; kubectl rollout status deployment/web');
    terminal.run('kubectl expose deployment web --type=NodePort; sleep 2');
    return terminal;
  };

  it('tells of the cluster of the page', () => {
    const terminal = open();
    expect(terminal.run('minikube ip')).toMatch(/^172\.18\.0\.\d+\n$/);
    expect(terminal.run('curl -s $(minikube service web --url) | head -1')).toBe('<!DOCTYPE html>\n');
    expect(terminal.run('minikube service list | grep web')).toMatch(
      /^\| default +\| web +\| 80 +\| http:\/\/172\.18\.0\.\d+:3\d{4} \|\n$/,
    );
    expect(terminal.run('minikube addons list | grep metrics-server')).toContain('| enabled ✅ |');
    expect(terminal.run('minikube node list')).toMatch(/^node-1\t172\.18\.0\.\d+\nnode-2\t/);
    expect(terminal.run('minikube kubectl -- get deploy -o name')).toBe('deployment.apps/web\n');
    expect(terminal.run('minikube image ls')).toBe(terminal.run('docker images'));
  });

  it('says of what a page cannot do what is done instead', () => {
    const terminal = openTerminal();
    for (const line of ['dashboard', 'ssh', 'stop', 'delete', 'docker-env']) {
      expect(terminal.run(`minikube ${line}`)).toMatch(
        new RegExp(`^minikube ${line} is not part of this playground\\. .+\\.\n$`),
      );
      expect(terminal.status()).toBe(1);
    }
    expect(terminal.run('minikube nonsense')).toBe(
      'Error: unknown command "nonsense" for "minikube"\nRun \'minikube --help\' for usage.\n',
    );
  });
});

describe('docker', () => {
  it("refuses what belongs to an engine of one's own, and says what to do here", () => {
    const terminal = openTerminal();
    for (const line of ['run -d nginx', 'compose up', 'pull nginx', 'push x', 'network ls', 'info']) {
      const [verb = ''] = line.split(' ');
      expect(terminal.run(`docker ${line}`)).toMatch(new RegExp(`^docker ${verb} is not part of this playground\\. `));
      expect(terminal.status()).toBe(1);
    }
    expect(terminal.run('docker exec -it node-1 bash')).toContain('docker exec node-1 crictl ps');
    expect(terminal.run('docker frobnicate')).toMatch(/^docker: unknown command: docker frobnicate\n/);
  });

  it('inspects nodes and containers, and gives and takes away names of images', () => {
    const terminal = openTerminal();
    terminal.run('kubectl run web --image=nginx:1.27; kubectl wait --for=condition=Ready pod/web');
    const address = terminal.run("kubectl get pod web -o jsonpath='{.status.podIP}'");
    expect(
      terminal.run(
        "docker inspect $(docker ps -q --filter name=k8s_web) | jq -r '.[0] | .State.Status, .Config.Image, .NetworkSettings.Networks.pod.IPAddress'",
      ),
    ).toBe(`running\ndocker.io/library/nginx:1.27\n${address}\n`);
    expect(terminal.run('docker inspect nothing')).toBe('Error: No such object: nothing\n[]\n');
    expect(terminal.run('docker rmi nginx:1.27')).toMatch(/^Error response from daemon: conflict: unable to remove /);
    terminal.run('docker build -t order:1.0 .; docker tag order:1.0 order:stable');
    expect(terminal.run("docker images order | awk 'NR > 1 {print $2}'")).toBe('stable\n1.0\n');
    expect(terminal.run('docker rmi order:stable; docker images order -q | wc -l')).toBe('Untagged: order:stable\n1\n');
  });

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

  it('offers what was not named yet, ports to forward to, and pods to copy from', () => {
    const [first = '', second = ''] = terminal.run('kubectl get pods -o name').replaceAll('pod/', '').split('\n');
    expect(offered(`kubectl delete pod ${first} `)).not.toContain(first);
    expect(offered('kubectl cordon node-1 ')).toEqual(['node-2', 'node-3']);
    terminal.run('kubectl run shop --image=nginx --port=8080 --expose');
    expect(offered('kubectl port-forward shop ')).toEqual(['8080']);
    expect(offered('kubectl port-forward svc/shop ')).toEqual(['8080']);
    expect(offered(`kubectl cp ${second === '' ? first : second}`)).toHaveLength(1);
    expect(offered('kubectl cp sh')).toEqual(['shop:']);
    expect(offered('minikube kubectl -- get deployments w')).toEqual(['web']);
  });
});
