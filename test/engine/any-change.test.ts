import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtinResources, createCluster } from '../../src/engine/index.ts';
import type { ApiRequest, Cluster, Json, KubeObject } from '../../src/engine/index.ts';
import { project } from '../../src/scene/index.ts';
import { changed } from '../support/object-changes.ts';
import { oneOfEach } from '../support/one-of-each.ts';
import { schemaKinds } from '../support/schema-values.ts';

/** More are worth running by hand after a change of what a part reads. */
const RUNS = Number(process.env['CHANGE_RUNS'] ?? 60);

const served = builtinResources.flatMap((resource) => {
  const { group, kind, version } = resource;
  const found = schemaKinds.find((each) => each.group === group && each.kind === kind && each.version === version);
  return group === 'events.k8s.io' ? [] : [{ ...resource, typeName: found?.typeName ?? 'any' }];
});

type Served = (typeof served)[number];

function resourceOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): Served {
  const found = served.find(
    (each) => each.kind === kind && apiVersion === (each.group === '' ? 'v1' : `${each.group}/${each.version}`),
  );
  if (found === undefined) throw new Error(`${apiVersion} ${kind}`);
  return found;
}

/** Every request is answered, and never with an exception. */
function send(cluster: Cluster, request: ApiRequest): void {
  const { code, body } = cluster.request(request);
  expect(code, JSON.stringify(body)).toBeLessThan(500);
}

function begun(): Cluster {
  const cluster = createCluster({ freeze: true });
  for (const object of oneOfEach) {
    const { group, resource, namespaced } = resourceOf(object);
    const where = { group, resource, ...(namespaced && { namespace: 'default' }) };
    const { code, body } = cluster.request({ verb: 'create', ...where, body: object });
    expect(code, JSON.stringify(body)).toBe(201);
  }
  cluster.advance(60_000);
  return cluster;
}

const verbs = ['create', 'update', 'status', 'merge', 'strategic', 'apply'] as const;

/** A changed object, sent in one of the ways in which objects get into a cluster. */
function requestWith(
  way: (typeof verbs)[number],
  body: Json,
  { group, resource }: Served,
  { metadata: { name, namespace } }: KubeObject,
): ApiRequest {
  const where = { group, resource, ...(namespace !== undefined && { namespace }) };
  switch (way) {
    case 'create':
      return { verb: 'create', ...where, body };
    case 'update':
      return { verb: 'update', ...where, name, body };
    case 'status':
      return { verb: 'update', ...where, name, subresource: 'status', body };
    case 'apply':
      return { verb: 'patch', patchType: way, ...where, name, body, fieldManager: 'someone', force: true };
    default:
      return { verb: 'patch', patchType: way, ...where, name, body };
  }
}

function doSomething(cluster: Cluster, draw: fc.GeneratorValue): void {
  const resource = draw(fc.constantFrom<Served[]>, ...served);
  const live = cluster.live.list(resource.resource) as readonly KubeObject[];
  const object = live[draw(fc.nat, { max: Math.max(live.length - 1, 0) })];
  if (object === undefined) return;
  const way = draw(fc.constantFrom<(typeof verbs)[number][]>, ...verbs);
  const { resourceVersion: _, managedFields: __, uid, name, ...rest } = object.metadata;
  const metadata = way === 'create' ? { ...rest, name: 'another' } : { ...rest, uid, name };
  const body = changed({ ...object, metadata }, resource.typeName, draw) as Json;
  send(cluster, requestWith(way, body, resource, object));
}

describe('whatever is changed of what is there', () => {
  test('it is answered, drawn and listed, and the cluster goes on', () => {
    const first = begun();
    const start = first.checkpoint();
    fc.assert(
      fc.property(fc.gen(), fc.integer({ min: 3, max: 8 }), (draw, count) => {
        const cluster = first.restore(start);
        for (let done = 0; done < count; done++) {
          doSomething(cluster, draw);
          project(cluster.live);
          cluster.advance(draw(fc.constantFrom<number[]>, 0, 1000, 20_000));
        }
        const { reached, busiest } = cluster.advance(120_000, 100_000);
        expect(reached, JSON.stringify(busiest)).toBe(true);
        project(cluster.live);
        for (const { group, resource, verbs: may } of served)
          if (may.includes('list')) send(cluster, { verb: 'list', group, resource, as: 'Table' });
      }),
      { numRuns: RUNS },
    );
  });
});
