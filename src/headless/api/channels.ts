import type { WebSocket } from 'ws';

/** The numbers of the channels (apimachinery pkg/util/remotecommand/constants.go). */
export const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

/** Sends bytes on a channel: its number, then they. */
export function sendOn(socket: WebSocket, number: number, data: string | Uint8Array): void {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  socket.send(Buffer.concat([Buffer.from([number]), bytes]));
}

/** Calls `receive` with each message's channel and bytes. */
export function onChannels(socket: WebSocket, receive: (number: number, data: Buffer) => void): void {
  socket.on('message', (message, isBinary) => {
    const bytes = Array.isArray(message) ? Buffer.concat(message) : Buffer.from(message as Buffer);
    if (bytes.length === 0) return;
    const [number = 0] = bytes;
    // A text message names its channel by a digit.
    receive(isBinary ? number : number - 48, bytes.subarray(1));
  });
}
