import type { Exchange, FailureStage, TrafficRequest } from '../exchange.ts';
import { toRFC3339 } from '../../api/time.ts';
import type { WgetKind } from '../../kubelet/network-door.ts';
import { parseUrl } from '../url.ts';
import { addressOf, fileNameOf, headersOf, statusLine } from './http-text.ts';
import type { Answer, Said } from './http-text.ts';
import { milliseconds, readOptions } from './options.ts';

/** What a wget command line asks for. */
export interface WgetCall {
  readonly url: string;
  readonly quiet: boolean;
  readonly showsHeaders: boolean;
  /** Only looks whether it is there. */
  readonly spider: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** File to write to; `-`: standard output; undefined: named by the URL. */
  readonly output: string | undefined;
  readonly timeoutMs: number | undefined;
}

export type WgetReading = { readonly call: WgetCall } | { readonly said: Said };

const LETTERS = 'qO:SsT:t:P:U:H:d:cnvY:N';
const LONG: Readonly<Record<string, string>> = {
  quiet: 'q',
  'output-document': 'O',
  'server-response': 'S',
  spider: 's',
  timeout: 'T',
  tries: 't',
  'directory-prefix': 'P',
  'user-agent': 'U',
  header: 'H',
  'post-data': 'd',
  continue: 'c',
  'no-verbose': 'n',
  'no-check-certificate': 'N',
};

const USAGE: Readonly<Record<WgetKind, string>> = {
  busybox: `BusyBox v1.36.1 multi-call binary.

Usage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]
	[--post-data STR | --post-file FILE] [-Y on/off]
	[--no-check-certificate] [-P DIR] [-U AGENT] [-T SEC] URL...
`,
  gnu: "wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n",
};

/** Reads the words after `wget`. */
export function readWget(args: readonly string[], kind: WgetKind): WgetReading {
  const reading = readOptions(args, LETTERS, LONG);
  const url = reading.ok ? reading.given.find(({ letter }) => letter === '')?.value : undefined;
  if (!reading.ok || url === undefined) {
    const what = reading.ok ? '' : `wget: unrecognized option: ${reading.option.replace(/^-+/, '')}\n`;
    return { said: { out: '', err: what + USAGE[kind], exitCode: kind === 'gnu' && !reading.ok ? 2 : 1 } };
  }
  const { given } = reading;
  const has = (letter: string): boolean => given.some((one) => one.letter === letter);
  const last = (letter: string): string | undefined => given.findLast((one) => one.letter === letter)?.value;
  const headers: Record<string, string> = { 'User-Agent': last('U') ?? (kind === 'busybox' ? 'Wget' : 'Wget/1.21.4') };
  for (const { letter, value } of given) {
    const colon = letter === 'H' ? value.indexOf(':') : -1;
    if (colon > 0) headers[value.slice(0, colon).trim()] = value.slice(colon + 1).trim();
  }
  return {
    call: {
      url,
      quiet: has('q'),
      showsHeaders: has('S'),
      spider: has('s'),
      headers,
      body: last('d'),
      output: last('O'),
      timeoutMs: milliseconds(last('T')),
    },
  };
}

export function wgetRequest(call: WgetCall): Omit<TrafficRequest, 'from'> {
  return {
    method: call.body === undefined ? (call.spider ? 'HEAD' : 'GET') : 'POST',
    url: call.url,
    headers: call.headers,
    ...(call.body !== undefined && { body: call.body }),
    ...(call.timeoutMs !== undefined && { timeoutMs: call.timeoutMs }),
  };
}

/** The file that is written to; undefined: standard output, or nothing for `--spider`. */
export function wgetFile(call: WgetCall): string | undefined {
  if (call.spider || call.output === '-') return undefined;
  return call.output ?? (fileNameOf(parseUrl(call.url)?.target ?? '') || 'index.html');
}

interface Known {
  readonly host: string;
  readonly port: number;
  readonly address: string;
  /** The host as it was written, with the port when that was. */
  readonly written: string;
}

function knownOf(call: WgetCall, exchange: Exchange): Known {
  const url = parseUrl(call.url);
  const host = url?.host ?? call.url;
  const written = /^(?:[a-z]+:\/\/)?([^/?#]*)/i.exec(call.url)?.[1] ?? host;
  return { host, port: url?.port ?? 80, address: addressOf(exchange, host), written };
}

function busyboxSays(call: WgetCall, exchange: Exchange): Said {
  const { outcome } = exchange;
  const { host, port, address, written } = knownOf(call, exchange);
  const say = (text: string): string => (call.quiet ? '' : text);
  const connecting = say(`Connecting to ${written} (${address}:${port})\n`);
  const fail = (message: string, before = connecting): Said => ({
    out: '',
    err: `${before}wget: ${message}\n`,
    exitCode: 1,
  });
  if (outcome?.type !== 'answered') {
    switch (outcome?.stage) {
      case 'url':
      case 'dns':
        return fail(`bad address '${host}'`, '');
      case 'connect':
        return fail(`can't connect to remote host (${address}): Connection refused`);
      case 'unreachable':
        return fail(`can't connect to remote host (${address}): No route to host`);
      case 'reset':
        return fail('error getting response: Connection reset by peer');
      case 'empty':
        return fail('error getting response');
      case 'timeout':
      case undefined:
        return call.timeoutMs === undefined
          ? fail(`can't connect to remote host (${address}): Connection timed out`)
          : fail('download timed out');
    }
  }
  const head = call.showsHeaders
    ? [statusLine(outcome), ...headersOf(outcome).map(([name, value]) => `${name}: ${value}`), '']
        .map((line) => `  ${line}\n`)
        .join('')
    : '';
  if (outcome.status >= 400) return fail(`server returned error: ${statusLine(outcome)}`, connecting + head);
  if (call.spider) return { out: '', err: `${connecting}${head}${say('remote file exists\n')}`, exitCode: 0 };
  const file = wgetFile(call);
  const bar = `${(file ?? '-').slice(0, 20).padEnd(20)} 100% |********************************| ${String(outcome.body.length).padStart(5)}  0:00:00 ETA\n`;
  const [begin, end] =
    file === undefined ? ['writing to stdout', 'written to stdout'] : [`saving to '${file}'`, `'${file}' saved`];
  return { out: outcome.body, err: `${connecting}${head}${say(`${begin}\n${bar}${end}\n`)}`, exitCode: 0 };
}

/** GNU's exit codes: 4 for the network, 8 for an answer that is an error. */
function gnuSays(call: WgetCall, exchange: Exchange): Said {
  const { outcome } = exchange;
  const { host, port, address } = knownOf(call, exchange);
  const stamp = (time: number): string => toRFC3339(time).slice(0, 19).replace('T', ' ');
  const say = (text: string): string => (call.quiet ? '' : text);
  const isName = !/^[\d.]+$|:/.test(host);
  const full = call.url.includes('://') ? call.url : `http://${call.url}`;
  const spider = call.spider ? 'Spider mode enabled. Check if remote file exists.\n' : '';
  const start = `${spider}--${stamp(exchange.startedAt)}--  ${/:\/\/[^/]+$/.test(full) ? `${full}/` : full}\n`;
  const resolving = isName ? `Resolving ${host} (${host})... ` : '';
  if (outcome?.type !== 'answered' && (outcome?.stage === 'dns' || outcome?.stage === 'url')) {
    const why = 'failed: Name or service not known.\n';
    return {
      out: '',
      err: `${say(`${start}${resolving}${why}`)}wget: unable to resolve host address '${host}'\n`,
      exitCode: 4,
    };
  }
  const connecting = `${resolving}${isName ? `${address}\n` : ''}Connecting to ${host}${isName ? ` (${host})|${address}|` : ''}:${port}... `;
  if (outcome?.type !== 'answered') {
    const words: Readonly<Partial<Record<FailureStage, string>>> = {
      connect: 'failed: Connection refused.',
      unreachable: 'failed: No route to host.',
      timeout: 'failed: Connection timed out.',
      reset: 'connected.\nHTTP request sent, awaiting response... Read error (Connection reset by peer) in headers.',
      empty: 'connected.\nHTTP request sent, awaiting response... No data received.',
    };
    return { out: '', err: say(`${start}${connecting}${words[outcome?.stage ?? 'timeout'] ?? ''}\n`), exitCode: 4 };
  }
  const got = `${start}${connecting}connected.\nHTTP request sent, awaiting response... ${statusLine(outcome).slice('HTTP/1.1 '.length)}\n`;
  const shown = call.showsHeaders
    ? headersOf(outcome)
        .map(([name, value]) => `  ${name}: ${value}\n`)
        .join('')
    : '';
  const ended = exchange.endedAt ?? exchange.startedAt;
  if (outcome.status >= 400) {
    const what = `${outcome.status}: ${statusLine(outcome).slice('HTTP/1.1 200 '.length)}`;
    const said = call.spider
      ? 'Remote file does not exist -- broken link!!!\n\n'
      : `${stamp(ended)} ERROR ${what}.\n\n`;
    return { out: '', err: say(`${got}${shown}${said}`), exitCode: 8 };
  }
  return {
    out: call.spider ? '' : outcome.body,
    err: say(got + shown + gnuSaved(call, outcome, stamp(ended))),
    exitCode: 0,
  };
}

function gnuSaved(call: WgetCall, { body, headers }: Answer, at: string): string {
  const type = headers['Content-Type']?.replace(/;.*$/, '');
  const length = `Length: ${body.length}${type === undefined ? '' : ` [${type}]`}\n`;
  if (call.spider) {
    const links = ' and could contain further links,\nbut recursion is disabled -- not retrieving';
    return `${length}Remote file exists${type === 'text/html' ? links : ''}.\n\n`;
  }
  const file = wgetFile(call);
  const name = file === undefined ? 'STDOUT' : `'${file}'`;
  const done =
    file === undefined
      ? `written to stdout [${body.length}/${body.length}]`
      : `${name} saved [${body.length}/${body.length}]`;
  return `${length}Saving to: ${name}\n\n     0K${' '.repeat(55)}100% 12.0M=0s\n\n${at} (12.0 MB/s) - ${done}\n\n`;
}

/** What wget says of an exchange that is over; `out` goes where `wgetFile` says. */
export function wgetSays(call: WgetCall, kind: WgetKind, exchange: Exchange): Said {
  return kind === 'busybox' ? busyboxSays(call, exchange) : gnuSays(call, exchange);
}
