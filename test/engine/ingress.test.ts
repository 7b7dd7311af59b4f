import { describe, expect, it } from 'vitest';
import { ClusterDriver } from '../support/cluster-driver.ts';

function ingress(className?: string): string {
  return `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web }
spec:
  ${className === undefined ? '' : `ingressClassName: ${className}`}
  rules:
    - host: web.example.com
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
`;
}

function status(driver: ClusterDriver): unknown {
  return driver.get('ingresses', 'web').status;
}

describe('an Ingress', () => {
  it('gets an address after a moment, and says so', () => {
    const driver = new ClusterDriver().apply(ingress('nginx')).advance(2);
    expect(status(driver)).toEqual({ loadBalancer: {} });
    driver.advance(5);
    expect(status(driver)).toEqual({ loadBalancer: { ingress: [{ hostname: 'localhost' }] } });
    expect(driver.events('web')).toEqual(['Sync: Scheduled for sync']);
  });

  it('of a class that nobody serves waits for the class', () => {
    const driver = new ClusterDriver().apply(ingress('other')).advance(30);
    expect(status(driver)).toEqual({ loadBalancer: {} });
    driver.apply(`
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: other }
spec: { controller: k8s.io/ingress-nginx }
`);
    driver.advance(10);
    expect(status(driver)).toEqual({ loadBalancer: { ingress: [{ hostname: 'localhost' }] } });
  });

  it('loses its address when its class becomes one that nobody serves', () => {
    const driver = new ClusterDriver().apply(ingress()).advance(10).apply(ingress('other')).advance(5);
    expect(status(driver)).toEqual({ loadBalancer: {} });
  });
});
