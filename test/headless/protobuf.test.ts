import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCluster, type Cluster, type Json } from '../../src/engine/index.ts';
import { openApiDoor, type ApiDoor } from '../../src/headless/api/api-door.ts';
import { objectOf, openEnvelope, protobufOf, protobufType } from '../../src/headless/api/protobuf/envelope.ts';
import { WireError, WireReader } from '../../src/headless/api/protobuf/wire-reader.ts';
import { parseManifests } from '../../src/manifests/index.ts';
import { SHOP } from '../conformance/kubectl-lines.ts';

/** What kubectl 1.32 sends for `kubectl create deployment web --image=nginx`. */
const RECORDED = Buffer.from(
  '6b3873000a150a07617070732f7631120a4465706c6f796d656e7412ab010a1f0a0377656212001a0022002a003200380042005a0a0a03617070' +
    '1203776562127a0801120c0a0a0a0361707012037765621a600a1c0a0012001a0022002a003200380042005a0a0a036170701203776562124012' +
    '220a056e67696e7812056e67696e782a0042006a007200800100880100900100a201001a00320042004a00520058006000680082010' +
    '08a01009a0100c2010022020a0028003800' +
    '1a0c08001000180020002800380' +
    '01a002200',
  'hex',
);

const read = (bytes: Buffer) => objectOf(openEnvelope(bytes));

let cluster: Cluster;
let door: ApiDoor;

beforeAll(async () => {
  cluster = createCluster();
  for (const { object } of parseManifests(SHOP).documents) {
    const given = object as { apiVersion: string; kind: string; metadata: { name: string } };
    const [group, version] = given.apiVersion.includes('/') ? given.apiVersion.split('/') : ['', given.apiVersion];
    const resource = given.kind === 'Ingress' ? 'ingresses' : `${given.kind.toLowerCase()}s`;
    const namespaced = given.kind !== 'Namespace';
    const request = { verb: 'create', group: group ?? '', version: version ?? '', resource, body: object } as const;
    const { code } = cluster.request({ ...request, ...(namespaced && { namespace: 'default' }) });
    if (code !== 201) throw new Error(`${given.kind} was answered ${code}`);
  }
  cluster.advance(60_000);
  door = await openApiDoor(cluster, 0, 0);
});

afterAll(() => door.close());

const deployments = '/apis/apps/v1/namespaces/default/deployments';

const send = (path: string, method: string, body: Buffer, accept = protobufType) =>
  fetch(door.url + path, {
    method,
    headers: { 'Content-Type': protobufType, Accept: accept },
    body: new Uint8Array(body),
  });

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

/** JSON without what says nothing: Go leaves zeros out of some fields and writes them in others. */
function significant(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(significant);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([key, item]) => [key, significant(item)] as const);
  return Object.fromEntries(fields.filter(([, item]) => item !== null && !(Array.isArray(item) && item.length === 0)));
}

describe('objects in protobuf', () => {
  it('are read as a kubectl sends them', () => {
    expect(read(RECORDED)).toMatchObject({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', labels: { app: 'web' }, creationTimestamp: null },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: 'web' } },
        template: { spec: { containers: [{ name: 'nginx', image: 'nginx', resources: {} }] } },
      },
    });
  });

  it.each([
    ['v1', 'namespaces'],
    ['v1', 'nodes'],
    ['v1', 'pods'],
    ['v1', 'services'],
    ['v1', 'configmaps'],
    ['v1', 'secrets'],
    ['v1', 'events'],
    ['v1', 'endpoints'],
    ['v1', 'serviceaccounts'],
    ['v1', 'resourcequotas'],
    ['apps/v1', 'deployments'],
    ['apps/v1', 'replicasets'],
    ['batch/v1', 'jobs'],
    ['policy/v1', 'poddisruptionbudgets'],
    ['networking.k8s.io/v1', 'ingresses'],
    ['rbac.authorization.k8s.io/v1', 'roles'],
    ['rbac.authorization.k8s.io/v1', 'rolebindings'],
    ['discovery.k8s.io/v1', 'endpointslices'],
    ['events.k8s.io/v1', 'events'],
  ])('come back as they went: %s %s', (apiVersion, resource) => {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    const { body } = cluster.request({ verb: 'list', group: group ?? '', version: version ?? '', resource });
    const { items } = body as { items: readonly object[] };
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) {
      const bytes = protobufOf({ apiVersion, ...item });
      expect(significant(read(bytes ?? Buffer.alloc(0)))).toEqual(significant(item));
    }
    const list = read(protobufOf(body) ?? Buffer.alloc(0)) as { items: readonly object[] };
    expect(list.items).toHaveLength(items.length);
  });

  it('hold numbers of every size', () => {
    for (const seconds of [0, 1, 127, 128, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER, -1, -(2 ** 40)]) {
      const pod = { apiVersion: 'v1', kind: 'Pod', spec: { activeDeadlineSeconds: seconds, priority: -7 } };
      expect(read(protobufOf(pod) ?? Buffer.alloc(0))).toEqual(pod);
    }
  });

  it('hold names that mean something to JavaScript', () => {
    const data = JSON.parse('{"__proto__": "a", "constructor": "b"}') as Json;
    const bytes = protobufOf({ apiVersion: 'v1', kind: 'ConfigMap', data }) ?? Buffer.alloc(0);
    const { data: readBack } = read(bytes) as { data: object };
    expect(Object.entries(readBack)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  it('are refused with a WireError alone, whatever their bytes', () => {
    const isHandled = (bytes: Uint8Array): boolean => {
      try {
        read(Buffer.from(bytes));
        return true;
      } catch (error) {
        return error instanceof WireError;
      }
    };
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: RECORDED.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 }),
        (changes) => {
          const bytes = Buffer.from(RECORDED);
          for (const [at, byte] of changes) bytes[at] = byte;
          return isHandled(bytes);
        },
      ),
      { numRuns: 3000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), isHandled));
  });
});

describe('the API door in protobuf', () => {
  it('creates, shows, lists and deletes', async () => {
    const created = await send(deployments.replace('default', 'shop'), 'POST', RECORDED);
    expect([created.status, created.headers.get('content-type')]).toEqual([201, protobufType]);
    expect(read(await bytesOf(created))).toMatchObject({ kind: 'Deployment', metadata: { name: 'web' } });
    const path = `${deployments.replace('default', 'shop')}/web`;
    const shown = await fetch(door.url + path, { headers: { Accept: `${protobufType},application/json` } });
    expect(read(await bytesOf(shown))).toMatchObject({ spec: { strategy: { rollingUpdate: { maxSurge: '25%' } } } });
    const options = protobufOf({ apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Orphan' });
    const gone = await send(path, 'DELETE', options ?? Buffer.alloc(0));
    expect(read(await bytesOf(gone))).toMatchObject({ kind: 'Deployment' });
    expect(read(await bytesOf(await send(`${path}x`, 'DELETE', Buffer.alloc(0))))).toMatchObject({
      kind: 'Status',
      code: 404,
      reason: 'NotFound',
    });
  });

  it.each([
    [
      'nothing',
      Buffer.alloc(0),
      'the object provided is unrecognized (must be of type Deployment): empty data (<empty>)',
    ],
    [
      'other bytes',
      Buffer.from('{"a":1}'),
      'the object provided is unrecognized (must be of type Deployment): provided data does not appear to be a protobuf ' +
        'message, expected prefix [107 56 115 0] (7b2261223a317d)',
    ],
    [
      'half an object',
      RECORDED.subarray(0, 60),
      'the object provided is unrecognized (must be of type Deployment): unexpected EOF ' +
        `(${RECORDED.subarray(0, 30).toString('hex')} ...)`,
    ],
    [
      'another kind',
      protobufOf({ apiVersion: 'v1', kind: 'Pod' }) ?? Buffer.alloc(0),
      'the API version in the data (v1) does not match the expected API version (apps/v1)',
    ],
  ])('refuses %s with a Status', async (_, body, message) => {
    const response = await send(deployments, 'POST', body, 'application/json');
    expect(await response.json()).toMatchObject({ kind: 'Status', code: 400, reason: 'BadRequest', message });
  });

  it('streams a watch in frames', async () => {
    const ended = new AbortController();
    const response = await fetch(`${door.url}/api/v1/namespaces/default/pods?watch=true`, {
      headers: { Accept: protobufType },
      signal: ended.signal,
    });
    expect(response.headers.get('content-type')).toBe(`${protobufType};stream=watch`);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let bytes = Buffer.alloc(0);
    const take = async (length: number): Promise<Buffer> => {
      while (bytes.length < length) bytes = Buffer.concat([bytes, (await reader.read()).value ?? Buffer.alloc(0)]);
      const taken = bytes.subarray(0, length);
      bytes = bytes.subarray(length);
      return taken;
    };
    const frame = new WireReader(await take((await take(4)).readUInt32BE()));
    expect([frame.tag()?.number, frame.bytes().toString(), frame.tag()?.number]).toEqual([1, 'ADDED', 2]);
    const embedded = new WireReader(frame.bytes());
    embedded.tag();
    expect(read(embedded.bytes())).toMatchObject({ kind: 'Pod', metadata: { namespace: 'default' } });
    ended.abort();
  });

  it('leaves tables to JSON, and has no message for custom resources', async () => {
    const table = 'as=Table;v=v1;g=meta.k8s.io';
    const accept = `${protobufType};${table},application/json;${table}`;
    const listed = await fetch(door.url + deployments, { headers: { Accept: accept } });
    expect(await listed.json()).toMatchObject({ kind: 'Table' });
    const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    expect((await send(crds, 'POST', RECORDED, 'application/json')).status).toBe(415);
    expect((await fetch(door.url + crds, { headers: { Accept: protobufType } })).status).toBe(406);
  });
});
