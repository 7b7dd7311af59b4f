import { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** The binary messages of a WebSocket as one stream of bytes, which another protocol is tunnelled through. */
export class WebSocketDuplex extends Duplex {
  private readonly socket: WebSocket;

  constructor(socket: WebSocket) {
    super();
    this.socket = socket;
    socket.on('message', (message) => {
      this.push(Array.isArray(message) ? Buffer.concat(message) : Buffer.from(message as Buffer));
    });
    socket.on('close', () => {
      this.destroy();
    });
  }

  override _read(): void {
    // Pushed as it comes.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.socket.send(chunk);
    done();
  }

  override _final(done: () => void): void {
    this.socket.close(1000);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.socket.close(1000);
    done(error);
  }
}
