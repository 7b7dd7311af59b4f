import { describe, expect, test } from 'vitest';
import { Terminal } from './cluster-env.ts';

const map = (name: string, labels = ''): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${labels}data: {a: "1"}\n`;

const CRON_TAB = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: crontabs.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: crontabs, singular: crontab, kind: CronTab}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`;

describe('--raw', () => {
  test('reads what a path leads to', () => {
    const terminal = new Terminal();
    terminal.out('create configmap one --from-literal=a=b');
    expect(JSON.parse(terminal.out('get --raw /api/v1/namespaces/default/configmaps/one'))).toMatchObject({
      kind: 'ConfigMap',
      data: { a: 'b' },
    });
    expect(JSON.parse(terminal.out('get --raw /api/v1/nodes?limit=1'))).toMatchObject({ kind: 'NodeList' });
    expect(terminal.out('get --raw /healthz')).toBe('ok');
    expect(terminal.out('get --raw /readyz?verbose')).toContain('[+]etcd ok\n');
    expect(JSON.parse(terminal.out('get --raw /version'))).toMatchObject({ gitVersion: 'v1.32.5' });
    expect(JSON.parse(terminal.out('get --raw /apis/apps'))).toMatchObject({
      kind: 'APIGroup',
      preferredVersion: { groupVersion: 'apps/v1', version: 'v1' },
    });
    terminal.files['crd.yaml'] = CRON_TAB;
    terminal.out('apply -f crd.yaml');
    expect(JSON.parse(terminal.out('get --raw /apis')).groups).toContainEqual({
      name: 'example.com',
      versions: [{ groupVersion: 'example.com/v1', version: 'v1' }],
      preferredVersion: { groupVersion: 'example.com/v1', version: 'v1' },
    });
    expect(JSON.parse(terminal.out('get --raw /apis/example.com/v1')).resources[0]).toMatchObject({ kind: 'CronTab' });
    expect(terminal.run('create --raw /api -f crd.yaml').stderr).toBe(
      'Error from server (MethodNotAllowed): the server does not allow this method on the requested resource\n',
    );
    expect(terminal.run('get --raw /nope').stderr).toBe(
      'Error from server (NotFound): the server could not find the requested resource\n',
    );
  });

  test('creates, replaces and deletes', () => {
    const terminal = new Terminal();
    terminal.files['one.json'] = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"},"data":{"a":"1"}}';
    terminal.out('create --raw /api/v1/namespaces/default/configmaps -f one.json');
    expect(terminal.out('get cm one -o jsonpath={.data.a}')).toBe('1');
    terminal.files['one.json'] = terminal.files['one.json'].replace('"1"', '"2"');
    terminal.out('replace --raw /api/v1/namespaces/default/configmaps/one -f one.json');
    expect(terminal.out('get cm one -o jsonpath={.data.a}')).toBe('2');
    terminal.out('delete --raw /api/v1/namespaces/default/configmaps/one');
    expect(terminal.run('get cm one').rc).toBe(1);
    terminal.files['bad.json'] = 'a: b';
    expect(terminal.run('create --raw /api/v1/namespaces -f bad.json').stderr).toBe(
      "Error from server (BadRequest): couldn't get version/kind; json parse error: invalid character 'a' looking for beginning of value\n",
    );
  });
});

describe('apply --prune', () => {
  test('removes what was applied and is no longer in the files', () => {
    const terminal = new Terminal();
    terminal.files['all.yaml'] = `${map('one')}---\n${map('two')}`;
    terminal.out('apply -f all.yaml');
    terminal.out('create configmap by-hand');
    terminal.files['all.yaml'] = map('one');
    expect(terminal.run('apply -f all.yaml --prune').stderr).toContain('without explicitly passing --all');
    expect(terminal.out('apply -f all.yaml --prune --all --dry-run=client')).toBe(
      'configmap/one configured (dry run)\nconfigmap/two pruned (dry run)\n',
    );
    expect(terminal.out('diff -f all.yaml')).toBe('');
    expect(terminal.run('diff -f all.yaml --prune').stdout).toContain('-  name: two\n');
    expect(terminal.out('apply -f all.yaml --prune --all')).toBe('configmap/one unchanged\nconfigmap/two pruned\n');
    expect(terminal.out('get cm by-hand -o name')).toBe('configmap/by-hand\n');
  });

  test('looks only through the kinds and labels that it is told', () => {
    const terminal = new Terminal();
    const labels = '  labels: {app: web}\n';
    terminal.files['all.yaml'] = `${map('one', labels)}---\n${map('two', labels)}---\n${map('three')}`;
    terminal.out('apply -f all.yaml');
    terminal.files['all.yaml'] = map('one', labels);
    expect(terminal.out('apply -f all.yaml --prune -l app=web --prune-allowlist=core/v1/Secret')).toBe(
      'configmap/one unchanged\n',
    );
    expect(terminal.out('apply -f all.yaml --prune -l app=web --prune-allowlist=core/v1/ConfigMap')).toBe(
      'configmap/one unchanged\nconfigmap/two pruned\n',
    );
    expect(terminal.run('apply -f all.yaml --prune --all --prune-allowlist=x').stderr).toBe(
      'error: invalid GroupVersionKind format: x, please follow <group/version/kind>\n',
    );
  });
});
