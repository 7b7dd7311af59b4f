import { beforeEach, describe, expect, test } from 'vitest';
import { Terminal } from './cluster-env.ts';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
`;

let terminal: Terminal;

beforeEach(() => {
  terminal = new Terminal();
  terminal.files['web.yaml'] = WEB;
});

/** Three pods that run. */
function startWeb(): void {
  terminal.out('apply -f web.yaml');
  terminal.sleep(20);
}

describe('apply', () => {
  test('creates, leaves alone, changes', () => {
    expect(terminal.out('apply -f web.yaml')).toBe('deployment.apps/web created\n');
    expect(terminal.out('apply -f web.yaml')).toBe('deployment.apps/web unchanged\n');
    terminal.files['web.yaml'] = WEB.replace('replicas: 3', 'replicas: 5');
    expect(terminal.out('apply -f web.yaml')).toBe('deployment.apps/web configured\n');
    expect(terminal.out('get deploy web -o jsonpath={.spec.replicas}')).toBe('5');
  });

  test('takes away what was applied before and is not in the file any more, and nothing else', () => {
    terminal.files['web.yaml'] = WEB.replace('  name: web\n', '  name: web\n  labels: {a: b, c: d}\n');
    terminal.out('apply -f web.yaml');
    terminal.out('label deploy web mine=yes');
    terminal.files['web.yaml'] = WEB.replace('  name: web\n', '  name: web\n  labels: {c: d}\n');
    terminal.out('apply -f web.yaml');
    expect(terminal.out('get deploy web -o jsonpath={.metadata.labels}')).toBe('{"c":"d","mine":"yes"}');
  });

  test('of what was created otherwise warns, and works', () => {
    terminal.out('create -f web.yaml');
    const { rc, stdout, stderr } = terminal.run('apply -f web.yaml');
    expect({ rc, stdout }).toEqual({ rc: 0, stdout: 'deployment.apps/web configured\n' });
    expect(stderr).toContain(
      'Warning: resource deployments/web is missing the kubectl.kubernetes.io/last-applied-configuration annotation',
    );
  });

  test('applies what can be read before the first error', () => {
    terminal.files['web.yaml'] = `${WEB}---\nkind: Pod\n\tx: y\n`;
    expect(terminal.run('apply -f web.yaml')).toEqual({
      rc: 1,
      stdout: 'deployment.apps/web created\n',
      stderr:
        'error: error parsing web.yaml: error converting YAML to JSON: yaml: line 2: found a tab character that violates indentation\n',
    });
  });

  test('--record notes the command, and rollout history shows it', () => {
    terminal.out('apply -f web.yaml --record');
    terminal.sleep(5);
    expect(terminal.out('rollout history deployment web')).toBe(
      'deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         kubectl apply --filename=web.yaml --record=true\n\n',
    );
  });

  test.each([
    ['apply -f nope.yaml', 'error: the path "nope.yaml" does not exist\n'],
    ['apply', 'error: must specify one of -f and -k\n'],
    ['apply -f empty.yaml', 'error: no objects passed to apply\n'],
    [
      'apply -f bare.yaml',
      'error: error validating "bare.yaml": error validating data: [apiVersion not set, kind not set]; if you choose to ignore these errors, turn validation off with --validate=false\n',
    ],
    [
      'apply -f kind.yaml',
      'error: resource mapping not found for name: "x" namespace: "" from "kind.yaml": no matches for kind "Deploy" in version "apps/v1"\nensure CRDs are installed first\n',
    ],
  ])('%s', (line, stderr) => {
    terminal.files['empty.yaml'] = '# nothing\n---\n';
    terminal.files['bare.yaml'] = 'a: 1\n';
    terminal.files['kind.yaml'] = 'apiVersion: apps/v1\nkind: Deploy\nmetadata: {name: x}\n';
    expect(terminal.run(line)).toEqual({ rc: 1, stdout: '', stderr });
  });
});

describe('get', () => {
  test('several kinds have their names and an empty line between them', () => {
    terminal.out('create deployment web --image=nginx');
    expect(terminal.out('get deploy,svc')).toMatch(
      /^NAME +READY.*\ndeployment\.apps\/web .*\n\nNAME +TYPE.*\nservice\/kubernetes .*\n$/,
    );
  });

  test('nothing there says so on standard error', () => {
    expect(terminal.run('get pods')).toEqual({
      rc: 0,
      stdout: '',
      stderr: 'No resources found in default namespace.\n',
    });
    expect(terminal.run('get pods -A')).toEqual({ rc: 0, stdout: '', stderr: 'No resources found\n' });
    expect(terminal.run('get pods -n nope')).toMatchObject({
      rc: 0,
      stderr: 'No resources found in nope namespace.\n',
    });
  });

  test('the scale of a workload has columns of its own', () => {
    startWeb();
    expect(terminal.out('get deploy web --subresource=scale')).toBe(
      'NAME   DESIRED   AVAILABLE   AGE\nweb    3         3           20s\n',
    );
  });

  test('finds what there is, reports what there is not', () => {
    startWeb();
    const { rc, stdout, stderr } = terminal.run('get deploy web nope');
    expect(rc).toBe(1);
    expect(stdout).toMatch(/^NAME .*\nweb .*\n$/);
    expect(stderr).toBe('Error from server (NotFound): deployments.apps "nope" not found\n');
  });

  test('-o name, -o yaml of several, --no-headers, -L, --show-labels', () => {
    startWeb();
    expect(terminal.out('get deploy -o name')).toBe('deployment.apps/web\n');
    expect(terminal.out('get pods -o yaml')).toMatch(/^apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n/);
    expect(terminal.out('get pods -o yaml').endsWith('kind: List\nmetadata:\n  resourceVersion: ""\n')).toBe(true);
    expect(terminal.out('get nodes --no-headers').split('\n')).toHaveLength(4);
    expect(terminal.out('get pods -L app').split('\n')[0]).toMatch(/AGE {3}APP$/);
    expect(terminal.out('get pods --show-labels')).toContain('app=web,pod-template-hash=');
  });

  test('-w shows each change as a row', () => {
    terminal.out('create deployment web --image=nginx:1.27');
    const { stdout, rc } = terminal.run('get pods -w', 20_000);
    expect(rc).toBe(130);
    const states = stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(/ +/)[2]);
    expect(states.filter((state, index) => state !== states[index - 1])).toEqual([
      'Pending',
      'ContainerCreating',
      'Running',
    ]);
  });

  test.each([
    ['get foo', /^error: the server doesn't have a resource type "foo"\n$/],
    [
      'get pods -o foo',
      /^error: unable to match a printer suitable for the output format "foo", allowed formats are: custom-columns,/,
    ],
    ['get pods web -A', /^error: a resource cannot be retrieved by name across all namespaces\n$/],
    ['get pod/a b', /^error: there is no need to specify a resource type as a separate argument/],
    ['get pods,svc -w', /^error: you may only specify a single resource type\n$/],
    ['get pods -l a=(', /^error: |^Error from server/],
  ])('%s is refused', (line, stderr) => {
    const outcome = terminal.run(line);
    expect(outcome.rc).toBe(1);
    expect(outcome.stderr).toMatch(stderr);
  });
});

describe('rollouts', () => {
  test('a new image makes a second revision, undo a third out of the first', () => {
    startWeb();
    expect(terminal.out('set image deployment/web nginx=nginx:1.28')).toBe('deployment.apps/web image updated\n');
    expect(terminal.out('rollout status deployment/web')).toMatch(/deployment "web" successfully rolled out\n$/);
    expect(terminal.out('rollout undo deployment/web')).toBe('deployment.apps/web rolled back\n');
    terminal.sleep(30);
    expect(terminal.out('rollout history deployment/web')).toBe(
      'deployment.apps/web \nREVISION  CHANGE-CAUSE\n2         <none>\n3         <none>\n\n',
    );
    expect(terminal.out('rollout undo deployment/web --to-revision=3')).toBe(
      'deployment.apps/web skipped rollback (current template already matches revision 3)\n',
    );
    expect(terminal.run('rollout undo deploy/web --to-revision=9').stderr).toBe(
      'error: unable to find specified revision 9 in history\n',
    );
  });

  test('the details of a revision keep their tabs', () => {
    startWeb();
    expect(terminal.out('rollout history deploy/web --revision=1')).toMatch(
      /^deployment\.apps\/web with revision #1\nPod Template:\n {2}Labels:\tapp=web\n\tpod-template-hash=\w+\n {2}Containers:\n {3}nginx:\n {4}Image:\tnginx:1\.27\n/,
    );
  });

  test('pause, resume, restart', () => {
    startWeb();
    expect(terminal.out('rollout pause deploy/web')).toBe('deployment.apps/web paused\n');
    expect(terminal.run('rollout pause deploy/web').stderr).toBe('error: deployments.apps "web" is already paused\n');
    expect(terminal.run('rollout undo deploy/web').stderr).toBe(
      'error: no rollout history found for deployment "web"\n',
    );
    expect(terminal.out('rollout resume deploy/web')).toBe('deployment.apps/web resumed\n');
    expect(terminal.out('rollout restart deploy/web')).toBe('deployment.apps/web restarted\n');
  });

  test('a rollout that cannot finish ends rollout status with an error', () => {
    startWeb();
    terminal.out('set image deployment/web nginx=nginx:does-not-exist');
    const { rc, stderr } = terminal.run('rollout status deployment/web');
    expect({ rc, stderr }).toEqual({ rc: 1, stderr: 'error: deployment "web" exceeded its progress deadline\n' });
  });
});

describe('delete', () => {
  test('waits until the pod is gone', () => {
    startWeb();
    const name = terminal.out('get pods -o jsonpath={.items[0].metadata.name}');
    const before = terminal.cluster.now();
    expect(terminal.out(`delete pod ${name}`)).toBe(`pod "${name}" deleted\n`);
    expect(terminal.cluster.now()).toBeGreaterThan(before);
    expect(terminal.run(`get pod ${name}`).rc).toBe(1);
  });

  test('by force does not wait, and says what that means', () => {
    startWeb();
    const name = terminal.out('get pods -o jsonpath={.items[0].metadata.name}');
    expect(terminal.run(`delete pod ${name} --force --grace-period=0`)).toEqual({
      rc: 0,
      stdout: `pod "${name}" force deleted\n`,
      stderr:
        'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
    });
  });

  test('all --all empties the namespace', () => {
    startWeb();
    expect(terminal.out('delete all --all')).toContain('deployment.apps "web" deleted\n');
    terminal.sleep(60);
    expect(terminal.run('get deploy,rs,pods')).toMatchObject({ rc: 0, stdout: '' });
  });

  test.each([
    ['delete pods', 'error: resource(s) were provided, but no name was specified\n'],
    ['delete pods --all -l a=b', "error: setting 'all' parameter but found a non empty selector. \n"],
    ['delete pod nope', 'Error from server (NotFound): pods "nope" not found\n'],
    [
      'delete -f web.yaml',
      'Error from server (NotFound): error when deleting "web.yaml": deployments.apps "web" not found\n',
    ],
  ])('%s', (line, stderr) => {
    expect(terminal.run(line)).toEqual({ rc: 1, stdout: '', stderr });
  });
});

describe('nodes', () => {
  test('drain cordons, evicts and says so', () => {
    startWeb();
    const name = terminal.out('get pods --field-selector spec.nodeName=node-1 -o jsonpath={.items[0].metadata.name}');
    expect(terminal.out('drain node-1')).toBe(
      `node/node-1 cordoned\nevicting pod default/${name}\npod/${name} evicted\nnode/node-1 drained\n`,
    );
    expect(terminal.out('get node node-1')).toContain('Ready,SchedulingDisabled');
    expect(terminal.out('uncordon node-1')).toBe('node/node-1 uncordoned\n');
    expect(terminal.out('uncordon node-1')).toBe('node/node-1 already uncordoned\n');
  });

  test('drain tries again where a budget forbids it, and says which pods are left when its time is over', () => {
    terminal.run('create deployment held --image=nginx');
    terminal.sleep(10);
    terminal.run('create pdb held --selector=app=held --min-available=1');
    terminal.sleep(2);
    const name = terminal.out('get pods -l app=held -o jsonpath={.items[0].metadata.name}');
    const node = terminal.out('get pods -l app=held -o jsonpath={.items[0].spec.nodeName}');
    const { stdout, stderr } = terminal.run(`drain ${node} --ignore-daemonsets --force --timeout=10s`);
    const tried = `error when evicting pods/"${name}" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.\n`;
    const over = `error when evicting pods/"${name}" -n "default": global timeout reached: 10s`;
    expect(stderr).toContain(
      `error: unable to drain node "${node}" due to error: ${over}, continuing command...\nThere are pending nodes to be drained:\n ${node}\n${over}\n`,
    );
    expect(stderr.split(tried)).toHaveLength(3);
    expect(stdout.split(`evicting pod default/${name}\n`)).toHaveLength(4);
  });

  test('drain refuses pods that nobody would replace', () => {
    terminal.out('run lone --image=nginx:1.27');
    terminal.sleep(10);
    const node = terminal.out('get pod lone -o jsonpath={.spec.nodeName}');
    expect(terminal.run(`drain ${node}`)).toEqual({
      rc: 1,
      stdout: `node/${node} cordoned\n`,
      stderr: `error: unable to drain node "${node}" due to error: cannot delete cannot delete Pods that declare no controller (use --force to override): default/lone, continuing command...\nThere are pending nodes to be drained:\n ${node}\ncannot delete cannot delete Pods that declare no controller (use --force to override): default/lone\n`,
    });
  });

  test('taints', () => {
    expect(terminal.out('taint nodes node-1 a=b:NoSchedule')).toBe('node/node-1 tainted\n');
    expect(terminal.run('taint nodes node-1 a=c:NoSchedule').stderr).toBe(
      'error: node node-1 already has a taint(s) with same effect(s) and --overwrite is false\n',
    );
    expect(terminal.out('taint nodes node-1 a-')).toBe('node/node-1 untainted\n');
    expect(terminal.run('taint nodes node-1 a-').stderr).toBe('error: taint "a" not found\n');
  });
});

describe('logs and wait', () => {
  test('a pod that ended leaves its log', () => {
    terminal.out('run hello --image=busybox --restart=Never -- echo hi');
    expect(terminal.out('wait --for=jsonpath={.status.phase}=Succeeded pod/hello')).toBe('pod/hello condition met\n');
    expect(terminal.out('logs hello')).toBe('hi\n');
    expect(terminal.out('logs -f hello')).toBe('hi\n');
  });

  test('a pod that cannot start says why there is no log', () => {
    terminal.out('run broken --image=nginx:does-not-exist');
    terminal.sleep(40);
    expect(terminal.run('logs broken').stderr).toBe(
      'Error from server (BadRequest): container "broken" in pod "broken" is waiting to start: trying and failing to pull image\n',
    );
  });

  test('waiting has an end', () => {
    expect(terminal.run('wait --for=condition=Ready pod -l app=nope').stderr).toBe(
      'error: no matching resources found\n',
    );
    terminal.out('run broken --image=nginx:does-not-exist');
    expect(terminal.run('wait --for=condition=Ready pod/broken --timeout=5s')).toEqual({
      rc: 1,
      stdout: '',
      stderr: 'error: timed out waiting for the condition on pods/broken\n',
    });
  });
});

test('a namespace that is set for the context is used from then on', () => {
  terminal.out('create namespace dev');
  expect(terminal.out('config set-context --current --namespace=dev')).toBe('Context "kind-podground" modified.\n');
  expect(terminal.run('get pods').stderr).toBe('No resources found in dev namespace.\n');
  expect(terminal.out('create deployment web --image=nginx')).toBe('deployment.apps/web created\n');
  expect(terminal.out('get deploy -A --no-headers')).toMatch(/^dev +web /);
});

test('edit opens the object and sends what was changed', () => {
  startWeb();
  terminal.editor = (text) => text.replace('replicas: 3', 'replicas: 1');
  expect(terminal.out('edit deploy/web')).toBe('deployment.apps/web edited\n');
  expect(terminal.out('get deploy web -o jsonpath={.spec.replicas}')).toBe('1');
  terminal.editor = (text) => text;
  expect(terminal.run('edit deploy/web').stderr).toBe('Edit cancelled, no changes made.\n');
});

test('what is far too long to be printed whole is refused before the page stands still for it', () => {
  for (let index = 0; index < 17; index++) {
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `c${index}` }, data: { a: 'x'.repeat(1e6) } };
    const at = { group: '', resource: 'configmaps', namespace: 'default' };
    expect(terminal.cluster.request({ verb: 'create', ...at, body }).code).toBe(201);
  }
  const stderr = 'error: stopped: too much output for one command line\n';
  for (const format of ['yaml', 'json']) {
    expect(terminal.run(`get cm -o ${format}`)).toEqual({ rc: 1, stdout: '', stderr });
    expect(terminal.out(`get cm c0 -o ${format}`)).toContain('xxx');
  }
  expect(terminal.out('get cm -o name')).toMatch(/^(?:configmap\/c\d+\n){17}$/);
});

test('a template with a function that there is not is refused, even where it is never called', () => {
  expect(terminal.run('get nodes -o go-template={{if(false)}}{{(nope)}}{{end}}')).toEqual({
    rc: 1,
    stdout: '',
    stderr:
      'error: error parsing template {{if(false)}}{{(nope)}}{{end}}, template: output:1: function "nope" not defined\n',
  });
});

test('--sort-by refuses what has no order, and keeps the order of one object', () => {
  const other = new Terminal();
  for (const name of ['one', 'two']) other.out(`create configmap ${name} --from-literal=a=b`);
  const text = (place: string, of: string): string =>
    `${place}] Field {.data} in ${of} is an unsortable type: interface, err: unsortable type: map[string]interface {}\n`;
  expect(other.out('get cm one --sort-by=.data --no-headers')).toMatch(/^one +1 +/);
  const listed = other.run('get cm --sort-by=.data');
  expect(listed).toMatchObject({ rc: 1, stdout: '' });
  expect(listed.stderr.replace(/^F\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ /, '')).toBe(
    text('sorter.go:375', '[][][]reflect.Value'),
  );
  const named = other.run('get cm -o name --sort-by=.data');
  expect(named.stderr.replace(/^F\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ /, '')).toBe(
    text('sorter.go:329', '*unstructured.Unstructured'),
  );
});

test('a certificate of the flags that is no file is refused with everything else that is wrong', () => {
  expect(terminal.run('get pods --client-certificate=nope.crt --certificate-authority=no.ca').stderr).toBe(
    `Error in configuration: \n${[
      '* client-cert-data and client-cert are both specified for kind-podground. client-cert-data will override.',
      '* unable to read client-cert nope.crt for kind-podground due to open nope.crt: no such file or directory',
      '* unable to read certificate-authority no.ca for kind-podground due to open no.ca: no such file or directory',
    ].join('\n')}\n`,
  );
});

test('kustomize says plainly that it is not there', () => {
  const stderr = 'error: kustomize is not part of Podground: write the resources out and use -f\n';
  for (const line of ['kustomize .', 'apply -k .']) expect(terminal.run(line)).toEqual({ rc: 1, stdout: '', stderr });
});

test('create --edit creates what the text became, and nothing when it stays', () => {
  terminal.files['cm.yaml'] = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: fresh}\ndata: {a: b}\n';
  terminal.editor = (text) => text.replace('name: fresh', 'name: edited');
  expect(terminal.out('create -f cm.yaml --edit')).toBe('configmap/edited created\n');
  expect(terminal.out('get cm edited -o jsonpath={.data.a}')).toBe('b');
  terminal.editor = (text) => text;
  expect(terminal.run('create -f cm.yaml --edit').stderr).toBe('Edit cancelled, no changes made.\n');
});
