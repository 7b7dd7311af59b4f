import { describe, expect, it } from 'vitest';
import type { ServiceSpec } from '../../src/engine/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';

function serviceOf(driver: ClusterDriver): ServiceSpec {
  return driver.get('services', 'web').spec;
}

function made(spec: object): ClusterDriver {
  const manifest = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec };
  return new ClusterDriver().apply(JSON.stringify(manifest));
}

function patched(driver: ClusterDriver, spec: Record<string, string | boolean>): ClusterDriver {
  driver.must('Service', { verb: 'patch', patchType: 'merge', name: 'web', body: { spec } });
  return driver;
}

const ports = [{ port: 80 }];

describe('node ports of a Service', () => {
  it('are the same for TCP and UDP of one port', () => {
    const dns = [
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53, protocol: 'TCP' },
      { name: 'metrics', port: 9153 },
    ];
    const [udp, tcp, metrics] = serviceOf(made({ type: 'NodePort', ports: dns })).ports ?? [];
    expect(udp?.nodePort).toBeGreaterThanOrEqual(30_000);
    expect(tcp?.nodePort).toBe(udp?.nodePort);
    expect(metrics?.nodePort).not.toBe(udp?.nodePort);
  });

  it('may be asked for once for TCP and UDP of one port', () => {
    const dns = [
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53, protocol: 'TCP', nodePort: 30_053 },
    ];
    const given = serviceOf(made({ type: 'NodePort', ports: dns })).ports?.map(({ nodePort }) => nodePort);
    expect(given).toEqual([30_053, 30_053]);
  });

  it('go when a load balancer shall have none', () => {
    const driver = patched(made({ type: 'LoadBalancer', ports }), { allocateLoadBalancerNodePorts: false });
    expect(serviceOf(driver).ports?.[0]?.nodePort).toBeUndefined();
  });
});

describe('the port at which a load balancer asks for the health of a node', () => {
  const local = { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports };

  it('is there while traffic keeps to the nodes that it comes to', () => {
    const driver = made(local);
    const { healthCheckNodePort, ports: [port] = [] } = serviceOf(driver);
    expect(healthCheckNodePort).toBeGreaterThanOrEqual(30_000);
    expect(healthCheckNodePort).not.toBe(port?.nodePort);
    expect(serviceOf(patched(driver, { sessionAffinity: 'ClientIP' })).healthCheckNodePort).toBe(healthCheckNodePort);
    expect(serviceOf(patched(driver, { externalTrafficPolicy: 'Cluster' })).healthCheckNodePort).toBeUndefined();
  });

  it('comes when traffic starts to keep to its nodes', () => {
    const driver = patched(made({ type: 'LoadBalancer', ports }), { externalTrafficPolicy: 'Local' });
    expect(serviceOf(driver).healthCheckNodePort).toBeGreaterThanOrEqual(30_000);
  });
});
