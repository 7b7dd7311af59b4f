import type { Exchange, Failure, TrafficRequest } from '../exchange.ts';
import { CLIENT_ADDRESS } from '../routing.ts';
import { parseUrl } from '../url.ts';
import type { Url } from '../url.ts';
import { addressOf, fileNameOf, headersOf, headText, localPort, statusLine } from './http-text.ts';
import type { Answer, Said } from './http-text.ts';
import { milliseconds, readOptions } from './options.ts';

/*
 * curl 8.14: its options (src/tool_getparam.c), what it says while it works (lib/connect.c, lib/http.c) and its progress
 * meter (lib/progress.c).
 */

const VERSION = '8.14.1';

/** What curl says of itself in every request that is told nothing else. */
export const curlHeaders: Readonly<Record<string, string>> = { 'User-Agent': `curl/${VERSION}`, Accept: '*/*' };
const LETTERS = 'sSiIX:d:H:o:OD:w:Lm:c:kfvu:A:Gj:b:e:r:#N460=~%:&:@:!:V';
const LONG: Readonly<Record<string, string>> = {
  silent: 's',
  'show-error': 'S',
  include: 'i',
  'show-headers': 'i',
  head: 'I',
  request: 'X',
  data: 'd',
  'data-ascii': 'd',
  'data-binary': 'd',
  'data-raw': '%',
  header: 'H',
  output: 'o',
  'remote-name': 'O',
  'dump-header': 'D',
  'write-out': 'w',
  location: 'L',
  'max-time': 'm',
  'connect-timeout': 'c',
  insecure: 'k',
  cacert: '&',
  resolve: '@',
  'connect-to': '!',
  fail: 'f',
  verbose: 'v',
  user: 'u',
  'user-agent': 'A',
  get: 'G',
  json: 'j',
  cookie: 'b',
  referer: 'e',
  'progress-bar': '#',
  'no-buffer': 'N',
  ipv4: '4',
  ipv6: '6',
  'http1.1': '=',
  'http1.0': '0',
  compressed: '~',
  version: 'V',
};

/** What a curl command line asks for. */
export interface CurlCall {
  readonly urls: readonly string[];
  readonly method: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** As given: `@FILE` stands for a file's content in those that are not `raw`. */
  readonly data: readonly { readonly text: string; readonly raw: boolean }[];
  readonly json: boolean;
  readonly get: boolean;
  /** File to write to; undefined: standard output. */
  readonly output: string | undefined;
  readonly remoteName: boolean;
  readonly silent: boolean;
  readonly showsErrors: boolean;
  readonly include: boolean;
  readonly head: boolean;
  readonly verbose: boolean;
  /** `-k`, or told whom to trust: certificates of the cluster's own authority are taken. */
  readonly trusts: boolean;
  readonly fail: boolean;
  readonly follow: boolean;
  readonly writeOut: string | undefined;
  /** Where connections to a host and port go instead: by `host:port`, as `address:port`. */
  readonly routes: ReadonlyMap<string, string>;
  readonly timeoutMs: number | undefined;
  readonly connectTimeoutMs: number | undefined;
}

/** Text that its user must see before anything is sent: a mistake, or the version that was asked for. */
export type CurlReading = { readonly call: CurlCall } | { readonly said: Said };

const TRY_HELP = "curl: try 'curl --help' or 'curl --manual' for more information\n";

function mistake(message: string): CurlReading {
  return { said: { out: '', err: `curl: ${message}\n${TRY_HELP}`, exitCode: 2 } };
}

const base64Digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64(text: string): string {
  let encoded = '';
  for (let index = 0; index < text.length; index += 3) {
    const codes = [0, 1, 2].map((offset) => text.charCodeAt(index + offset) & 255);
    const bits = ((codes[0] ?? 0) << 16) | ((codes[1] ?? 0) << 8) | (codes[2] ?? 0);
    const left = text.length - index;
    for (let digit = 0; digit < 4; digit++) {
      encoded += digit > left ? '=' : base64Digits.charAt((bits >> (18 - 6 * digit)) & 63);
    }
  }
  return encoded;
}

/** What `--resolve HOST:PORT:ADDRESS` and `--connect-to HOST:PORT:HOST2:PORT2` say. */
function routesOf(given: readonly { readonly letter: string; readonly value: string }[]): ReadonlyMap<string, string> {
  const routes = new Map<string, string>();
  for (const { letter, value } of given) {
    const [, host, port, address, otherPort] = /^\+?([^:]*):(\d*):(\[[^\]]*\]|[^:,]*)(?::(\d*))?/.exec(value) ?? [];
    if ((letter !== '@' && letter !== '!') || host === undefined || address === undefined) continue;
    const to = otherPort === undefined || otherPort === '' ? port : otherPort;
    routes.set(`${host.toLowerCase()}:${port ?? ''}`, `${address}:${to ?? ''}`);
  }
  return routes;
}

/** A URL with the place that its connection goes to instead, and the name that the server is told all the same. */
function routed({ routes }: CurlCall, url: string): { url: string; host?: string } {
  const parsed = routes.size === 0 ? undefined : parseUrl(url);
  if (parsed === undefined) return { url };
  const { scheme, host, port, target } = parsed;
  const name = host.toLowerCase();
  const to = [`${name}:${port}`, `${name}:`, `*:${port}`, `:${port}`, '::', ':'].map((key) => routes.get(key));
  const place = to.find((each) => each !== undefined);
  if (place === undefined) return { url };
  const at = place.endsWith(':') ? `${place}${port}` : place;
  const isUsual = port === (scheme === 'https' ? 443 : 80);
  return { url: `${scheme}://${at}${target}`, host: isUsual ? host : `${host}:${port}` };
}

/** Reads the words after `curl`. */
export function readCurl(args: readonly string[]): CurlReading {
  const reading = readOptions(args, LETTERS, LONG);
  if (!reading.ok) {
    return mistake(`option ${reading.option}: ${reading.why === 'unknown' ? 'is unknown' : 'requires parameter'}`);
  }
  const { given } = reading;
  const has = (letter: string): boolean => given.some((one) => one.letter === letter);
  const last = (letter: string): string | undefined => given.findLast((one) => one.letter === letter)?.value;
  if (has('V')) {
    const out = `curl ${VERSION} (x86_64-pc-linux-gnu) libcurl/${VERSION} OpenSSL/3.5.1 zlib/1.3.1\nProtocols: http https\n`;
    return { said: { out, err: '', exitCode: 0 } };
  }
  const urls = given.filter(({ letter }) => letter === '').map(({ value }) => value);
  if (urls.length === 0) return mistake('(2) no URL specified');
  const headers: Record<string, string> = { ...curlHeaders };
  const agent = last('A');
  if (agent !== undefined) headers['User-Agent'] = agent;
  const user = last('u');
  if (user !== undefined) headers['Authorization'] = `Basic ${base64(user)}`;
  const referer = last('e');
  if (referer !== undefined) headers['Referer'] = referer;
  const cookie = last('b');
  if (cookie !== undefined) headers['Cookie'] = cookie;
  if (has('j')) Object.assign(headers, { 'Content-Type': 'application/json', Accept: 'application/json' });
  else if ((has('d') || has('%')) && !has('G')) headers['Content-Type'] = 'application/x-www-form-urlencoded';
  for (const { letter, value } of given) {
    const colon = letter === 'H' ? value.indexOf(':') : -1;
    if (colon <= 0) continue;
    const name = value.slice(0, colon).trim();
    const known = Object.keys(headers).find((key) => key.toLowerCase() === name.toLowerCase());
    if (known !== undefined) delete headers[known];
    // The name of the host is looked for under this spelling.
    const spelling = name.toLowerCase() === 'host' ? 'Host' : name;
    if (value.slice(colon + 1).trim() !== '') headers[spelling] = value.slice(colon + 1).trim();
  }
  const data = given
    .filter(({ letter }) => letter === 'd' || letter === '%' || letter === 'j')
    .map(({ letter, value }) => ({ text: value, raw: letter === '%' }));
  return {
    call: {
      urls,
      method: last('X'),
      headers,
      data,
      json: has('j'),
      get: has('G'),
      output: last('o'),
      remoteName: has('O'),
      silent: has('s'),
      showsErrors: !has('s') || has('S'),
      include: has('i'),
      head: has('I'),
      verbose: has('v'),
      trusts: has('k') || has('&'),
      fail: has('f'),
      follow: has('L'),
      writeOut: last('w'),
      routes: routesOf(given),
      timeoutMs: milliseconds(last('m')),
      connectTimeoutMs: milliseconds(last('c')),
    },
  };
}

/** The request that a call makes of one of its URLs; `readFile` answers a file's content, for `-d @FILE`. */
export function curlRequest(
  call: CurlCall,
  url: string,
  readFile: (path: string) => string | undefined,
): Omit<TrafficRequest, 'from'> {
  const texts = call.data.map(({ text, raw }) =>
    !raw && text.startsWith('@') ? (readFile(text.slice(1)) ?? '').replaceAll(/[\r\n]/g, '') : text,
  );
  const body = texts.join(call.json ? '' : '&');
  const withQuery = call.get && body !== '' ? `${url}${url.includes('?') ? '&' : '?'}${body}` : url;
  const usual = call.head ? 'HEAD' : texts.length > 0 && !call.get ? 'POST' : 'GET';
  const way = routed(call, withQuery);
  return {
    method: call.method ?? usual,
    url: way.url,
    headers: way.host === undefined ? call.headers : { Host: way.host, ...call.headers },
    ...(body !== '' && !call.get && { body }),
    ...(call.timeoutMs !== undefined && { timeoutMs: call.timeoutMs }),
    ...(call.connectTimeoutMs !== undefined && { connectTimeoutMs: call.connectTimeoutMs }),
  };
}

/** Where `-L` goes next. */
export function redirection(call: CurlCall, exchange: Exchange): string | undefined {
  const { outcome } = exchange;
  if (!call.follow || outcome?.type !== 'answered' || outcome.status < 300 || outcome.status > 399) return undefined;
  const location = headersOf(outcome).find(([name]) => name.toLowerCase() === 'location')?.[1];
  if (location === undefined) return undefined;
  const base = parseUrl(exchange.url);
  if (!location.startsWith('/') || base === undefined) return location;
  return `${base.scheme}://${base.host}:${base.port}${location}`;
}

/** The file that `-o` and `-O` write to; undefined: standard output. */
export function curlFile(call: CurlCall, url: string): string | undefined {
  if (call.output === '-') return undefined;
  if (call.output !== undefined) return call.output;
  const target = parseUrl(url)?.target ?? '';
  return call.remoteName ? fileNameOf(target) || 'curl_response' : undefined;
}

/** A count of bytes in five places, as the progress meter has it (max5data). */
function fivePlaces(bytes: number): string {
  if (bytes < 100_000) return String(bytes).padStart(5);
  if (bytes < 10_000 * 1024) return `${String(Math.floor(bytes / 1024)).padStart(4)}k`;
  return `${String(Math.floor(bytes / 1024 ** 2)).padStart(4)}M`;
}

const METER_HEAD =
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
  '                                 Dload  Upload   Total   Spent    Left  Speed\n';

/** The progress meter before anything has come. */
const METER_AT_FIRST = '  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0';

/** The line of the progress meter at its end: shown when the answer does not go to a terminal. */
function meter(bytes: number, ms: number): string {
  const speed = fivePlaces(ms > 0 ? Math.round((bytes / ms) * 1000) : bytes);
  const share = bytes > 0 ? '100' : '  0';
  const time = '--:--:-- --:--:-- --:--:--';
  return `${share} ${fivePlaces(bytes)}  ${share} ${fivePlaces(bytes)}    0     0  ${speed}      0 ${time} ${speed}\n`;
}

function namedHost(url: Url, exchange: Exchange): string {
  if (/^[\d.]+$|:/.test(url.host)) return '';
  const isLocal = url.host === 'localhost';
  const v6 = isLocal ? '::1' : '(none)';
  const found = `* Host ${url.host}:${url.port} was resolved.\n* IPv6: ${v6}\n* IPv4: ${addressOf(exchange, url.host)}\n`;
  if (!isLocal) return found;
  // Nothing forwards the IPv6 address of the machine.
  const port = localPort(exchange);
  return `${found}*   Trying [::1]:${url.port}...\n* connect to ::1 port ${url.port} from ::1 port ${port} failed: Connection refused\n`;
}

/** What `-v` tells of the connection and of what was sent; `end`: once nothing more will come. */
function conversation(
  request: Exchange,
  call: CurlCall,
  url: Url,
  failure: Failure | undefined,
  own: string,
): { readonly start: string; readonly end: string } {
  if (failure?.stage === 'url') return { start: '', end: '' };
  const end = failure === undefined ? '' : '* closing connection #0\n';
  if (failure?.stage === 'dns') return { start: `* ${failure.message}\n`, end };
  const address = addressOf(request, url.host);
  const start = `${namedHost(url, request)}*   Trying ${address}:${url.port}...\n`;
  const isConnected = failure === undefined || !/^(?:Failed to connect|Connection timed out)/.test(failure.message);
  if (!isConnected) {
    const from = address === '127.0.0.1' ? '127.0.0.1' : own;
    const why = failure.stage === 'unreachable' ? 'No route to host' : 'Connection refused';
    const tried =
      failure.stage === 'timeout'
        ? ''
        : `* connect to ${address} port ${url.port} from ${from} port ${localPort(request)} failed: ${why}\n`;
    return { start: `${start}${tried}* ${failure.message}\n`, end };
  }
  const { Host: host = url.port === 80 ? url.host : `${url.host}:${url.port}`, ...others } = request.headers;
  const sent = [
    `${request.method} ${url.target} HTTP/1.1`,
    `Host: ${host}`,
    ...Object.entries(others).map(([name, value]) => `${name}: ${value}`),
    '',
  ];
  const body = call.data.length > 0 && !call.get ? '* upload completely sent off\n' : '* Request completely sent off\n';
  const lines = sent.map((line) => `> ${line}\n`).join('');
  const why = failure === undefined ? '' : `* ${failure.message}\n`;
  return {
    start: `${start}* Connected to ${url.host} (${address}) port ${url.port}\n* using HTTP/1.x\n${lines}${body}${why}`,
    end,
  };
}

function received(answer: Answer): string {
  const lines = [statusLine(answer), ...headersOf(answer).map(([name, value]) => `${name}: ${value}`), ''];
  return lines.map((line) => `< ${line}\n`).join('');
}

/** `-w`: variables and escapes. */
function writtenOut(format: string, exchange: Exchange): string {
  const { outcome } = exchange;
  const answer = outcome?.type === 'answered' ? outcome : undefined;
  const seconds = (((exchange.endedAt ?? exchange.startedAt) - exchange.startedAt) / 1000).toFixed(6);
  const url = parseUrl(exchange.url);
  const connect = (0.0004).toFixed(6);
  const variables: Readonly<Record<string, string>> = {
    http_code: answer === undefined ? '000' : String(answer.status),
    response_code: answer === undefined ? '000' : String(answer.status),
    http_version: answer === undefined ? '0' : '1.1',
    time_total: seconds,
    time_starttransfer: answer === undefined ? '0.000000' : seconds,
    time_connect: answer === undefined ? '0.000000' : connect,
    time_namelookup: connect,
    size_download: String(answer?.body.length ?? 0),
    content_type: answer?.headers['Content-Type'] ?? '',
    remote_ip: answer === undefined ? '' : addressOf(exchange, url?.host ?? ''),
    remote_port: answer === undefined ? '0' : String(url?.port ?? 0),
    method: exchange.method,
    scheme: url?.scheme ?? '',
    url: exchange.url,
    url_effective: exchange.url,
    num_connects: answer === undefined ? '0' : '1',
    exitcode: outcome?.type === 'failed' ? String(outcome.exitCode) : '0',
    errormsg: outcome?.type === 'failed' ? outcome.message : '',
  };
  const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
  return format.replace(/%%|%\{([a-z_]{1,30})\}|\\([ntr])/g, (whole, name?: string, escape?: string) => {
    if (whole === '%%') return '%';
    if (escape !== undefined) return escapes[escape] ?? whole;
    return variables[name ?? ''] ?? whole;
  });
}

export interface CurlSaid extends Said {
  /** What `-v` tells once the answer has been written. */
  readonly late: string;
  /** What `-w` adds to standard output, wherever the answer goes. */
  readonly after: string;
}

/**
 * What curl says of an exchange that is over. `out` goes where `curlFile` says; `toTerminal`: the answer goes to a
 * terminal, so that no progress meter is shown. `own`: the address of the machine or pod that curl runs on.
 */
export function curlSays(call: CurlCall, exchange: Exchange, toTerminal: boolean, own = CLIENT_ADDRESS): CurlSaid {
  const { outcome } = exchange;
  const url = parseUrl(exchange.url);
  const failure = outcome?.type === 'failed' ? outcome : undefined;
  const answer = outcome?.type === 'answered' ? outcome : undefined;
  const after = call.writeOut === undefined ? '' : writtenOut(call.writeOut, exchange);
  const isHead = exchange.method === 'HEAD';
  const refusal = failure?.exitCode ?? (call.fail && (answer?.status ?? 0) >= 400 ? 22 : 0);
  const bytes = answer === undefined || isHead || refusal > 0 ? 0 : answer.body.length;
  const ms = (exchange.endedAt ?? exchange.startedAt) - exchange.startedAt;
  const showsMeter = !toTerminal && !call.silent;
  let err = showsMeter ? METER_HEAD : '';
  let late = '';
  if (call.verbose && url !== undefined) {
    const { start, end } = conversation(exchange, call, url, failure, own);
    // The meter stands at its first line, which has no end yet, while curl tells of the connection.
    err += (showsMeter ? METER_AT_FIRST : '') + start;
    if (answer !== undefined) {
      err += received(answer);
      if (showsMeter && bytes > 0) err += `{ [${bytes} bytes data]\n`;
      late = `* Connection #0 to host ${url.host} left intact\n`;
    }
    if (showsMeter && failure?.stage !== 'dns' && failure?.stage !== 'url') err += meter(bytes, ms);
    err += end;
  } else if (showsMeter && (failure?.stage === 'dns' || failure?.stage === 'url')) err += METER_AT_FIRST;
  else if (showsMeter) err += meter(bytes, ms);
  if (refusal > 0) {
    const message = failure?.message ?? `The requested URL returned error: ${answer?.status ?? 0}`;
    if (call.showsErrors) err += `${late}curl: (${refusal}) ${message}\n`;
    return { out: '', err, exitCode: refusal, late: '', after };
  }
  if (answer !== undefined && url?.scheme === 'https' && !call.trusts && isApiServer(exchange)) {
    if (call.showsErrors) err += UNTRUSTED;
    return { out: '', err, exitCode: 60, late: '', after };
  }
  const head = answer !== undefined && (call.include || call.head) ? headText(answer) : '';
  return { out: head + (isHead ? '' : (answer?.body ?? '')), err, exitCode: 0, late, after };
}

/** The API server's certificate is signed by an authority that only the cluster knows. */
function isApiServer({ hops }: Exchange): boolean {
  return hops.some(({ code }) => code === 'apiServer.refused');
}

const UNTRUSTED = `curl: (60) SSL certificate problem: unable to get local issuer certificate
More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the webpage mentioned above.
`;
