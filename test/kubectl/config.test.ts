import { describe, expect, test } from 'vitest';
import { Terminal } from './cluster-env.ts';

describe('kubectl config', () => {
  test('shows the file without its secrets, and with them when they are asked for', () => {
    const terminal = new Terminal();
    const view = terminal.out('config view');
    expect(view).toContain('    certificate-authority-data: DATA+OMITTED\n    server: https://127.0.0.1:6443\n');
    expect(terminal.out('config view --raw')).not.toContain('DATA+OMITTED');
    expect(terminal.out('config view -o jsonpath={.contexts[0].context.cluster}')).toBe('kind-podground');
  });

  test('keeps clusters, users and contexts', () => {
    const terminal = new Terminal();
    terminal.out('config set-cluster far --server=https://10.0.0.9:6443');
    terminal.out('config set-credentials bob --token=secret');
    expect(terminal.out('config set-context away --cluster=far --user=bob --namespace=team')).toBe(
      'Context "away" created.\n',
    );
    expect(terminal.out('config get-contexts away --no-headers')).toBe('      away   far   bob   team\n');
    expect(terminal.out('config view -o jsonpath={.users[0].user.token}')).toBe('REDACTED');
    expect(terminal.out('config set-credentials bob --username=b --password=p')).toBe('User "bob" set.\n');
    expect(terminal.out('config view -o jsonpath={.users[0].user}')).toBe('{"password":"REDACTED","username":"b"}');
    terminal.out('config delete-user bob');
    expect(terminal.out('config get-users')).toBe('NAME\nkind-podground\n');
  });

  test('a context that leads elsewhere is not answered', () => {
    const terminal = new Terminal();
    terminal.out('config set-cluster far --server=https://10.0.0.9:6443');
    terminal.out('config set-context away --cluster=far');
    terminal.out('config use-context away');
    expect(terminal.run('get pods')).toEqual({
      rc: 1,
      stdout: '',
      stderr: 'The connection to the server 10.0.0.9:6443 was refused - did you specify the right host or port?\n',
    });
    terminal.out('config use-context kind-podground');
    expect(terminal.run('get pods').rc).toBe(0);
    terminal.out('config unset current-context');
    expect(terminal.run('get pods').stderr).toContain('localhost:8080 was refused');
  });

  test('another file holds a configuration of its own', () => {
    const terminal = new Terminal();
    terminal.out('config --kubeconfig=demo set-cluster development --server=https://1.2.3.4');
    terminal.out('config --kubeconfig=demo set-credentials developer --token=t');
    terminal.out(
      'config --kubeconfig=demo set-context dev --cluster=development --namespace=frontend --user=developer',
    );
    terminal.out('config --kubeconfig=demo use-context dev');
    expect(terminal.files['demo']).toContain('current-context: dev\n');
    expect(terminal.out('config current-context')).toBe('kind-podground\n');
    expect(terminal.run('get pods --kubeconfig=demo').stderr).toBe(
      'The connection to the server 1.2.3.4 was refused - did you specify the right host or port?\n',
    );
    expect(terminal.run('get pods --kubeconfig=none').stderr).toBe('error: stat none: no such file or directory\n');
  });

  test('a flag leads one command to another context, cluster or server', () => {
    const terminal = new Terminal();
    terminal.out('config set-cluster far --server=https://10.0.0.9:6443');
    terminal.out('config set-context away --cluster=far');
    for (const flag of ['--context=away', '--cluster=far', '--server=https://10.0.0.9:6443']) {
      expect(terminal.run(`get pods ${flag}`).stderr).toContain('10.0.0.9:6443 was refused');
    }
    expect(terminal.run('get pods').rc).toBe(0);
  });

  test('sets and unsets single properties', () => {
    const terminal = new Terminal();
    terminal.out('create namespace dev');
    expect(terminal.out('config set contexts.kind-podground.namespace dev')).toBe(
      'Property "contexts.kind-podground.namespace" set.\n',
    );
    expect(terminal.run('get pods').stderr).toBe('No resources found in dev namespace.\n');
    terminal.out('config unset contexts.kind-podground.namespace');
    expect(terminal.run('get pods').stderr).toBe('No resources found in default namespace.\n');
    expect(terminal.run('config set colour red').stderr).toBe('error: unable to parse colour after [] at api.Config\n');
  });
});
