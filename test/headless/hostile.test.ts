import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createCluster, type Cluster } from '../../src/engine/index.ts';
import { openApiDoor, type ApiDoor } from '../../src/headless/api/api-door.ts';
import { until } from '../support/api-clients.ts';

/** Short, so that what is too slow is so at once. */
const BOUNDS = { requestTimeoutMs: 60, connections: 8 };

let cluster: Cluster;
let door: ApiDoor;

beforeEach(async () => {
  cluster = createCluster({ freeze: true });
  door = await openApiDoor(cluster, 0, 0, BOUNDS);
});

afterEach(async () => {
  if (!(await isAlive())) throw new Error('the server did not outlive it');
  await door.close();
});

const pods = '/api/v1/namespaces/default/pods';

interface Conversation {
  socket: Socket;
  /** All that came back. */
  heard: string;
  isClosed: boolean;
}

/** Opens a connection that stays open until either side ends it. */
function dial(): Conversation {
  const socket = connect(Number(new URL(door.url).port), '127.0.0.1');
  const conversation: Conversation = { socket, heard: '', isClosed: false };
  socket.on('data', (data) => (conversation.heard += String(data)));
  socket.on('error', () => socket.destroy());
  socket.on('close', () => (conversation.isClosed = true));
  return conversation;
}

/** Sends bytes and waits until the server has ended the connection. */
async function say(bytes: string | Buffer): Promise<string> {
  const conversation = dial();
  conversation.socket.write(bytes);
  await new Promise((resolve) => conversation.socket.once('close', resolve));
  return conversation.heard;
}

/** The Status at the end of an answer as it came over the wire. */
function statusIn(answer: string): unknown {
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
}

async function isAlive(): Promise<boolean> {
  const response = await fetch(`${door.url}/readyz`, { headers: { Connection: 'close' } });
  return response.ok && (await response.text()) === 'ok';
}

describe('bytes that are no request', () => {
  it.each([
    ['nonsense', '\0\x01\x02 nonsense\r\n\r\n', 400],
    ['a method that there is not', 'FROBNICATE / HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 400],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
    ['a header without end', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
    ['a target without end', `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 431],
    ['a thousand headers', `GET / HTTP/1.1\r\n${'A: bcdefghijklmnop\r\n'.repeat(1500)}\r\n`, 431],
    ['a chunk that lies', `POST ${pods} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`, 400],
  ])('%s is refused with a Status', async (_, bytes, code) => {
    expect(statusIn(await say(bytes))).toMatchObject({ kind: 'Status', status: 'Failure', code });
  });

  it.each([
    ['http://[', 400],
    ['//evil.example.com/api/v1', 404],
    ['/api/v1/../../../etc/passwd', 404],
    ['/api/v1/%2e%2e/%2e%2e/etc/passwd', 404],
    [`${pods}/..%2f..%2fsecrets`, 404],
    [`${pods}/%00`, 404],
    ['/api/v1/namespaces/%E0%A4%A/services/web/proxy/', 404],
  ])('the target %s finds nothing', async (target, code) => {
    const answer = await say(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${code} `));
    expect(answer).not.toContain('root:');
  });

  it('of who should not ask are refused with a Status', async () => {
    const answer = await say('GET /api HTTP/1.1\r\nHost: evil.example.com\r\nConnection: close\r\n\r\n');
    expect(statusIn(answer)).toMatchObject({ kind: 'Status', code: 403, reason: 'Forbidden' });
  });
});

describe('clients that are slow, or gone', () => {
  it('that never end their headers are told that it took too long', async () => {
    expect(statusIn(await say('GET /api HTTP/1.1\r\nHost: local'))).toMatchObject({ code: 408, reason: 'Timeout' });
  });

  it('that never send the body they announced lose their connection', async () => {
    const answer = await say(`POST ${pods} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n{`);
    expect(answer).toMatch(/^(?:HTTP\/1\.1 408 |$)/);
  });

  it('that send no more still get their answer', async () => {
    const conversation = dial();
    conversation.socket.end('GET /version HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    await until(() => conversation.isClosed);
    expect(conversation.heard).toContain('"gitVersion":"v1.32.5"');
  });

  it('leave nothing behind when they leave a watch, a followed log or a command', async () => {
    cluster.request({
      verb: 'create',
      group: '',
      resource: 'pods',
      namespace: 'default',
      body: { metadata: { name: 'web' }, spec: { containers: [{ name: 'a', image: 'nginx:1.27' }] } },
    });
    door.pace.advance(30_000);
    const before = door.pace.audience;
    const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    const upgrade = `GET ${pods}/web/exec?command=sleep&command=900&stdout=1 HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: v5.channel.k8s.io\r\n\r\n`;
    const conversations = [get(`${pods}?watch=true`), get(`${pods}/web/log?follow=true`), upgrade].map((bytes) => {
      const conversation = dial();
      conversation.socket.write(bytes);
      return conversation;
    });
    await until(() => conversations.every(({ heard }) => /^HTTP\/1\.1 (?:101|200) /.test(heard)));
    expect(door.pace.audience).toBe(before + 3);
    for (const { socket } of conversations) socket.destroy();
    await until(() => door.pace.audience === before);
  });

  it('beyond the bound are not let in, and the others are not disturbed', async () => {
    const inside = Array.from({ length: BOUNDS.connections }, () => {
      const conversation = dial();
      conversation.socket.write(`GET ${pods}?watch=true HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      return conversation;
    });
    await until(() => inside.every(({ heard }) => heard.startsWith('HTTP/1.1 200 ')));
    const outside = dial();
    await until(() => outside.isClosed);
    expect(outside.heard).toBe('');
    expect(inside.some(({ isClosed }) => isClosed)).toBe(false);
    for (const { socket } of inside) socket.destroy();
    await until(() => door.pace.audience === 0);
  });
});

describe('bodies made to hurt', () => {
  const send = (body: string | Uint8Array<ArrayBuffer>, type: string, method: 'POST' | 'PATCH' = 'POST', path = pods) =>
    fetch(door.url + path, { method, headers: { 'Content-Type': type }, body });

  const DEPTH = 100_000;
  const APPLY = 'application/apply-patch+yaml';
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((name, at) => `${name}: &${name} [${`*${'abcdefghi'[at] ?? ''},`.repeat(9)}]`).join('\n')}\n`;

  it.each([
    ['JSON as deep as it is long', `${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`, 'application/json'],
    ['lists as deep', '['.repeat(DEPTH), 'application/json'],
    ['YAML as deep', `{a: ${'['.repeat(5000)}`, 'application/yaml'],
    ['a billion laughs', bomb, 'application/yaml'],
    ['protobuf of nothing', Buffer.from('k8s\0'), 'application/vnd.kubernetes.protobuf'],
    [
      'protobuf that is none',
      Buffer.from('6b3873000affffffffffffffffff7f', 'hex'),
      'application/vnd.kubernetes.protobuf',
    ],
    [
      'protobuf as deep',
      Buffer.concat([Buffer.from('k8s\0'), Buffer.alloc(60_000, 0x0a)]),
      'application/vnd.kubernetes.protobuf',
    ],
    ['a number beyond numbers', '{"metadata":{"name":"a"},"spec":{"activeDeadlineSeconds":1e999}}', 'application/json'],
    ['a prototype', '{"__proto__":{"polluted":true},"metadata":{"name":"a"}}', 'application/json'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x7b, 0x7d]), 'application/json'],
  ])('%s is refused with a Status', async (_, body, type) => {
    const response = await send(body, type);
    expect(await response.json()).toMatchObject({ kind: 'Status', status: 'Failure', code: response.status });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([
    ['application/json-patch+json', '[{"op":"add","path":"/a/b/c/d","value":1}]'],
    ['application/merge-patch+json', `{"spec":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_001)}`],
    ['application/strategic-merge-patch+json', '{"spec":{"$patch":"explode"}}'],
    [APPLY, bomb],
  ])('so are patches: %s', async (type, body) => {
    const response = await send(body, type, 'PATCH', '/api/v1/namespaces/default?fieldManager=me');
    expect(await response.json()).toMatchObject({ kind: 'Status', status: 'Failure' });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
  });
});

describe('connections that break their protocol', () => {
  beforeEach(() => {
    cluster.request({
      verb: 'create',
      group: '',
      resource: 'pods',
      namespace: 'default',
      body: { metadata: { name: 'web' }, spec: { containers: [{ name: 'a', image: 'nginx:1.27' }] } },
    });
    door.pace.advance(30_000);
  });

  const handshake = (path: string, upgrade: string, more: string): string =>
    `GET ${pods}/web/${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n${more}\r\n`;
  const KEY = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
  const exec = 'exec?command=cat&stdin=1&stdout=1&stderr=1';

  it.each([
    ['frames that are not masked', Buffer.from([0x82, 0x05, 0, 1, 2, 3, 4])],
    ['a frame of a length beyond lengths', Buffer.from([0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])],
    ['bits that mean nothing', Buffer.from([0xff, 0xff, 0xff, 0xff])],
  ])('a WebSocket with %s is closed', async (_, bytes) => {
    const conversation = dial();
    conversation.socket.write(handshake(exec, 'websocket', `${KEY}Sec-WebSocket-Protocol: v5.channel.k8s.io\r\n`));
    await until(() => conversation.heard.startsWith('HTTP/1.1 101 '));
    conversation.socket.write(bytes);
    await until(() => conversation.isClosed && door.pace.audience === 0);
    expect(await isAlive()).toBe(true);
  });

  it('a WebSocket may send channels that there are not, and empty messages', async () => {
    const socket = new WebSocket(door.url.replace('http', 'ws') + pods + `/web/${exec}`, 'v5.channel.k8s.io');
    await new Promise((resolve) => socket.once('open', resolve));
    for (const bytes of [[], [9, 1, 2], [255], [4, 0x7b], [255, 77]]) socket.send(Buffer.from(bytes));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.close();
    await closed;
    await until(() => door.pace.audience === 0);
    expect(await isAlive()).toBe(true);
  });

  it.each([
    ['frames of another version', Buffer.from('8002000100000000', 'hex')],
    ['a frame without end', Buffer.from('80030001ffffffff', 'hex')],
    ['headers that do not inflate', Buffer.from('800300010000000f00000001000000000000deadbeef00', 'hex')],
    ['noise', Buffer.alloc(4096, 0xa5)],
  ])('SPDY with %s does no harm', async (_, bytes) => {
    const conversation = dial();
    conversation.socket.write(handshake(exec, 'SPDY/3.1', 'X-Stream-Protocol-Version: v4.channel.k8s.io\r\n'));
    await until(() => conversation.heard.startsWith('HTTP/1.1 101 '));
    conversation.socket.end(bytes);
    await until(() => conversation.isClosed);
    expect(await isAlive()).toBe(true);
  });
});
