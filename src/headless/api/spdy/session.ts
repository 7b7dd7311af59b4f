import { Duplex } from 'node:stream';
import { FIN, FrameReader, controlFrame, dataFrame, frameType, numbers, type Frame } from './frames.ts';
import { HeaderReader, HeaderWriter, type StreamHeaders } from './header-block.ts';

/** More streams at once than any client opens. */
const MOST_STREAMS = 256;
/** What may wait on one stream to be read, bytes. */
const MOST_UNREAD = 16 * 1024 * 1024;
const CANCEL = 5;
const REFUSED_STREAM = 3;

/** One stream of a session: bytes in both directions, each of which ends on its own. */
export class SpdyStream extends Duplex {
  readonly headers: StreamHeaders;
  private readonly id: number;
  private readonly send: (frame: Buffer) => void;
  private readonly leave: () => void;

  constructor(id: number, headers: StreamHeaders, send: (frame: Buffer) => void, leave: () => void) {
    super();
    this.id = id;
    this.headers = headers;
    this.send = send;
    this.leave = leave;
    this.on('error', () => {
      this.destroy();
    });
  }

  override _read(): void {
    // Pushed as it comes.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.send(dataFrame(this.id, chunk));
    done();
  }

  override _final(done: () => void): void {
    this.send(dataFrame(this.id, Buffer.alloc(0), FIN));
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.writableFinished || !this.readableEnded)
      this.send(controlFrame(frameType.rstStream, numbers(this.id, CANCEL)));
    this.leave();
    done(error);
  }
}

/**
 * The server's side of a SPDY/3.1 connection as Kubernetes's clients use it: they open streams, the server answers on
 * them. Like Go's spdystream it does without flow control.
 */
export class SpdySession {
  private readonly connection: Duplex;
  private accept: (stream: SpdyStream) => void = (stream) => stream.destroy();
  private readonly streams = new Map<number, SpdyStream>();
  private readonly frames = new FrameReader();
  private readonly headerReader = new HeaderReader();
  private readonly headerWriter = new HeaderWriter();
  /** Header blocks are inflated one after the other, and frames keep their order. */
  private work: Promise<void> = Promise.resolve();

  constructor(connection: Duplex) {
    this.connection = connection;
  }

  /** Begins to serve: `accept` gets each stream that the client opens. */
  serve(accept: (stream: SpdyStream) => void): void {
    this.accept = accept;
    const { connection } = this;
    connection.on('data', (bytes: Buffer) => {
      connection.pause();
      this.work = this.work.then(async () => {
        try {
          await this.take(bytes);
          connection.resume();
        } catch {
          // Bytes that are no SPDY end the connection that they came on.
          connection.destroy();
        }
      });
    });
    connection.on('error', () => {
      connection.destroy();
    });
    connection.on('close', () => {
      for (const stream of this.streams.values()) stream.destroy();
      this.headerReader.close();
    });
    connection.on('end', () => {
      connection.end();
    });
  }

  /** Ends the connection when everything is sent. */
  close(): void {
    this.send(controlFrame(frameType.goAway, numbers(0, 0)));
    this.connection.end();
  }

  /** Calls `listener` when the connection is gone. */
  onClose(listener: () => void): void {
    this.connection.on('close', listener);
  }

  private send(frame: Buffer): void {
    if (this.connection.writable) this.connection.write(frame);
  }

  private async take(bytes: Buffer): Promise<void> {
    for (const frame of this.frames.read(bytes)) await this.handle(frame);
  }

  private async handle(frame: Frame): Promise<void> {
    if (frame.type === 'data') {
      const stream = this.streams.get(frame.stream);
      if (stream === undefined) return;
      if (stream.readableLength > MOST_UNREAD) throw new Error('nobody reads what is sent');
      if (!stream.readableEnded && frame.data.length > 0) stream.push(frame.data);
      if ((frame.flags & FIN) !== 0) stream.push(null);
      return;
    }
    const { kind, data, flags } = frame;
    switch (kind) {
      case frameType.synStream:
        if (data.length < 10) throw new Error('short SYN_STREAM');
        this.open(data.readUInt32BE(0) & 0x7fff_ffff, await this.headerReader.read(data.subarray(10)), flags);
        break;
      case frameType.headers:
        // Nobody uses them, but they are part of the zlib stream.
        if (data.length >= 4) await this.headerReader.read(data.subarray(4));
        break;
      case frameType.rstStream:
        if (data.length >= 4) this.streams.get(data.readUInt32BE(0) & 0x7fff_ffff)?.destroy();
        break;
      case frameType.ping:
        this.send(controlFrame(frameType.ping, data));
        break;
      default:
        // Settings, window updates and the like change nothing here.
        break;
    }
  }

  private open(id: number, headers: StreamHeaders, flags: number): void {
    if (this.streams.size >= MOST_STREAMS || this.streams.has(id)) {
      this.send(controlFrame(frameType.rstStream, numbers(id, REFUSED_STREAM)));
      return;
    }
    const stream = new SpdyStream(
      id,
      headers,
      (frame) => {
        this.send(frame);
      },
      () => {
        this.streams.delete(id);
      },
    );
    this.streams.set(id, stream);
    this.send(controlFrame(frameType.synReply, Buffer.concat([numbers(id), this.headerWriter.write(new Map())])));
    if ((flags & FIN) !== 0) stream.push(null);
    this.accept(stream);
  }
}
