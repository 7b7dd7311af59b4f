import { expect, test } from 'vitest';
import type { GenericObject } from '../../src/engine/index.ts';
import { runCanned } from './canned-env.ts';

test('an endpoint whose readiness is not known counts as ready', () => {
  const metadata = { name: 'web', namespace: 'default', labels: { 'kubernetes.io/service-name': 'web' } };
  const objects = [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { type: 'ClusterIP', ports: [{ port: 80, targetPort: 8080 }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata,
      addressType: 'IPv4',
      ports: [{ name: '', port: 8080 }],
      endpoints: [
        { addresses: ['10.0.0.1'] },
        { addresses: ['10.0.0.2'], conditions: { ready: false } },
        { addresses: ['10.0.0.3'], conditions: { ready: true } },
      ],
    },
  ] as unknown as GenericObject[];
  const { stdout } = runCanned(['describe', 'svc', 'web'], { objects });
  expect(stdout).toMatch(/^Endpoints: +10\.0\.0\.1:8080,10\.0\.0\.3:8080$/m);
});
