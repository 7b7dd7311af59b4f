import type { Exchange, Outcome } from '../exchange.ts';

/** What came back from a server. */
export type Answer = Extract<Outcome, { type: 'answered' }>;

/** What a client writes to its standard output and to its standard error, and the exit code it ends with. */
export interface Said {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number;
}

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** `HTTP/1.1 200 OK`. */
export function statusLine({ status }: Answer): string {
  return `HTTP/1.1 ${status} ${reasons[status] ?? ''}`.trimEnd();
}

/** The name and the value of each header of an answer. */
export function headersOf({ headers }: Answer): readonly (readonly [string, string])[] {
  return Object.entries(headers);
}

/** Status line and headers with the empty line after them. */
export function headText(answer: Answer, end = '\r\n'): string {
  const lines = headersOf(answer).map(([name, value]) => `${name}: ${value}${end}`);
  return `${statusLine(answer)}${end}${lines.join('')}${end}`;
}

/** The address that the name of a request's host led to; the host itself when it led nowhere. */
export function addressOf(exchange: Exchange, host: string): string {
  const address = exchange.hops.find(({ to }) => to.type === 'dns')?.params['address'];
  if (typeof address === 'string' && address !== '') return address;
  return host === 'localhost' ? '127.0.0.1' : host;
}

/** Where a client that saves what it gets puts it: the last part of the path. */
export function fileNameOf(target: string): string {
  const path = target.replace(/[?#].*$/s, '');
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A port that the client's own end of the connection has: made up, but always the same for the same exchange. */
export function localPort({ id }: Exchange): number {
  return 32_768 + ((id * 7919) % 28_000);
}
