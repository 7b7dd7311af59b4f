import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openTerminal, type Terminal } from './terminal.ts';

function filesOf(folder: string): Record<string, string> {
  const path = `test/examples/${folder}`;
  return Object.fromEntries(readdirSync(path).map((name) => [name, readFileSync(`${path}/${name}`, 'utf8')]));
}

/** Names, hashes, addresses and ages that Kubernetes makes at random or by the clock; columns keep one blank. */
function withoutChance(text: string): string {
  return text
    .replaceAll(/-[\da-f]{8,10}-[a-z\d]{5}\b/g, '-HASH-xxxxx')
    .replaceAll(/-[bcdfghjklmnpqrstvwxz2456789]{5}\b(?=\s+\d\/)/g, '-xxxxx')
    .replaceAll(/\b(echo)-[\da-f]{8,10}\b/g, '$1-HASH')
    .replaceAll(/\b10\.\d+\.\d+\.\d+\b/g, 'IP')
    .replaceAll(/\b80:3[012]\d{3}\b/g, '80:PORT')
    .replaceAll(/ (?:\d+[smhd])+$/gm, ' AGE')
    .replaceAll(/ +/g, ' ')
    .replaceAll(/ $/gm, '');
}

function say(terminal: Terminal, line: string): string {
  return withoutChance(terminal.run(line));
}

describe('pods, ReplicaSets, Deployments and Services of an echo server', () => {
  it('runs two containers in a pod, logs one and deletes it', () => {
    const terminal = openTerminal(filesOf('echo'));
    expect(say(terminal, 'kubectl apply -f simple-pod.yaml')).toBe('pod/simple-echo created\n');
    terminal.run('sleep 35');
    expect(say(terminal, 'kubectl get pod')).toBe('NAME READY STATUS RESTARTS AGE\nsimple-echo 2/2 Running 0 AGE\n');
    expect(say(terminal, 'kubectl logs -f simple-echo -c echo')).toMatch(
      /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d start server\n$/,
    );
    expect(say(terminal, 'kubectl delete pod simple-echo')).toBe('pod "simple-echo" deleted\n');
    expect(say(terminal, 'kubectl get pod')).toBe('No resources found in default namespace.\n');
  });

  it('keeps three pods by a ReplicaSet until it is deleted', () => {
    const terminal = openTerminal(filesOf('echo'));
    expect(say(terminal, 'kubectl apply -f simple-replicaset.yaml')).toBe('replicaset.apps/echo created\n');
    terminal.run('sleep 45');
    const running = 'echo-xxxxx 2/2 Running 0 AGE\n';
    expect(say(terminal, 'kubectl get pod')).toBe(`NAME READY STATUS RESTARTS AGE\n${running.repeat(3)}`);
    expect(say(terminal, 'kubectl delete -f simple-replicaset.yaml')).toBe('replicaset.apps "echo" deleted\n');
    expect(say(terminal, 'kubectl get pod')).toContain('echo-xxxxx 2/2 Terminating 0 AGE\n');
  });

  it('records revisions of a Deployment, and rolls back', () => {
    const terminal = openTerminal(filesOf('echo'));
    const record = 'Flag --record has been deprecated, --record will be removed in the future\n';
    expect(say(terminal, 'kubectl apply -f simple-deployment.yaml --record')).toBe(
      `${record}deployment.apps/echo created\n`,
    );
    terminal.run('kubectl rollout status deployment echo');
    expect(say(terminal, 'kubectl get pod,replicaset,deployment --selector app=echo')).toBe(
      `NAME READY STATUS RESTARTS AGE\n${'pod/echo-HASH-xxxxx 2/2 Running 0 AGE\n'.repeat(3)}\n` +
        'NAME DESIRED CURRENT READY AGE\nreplicaset.apps/echo-HASH 3 3 3 AGE\n\n' +
        'NAME READY UP-TO-DATE AVAILABLE AGE\ndeployment.apps/echo 3/3 3 3 AGE\n',
    );
    const scaled = "sed -i 's/replicas: 3/replicas: 4/' simple-deployment.yaml";
    expect(say(terminal, `${scaled}; kubectl apply -f simple-deployment.yaml --record`)).toBe(
      `${record}deployment.apps/echo configured\n`,
    );
    const first = '1 kubectl apply --filename=simple-deployment.yaml --record=true\n';
    const heading = 'deployment.apps/echo\nREVISION CHANGE-CAUSE\n';
    expect(say(terminal, 'kubectl rollout history deployment echo')).toBe(`${heading}${first}\n`);
    terminal.run("sed -i 's#gihyodocker/echo:latest#gihyodocker/echo:patched#' simple-deployment.yaml");
    terminal.run('kubectl apply -f simple-deployment.yaml --record');
    const watched = 'for second in $(seq 20); do kubectl get pod --selector app=echo; sleep 1; done';
    expect(say(terminal, watched)).toMatch(/Terminating/);
    terminal.run('kubectl rollout status deployment echo');
    expect(say(terminal, 'kubectl rollout history deployment echo')).toBe(`${heading}${first}2${first.slice(1)}\n`);
    const shown = terminal.run('kubectl rollout history deployment echo --revision=1');
    expect(shown).toMatch(
      /^deployment.apps\/echo with revision #1\nPod Template:\n {2}Labels:\tapp=echo\n\tpod-template-hash=/,
    );
    expect(shown).toContain('    Environment:\n      BACKEND_HOST:\tlocalhost:8080\n');
    expect(say(terminal, 'kubectl rollout undo deployment echo')).toBe('deployment.apps/echo rolled back\n');
    expect(say(terminal, 'kubectl delete -f simple-deployment.yaml')).toBe('deployment.apps "echo" deleted\n');
  });

  it('tells two releases apart by their labels', () => {
    const terminal = openTerminal(filesOf('echo'));
    expect(say(terminal, 'kubectl apply -f simple-replicaset-with-label.yaml')).toBe(
      'replicaset.apps/echo-spring created\nreplicaset.apps/echo-summer created\n',
    );
    terminal.run('sleep 75');
    expect(say(terminal, 'kubectl get pod -l app=echo -l release=spring')).toBe(
      'NAME READY STATUS RESTARTS AGE\necho-spring-xxxxx 2/2 Running 0 AGE\n',
    );
    expect(say(terminal, 'kubectl get pod -l app=echo -l release=summer --no-headers | wc -l').trim()).toBe('2');
    expect(say(terminal, 'kubectl apply -f simple-service.yaml')).toBe('service/echo created\n');
    expect(say(terminal, 'kubectl get svc echo')).toBe(
      'NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE\necho ClusterIP IP <none> 80/TCP AGE\n',
    );
    expect(say(terminal, 'kubectl apply -f simple-nodeport-service.yaml')).toBe('service/echo configured\n');
    expect(say(terminal, 'kubectl get svc echo')).toBe(
      'NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE\necho NodePort IP <none> 80:PORT/TCP AGE\n',
    );
  });

  it('opens a shell in a debug pod, which is gone after exit', () => {
    const terminal = openTerminal(filesOf('echo'));
    const line = 'kubectl run -i --rm --tty debug --image=gihyodocker/fundamental:0.1.0 --restart=Never -- bash -il';
    expect(terminal.run(`${line}\nhostname\nexit`)).toBe(
      'If you don\'t see a command prompt, try pressing enter.\ndebug\npod "debug" deleted\n',
    );
    expect(say(terminal, 'sleep 5; kubectl get pods')).toBe('No resources found in default namespace.\n');
  });
});

describe('order and price', () => {
  it('builds images, applies both servers and lists their pods', () => {
    const terminal = openTerminal(filesOf('order-and-price'));
    terminal.run('docker build -t order:1.0 .; docker build -t price:1.0 .');
    expect(say(terminal, 'kubectl apply -f order-config.yaml')).toBe(
      'deployment.apps/order-deployment created\nservice/order-service created\n',
    );
    expect(say(terminal, 'kubectl apply -f price-config.yaml')).toBe(
      'deployment.apps/price-deployment created\nservice/price-service created\n',
    );
    terminal.run('sleep 60');
    expect(say(terminal, 'kubectl get pods')).toBe(
      `NAME READY STATUS RESTARTS AGE\n${'order-deployment-HASH-xxxxx 1/1 Running 0 AGE\n'.repeat(2)}${'price-deployment-HASH-xxxxx 1/1 Running 0 AGE\n'.repeat(2)}`,
    );
    expect(say(terminal, 'kubectl get service order-service')).toContain('80:PORT/TCP');
  });
});

describe('a Deployment that heals itself', () => {
  it('replaces killed containers in place and deleted pods by new ones', () => {
    const terminal = openTerminal(filesOf('spring-three'));
    terminal.run('kubectl apply -f spring-deployment.yaml -f spring-service.yaml; sleep 60');
    terminal.run('docker kill $(docker ps -q --filter name=spring-container | head -1); sleep 10');
    expect(terminal.run('kubectl get pods').match(/Running +1 \(/g)).toHaveLength(1);
    const [before = ''] = terminal.run('kubectl get pods -o name').split('\n');
    terminal.run(`kubectl delete ${before}; sleep 30`);
    const after = terminal.run('kubectl get pods -o name');
    expect(after.trim().split('\n')).toHaveLength(3);
    expect(after).not.toContain(before);
    terminal.run('kubectl delete deployment spring-deployment; sleep 60');
    expect(say(terminal, 'kubectl get replicaset')).toBe('No resources found in default namespace.\n');
    expect(say(terminal, 'kubectl delete all --all')).toContain('service "spring-service" deleted\n');
  });
});

describe('images and pull policies', () => {
  it('cannot pull what no registry has, and uses what the nodes have', () => {
    const terminal = openTerminal(filesOf('spring-server'));
    terminal.run('docker build -t spring-server .');
    terminal.run('kubectl apply -f .\\\\spring-pod-no-policy.yaml; sleep 30');
    expect(terminal.run('kubectl get pods --no-headers')).toMatch(/0\/1 +(?:ImagePullBackOff|ErrImagePull)/);
    terminal.run('kubectl delete pods --all; kubectl apply -f spring-pod.yaml; sleep 30');
    expect(terminal.run('kubectl get pods --no-headers')).toMatch(/1\/1 +Running/);
  });
});

describe('nginx replicas', () => {
  it('keeps the old ReplicaSet at 0 when the image changes', () => {
    const terminal = openTerminal(filesOf('nginx-replicas'));
    terminal.run('kubectl apply -f deployment-nginx.yaml; kubectl rollout status deployment my-nginx-deployment');
    expect(say(terminal, 'kubectl set image deployment my-nginx-deployment nginx=nginx:1.11')).toBe(
      'deployment.apps/my-nginx-deployment image updated\n',
    );
    terminal.run('kubectl rollout status deployment my-nginx-deployment');
    expect(terminal.run("kubectl get replicaset --no-headers | awk '{print $2}' | sort")).toBe('0\n3\n');
    terminal.run('kubectl apply -f hostname-svc-lb.yaml; sleep 10');
    expect(terminal.run('kubectl get service --no-headers')).toMatch(
      /LoadBalancer +\S+ +\d+\.\d+\.\d+\.\d+ +80:3\d{4}\/TCP/,
    );
  });
});
