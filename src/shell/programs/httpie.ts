import { headText, type Exchange } from '../../engine/index.ts';
import type { Work } from '../run/block.ts';
import type { Process } from '../run/process.ts';
import { exchangeOf } from './http-exchange.ts';

const USAGE =
  "usage:\n    http [METHOD] URL [REQUEST_ITEM ...]\n\nerror:\n    the following arguments are required: URL\n\nfor more information:\n    run 'http --help' or visit https://httpie.io/docs/cli\n";
/** How long requests waits for an answer by default as HTTPie's --timeout=0 has it: for ever. */
const ITEM = /^([^=:@]{1,200})(:=|==|=)([\s\S]*)$/;
const HEADER = /^([\w-]{1,100}):(?!=)(.*)$/s;

interface Target {
  /** With a scheme. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** Takes a URL apart as HTTPie's shorthands allow: `:3000/path` is short for localhost. */
function targetOf(text: string): Target | undefined {
  const written = text.startsWith(':') ? `localhost${/^:\d/.test(text) ? text : text.slice(1)}` : text;
  const match = /^(?:(https?):\/\/)?([^:/?#\s]{1,255})(?::(\d{1,5}))?([/?][^\s]{0,8000})?$/i.exec(written);
  if (match === null) return undefined;
  const [, scheme = 'http', host = '', port, path = '/'] = match;
  const number = port === undefined ? (scheme === 'https' ? 443 : 80) : Number(port);
  return { url: `${scheme}://${host}${port === undefined ? '' : `:${port}`}${path}`, host, port: number, path };
}

function jsonOf(items: readonly string[]): string | undefined {
  const fields = items.flatMap((item) => {
    const match = ITEM.exec(item);
    if (match === null || match[2] === '==') return [];
    return [`${JSON.stringify(match[1])}: ${match[2] === ':=' ? match[3] : JSON.stringify(match[3])}`];
  });
  return fields.length === 0 ? undefined : `{${fields.join(', ')}}`;
}

function queryOf(items: readonly string[]): string {
  return items
    .flatMap((item) => {
      const match = ITEM.exec(item);
      return match?.[2] === '==' ? [`${match[1]}=${match[3]}`] : [];
    })
    .join('&');
}

function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 4);
  } catch {
    return text.replace(/\n$/, '');
  }
}

/** What HTTPie says of a request without an answer; it shows the exception that Python's requests raises. */
function complaint(exchange: Exchange, { url, host, port, path }: Target): string {
  const { outcome, method } = exchange;
  const stage = outcome?.type === 'failed' ? outcome.stage : 'timeout';
  const doing = `while doing a ${method} request to URL: ${url}`;
  const pool = `HTTPConnectionPool(host='${host}', port=${port}): Max retries exceeded with url: ${path}`;
  const connection =
    '<urllib3.connection.HTTPConnection object at 0x7f3c5a1d2e90>: Failed to establish a new connection:';
  switch (stage) {
    case 'url':
      return `error: InvalidURL: Failed to parse: ${url}`;
    case 'dns':
      return `error: ConnectionError: ${pool} (Caused by NameResolutionError("<urllib3.connection.HTTPConnection object at 0x7f3c5a1d2e90>: Failed to resolve '${host}' ([Errno -2] Name or service not known)")) ${doing}\n\nCouldn’t resolve the given hostname. Please check the URL and try again.`;
    case 'unreachable':
      return `error: ConnectionError: ${pool} (Caused by NewConnectionError('${connection} [Errno 113] No route to host')) ${doing}`;
    case 'timeout':
      return `error: ConnectionError: ${pool} (Caused by NewConnectionError('${connection} [Errno 110] Connection timed out')) ${doing}`;
    case 'reset':
      return `error: ConnectionError: ('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer')) ${doing}`;
    case 'empty':
      return `error: ConnectionError: ('Connection aborted.', RemoteDisconnected('Remote end closed connection without response')) ${doing}`;
    case 'connect':
      return `error: ConnectionError: ${pool} (Caused by NewConnectionError('${connection} [Errno 111] Connection refused')) ${doing}`;
  }
}

/** HTTPie: `http POST localhost:31000/create name=value`. */
export function* http(process: Process): Work {
  const options = process.args.filter((word) => word.startsWith('-'));
  const words = process.args.filter((word) => !word.startsWith('-'));
  const hasMethod = /^[A-Z]{3,7}$/.test(words[0] ?? '');
  const [written, ...items] = hasMethod ? words.slice(1) : words;
  if (written === undefined) {
    process.err(USAGE);
    return 1;
  }
  const target = targetOf(written);
  if (target === undefined) return process.fail(`error: InvalidURL: Failed to parse: ${written}`);
  const body = jsonOf(items);
  const query = queryOf(items);
  const method = hasMethod ? (words[0] ?? 'GET') : body === undefined ? 'GET' : 'POST';
  const own = items.flatMap((item): [string, string][] => {
    const match = HEADER.exec(item);
    return match === null ? [] : [[match[1]?.toLowerCase() === 'host' ? 'Host' : (match[1] ?? ''), match[2] ?? '']];
  });
  const headers = {
    'User-Agent': 'HTTPie/3.2.4',
    'Accept-Encoding': 'gzip, deflate',
    Accept: body === undefined ? '*/*' : 'application/json, */*;q=0.5',
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
    ...Object.fromEntries(own),
  };
  const url = query === '' ? target.url : `${target.url}${target.url.includes('?') ? '&' : '?'}${query}`;
  const exchange = yield* exchangeOf(process, { method, url, headers, ...(body !== undefined && { body }) });
  const { outcome } = exchange;
  if (outcome?.type !== 'answered') return process.fail(`${complaint(exchange, target)}\n`);
  const isTerminal = process.streams.out.isTerminal;
  const onlyBody = options.includes('-b') || options.includes('--body');
  const onlyHead = options.includes('-h') || options.includes('--headers') || method === 'HEAD';
  const sorted = Object.fromEntries(Object.entries(outcome.headers).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  if ((isTerminal && !onlyBody) || onlyHead) process.out(headText({ ...outcome, headers: sorted }, '\n'));
  if (!onlyHead) process.out(isTerminal ? `${prettyJson(outcome.body)}\n\n\n` : outcome.body);
  return options.includes('--check-status') && outcome.status >= 400 ? Math.floor(outcome.status / 100) : 0;
}
