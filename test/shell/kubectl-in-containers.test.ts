import { describe, expect, it } from 'vitest';
import { openTerminal, type Terminal } from './terminal.ts';

function withPod(files: Record<string, string> = {}): Terminal {
  const terminal = openTerminal(files);
  terminal.run('kubectl run web --image=nginx:1.27; kubectl wait --for=condition=Ready pod/web');
  return terminal;
}

describe('files in a container', () => {
  it('stay as commands left them that were run inside it, until it is restarted', () => {
    const terminal = withPod();
    terminal.run("kubectl exec web -- sh -c 'echo one > /tmp/note; echo two >> /tmp/note'");
    expect(terminal.run('kubectl exec web -- cat /tmp/note')).toBe('one\ntwo\n');
    terminal.run('kubectl exec web -- rm /tmp/note');
    expect(terminal.run('kubectl exec web -- cat /tmp/note')).toContain('No such file or directory');
    terminal.run('kubectl exec web -- touch /tmp/other; kubectl exec web -- sh -c "kill 1"; sleep 5');
    expect(terminal.run('kubectl exec web -- ls /tmp')).toBe('');
  });

  it('decide what a probe finds that looks at them', () => {
    const pod = `apiVersion: v1
kind: Pod
metadata: {name: probed}
spec:
  containers:
  - name: main
    image: nginx:1.27
    readinessProbe: {exec: {command: [cat, /tmp/ready]}, periodSeconds: 2}
`;
    const terminal = openTerminal({ 'pod.yaml': pod });
    terminal.run('kubectl apply -f pod.yaml; sleep 20');
    expect(terminal.run('kubectl get pod probed --no-headers')).toContain('0/1');
    terminal.run('kubectl exec probed -- touch /tmp/ready; sleep 5');
    expect(terminal.run('kubectl get pod probed --no-headers')).toContain('1/1');
    terminal.run('kubectl exec probed -- rm /tmp/ready; sleep 10');
    expect(terminal.run('kubectl get pod probed --no-headers')).toContain('0/1');
  });

  it('take what is piped into a shell', () => {
    const terminal = withPod({ 'a.txt': 'hello\n' });
    terminal.run("kubectl exec -i web -- sh -c 'mkdir -p /data; cat > /data/a' < a.txt");
    expect(terminal.run('kubectl exec web -- cat /data/a')).toBe('hello\n');
    expect(terminal.run("kubectl exec web -- sh -c 'echo b | cat | tee /data/b; cat /data/b'")).toBe('b\nb\n');
  });
});

describe('kubectl cp', () => {
  it('copies files and folders into a container and back', () => {
    const terminal = withPod({ 'a.txt': 'hello\n', 'conf/x.conf': 'x=1\n', 'conf/sub/y.conf': 'y=2\n' });
    expect(terminal.run('kubectl cp a.txt web:/tmp/b.txt; kubectl exec web -- cat /tmp/b.txt')).toBe('hello\n');
    expect(terminal.run('kubectl cp a.txt default/web:/tmp; kubectl exec web -- ls /tmp')).toBe('a.txt\nb.txt\n');
    expect(terminal.run('kubectl cp conf web:/tmp/conf; kubectl exec web -- cat /tmp/conf/sub/y.conf')).toBe('y=2\n');
    expect(terminal.run('kubectl cp web:/tmp/b.txt back.txt; cat back.txt')).toBe(
      "tar: Removing leading `/' from member names\nhello\n",
    );
    expect(terminal.run('kubectl cp web:/tmp/conf out/conf; cat out/conf/sub/y.conf')).toContain('y=2\n');
    expect(terminal.run('kubectl cp web:/etc/hostname .; cat hostname')).toContain('web\n');
  });

  it('says what is not there', () => {
    const terminal = withPod();
    expect(terminal.run('kubectl cp web:/nope x; echo $?')).toBe(
      `tar: Removing leading \`/' from member names
tar: /nope: Cannot stat: No such file or directory
tar: Exiting with failure status due to previous errors
command terminated with exit code 2
2
`,
    );
    expect(terminal.run('kubectl cp nofile web:/tmp')).toBe("error: nofile doesn't exist in local filesystem\n");
    expect(terminal.run('kubectl cp a b')).toBe('error: one of src or dest must be a remote file specification\n');
  });

  it('fails in an image without a shell as it does in one without tar', () => {
    const terminal = openTerminal({ 'a.txt': 'hello\n' });
    terminal.run('kubectl rollout status deployment coredns -n kube-system');
    const pod = terminal.run('kubectl get pods -n kube-system -l k8s-app=kube-dns -o name | head -1').trim().slice(4);
    expect(terminal.run(`kubectl cp a.txt kube-system/${pod}:/a.txt`)).toContain(
      'exec: "tar": executable file not found in $PATH',
    );
  });
});

describe('kubectl debug', () => {
  it('adds a container to a running pod, and ends it when the person leaves its shell', () => {
    const terminal = withPod();
    expect(
      terminal.run(
        'kubectl debug web -it --image=busybox --target=web --container=look --profile=general -- sh\nhostname\nexit\nsleep 2',
      ),
    ).toBe(
      `Targeting container "web". If you don't see processes from this container it may be because the container runtime doesn't support this feature.
If you don't see a command prompt, try pressing enter.
web
`,
    );
    expect(terminal.run('kubectl get pod web --no-headers')).toContain('1/1');
    expect(
      terminal.run(
        "kubectl get pod web -o jsonpath='{.spec.ephemeralContainers[0].targetContainerName} {.status.ephemeralContainerStatuses[0].state.terminated.reason}'",
      ),
    ).toBe('web Completed');
    terminal.run('kubectl debug web --image=busybox -c second -q --profile=general -- sleep 1d; sleep 5');
    expect(terminal.run('kubectl exec web -c second -- hostname')).toBe('web\n');
    expect(terminal.run('kubectl describe pod web')).toContain('Ephemeral Containers:\n  look:\n');
  });

  it('copies a pod with one more container', () => {
    const terminal = withPod();
    terminal.run('kubectl debug web --image=busybox --copy-to=copy --container=look --profile=general -- sleep 1d');
    terminal.run('kubectl wait --for=condition=Ready pod/copy');
    expect(
      terminal.run(
        "kubectl get pod copy -o jsonpath='{.spec.containers[*].name} {.spec.shareProcessNamespace} {.metadata.labels}'",
      ),
    ).toBe('web look true ');
    expect(terminal.run('kubectl get pods --no-headers').split('\n')).toHaveLength(3);
  });

  it('talks to the shell of the container that it added', () => {
    const terminal = withPod();
    expect(
      terminal.run(
        'kubectl debug web -it --image=busybox --copy-to=copy --container=look --profile=general -- sh\nhostname\nexit\necho back',
      ),
    ).toBe("If you don't see a command prompt, try pressing enter.\ncopy\nback\n");
  });

  it('makes a pod that looks at a node', () => {
    const terminal = openTerminal();
    const said = terminal.run('kubectl debug node/node-1 --image=busybox --profile=sysadmin -- sleep 1d');
    expect(said).toMatch(
      /^Creating debugging pod node-debugger-node-1-[a-z0-9]{5} with container debugger on node node-1\.\n$/,
    );
    const pod = /node-debugger-node-1-\w+/.exec(said)?.[0] ?? '';
    expect(
      terminal.run(
        `kubectl get pod ${pod} -o jsonpath='{.spec.nodeName} {.spec.hostPID} {.spec.containers[0].securityContext.privileged} {.spec.containers[0].volumeMounts[0].mountPath}'`,
      ),
    ).toBe('node-1 true true /host');
  });

  it('takes the rest of the container from a file', () => {
    const terminal = withPod({ 'custom.json': '{"workingDir":"/tmp"}', 'bad.json': '{"name":"x"}' });
    terminal.run('kubectl debug web --image=busybox -c look -q --profile=general --custom=custom.json -- sleep 1d');
    expect(terminal.run("kubectl get pod web -o jsonpath='{.spec.ephemeralContainers[0].workingDir}'")).toBe('/tmp');
    expect(terminal.run('kubectl debug web --image=busybox --custom=bad.json')).toContain(
      'not modifiable via custom profile',
    );
  });

  it('refuses what does not fit together', () => {
    const terminal = withPod();
    expect(terminal.run('kubectl debug web')).toContain('error: you must specify --image when not using --copy-to.\n');
    expect(terminal.run('kubectl debug web --image=busybox --profile=nope')).toContain('unknown profile: nope');
  });
});

describe('what kubectl writes of a whole cluster', () => {
  it('is one file for each kind and each log', () => {
    const terminal = withPod();
    expect(terminal.run('kubectl cluster-info dump --output-directory=dump -n default')).toBe(
      'Cluster info dumped to dump\n',
    );
    expect(terminal.run('ls dump/default')).toContain('pods.json');
    expect(terminal.run('cat dump/default/web/logs.txt | head -1')).toBe(
      '==== START logs for container web of pod default/web ====\n',
    );
  });
});
