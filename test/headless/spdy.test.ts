import { connect, type Socket } from 'node:net';
import { deflateSync } from 'node:zlib';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCluster } from '../../src/engine/index.ts';
import { openApiDoor, type ApiDoor } from '../../src/headless/api/api-door.ts';
import { headerDictionary } from '../../src/headless/api/spdy/dictionary.ts';
import { FIN, FrameReader, controlFrame, dataFrame, frameType, numbers } from '../../src/headless/api/spdy/frames.ts';
import { HeaderReader, HeaderWriter } from '../../src/headless/api/spdy/header-block.ts';

let door: ApiDoor;
const POD = '/api/v1/namespaces/default/pods/web';

beforeAll(async () => {
  const cluster = createCluster();
  const body = { metadata: { name: 'web' }, spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] } };
  cluster.request({ verb: 'create', group: '', resource: 'pods', namespace: 'default', body });
  cluster.advance(30_000);
  door = await openApiDoor(cluster, 0, 1);
});

afterAll(() => door.close());

/** Sends an upgrade; answers the connection after the head of the answer, and that head. */
function upgraded(method: string, path: string, headers: readonly string[]): Promise<{ socket: Socket; head: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(door.url).port), '127.0.0.1', () => {
      socket.write(
        `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n${headers.join('\r\n')}\r\n\r\n`,
      );
    });
    let text = '';
    const read = (data: Buffer): void => {
      text += data.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', read);
      socket.pause();
      const rest = Buffer.from(text.slice(end + 4), 'latin1');
      if (rest.length > 0) socket.unshift(rest);
      resolve({ socket, head: text.slice(0, end) });
    };
    socket.on('data', read);
    socket.on('error', reject);
  });
}

const spdy = async (path: string, protocol: string): Promise<Socket> => {
  const { socket, head } = await upgraded('POST', path, [
    'Upgrade: SPDY/3.1',
    `X-Stream-Protocol-Version: ${protocol}`,
  ]);
  expect(head).toContain('101 Switching Protocols');
  expect(head).toContain(`X-Stream-Protocol-Version: ${protocol}`);
  return socket;
};

/** A client that opens streams and collects what comes on each until all of them have ended. */
class Client {
  readonly received = new Map<number, string>();
  private readonly connection: Duplex;
  private readonly headers = new HeaderWriter();
  private readonly ended = new Set<number>();
  private next = 1;
  private listener = (): void => {};

  constructor(connection: Duplex) {
    this.connection = connection;
    const frames = new FrameReader();
    connection.on('data', (bytes: Buffer) => {
      for (const frame of frames.read(bytes)) {
        if (frame.type !== 'data') continue;
        this.received.set(frame.stream, (this.received.get(frame.stream) ?? '') + frame.data.toString());
        if ((frame.flags & FIN) !== 0) this.ended.add(frame.stream);
      }
      this.listener();
    });
    connection.resume();
  }

  open(headers: Record<string, string>): number {
    const id = this.next;
    this.next += 2;
    const block = this.headers.write(new Map(Object.entries(headers)));
    const body = Buffer.concat([numbers(id, 0), Buffer.from([0, 0]), block]);
    this.connection.write(controlFrame(frameType.synStream, body));
    return id;
  }

  send(id: number, text: string, last: boolean): void {
    this.connection.write(dataFrame(id, Buffer.from(text), last ? FIN : 0));
  }

  /** Waits until `isDone` says so of what was received and ended. */
  until(isDone: (received: ReadonlyMap<number, string>, ended: ReadonlySet<number>) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.listener = () => {
        if (isDone(this.received, this.ended)) resolve();
      };
      this.listener();
    });
  }
}

/** A client's WebSocket, by hand: packages know no subprotocol with a slash in its name. */
class ClientWebSocket extends Duplex {
  private readonly socket: Socket;
  private rest = Buffer.alloc(0);

  constructor(socket: Socket) {
    super();
    this.socket = socket;
    socket.on('data', (bytes: Buffer) => {
      this.rest = Buffer.concat([this.rest, bytes]);
      this.unpack();
    });
    socket.resume();
  }

  private unpack(): void {
    while (this.rest.length >= 2) {
      const short = this.rest.readUInt8(1);
      const [start, length] = short === 126 ? [4, this.rest.readUInt16BE(2)] : [2, short];
      if (this.rest.length < start + length) return;
      this.push(this.rest.subarray(start, start + length));
      this.rest = this.rest.subarray(start + length);
    }
  }

  override _read(): void {
    // Pushed as it comes.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(chunk.length);
    // A whole binary message, masked with zeros.
    this.socket.write(Buffer.concat([Buffer.from([0x82, 0x80 | 126]), length, Buffer.alloc(4), chunk]));
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.socket.destroy();
    done(error);
  }
}

const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

async function forward(connection: Duplex, port: number): Promise<{ data: string; error: string }> {
  const client = new Client(connection);
  const error = client.open({ streamType: 'error', port: String(port), requestID: '0' });
  client.send(error, '', true);
  const data = client.open({ streamType: 'data', port: String(port), requestID: '0' });
  client.send(data, REQUEST, false);
  await client.until((_, ended) => ended.has(error));
  connection.destroy();
  return { data: client.received.get(data) ?? '', error: client.received.get(error) ?? '' };
}

describe('SPDY', () => {
  it('forwards a port of a pod', async () => {
    const { data, error } = await forward(await spdy(`${POD}/portforward`, 'portforward.k8s.io'), 80);
    expect(data).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*Welcome to nginx!/);
    expect(error).toBe('');
  });

  it('tells why a port does not answer', async () => {
    const { error } = await forward(await spdy(`${POD}/portforward`, 'portforward.k8s.io'), 81);
    expect(error).toContain('dial tcp4 127.0.0.1:81: connect: connection refused');
  });

  it('forwards through a WebSocket', async () => {
    const protocol = 'SPDY/3.1+portforward.k8s.io';
    const { socket, head } = await upgraded('GET', `${POD}/portforward`, [
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      `Sec-WebSocket-Protocol: ${protocol}`,
    ]);
    expect(head).toContain(`Sec-WebSocket-Protocol: ${protocol}`);
    expect((await forward(new ClientWebSocket(socket), 80)).data).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  it('runs a command with its own streams', async () => {
    const command = ['sh', '-c', 'echo right; echo wrong >&2; exit 3'].map(
      (word) => `command=${encodeURIComponent(word)}`,
    );
    const query = `${command.join('&')}&stdout=true&stderr=true`;
    const client = new Client(await spdy(`${POD}/exec?${query}`, 'v4.channel.k8s.io'));
    const [error, stdout, stderr] = ['error', 'stdout', 'stderr'].map((streamType) => client.open({ streamType }));
    await client.until((_, ended) => ended.has(error ?? 0));
    expect(client.received.get(stdout ?? 0)).toBe('right\n');
    expect(client.received.get(stderr ?? 0)).toBe('wrong\n');
    expect(JSON.parse(client.received.get(error ?? 0) ?? '')).toMatchObject({
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '3' }] },
    });
  });

  it('hands on what a client types', async () => {
    const query = 'command=cat&stdin=true&stdout=true';
    const client = new Client(await spdy(`${POD}/exec?${query}`, 'v4.channel.k8s.io'));
    const [error, stdin, stdout] = ['error', 'stdin', 'stdout'].map((streamType) => client.open({ streamType }));
    client.send(stdin ?? 0, 'typ', false);
    client.send(stdin ?? 0, 'ed', true);
    await client.until((_, ended) => ended.has(error ?? 0));
    expect(client.received.get(stdout ?? 0)).toMatch(/^typed\n?$/);
    expect(JSON.parse(client.received.get(error ?? 0) ?? '')).toMatchObject({ status: 'Success' });
  });

  it('is refused without a protocol in common', async () => {
    const upgrade = ['Upgrade: SPDY/3.1', 'X-Stream-Protocol-Version: v9.channel.k8s.io'];
    const { head, socket } = await upgraded('POST', `${POD}/exec?command=ls`, upgrade);
    socket.destroy();
    expect(head).toMatch(/^HTTP\/1\.1 403 Forbidden/);
  });

  it('outlives whatever follows the upgrade', { timeout: 60_000 }, async () => {
    const open = controlFrame(
      frameType.synStream,
      Buffer.concat([numbers(1, 0), Buffer.from([0, 0]), new HeaderWriter().write(new Map([['streamtype', 'data']]))]),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: open.length - 1 }), fc.nat({ max: 255 })), { maxLength: 4 }),
        fc.uint8Array({ maxLength: 40 }),
        async (changes, tail) => {
          const bytes = Buffer.from(open);
          for (const [at, byte] of changes) bytes[at] = byte;
          const socket = await spdy(`${POD}/portforward`, 'portforward.k8s.io');
          socket.on('error', () => socket.destroy());
          socket.end(Buffer.concat([bytes, tail]));
          await new Promise((resolve) => {
            socket.on('close', resolve);
            socket.resume();
          });
        },
      ),
      { numRuns: 100 },
    );
    expect((await fetch(`${door.url}/readyz`)).status).toBe(200);
  });
});

describe('header blocks', () => {
  it('are one stream from the first to the last', async () => {
    const [writer, reader] = [new HeaderWriter(), new HeaderReader()];
    for (const text of ['one', 'two', 'x'.repeat(5000)]) {
      expect(await reader.read(writer.write(new Map([['Port', text]])))).toEqual(new Map([['port', text]]));
    }
  });

  it('are refused when they grow beyond reason', async () => {
    const block = (length: number) => {
      const deflated = deflateSync(Buffer.alloc(length), { dictionary: headerDictionary });
      return new HeaderReader().read(deflated);
    };
    await expect(block(64 * 1024)).resolves.toEqual(new Map());
    await expect(block(64 * 1024 + 1)).rejects.toThrow('too long');
    await expect(new HeaderReader().read(Buffer.from('nonsense'))).rejects.toThrow('header check');
  });
});
