import { expect, it } from 'vitest';
import { Terminal } from '../kubectl/cluster-env.ts';

const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'things', singular: 'thing', kind: 'Thing' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
};

it('APIServices tell of every version that is served, and by whom', () => {
  const terminal = new Terminal();
  terminal.sleep(60);
  terminal.files['crd.json'] = JSON.stringify(DEFINITION);
  terminal.out('apply -f crd.json');
  const lines = terminal.out('get apiservices').split('\n');
  expect(lines[0]).toMatch(/^NAME +SERVICE +AVAILABLE +AGE$/);
  expect(lines[1]).toMatch(/^v1\. +Local +True +\d+s$/);
  expect(lines.find((line) => line.startsWith('v1beta1.metrics'))).toMatch(/ kube-system\/metrics-server +True /);
  expect(lines.map((line) => line.split(' ')[0])).toEqual(
    expect.arrayContaining(['v1.apps', 'v1.example.com', 'v2.autoscaling', 'v1.rbac.authorization.k8s.io']),
  );
  expect(lines.some((line) => line.includes('apiregistration'))).toBe(false);
  expect(terminal.out('get apiservice v1.apps -o jsonpath={.spec}')).toBe(
    '{"group":"apps","groupPriorityMinimum":17800,"version":"v1","versionPriority":15}',
  );
});
