import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtinResources, createCluster } from '../../src/engine/index.ts';
import type { ApiRequest, Cluster, Json } from '../../src/engine/index.ts';
import { schemaKinds, schemaValue } from '../support/schema-values.ts';

const served = schemaKinds.flatMap(({ group, version, kind, typeName }) => {
  const resource = builtinResources.find(
    (item) => item.group === group && item.kind === kind && item.version === version,
  );
  return resource === undefined
    ? []
    : [{ resource, typeName, apiVersion: group === '' ? version : `${group}/${version}` }];
});

/** Bodies that once stopped a cluster, and the patches that came after them; by resource. */
const found: Readonly<Record<string, [value: unknown, patch: unknown][]>> = {
  nodes: [[{}, { status: { images: [{ names: null }, {}], capacity: null, conditions: [{}] } }]],
  endpointslices: [[{ addressType: 'IPv4', endpoints: null }, { endpoints: [{ addresses: ['1.2.3.4'] }] }]],
};

function send(cluster: Cluster, request: ApiRequest): number {
  return cluster.request(request).code;
}

describe('whatever body a request has', () => {
  test.each(served)(
    '$resource.resource: it is answered, and the cluster goes on',
    ({ resource, typeName, apiVersion }) => {
      const cluster = createCluster({ freeze: true });
      const at = {
        group: resource.group,
        resource: resource.resource,
        ...(resource.namespaced && { namespace: 'default' }),
      };
      fc.assert(
        fc.property(schemaValue(typeName, 6), schemaValue(typeName, 6), (value, patch) => {
          const metadata = { name: 'x' };
          const body = { ...Object(value), apiVersion, kind: resource.kind, metadata } as Json;
          const codes = [
            send(cluster, { ...at, verb: 'create', body }),
            send(cluster, { ...at, verb: 'create', body: value as Json }),
            send(cluster, { ...at, verb: 'patch', patchType: 'strategic', name: 'x', body: patch as Json }),
            send(cluster, { ...at, verb: 'patch', patchType: 'merge', name: 'x', body: patch as Json }),
            send(cluster, { ...at, verb: 'update', name: 'x', body }),
          ];
          cluster.advance(2000);
          codes.push(send(cluster, { ...at, verb: 'delete', name: 'x', gracePeriodSeconds: 0 }));
          cluster.advance(1000);
          expect(codes.every((code) => code >= 200 && code < 500)).toBe(true);
        }),
        { numRuns: 30, examples: found[resource.resource] ?? [] },
      );
    },
  );
});
