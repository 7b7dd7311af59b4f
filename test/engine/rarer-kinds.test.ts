import { expect, it } from 'vitest';
import { Terminal } from '../kubectl/cluster-env.ts';

function applied(terminal: Terminal, object: object): string {
  terminal.files['object.json'] = JSON.stringify(object);
  const { stdout, stderr } = terminal.run('apply -f object.json');
  return stdout + stderr;
}

it('a binding is checked again when it changes, and keeps its role', () => {
  const terminal = new Terminal();
  terminal.out('create rolebinding readers --clusterrole=view --user=ann');
  const patched = (patch: object): string =>
    terminal.exec(['patch', 'rolebinding', 'readers', '--type=merge', '-p', JSON.stringify(patch)]).stderr;
  expect(patched({ subjects: [{ kind: 'Robot', name: 'r' }] })).toContain(
    'subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"',
  );
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' };
  expect(patched({ roleRef })).toContain('roleRef: Invalid value: ');
  expect(patched({ roleRef })).toContain(': cannot change roleRef');
});

it('a Lease lasts, and a RuntimeClass keeps its handler', () => {
  const terminal = new Terminal();
  const spec = { leaseDurationSeconds: 0, leaseTransitions: -1, preferredHolder: 'a' };
  expect(
    applied(terminal, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'l' }, spec }),
  ).toBe(
    `The Lease "l" is invalid: \n* spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0\n* spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0\n* spec.preferredHolder: Forbidden: may only be specified if \`strategy\` is defined\n`,
  );
  const runtimeClass = { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: 'r' } };
  expect(applied(terminal, { ...runtimeClass, handler: 'A B' })).toContain('handler: Invalid value: "A B": ');
  expect(applied(terminal, { ...runtimeClass, handler: 'runc' })).toBe('runtimeclass.node.k8s.io/r created\n');
  expect(applied(terminal, { ...runtimeClass, handler: 'kata' })).toBe(
    'The RuntimeClass "r" is invalid: handler: Invalid value: "kata": field is immutable\n',
  );
});
