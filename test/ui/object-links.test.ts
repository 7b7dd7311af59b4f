import { describe, expect, it } from 'vitest';
import { contextOf, pieces } from '../../src/ui/dock/object-links.ts';
import { openTerminal, type Terminal } from '../shell/terminal.ts';

function open(): Terminal {
  const terminal = openTerminal();
  terminal.run('kubectl create deployment web --image=nginx --replicas=2 --port=80; kubectl expose deployment web');
  terminal.run('kubectl create namespace shop; kubectl run web -n shop --image=nginx');
  terminal.run('kubectl create quota small --hard=pods=9; kubectl create serviceaccount robot');
  terminal.run('kubectl rollout status deployment/web; kubectl wait --for=condition=Ready pod/web -n shop');
  return terminal;
}

const terminal = open();

/** What the names in a command's output lead to, as `resource namespace/name`. */
function links(command: string): string[] {
  const text = terminal.run(command);
  const found = pieces(text, contextOf(command), terminal.cluster.live).flatMap((piece) =>
    typeof piece === 'string' ? [] : [`${piece.ref.resource} ${piece.ref.namespace}/${piece.ref.name}`],
  );
  return [...new Set(found)];
}

describe('names of objects in what kubectl prints', () => {
  const [pod = ''] = terminal.run('kubectl get pods -o name').split('\n');
  const name = pod.replace('pod/', '');
  const replicaSet = terminal.run('kubectl get rs -o name').trim().replace('replicaset.apps/', '');

  it.each([
    ['kubectl get deployments', ['deployments default/web']],
    ['kubectl get deploy,svc', ['deployments default/web', 'services default/kubernetes', 'services default/web']],
    ['kubectl get nodes', ['nodes /node-1', 'nodes /node-2', 'nodes /node-3']],
    ['kubectl get pods -n shop', ['pods shop/web']],
    ['kubectl get quota', ['resourcequotas default/small']],
    ['kubectl get sa', ['serviceaccounts default/default', 'serviceaccounts default/robot']],
    ['kubectl get ns shop', ['namespaces /shop']],
    ['kubectl scale deployment web --replicas=2', ['deployments default/web']],
    ['kubectl get rs -o name', [`replicasets default/${replicaSet}`]],
  ])('of %s', (command, expected) => {
    expect(links(command)).toEqual(expected);
  });

  it('in lines that begin with the namespace', () => {
    const found = links('kubectl get pods -A');
    expect(found).toContain('pods shop/web');
    expect(found).toContain(`pods default/${name}`);
    expect(found.some((link) => /^namespaces|^deployments/.test(link))).toBe(false);
  });

  it('in descriptions: itself, its machine, and what controls it', () => {
    expect(links('kubectl describe pod web -n shop')[0]).toBe('pods shop/web');
    const found = links(`kubectl describe pod ${name}`);
    expect(found[0]).toBe(`pods default/${name}`);
    expect(found).toContain(`replicasets default/${replicaSet}`);
    expect(found.some((link) => link.startsWith('nodes /node-'))).toBe(true);
  });

  it('in events', () => {
    expect(links('kubectl get events')).toEqual(
      expect.arrayContaining([`pods default/${name}`, `replicasets default/${replicaSet}`, 'deployments default/web']),
    );
  });
});
