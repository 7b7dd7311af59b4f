import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import type { WebSocket } from 'ws';
import { channel, onChannels, sendOn } from './channels.ts';
import type { ExitStatus, ProcessStreams } from './container-process.ts';
import type { SpdySession, SpdyStream } from './spdy/session.ts';

/** How the client of an exec or attach is connected: what it sends, and where it is shown what the process prints. */
export interface CommandConnection extends ProcessStreams {
  /** Calls `input` with what the client types, and `end` when it says that no more comes. */
  onInput(input: (text: string) => void, end: () => void): void;
  /** Calls `listener` when the client is gone. */
  onClose(listener: () => void): void;
}

/** Over the channels of a WebSocket (v4.channel.k8s.io, v5.channel.k8s.io). */
export function overWebSocket(socket: WebSocket, tty: boolean): CommandConnection {
  return {
    out: (text) => {
      sendOn(socket, channel.stdout, text);
    },
    err: (text) => {
      sendOn(socket, tty ? channel.stdout : channel.stderr, text);
    },
    finish: (status) => {
      sendOn(socket, channel.error, JSON.stringify(status));
      socket.close(1000);
    },
    onInput: (input, end) => {
      const decoder = new StringDecoder('utf8');
      onChannels(socket, (number, data) => {
        if (number === channel.stdin) input(decoder.write(data));
        else if (number === channel.close && data[0] === channel.stdin) end();
      });
    },
    onClose: (listener) => {
      socket.on('close', listener);
    },
  };
}

/** The streams of an exec or attach over SPDY, by their `streamType`. */
export interface CommandStreams {
  readonly error: SpdyStream;
  readonly stdin?: SpdyStream;
  readonly stdout?: SpdyStream;
  readonly stderr?: SpdyStream;
}

function readText(stream: Readable, input: (text: string) => void, end: () => void): void {
  const decoder = new StringDecoder('utf8');
  stream.on('data', (bytes: Buffer) => {
    input(decoder.write(bytes));
  });
  stream.on('end', end);
}

/** Over the streams of a SPDY session (v4.channel.k8s.io). */
export function overSpdy(session: SpdySession, streams: CommandStreams, tty: boolean): CommandConnection {
  const { error, stdin, stdout, stderr } = streams;
  return {
    out: (text) => {
      stdout?.write(text);
    },
    err: (text) => {
      (tty ? stdout : stderr)?.write(text);
    },
    finish: (status: ExitStatus) => {
      error.end(JSON.stringify(status));
      stdout?.end();
      stderr?.end();
      session.close();
    },
    onInput: (input, end) => {
      if (stdin !== undefined) readText(stdin, input, end);
    },
    onClose: (listener) => {
      session.onClose(listener);
    },
  };
}
