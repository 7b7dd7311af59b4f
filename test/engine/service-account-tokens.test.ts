import { describe, expect, it } from 'vitest';
import { decodeBase64Text } from '../../src/engine/index.ts';
import { Terminal } from '../kubectl/cluster-env.ts';

function secret(account: string): string {
  const annotations = { 'kubernetes.io/service-account.name': account };
  const type = 'kubernetes.io/service-account-token';
  return JSON.stringify({ apiVersion: 'v1', kind: 'Secret', type, metadata: { name: 'token', annotations } });
}

function applied(account: string): Terminal {
  const terminal = new Terminal();
  terminal.out('create serviceaccount robot');
  terminal.files['secret.json'] = secret(account);
  terminal.out('apply -f secret.json');
  terminal.sleep(1);
  return terminal;
}

describe('a Secret that asks for the token of a service account', () => {
  it('gets the token, which is the account’s', () => {
    const terminal = applied('robot');
    expect(terminal.out('get secret token')).toMatch(/token +kubernetes.io\/service-account-token +3 /);
    const uid = terminal.out('get serviceaccount robot -o jsonpath={.metadata.uid}');
    const kept = terminal.cluster.live.get('secrets', 'default', 'token');
    expect(kept?.metadata.annotations?.['kubernetes.io/service-account.uid']).toBe(uid);
    expect(decodeBase64Text(kept?.data?.['namespace'] ?? '')).toBe('default');
    const token = decodeBase64Text(kept?.data?.['token'] ?? '');
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token: token ?? '' } };
    const at = { group: 'authentication.k8s.io', resource: 'tokenreviews' };
    expect(terminal.cluster.request({ verb: 'create', ...at, body }).body).toMatchObject({
      status: { authenticated: true, user: { username: 'system:serviceaccount:default:robot', uid } },
    });
  });

  it('goes with its account, and at once when there is none', () => {
    const terminal = applied('robot');
    terminal.out('delete serviceaccount robot');
    terminal.sleep(1);
    expect(terminal.run('get secret token').stderr).toBe('Error from server (NotFound): secrets "token" not found\n');
    expect(applied('nobody').run('get secret token').rc).toBe(1);
  });
});

describe('an extended resource that somebody advertises', () => {
  it('can be had once the kubelet has reported it', () => {
    const terminal = new Terminal({ nodes: 1 });
    const resources = { limits: { 'example.com/dongle': '3' } };
    const containers = [{ name: 'c', image: 'nginx:1.27', resources }];
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers } };
    terminal.files['pod.json'] = JSON.stringify(pod);
    terminal.out('apply -f pod.json');
    terminal.sleep(5);
    expect(terminal.out('get pod p')).toContain('Pending');
    const patch = '[{"op":"add","path":"/status/capacity/example.com~1dongle","value":"4"}]';
    terminal.out(`patch node node-1 --subresource=status --type=json -p ${patch}`);
    terminal.sleep(15);
    expect(terminal.out('get node node-1 -o jsonpath={.status.allocatable.example\\.com/dongle}')).toBe('4');
    terminal.sleep(30);
    expect(terminal.out('get pod p')).toContain('Running');
  });
});
