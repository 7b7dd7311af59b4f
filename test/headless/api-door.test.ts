import { connect } from 'node:net';
import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCluster } from '../../src/engine/index.ts';
import { openApiDoor, type ApiDoor } from '../../src/headless/api/api-door.ts';
import { readApiOptions } from '../../src/headless/api/options.ts';

let door: ApiDoor;

beforeEach(async () => {
  door = await openApiDoor(createCluster({ freeze: true }), 0, 0);
});

afterEach(() => door.close());

const pods = '/api/v1/namespaces/default/pods';

const ask = (path: string, options: RequestInit = {}) => fetch(door.url + path, options);

const JSON_TYPE = { 'Content-Type': 'application/json' };

const post = (body: string, type = 'application/json') =>
  ask(pods, { method: 'POST', headers: { 'Content-Type': type }, body });

/** Asks with headers that `fetch` would not send; answers the HTTP code. */
const codeWith = (headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = httpRequest(`${door.url}/version`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });

/** Sends bytes as they are; answers what comes back until the connection ends. */
const sendRaw = (bytes: string): Promise<string> =>
  new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(new URL(door.url).port), '127.0.0.1', () => socket.end(bytes));
    socket.on('data', (data) => (answer += String(data)));
    socket.on('error', () => {
      socket.destroy();
    });
    socket.on('close', () => {
      resolve(answer);
    });
  });

describe('the API door', () => {
  it.each([
    ['a name that resolves here', { Host: 'evil.example.com' }],
    ['a page of another site', { Origin: 'https://evil.example.com' }],
    ['a page without an origin', { Origin: 'null' }],
  ])('refuses %s', async (_, headers) => {
    expect(await codeWith(headers)).toBe(403);
  });

  it('answers this machine by its names', async () => {
    expect(await codeWith({ Host: 'localhost:1234' })).toBe(200);
    expect(await codeWith({ Origin: 'http://localhost:5173' })).toBe(200);
  });

  it.each([
    ['{', 400, "couldn't get version/kind; json parse error: unexpected end of JSON input"],
    ['[1,]', 400, "couldn't get version/kind; json parse error: invalid character ']' looking for beginning of value"],
    ['null', 400, 'Pod in version "v1" cannot be handled as a Pod: expected an object'],
    ['{"kind":"Service","apiVersion":"v1"}', 400, 'no kind "Service" is registered for version "v1"'],
  ])('refuses the body %s with a Status', async (body, code, message) => {
    const response = await post(body);
    expect(response.status).toBe(code);
    expect(await response.json()).toMatchObject({
      kind: 'Status',
      status: 'Failure',
      code,
      reason: 'BadRequest',
      message,
    });
  });

  it('takes YAML', async () => {
    const text = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: nginx}]}\n';
    expect((await post(text, 'application/yaml')).status).toBe(201);
  });

  it('refuses media types that it does not read or write', async () => {
    expect(await (await post('a: 1', 'text/plain')).json()).toMatchObject({
      code: 415,
      reason: 'UnsupportedMediaType',
      message:
        'the body of the request was in an unknown format - accepted media types include: ' +
        'application/json, application/yaml, application/vnd.kubernetes.protobuf',
    });
    const accept = { Accept: 'application/cbor' };
    expect(await (await ask(pods, { headers: accept })).json()).toMatchObject({ code: 406, reason: 'NotAcceptable' });
  });

  it('refuses bodies beyond 3 MiB', async () => {
    const response = await post(JSON.stringify({ filler: 'x'.repeat(3 * 1024 * 1024) }));
    expect(await response.json()).toMatchObject({ code: 413, reason: 'RequestEntityTooLarge' });
  });

  it('survives JSON as deep as it is long', async () => {
    const response = await post(`{"metadata":${'['.repeat(500_000)}${']'.repeat(500_000)}}`);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect((await ask('/version')).status).toBe(200);
  });

  it.each([
    ['GET', '/nothing', 404, '404 page not found\n'],
    ['GET', '/apis/example.com/v1/things', 404, '404 page not found\n'],
    ['GET', '/apis/example.com/v1', 404, '404 page not found\n'],
  ])('says of %s %s what Go says', async (method, path, code, text) => {
    const response = await ask(path, { method });
    expect(response.status).toBe(code);
    expect(await response.text()).toBe(text);
  });

  it.each([
    ['GET', '/api/v1/namespaces/default/things', 404, 'NotFound'],
    ['GET', '/api/v1/namespaces/default/pods/web/nothing', 404, 'NotFound'],
    ['GET', '/api/v1/pods/web', 404, 'NotFound'],
    ['PUT', pods, 405, 'MethodNotAllowed'],
    ['POST', '/api/v1/pods', 405, 'MethodNotAllowed'],
    ['GET', `${pods}?limit=many`, 400, 'BadRequest'],
    ['GET', `${pods}?watch=true&resourceVersion=x`, 422, 'Invalid'],
    ['GET', `${pods}?resourceVersion=x`, 400, 'BadRequest'],
    ['DELETE', `${pods}?propagationPolicy=Never`, 422, 'Invalid'],
    ['GET', `${pods}/%E0%A4%A`, 404, 'NotFound'],
  ])('answers %s %s with a Status %i', async (method, path, code, reason) => {
    const response = await ask(path, { method, ...(method === 'PUT' || method === 'POST' ? { body: '{}' } : {}) });
    expect(await response.json()).toMatchObject({ kind: 'Status', code, reason });
  });

  it('outlives bytes that are no HTTP, and upgrades that are none', async () => {
    await sendRaw('\0\x01\x02 nonsense\r\n\r\n');
    const upgrade = (path: string, to: string) =>
      sendRaw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: ${to}\r\n\r\n`);
    expect(await upgrade(`${pods}/none/exec?command=ls`, 'websocket')).toContain('pods \\"none\\" not found');
    expect(await upgrade('/version', 'websocket')).toMatch(/^HTTP\/1\.1 404 /);
    expect(await upgrade('/api/v1', 'h2c')).toMatch(/^HTTP\/1\.1 404 /);
    expect((await ask('/readyz')).status).toBe(200);
  });

  it('tells what is served in one answer or in many', async () => {
    const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
    const all = (await (await ask('/apis', { headers: { Accept: aggregated } })).json()) as { kind: string; items: [] };
    const groups = (await (await ask('/apis')).json()) as { kind: string; groups: { name: string }[] };
    expect([all.kind, groups.kind]).toEqual(['APIGroupDiscoveryList', 'APIGroupList']);
    expect(all.items).toHaveLength(groups.groups.length);
    const apps = (await (await ask('/apis/apps/v1')).json()) as { resources: { name: string }[] };
    expect(apps.resources.map(({ name }) => name)).toContain('deployments/scale');
  });

  it('gives tables with as much of each object as is asked for', async () => {
    await post('{"metadata":{"name":"web"},"spec":{"containers":[{"name":"a","image":"nginx"}]}}');
    const headers = { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
    const rowObject = async (query: string) => {
      const table = (await (await ask(pods + query, { headers })).json()) as { rows: { object: unknown }[] };
      return table.rows[0]?.object;
    };
    expect(await rowObject('')).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'web' } });
    expect(await rowObject('?includeObject=None')).toBeNull();
    expect(await rowObject('?includeObject=Object')).toMatchObject({ kind: 'Pod', spec: { containers: [{}] } });
  });

  it.each([
    ['/healthz', 200, 'ok'],
    ['/livez/ping', 200, 'ok'],
    ['/readyz/nothing', 404, '404 page not found\n'],
    ['/livez?verbose', 200, '[+]ping ok\n[+]log ok\n[+]etcd ok\nlivez check passed\n'],
  ])('tells of its health: %s', async (path, code, text) => {
    const response = await ask(path);
    expect([response.status, await response.text()]).toEqual([code, text]);
  });

  it('lists its paths, and counts what it holds', async () => {
    const { paths } = (await (await ask('/')).json()) as { paths: readonly string[] };
    expect(paths).toEqual(expect.arrayContaining(['/api/v1', '/apis/apps/v1', '/openapi/v3', '/version']));
    const metrics = await (await ask('/metrics')).text();
    expect(metrics).toContain('apiserver_storage_objects{resource="nodes"} 3\n');
    expect(metrics).toMatch(/^kubernetes_build_info\{.*git_version="v1\.32\.5".*\} 1$/m);
  });

  it('issues tokens to service accounts', async () => {
    await ask('/podground/advance?ms=1000', { method: 'POST' });
    const path = '/api/v1/namespaces/default/serviceaccounts/default/token';
    const request = async (spec: object) => {
      const response = await ask(path, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ spec }) });
      return (await response.json()) as { status: { token: string; expirationTimestamp: string }; message: string };
    };
    const { status } = await request({ audiences: ['me'], expirationSeconds: 700 });
    const [, claims = '', signature = ''] = status.token.split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      aud: ['me'],
      sub: 'system:serviceaccount:default:default',
      exp: Date.parse(status.expirationTimestamp) / 1000,
    });
    expect(Buffer.from(signature, 'base64url')).toHaveLength(256);
    expect((await request({ expirationSeconds: 60 })).message).toBe(
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 60: ' +
        'may not specify a duration less than 10 minutes',
    );
  });

  it('knows the tokens that it issued, and no others', async () => {
    await ask('/podground/advance?ms=1000', { method: 'POST' });
    const send = async (path: string, body: object) => {
      const response = await ask(path, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) });
      return ((await response.json()) as { status: { token: string } }).status;
    };
    const review = (token: string, audiences?: string[]) =>
      send('/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token, audiences } });
    const account = '/api/v1/namespaces/default/serviceaccounts/default';
    const { token } = await send(`${account}/token`, { spec: { expirationSeconds: 600 } });
    expect(await review(token)).toMatchObject({
      authenticated: true,
      user: { username: 'system:serviceaccount:default:default' },
      audiences: ['https://kubernetes.default.svc.cluster.local'],
    });
    expect(await review(token, ['somebody else'])).toMatchObject({
      error: expect.stringContaining('is invalid for the target audiences ["somebody else"]') as string,
    });
    expect(await review(`${token}x`)).toEqual({ user: {}, error: 'invalid bearer token' });
    expect(await review('abc')).toEqual({ user: {}, error: 'invalid bearer token' });
    await ask('/podground/advance?ms=601000', { method: 'POST' });
    expect(await review(token)).toMatchObject({ error: expect.stringContaining('has expired') as string });
  });

  it('lets people decide on requests for certificates, by their approval alone', async () => {
    const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
    const spec = { signerName: 'kubernetes.io/kube-apiserver-client', request: 'YQ==', usages: ['client auth'] };
    const send = async (method: string, to: string, body: object) => {
      const response = await ask(to, { method, headers: JSON_TYPE, body: JSON.stringify(body) });
      return (await response.json()) as { spec: object; status: object; metadata: { name: string }; code?: number };
    };
    const made = await send('POST', path, { metadata: { name: 'jane' }, spec });
    expect(made.spec).toMatchObject({ username: 'kubernetes-admin', groups: expect.any(Array) as string[] });
    const approved = { type: 'Approved', status: 'True', reason: 'Trusted', message: 'by hand' };
    const changed = { ...made, spec: { ...made.spec, username: 'root' }, status: { conditions: [approved] } };
    const decided = await send('PUT', `${path}/jane/approval`, changed);
    expect(decided.spec).toEqual(made.spec);
    expect(decided.status).toMatchObject({
      conditions: [{ ...approved, lastUpdateTime: expect.any(String) as string }],
    });
    const denied = { status: { conditions: [approved, { type: 'Denied', status: 'True' }] } };
    expect((await send('PUT', `${path}/jane/approval`, { ...decided, ...denied })).code).toBe(422);
    expect((await ask(`${pods}/jane/approval`)).status).toBe(404);
    const table = await ask(path, { headers: { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } });
    expect(await table.json()).toMatchObject({
      rows: [{ cells: ['jane', '0s', spec.signerName, 'kubernetes-admin', '<none>', 'Approved'] }],
    });
  });

  it('asks kubelets of their health, their pods and what they use', async () => {
    await ask('/podground/advance?ms=60000', { method: 'POST' });
    const kubelet = (path: string) => ask(`/api/v1/nodes/node-1/proxy${path}`);
    expect(await (await kubelet('/healthz')).text()).toBe('ok');
    const { items } = (await (await kubelet('/pods')).json()) as { items: { spec: { nodeName: string } }[] };
    expect(new Set(items.map(({ spec }) => spec.nodeName))).toEqual(new Set(['node-1']));
    const summary = (await (await kubelet('/stats/summary')).json()) as {
      node: { cpu: { usageNanoCores: number }; memory: { usageBytes: number } };
      pods: { podRef: { name: string } }[];
    };
    expect(summary.node.cpu.usageNanoCores).toBeGreaterThan(1e6);
    expect(summary.node.cpu.usageNanoCores).toBeLessThan(1e9);
    expect(summary.node.memory.usageBytes).toBeGreaterThan(1e6);
    expect(summary.pods).toHaveLength(items.length);
    expect((await kubelet('/nothing')).status).toBe(404);
    expect((await ask('/api/v1/nodes/none/proxy/healthz')).status).toBe(404);
  });

  it('keeps the preconditions of a deletion in its query, and in its body', async () => {
    await post('{"metadata":{"name":"web"},"spec":{"containers":[{"name":"a","image":"nginx"}]}}');
    const remove = async (query: string, body?: string) => {
      const response = await ask(`${pods}/web${query}`, {
        method: 'DELETE',
        ...(body !== undefined && { body, headers: JSON_TYPE }),
      });
      return (await response.json()) as { code?: number; reason?: string; metadata: { uid: string } };
    };
    const { metadata } = (await (await ask(`${pods}/web`)).json()) as { metadata: { uid: string } };
    expect(await remove('?uid=other')).toMatchObject({ code: 409, reason: 'Conflict' });
    expect(await remove('?resourceVersion=1')).toMatchObject({ code: 409, reason: 'Conflict' });
    expect(await remove('', '{"preconditions":{"uid":"other"}}')).toMatchObject({ code: 409, reason: 'Conflict' });
    expect(await remove('?dryRun=All')).toMatchObject({ metadata });
    expect(await remove(`?uid=${metadata.uid}&gracePeriodSeconds=0`)).toMatchObject({
      metadata: { uid: metadata.uid },
    });
    expect((await ask(`${pods}/web`)).status).toBe(404);
  });

  it('hands requests on to pods and services', async () => {
    await post(
      '{"metadata":{"name":"web","labels":{"app":"web"}},"spec":{"containers":[{"name":"a","image":"nginx:1.27"}]}}',
    );
    const service = {
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 8080, targetPort: 80 }] },
    };
    await ask('/api/v1/namespaces/default/services', {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify(service),
    });
    const proxied = async (path: string) => {
      const asked = ask(`/api/v1/namespaces/default/${path}`);
      // The request travels in virtual time, which is held here.
      for (let step = 0; step < 20; step += 1) await ask('/podground/advance?ms=100', { method: 'POST' });
      const response = await asked;
      return [response.status, await response.text()];
    };
    const unready = await proxied('services/web/proxy/');
    expect(unready).toEqual([503, expect.stringContaining('no endpoints available for service \\"web\\"')]);
    await ask('/podground/advance?ms=20000', { method: 'POST' });
    const page = expect.stringContaining('Welcome to nginx!') as string;
    expect(await proxied('services/http:web:8080/proxy/')).toEqual([200, page]);
    expect(await proxied('pods/web/proxy/')).toEqual([200, page]);
    expect(await proxied('pods/web:81/proxy/')).toEqual([503, expect.stringContaining('connection refused')]);
    expect(await proxied('pods/none/proxy/')).toEqual([404, expect.stringContaining('pods \\"none\\" not found')]);
  });

  it('lets time pass by request alone when it is held', async () => {
    const advance = async (ms: string) => ask(`/podground/advance?ms=${ms}`, { method: 'POST' });
    const first = (await (await advance('0')).json()) as { now: string };
    const second = (await (await advance('60000')).json()) as { now: string };
    expect(Date.parse(second.now) - Date.parse(first.now)).toBe(60_000);
    expect((await advance('-5')).status).toBe(400);
    expect((await advance('soon')).status).toBe(400);
  });
});

describe('its command line', () => {
  it('is read with the defaults that it has', () => {
    expect(readApiOptions([])).toEqual({ port: 8001, nodes: 3, speed: 1, seed: 1, nodePorts: true, help: false });
    expect(readApiOptions(['--port', '0', '--speed=0.5', '--no-node-ports', '--nodes=5'])).toMatchObject({
      port: 0,
      speed: 0.5,
      nodePorts: false,
      nodes: 5,
    });
  });

  it.each([['--port=70000'], ['--nodes=0'], ['--speed=fast'], ['--seed'], ['--what']])('refuses %s', (word) => {
    expect(readApiOptions([word])).toEqual(expect.any(String));
  });
});
