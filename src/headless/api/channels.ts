import type { WebSocket } from 'ws';

/** Subprotocols of exec, attach and port-forward that the door speaks, best first. */
const PROTOCOLS = [
  'v5.channel.k8s.io',
  'v4.channel.k8s.io',
  'v3.channel.k8s.io',
  'v2.channel.k8s.io',
  'channel.k8s.io',
];

/** The numbers of the channels (apimachinery pkg/util/remotecommand/constants.go). */
export const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

/** The best subprotocol of those that a client offers. */
export function chosenProtocol(offered: ReadonlySet<string>): string | undefined {
  return PROTOCOLS.find((protocol) => offered.has(protocol));
}

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
