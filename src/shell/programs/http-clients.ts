import type { HttpRequest, HttpResult } from '../http.ts';
import type { Work } from '../run/block.ts';
import type { Process } from '../run/process.ts';
import { parseOptions } from './options.ts';

interface Url {
  scheme: string;
  host: string;
  port: number;
  path: string;
}

/** Takes a URL apart as curl does; without a scheme it is http. */
function parseUrl(text: string): Url | undefined {
  const match =
    /^(?:([a-zA-Z]{1,10}):\/\/)?(?:[^@/?#]{0,200}@)?(\[[\da-fA-F:]{1,60}\]|[^:/?#\s]{1,255})(?::(\d{1,5}))?([/?][^#\s]{0,8000})?(?:#.*)?$/.exec(
      text.slice(0, 10_000),
    );
  if (match === null) return undefined;
  const scheme = (match[1] ?? 'http').toLowerCase();
  const port = match[3] === undefined ? (scheme === 'https' ? 443 : 80) : Number(match[3]);
  const path = match[4] ?? '/';
  return { scheme, host: match[2] ?? '', port, path: path.startsWith('?') ? `/${path}` : path };
}

const ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}$|^\[/;

/** What happens when nothing simulates the network: names have no address, and nothing listens. */
function withoutNetwork(request: HttpRequest): HttpResult {
  const isKnown = request.host === 'localhost' || ADDRESS.test(request.host);
  return isKnown ? { type: 'refused' } : { type: 'unresolvable' };
}

/** Sends a request and waits for its answer; `timeoutMs` bounds the wait. */
function* send(process: Process, request: HttpRequest, timeoutMs: number): Work<HttpResult> {
  const { http = withoutNetwork, cluster } = process.world;
  const result: HttpResult & { afterMs?: number } = http(request);
  const needed = result.type === 'timeout' ? Infinity : (result.afterMs ?? 0);
  const waited = Math.min(needed, timeoutMs);
  if (waited > 0) yield { deadline: cluster.now() + waited };
  return needed > timeoutMs ? { type: 'timeout' } : result;
}

/** How long curl waits for a connection, ms: about what Linux retries a SYN. */
const CONNECT_TIMEOUT_MS = 134_000;

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

function headText({ status, headers }: Extract<HttpResult, { type: 'response' }>, end = '\r\n'): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}${end}`);
  return `HTTP/1.1 ${status} ${REASONS[status] ?? ''}${end}${lines.join('')}${end}`;
}

const CURL_LONG = {
  silent: 's',
  'show-error': 'S',
  include: 'i',
  head: 'I',
  request: 'X',
  data: 'd',
  'data-raw': 'd',
  header: 'H',
  output: 'o',
  'write-out': 'w',
  location: 'L',
  'max-time': 'm',
  'connect-timeout': 'c',
  insecure: 'k',
  fail: 'f',
  verbose: 'v',
  user: 'u',
  'user-agent': 'A',
  json: 'j',
  get: 'G',
};

function bodyOf(process: Process, data: readonly string[]): string {
  return data
    .map((text) =>
      text.startsWith('@') ? (process.world.files.read(process.shell.resolve(text.slice(1))) ?? '') : text,
    )
    .join('&');
}

/** What curl says of a request without an answer, and its exit code. */
function curlFailure(url: Url, result: HttpResult, timeoutMs: number): { code: number; message: string } | undefined {
  switch (result.type) {
    case 'response':
      return undefined;
    case 'unresolvable':
      return { code: 6, message: `Could not resolve host: ${url.host}` };
    case 'refused':
      return {
        code: 7,
        message: `Failed to connect to ${url.host} port ${url.port} after 0 ms: Could not connect to server`,
      };
    case 'reset':
      return { code: 56, message: 'Recv failure: Connection reset by peer' };
    case 'timeout':
      return { code: 28, message: `Connection timed out after ${timeoutMs} milliseconds` };
  }
}

export function* curl(process: Process): Work {
  const options = parseOptions(process, 'sSiIX:d:H:o:Ow:Lm:c:kfvu:A:Gj:#', CURL_LONG, { exitCode: 2 });
  if (typeof options === 'number') {
    process.err("curl: try 'curl --help' or 'curl --manual' for more information\n");
    return options;
  }
  if (options.operands.length === 0) {
    process.err("curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information\n");
    return 2;
  }
  const seconds = Number(options.value('m') ?? options.value('c') ?? CONNECT_TIMEOUT_MS / 1000);
  const timeoutMs = Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1000) : CONNECT_TIMEOUT_MS;
  const data = [...options.values('d'), ...options.values('j')];
  const method =
    options.value('X') ?? (options.has('I') ? 'HEAD' : data.length > 0 && !options.has('G') ? 'POST' : 'GET');
  let status = 0;
  for (const text of options.operands) {
    const url = parseUrl(text);
    const isQuiet = options.has('s') && !options.has('S');
    const refuse = (code: number, message: string): void => {
      status = code;
      if (!isQuiet) process.err(`curl: (${code}) ${message}\n`);
    };
    if (url === undefined) {
      refuse(3, 'URL rejected: Malformed input to a URL function');
      continue;
    }
    if (url.scheme !== 'http' && url.scheme !== 'https') {
      refuse(1, `Protocol "${url.scheme}" not supported`);
      continue;
    }
    const result = yield* send(process, requestTo(url, method, options.values('H'), bodyOf(process, data)), timeoutMs);
    const failure = curlFailure(url, result, timeoutMs);
    if (failure !== undefined) refuse(failure.code, failure.message);
    else if (result.type === 'response') {
      if (options.has('f') && result.status >= 400) refuse(22, `The requested URL returned error: ${result.status}`);
      else
        showResponse(
          process,
          result,
          options.has('i') || options.has('I') || options.has('v'),
          method,
          options.value('o'),
        );
    }
    const writeOut = options.value('w');
    if (writeOut !== undefined) {
      const code = result.type === 'response' ? String(result.status) : '000';
      process.out(writeOut.replaceAll('%{http_code}', code).replaceAll('\\n', '\n'));
    }
  }
  return status;
}

function requestTo(url: Url, method: string, headers: readonly string[], body: string): HttpRequest {
  const own = headers.flatMap((header): [string, string][] => {
    const colon = header.indexOf(':');
    return colon > 0 ? [[header.slice(0, colon).trim(), header.slice(colon + 1).trim()]] : [];
  });
  const { host, port, path } = url;
  return { method, host, port, path, headers: own, body };
}

function showResponse(
  process: Process,
  response: Extract<HttpResult, { type: 'response' }>,
  withHead: boolean,
  method: string,
  file: string | undefined,
): void {
  const text = (withHead ? headText(response) : '') + (method === 'HEAD' ? '' : response.body);
  if (file === undefined) process.out(text);
  else if (file !== '/dev/null') {
    const reason = process.world.files.write(process.shell.resolve(file), text);
    if (reason !== undefined) process.err(`curl: (23) client returned ERROR on write, ${file}: ${reason}\n`);
  }
}

/** HTTPie: `http POST localhost:31000/create name=value`. */
export function* http(process: Process): Work {
  const words = process.args.filter((word) => !word.startsWith('-'));
  const hasMethod = /^[A-Z]{3,7}$/.test(words[0] ?? '');
  const [target, ...items] = hasMethod ? words.slice(1) : words;
  if (target === undefined) {
    process.err(
      'usage:\n    http [METHOD] URL [REQUEST_ITEM ...]\n\nerror:\n    the following arguments are required: URL\n',
    );
    return 2;
  }
  // `:3000/path` is short for localhost.
  const written = target.startsWith(':') ? `localhost${target}` : target;
  const url = parseUrl(written);
  if (url === undefined) return process.fail(`error: InvalidURL: Failed to parse: ${target}`);
  const fields = items.flatMap((item) => {
    const match = /^([^=:@]{1,200})(:=|=)([\s\S]*)$/.exec(item);
    return match === null
      ? []
      : [`${JSON.stringify(match[1])}: ${match[2] === ':=' ? match[3] : JSON.stringify(match[3])}`];
  });
  const method = hasMethod ? (words[0] ?? 'GET') : fields.length > 0 ? 'POST' : 'GET';
  const body = fields.length > 0 ? `{${fields.join(', ')}}` : '';
  const headers = items.filter((item) => /^[\w-]{1,100}:(?!=)/.test(item));
  const result = yield* send(process, requestTo(url, method, headers, body), CONNECT_TIMEOUT_MS);
  const shown = `${written.includes('://') ? '' : 'http://'}${written}`;
  switch (result.type) {
    case 'response': {
      const sorted = result.headers.toSorted(([a], [b]) => (a < b ? -1 : 1));
      if (process.streams.out.isTerminal) process.out(headText({ ...result, headers: sorted }, '\n'));
      process.out(process.streams.out.isTerminal ? `${prettyJson(result.body)}\n\n\n` : result.body);
      return 0;
    }
    case 'unresolvable':
      return process.fail(
        `error: ConnectionError: HTTPConnectionPool(host='${url.host}', port=${url.port}): Max retries exceeded with url: ${url.path} (Caused by NameResolutionError("Failed to resolve '${url.host}' ([Errno -2] Name or service not known)")) while doing a ${method} request to URL: ${shown}`,
      );
    case 'timeout':
      return process.fail(`error: Request timed out (${CONNECT_TIMEOUT_MS / 1000}s).`);
    case 'refused':
    case 'reset': {
      const reason =
        result.type === 'refused' ? '[Errno 111] Connection refused' : '[Errno 104] Connection reset by peer';
      return process.fail(
        `error: ConnectionError: HTTPConnectionPool(host='${url.host}', port=${url.port}): Max retries exceeded with url: ${url.path} (Caused by NewConnectionError('Failed to establish a new connection: ${reason}')) while doing a ${method} request to URL: ${shown}`,
      );
    }
  }
}

function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 4);
  } catch {
    return text.replace(/\n$/, '');
  }
}

export function* wget(process: Process): Work {
  const quiet = process.args.some((word) => /^-[a-zA-Z]*q/.test(word));
  const toOutput = process.args.some(
    (word, index) => /^-[a-zA-Z]*O-?$/.test(word) && (word.endsWith('-') || process.args[index + 1] === '-'),
  );
  const target = process.args.find((word) => !word.startsWith('-'));
  if (target === undefined) {
    process.err("wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n");
    return 1;
  }
  const url = parseUrl(target);
  if (url === undefined) return process.fail(`${target}: Invalid URL`);
  const result = yield* send(process, requestTo(url, 'GET', [], ''), CONNECT_TIMEOUT_MS);
  const say = (text: string): void => {
    if (!quiet) process.err(`${text}\n`);
  };
  switch (result.type) {
    case 'response': {
      if (result.status >= 400) {
        say(`${target}: ERROR ${result.status}: ${REASONS[result.status] ?? ''}.`);
        return 8;
      }
      const name = url.path.slice(url.path.lastIndexOf('/') + 1).replace(/\?.*$/, '') || 'index.html';
      if (toOutput) process.out(result.body);
      else {
        process.world.files.write(process.shell.resolve(name), result.body);
        say(`'${name}' saved [${result.body.length}]`);
      }
      return 0;
    }
    case 'unresolvable':
      say(`wget: unable to resolve host address '${url.host}'`);
      return 4;
    case 'refused':
      say(`Connecting to ${url.host}:${url.port}... failed: Connection refused.`);
      return 4;
    case 'reset':
    case 'timeout':
      say(
        `Connecting to ${url.host}:${url.port}... failed: ${result.type === 'reset' ? 'Connection reset by peer' : 'Connection timed out'}.`,
      );
      return 4;
  }
}
