import { describe, expect, it } from 'vitest';
import { Terminal } from '../kubectl/cluster-env.ts';

const RESTRICTED_DETAIL =
  'allowPrivilegeEscalation != false (container "nginx" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "nginx" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "nginx" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "nginx" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")';

function pod(name: string, spec: object, context: object = {}): string {
  const containers = [{ name: 'nginx', image: 'nginx:1.27', securityContext: context }];
  return JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers, ...spec } });
}

const GOOD = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

function labelled(...labels: string[]): Terminal {
  const terminal = new Terminal();
  terminal.out(`label namespace default ${labels.map((label) => `pod-security.kubernetes.io/${label}`).join(' ')}`);
  return terminal;
}

function refusal(terminal: Terminal, manifest: string): string {
  terminal.files['pod.json'] = manifest;
  const { stdout, stderr } = terminal.run('apply -f pod.json');
  return stdout + stderr;
}

describe('Pod Security admission', () => {
  it('refuses what the enforced level forbids, in the words of 1.32', () => {
    const terminal = labelled('enforce=restricted');
    expect(refusal(terminal, pod('bad', {}))).toBe(
      `Error from server (Forbidden): error when creating "pod.json": pods "bad" is forbidden: violates PodSecurity "restricted:latest": ${RESTRICTED_DETAIL}\n`,
    );
    expect(refusal(terminal, pod('good', {}, GOOD))).toBe('pod/good created\n');
  });

  it('names what it is in a pod that the baseline forbids', () => {
    const terminal = labelled('enforce=baseline', 'enforce-version=v1.32');
    const spec = {
      hostNetwork: true,
      volumes: [{ name: 'root', hostPath: { path: '/' } }],
      containers: [
        {
          name: 'a',
          image: 'nginx:1.27',
          ports: [{ containerPort: 80, hostPort: 80 }],
          securityContext: { privileged: true, capabilities: { add: ['SYS_TIME', 'CHOWN'] } },
        },
      ],
    };
    expect(refusal(terminal, pod('bad', spec))).toContain(
      'violates PodSecurity "baseline:v1.32": non-default capabilities (container "a" must not include "SYS_TIME" in securityContext.capabilities.add), host namespaces (hostNetwork=true), hostPath volumes (volume "root"), hostPort (container "a" uses hostPort 80), privileged (container "a" must not set securityContext.privileged=true)\n',
    );
    expect(refusal(terminal, pod('plain', {}))).toBe('pod/plain created\n');
  });

  it('tells of what else is restricted', () => {
    const terminal = labelled('enforce=restricted');
    const volumes = [
      { name: 'a', hostPath: { path: '/' } },
      { name: 'b', nfs: { server: 's', path: '/' } },
    ];
    const securityContext = { runAsUser: 0, sysctls: [{ name: 'kernel.msgmax', value: '1' }] };
    const told = refusal(terminal, pod('bad', { volumes, securityContext }, { ...GOOD, runAsNonRoot: false }));
    expect(told).toContain(
      '"restricted:latest": forbidden sysctls (kernel.msgmax), restricted volume types (volumes "a", "b" use restricted volume types "hostPath", "nfs"), runAsNonRoot != true (container "nginx" must not set securityContext.runAsNonRoot=false), runAsUser=0 (pod must not set runAsUser=0)\n',
    );
  });

  it('knows AppArmor by field and by annotation', () => {
    const terminal = labelled('enforce=baseline');
    const bad = JSON.parse(pod('bad', { securityContext: { appArmorProfile: { type: 'Unconfined' } } })) as {
      metadata: object;
    };
    const annotations = { 'container.apparmor.security.beta.kubernetes.io/nginx': 'unconfined' };
    expect(refusal(terminal, JSON.stringify({ ...bad, metadata: { ...bad.metadata, annotations } }))).toContain(
      'forbidden AppArmor profiles (pod and annotation must not set AppArmor profile type to "Unconfined", "container.apparmor.security.beta.kubernetes.io/nginx="unconfined"")',
    );
  });

  it('lets workloads in with a warning, and their pods not', () => {
    const terminal = labelled('enforce=restricted', 'warn=restricted');
    const { stdout, stderr } = terminal.run('create deployment web --image=nginx');
    expect(stdout).toBe('deployment.apps/web created\n');
    expect(stderr).toBe(`Warning: would violate PodSecurity "restricted:latest": ${RESTRICTED_DETAIL}\n`);
    terminal.sleep(5);
    expect(terminal.out('get deployment web')).toMatch(/web +0\/1 +0 +0/);
    expect(terminal.out('get events')).toMatch(
      /Warning +FailedCreate +replicaset\/web-\w+ +Error creating: pods "web-\w+-\w{5}" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation/,
    );
  });

  it('warns of the pods that a new demand would not have let in', () => {
    const terminal = new Terminal();
    terminal.out('create deployment web --image=nginx --replicas=2');
    terminal.run('run alone --image=nginx --overrides={"spec":{"hostNetwork":true}}');
    terminal.sleep(10);
    const { stderr, stdout } = terminal.run('label namespace default pod-security.kubernetes.io/enforce=restricted');
    const reasons =
      'allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile';
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      'Warning: existing pods in namespace "default" violate the new PodSecurity enforce level "restricted:latest"',
      `Warning: alone: host namespaces, ${reasons}`,
    ]);
    expect(stderr).toMatch(/\nWarning: web-\w+-\w+ \(and 1 other pod\): allowPrivilegeEscalation != false, /);
    expect(stdout).toBe('namespace/default labeled\n');
  });

  it('takes no label that it cannot read', () => {
    const { stderr, rc } = new Terminal().run('label namespace default pod-security.kubernetes.io/enforce=strict');
    expect(rc).toBe(1);
    expect(stderr).toBe(
      'The Namespace "default" is invalid: metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted\n',
    );
  });
});
