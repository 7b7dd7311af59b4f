import type { Exchange, Outcome } from '../../network/exchange.ts';
import type { Process, SendRequest } from './process.ts';

/** What `curl` and `wget` were told to do. */
interface Wish {
  url: string | undefined;
  method: string | undefined;
  headers: Record<string, string>;
  data: string | undefined;
  /** File to write to; `-`: standard output. */
  file: string | undefined;
  silent: boolean;
  /** Errors are told even so. */
  showErrors: boolean;
  withHead: boolean;
  failOnError: boolean;
  format: string | undefined;
  timeoutMs: number | undefined;
}

const curlLong: Readonly<Record<string, string>> = {
  request: 'X',
  data: 'd',
  'data-raw': 'd',
  header: 'H',
  output: 'o',
  'write-out': 'w',
  'max-time': 'm',
  'connect-timeout': 'm',
  silent: 's',
  'show-error': 'S',
  include: 'i',
  head: 'I',
  fail: 'f',
};
const wgetLong: Readonly<Record<string, string>> = {
  quiet: 'q',
  'output-document': 'O',
  header: 'H',
  'post-data': 'd',
  timeout: 'T',
  tries: 't',
};
const curlValues = 'XdHowmuAe';
const wgetValues = 'OTtPUY';

/** Options as letters with their values, in order; what is no option has the letter ''. */
function options(
  args: readonly string[],
  long: Readonly<Record<string, string>>,
  withValue: string,
): (readonly [letter: string, value: string])[] {
  const found: (readonly [string, string])[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    const named = /^--([a-z-]{1,40})(?:=(.*))?$/s.exec(arg);
    if (named !== null) {
      const letter = long[named[1] ?? ''] ?? '?';
      const takes = withValue.includes(letter) || letter === 'd' || letter === 'H';
      found.push([letter, takes ? (named[2] ?? args[++index] ?? '') : '']);
    } else if (/^-[a-zA-Z]/.test(arg)) {
      for (let at = 1; at < arg.length; at++) {
        const letter = arg.charAt(at);
        if (!withValue.includes(letter)) found.push([letter, '']);
        else {
          found.push([letter, at + 1 < arg.length ? arg.slice(at + 1) : (args[++index] ?? '')]);
          break;
        }
      }
    } else found.push(['', arg]);
  }
  return found;
}

function milliseconds(seconds: string): number | undefined {
  const value = Number(seconds);
  return Number.isFinite(value) && value > 0 ? Math.round(value * 1000) : undefined;
}

function wishOf(program: 'curl' | 'wget', args: readonly string[]): Wish {
  const wish: Wish = {
    url: undefined,
    method: undefined,
    headers: {},
    data: undefined,
    file: program === 'curl' ? '-' : undefined,
    silent: false,
    showErrors: false,
    withHead: false,
    failOnError: false,
    format: undefined,
    timeoutMs: undefined,
  };
  const isCurl = program === 'curl';
  for (const [letter, value] of options(args, isCurl ? curlLong : wgetLong, isCurl ? curlValues : wgetValues)) {
    switch (letter) {
      case '':
        wish.url ??= value;
        break;
      case 'X':
        wish.method = value;
        break;
      case 'd':
        wish.data = value;
        break;
      case 'H': {
        const colon = value.indexOf(':');
        if (colon > 0) wish.headers[value.slice(0, colon).trim()] = value.slice(colon + 1).trim();
        break;
      }
      case 'o':
      case 'O':
        wish.file = value;
        break;
      case 's':
      case 'q':
        wish.silent = true;
        break;
      case 'S':
        wish.showErrors = true;
        break;
      case 'i':
        wish.withHead = true;
        break;
      case 'I':
        wish.method = 'HEAD';
        wish.withHead = true;
        break;
      case 'f':
        wish.failOnError = true;
        break;
      case 'w':
        wish.format = value;
        break;
      case 'm':
      case 'T':
        wish.timeoutMs = milliseconds(value);
        break;
      default:
    }
  }
  return wish;
}

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

function write(shell: Process, wish: Wish, outcome: Extract<Outcome, { type: 'answered' }>): void {
  const lines = Object.entries(outcome.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${outcome.status} ${reasons[outcome.status] ?? ''}\r\n${lines.join('')}\r\n`;
  const text = (wish.withHead ? head : '') + outcome.body;
  if (wish.file === '-' || wish.file === '/dev/stdout') shell.print(text);
  else if (wish.file !== undefined && wish.file !== '/dev/null') shell.setFile(wish.file, text);
}

function requestOf(wish: Wish, agent: string): SendRequest {
  return {
    method: wish.method ?? (wish.data === undefined ? 'GET' : 'POST'),
    url: wish.url ?? '',
    headers: { 'User-Agent': agent, Accept: '*/*', ...wish.headers },
    body: wish.data ?? '',
    ...(wish.timeoutMs !== undefined && { timeoutMs: wish.timeoutMs }),
  };
}

function ask(shell: Process, request: SendRequest): Exchange | undefined {
  const exchange = shell.world.send?.(request);
  if (exchange?.endedAt !== undefined) shell.pass(exchange.endedAt - exchange.startedAt);
  return exchange;
}

/** `curl` in a container whose network is there; its exit code. */
export function curl(shell: Process, args: readonly string[]): number {
  const wish = wishOf('curl', args);
  if (wish.url === undefined) {
    shell.complain("curl: try 'curl --help' or 'curl --manual' for more information");
    return 2;
  }
  const outcome = ask(shell, requestOf(wish, 'curl/8.5.0'))?.outcome;
  if (outcome === undefined) return 7;
  const complain = (code: number, message: string): number => {
    if (!wish.silent || wish.showErrors) shell.complain(`curl: (${code}) ${message}`);
    return code;
  };
  let status = 0;
  if (outcome.type === 'failed') status = complain(outcome.exitCode, outcome.message);
  else if (wish.failOnError && outcome.status >= 400) {
    status = complain(22, `The requested URL returned error: ${outcome.status}`);
  } else write(shell, wish, outcome);
  if (wish.format !== undefined) {
    const code = outcome.type === 'answered' ? String(outcome.status) : '000';
    shell.print(wish.format.replaceAll('%{http_code}', code).replaceAll('\\n', '\n'));
  }
  return status;
}

function hostOf(url: string): string {
  return /^(?:https?:\/\/)?([^/:?#]+)/.exec(url)?.[1] ?? url;
}

function wgetFailure(outcome: Extract<Outcome, { type: 'failed' }>, host: string, address: string): string {
  switch (outcome.stage) {
    case 'dns':
    case 'url':
      return `wget: bad address '${host}'`;
    case 'connect':
      return `wget: can't connect to remote host (${address}): Connection refused`;
    case 'unreachable':
      return `wget: can't connect to remote host (${address}): No route to host`;
    case 'timeout':
      return 'wget: download timed out';
    case 'reset':
      return 'wget: error getting response: Connection reset by peer';
    case 'empty':
      return 'wget: error getting response';
  }
}

/** busybox's `wget` in a container whose network is there; its exit code. */
export function wget(shell: Process, args: readonly string[]): number {
  const wish = wishOf('wget', args);
  if (wish.url === undefined) {
    shell.complain('wget: missing URL');
    return 1;
  }
  const host = hostOf(wish.url);
  const exchange = ask(shell, requestOf(wish, 'Wget'));
  const outcome = exchange?.outcome;
  if (exchange === undefined || outcome === undefined) return 1;
  const address = String(exchange.hops[0]?.params['address'] ?? host);
  if (outcome.type === 'failed') {
    shell.complain(wgetFailure(outcome, host, address));
    return 1;
  }
  if (outcome.status >= 400) {
    shell.complain(
      `wget: server returned error: HTTP/1.1 ${outcome.status} ${reasons[outcome.status] ?? ''}`.trimEnd(),
    );
    return 1;
  }
  const path = /^(?:https?:\/\/)?[^/]+\/([^?#]*)/.exec(wish.url)?.[1] ?? '';
  const name = path.slice(path.lastIndexOf('/') + 1);
  wish.file ??= name === '' ? 'index.html' : name;
  if (!wish.silent) shell.complain(`Connecting to ${host} (${address}:80)`);
  write(shell, wish, outcome);
  return 0;
}
