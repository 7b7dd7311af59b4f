import { bytesValue, milliValue } from '../api/quantity.ts';
import { toRFC3339 } from '../api/time.ts';
import { answerTo } from '../images/answer-choice.ts';
import { nginxErrorPage } from '../images/answers.ts';
import type { HttpAnswer, ServerProcess } from '../images/behaviour.ts';
import { goLogTime } from '../kubelet/container-logs.ts';
import type { Listener } from '../kubelet/listeners.ts';
import { latency } from '../latencies.ts';
import type { NetworkContext } from './context.ts';
import type { Outcome } from './exchange.ts';
import type { Flight, Served } from './flight.ts';
import type { Target } from './service-views.ts';
import { newLoad, work } from './usage.ts';
import type { Load } from './usage.ts';

/** Processor time of a request to a server that does nothing much, ms. */
const CPU_MS = 0.2;
/** Cores that a container without a limit may use. */
const CORES = 4;

const unknownAnswer: HttpAnswer = { body: '{image} in pod {pod} answers {method} {path}\n' };
/** Where nginx looks for its pages. */
const NGINX_PAGES = '/usr/share/nginx/html';
const nginxError = (status: number, text: string): HttpAnswer => ({
  status,
  type: 'text/html',
  body: nginxErrorPage(status, text, 'nginx/{version}'),
});
const nginxForbidden = nginxError(403, 'Forbidden');
const nginxNotFound = nginxError(404, 'Not Found');
const notReady: HttpAnswer = { status: 503, body: 'not ready yet\n' };
const unhealthy: HttpAnswer = { status: 500, body: 'error: {seconds}\n' };

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `01/Jan/2025:00:00:10 +0000`, as web servers' logs have it. */
function commonLogTime(time: number): string {
  const text = toRFC3339(time);
  const month = months[Number(text.slice(5, 7)) - 1] ?? '';
  return `${text.slice(8, 10)}/${month}/${text.slice(0, 4)}:${text.slice(11, 19)} +0000`;
}

/** `Wed, 01 Jan 2025 00:00:10 GMT`. */
export function httpDate(time: number): string {
  const text = toRFC3339(time);
  // 1970-01-01 was a Thursday.
  const day = days[(Math.floor(time / 86_400_000) + 4) % 7] ?? '';
  const month = months[Number(text.slice(5, 7)) - 1] ?? '';
  return `${day}, ${text.slice(8, 10)} ${month} ${text.slice(0, 4)} ${text.slice(11, 19)} GMT`;
}

const token = /\{([a-zA-Z0-9]{1,20})(?::([^{}]{1,100}))?\}/g;

const encoder = /[\u0080-\u{10FFFF}]/u;

/** Length of a text in UTF-8. */
export function byteLength(text: string): number {
  if (!encoder.test(text)) return text.length;
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Whether a process can be asked at all, and how it takes the connection. */
export type Acceptance =
  | { readonly type: 'serves'; readonly served: Served }
  /** It hangs for ever, or hangs up at once. */
  | { readonly type: 'silent' | 'hangup' };

/** Plays the servers in containers. */
export class Serving {
  private readonly context: NetworkContext;

  constructor(context: NetworkContext) {
    this.context = context;
  }

  /** A process takes a request: what it will answer, and when. */
  accept(flight: Flight, target: Target, listener: Listener, now: number): Acceptance {
    const { main } = listener.behaviour;
    if (listener.silent) return { type: 'silent' };
    const server = main.type === 'server' ? this.serverOf(main, target, listener) : undefined;
    if (server?.http === 'none') return { type: 'hangup' };
    const load = this.loadOf(target, listener, now);
    const cores = listener.cpuLimit === undefined ? CORES : Math.max(0.001, milliValue(listener.cpuLimit) / 1000);
    const queueMs = work(load, now, server?.cpuMs ?? CPU_MS, cores);
    const slow = this.context.faults.slowness(`pod/${target.namespace}/${target.name}`);
    const takesMs = Math.max(server?.delayMs ?? latency.appAnswer, queueMs) + slow;
    const answer = this.choose(server, flight, target, listener, now);
    const { image, container, run } = listener;
    const tag = listener.behaviour.release ?? listener.tag;
    const own: Served = {
      container,
      run,
      image,
      tag,
      answer,
      headers: server?.headers ?? {},
      accessLog: server?.accessLog ?? '',
      readyAt: now + takesMs,
      calls: answer.calls ?? [],
      failed: '',
      crashes: server?.crashAfter !== undefined && load.requests >= server.crashAfter,
    };
    if (answer.proxyTo !== undefined) {
      const backend = this.fill(answer.proxyTo, flight, target, own, now);
      own.calls = [{ method: flight.method, url: `http://${backend}${flight.url?.target ?? '/'}` }];
    }
    if (server?.leakBytes !== undefined) {
      load.leakedBytes += server.leakBytes;
      this.context.listeners.grew(target.uid);
    }
    return { type: 'serves', served: own };
  }

  /** Whether the process has taken more memory than it may. */
  isOutOfMemory(target: Target, listener: Listener, now: number): boolean {
    const { main } = listener.behaviour;
    if (listener.memoryLimit === undefined || main.type !== 'server' || main.leakBytes === undefined) return false;
    const { leakedBytes } = this.loadOf(target, listener, now);
    return main.memoryBytes + leakedBytes > bytesValue(listener.memoryLimit);
  }

  /** The answer, once its time has come and its calls are made; writes what the process logs. */
  answer(flight: Flight, target: Target, served: Served, called: Outcome | null, now: number): Outcome {
    const { answer } = served;
    const outcome =
      answer.proxyTo === undefined
        ? this.own(flight, target, served, now)
        : this.passedOn(flight, target, served, called, now);
    const lines = [...(answer.log ?? []), ...(served.accessLog === '' ? [] : [served.accessLog])];
    for (const line of lines) {
      const text = this.fill(line, flight, target, served, now, outcome);
      this.context.listeners.print(target.uid, served.container, { time: now, text });
    }
    return outcome;
  }

  private own(flight: Flight, target: Target, served: Served, now: number): Outcome & { type: 'answered' } {
    const { answer } = served;
    const chosen = served.failed !== '' && answer.onFailure !== undefined ? answer.onFailure : answer;
    const body = this.fill(chosen.body, flight, target, served, now);
    const headers = flight.recorded
      ? this.headersOf(flight, target, served, { ...served.headers, ...chosen.headers }, chosen.type, body, now)
      : {};
    return { type: 'answered', status: chosen.status ?? 200, headers, body: flight.method === 'HEAD' ? '' : body };
  }

  private passedOn(
    flight: Flight,
    target: Target,
    served: Served,
    called: Outcome | null,
    now: number,
  ): Outcome & { type: 'answered' } {
    if (called?.type === 'answered') {
      const { Server: _, ...headers } = called.headers;
      return { ...called, headers: { ...served.headers, ...headers } };
    }
    const isTimeout = called?.type === 'failed' && called.stage === 'timeout';
    const status = isTimeout ? 504 : 502;
    const server = this.fill(served.headers['Server'] ?? 'nginx', flight, target, served, now);
    const body = nginxErrorPage(status, isTimeout ? 'Gateway Time-out' : 'Bad Gateway', server);
    const headers = this.headersOf(flight, target, served, served.headers, 'text/html', body, now);
    return { type: 'answered', status, headers, body };
  }

  private headersOf(
    flight: Flight,
    target: Target,
    served: Served,
    own: Readonly<Record<string, string>>,
    type: string | undefined,
    body: string,
    now: number,
  ): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(own)) headers[name] = this.fill(value, flight, target, served, now);
    // Servers say who they are first, and at the end what becomes of the connection.
    const { Server: server, Connection: connection, ...others } = headers;
    return {
      ...(server !== undefined && { Server: server }),
      ...others,
      Date: httpDate(now),
      'Content-Type': type ?? 'text/plain; charset=utf-8',
      'Content-Length': String(byteLength(body)),
      ...(connection !== undefined && { Connection: connection }),
    };
  }

  private choose(
    server: ServerProcess | undefined,
    flight: Flight,
    target: Target,
    listener: Listener,
    now: number,
  ): HttpAnswer {
    if (now < listener.readyFrom) return notReady;
    if (now >= listener.unhealthyFrom) return unhealthy;
    const path = flight.url?.target ?? '/';
    const directories = server?.contentDirectories ?? [];
    const hasPages = listener.mounts.some((mount) => directories.some((directory) => mount.startsWith(directory)));
    const mounted = hasPages ? this.mountedPage(target, listener, path) : undefined;
    return mounted ?? answerTo(server?.answers, flight.method, path) ?? unknownAnswer;
  }

  /** A page that a mounted volume gives a web server. */
  private mountedPage(target: Target, listener: Listener, askedPath: string): HttpAnswer | undefined {
    const files = this.context.listeners.files(target.uid, listener.container);
    const path = askedPath.replace(/\?.*$/, '');
    const file = path.endsWith('/') ? `${path}index.html` : path;
    for (const root of [NGINX_PAGES, '/usr/local/apache2/htdocs']) {
      const content = files[root + file];
      if (content === undefined) continue;
      return { type: /\.html?$/.test(file) ? 'text/html' : 'text/plain', body: content };
    }
    // nginx lists no directories; a volume over its pages hides those that the image has.
    if (listener.mounts.includes(NGINX_PAGES)) return path.endsWith('/') ? nginxForbidden : nginxNotFound;
    return undefined;
  }

  /** A server's subcommand changes what it answers (agnhost netexec). */
  private serverOf(main: ServerProcess, target: Target, listener: Listener): ServerProcess {
    if (main.subcommands === undefined) return main;
    const args = this.context.listeners.arguments(target.uid, listener.container);
    const name = args.find((arg) => main.subcommands !== undefined && Object.hasOwn(main.subcommands, arg));
    return { ...main, ...main.subcommands[name ?? ''] };
  }

  private loadOf(target: Target, { container, run }: Listener, now: number): Load {
    const { loads } = this.context;
    let byContainer = loads.get(target.uid);
    if (byContainer === undefined) loads.set(target.uid, (byContainer = new Map<string, Load>()));
    let load = byContainer.get(container);
    if (load === undefined || load.run !== run) byContainer.set(container, (load = newLoad(run, now)));
    return load;
  }

  /** Fills in what stands in braces; see `HttpAnswer`. */
  private fill(text: string, flight: Flight, target: Target, served: Served, now: number, outcome?: Outcome): string {
    if (!text.includes('{')) return text;
    return text.replace(token, (whole, name: string, argument?: string) => {
      const value = this.value(name, argument, flight, target, served, now, outcome);
      return value ?? whole;
    });
  }

  private value(
    name: string,
    argument: string | undefined,
    flight: Flight,
    target: Target,
    served: Served,
    now: number,
    outcome: Outcome | undefined,
  ): string | undefined {
    const url = flight.url?.target ?? '/';
    const question = url.indexOf('?');
    const query = question < 0 ? '' : url.slice(question + 1);
    switch (name) {
      case 'pod':
        return target.name;
      case 'host':
        return target.hostname === '' ? target.name : target.hostname;
      case 'ip':
        return target.ip;
      case 'node':
        return target.node;
      case 'namespace':
        return target.namespace;
      case 'port':
        return String(target.port);
      case 'image':
        return served.image;
      case 'version':
        return served.tag;
      case 'method':
        return flight.method;
      case 'path':
        return question < 0 ? url : url.slice(0, question);
      case 'target':
        return url;
      case 'query':
        return query;
      case 'parameter':
        return parameterOf(query, argument ?? '');
      case 'client':
        return this.clientAddress(flight, target);
      case 'authority':
        return flight.url?.host ?? '';
      case 'agent':
        return flight.headers['User-Agent'] ?? 'curl/8.5.0';
      case 'headers':
        return Object.entries(flight.headers)
          .map(([key, value]) => `${key}: ${value}\n`)
          .join('');
      case 'body':
        return flight.body;
      case 'id':
        return String(flight.id).padStart(32, '0');
      case 'failed':
        return served.failed;
      case 'seconds':
        return String(Math.round((now - flight.startedAt) / 1000));
      case 'go':
        return goLogTime(now);
      case 'clf':
        return commonLogTime(now);
      case 'rfc3339':
        return toRFC3339(now).replace('T', ' ').replace('Z', '');
      case 'status':
        return outcome?.type === 'answered' ? String(outcome.status) : '';
      case 'bytes':
        return outcome?.type === 'answered' ? String(byteLength(outcome.body)) : '';
      case 'env':
        return this.context.listeners.environment(target.uid, served.container)[argument ?? ''] ?? '';
      case 'option':
        return this.option(target, served, argument ?? '');
      default:
        return undefined;
    }
  }

  private option(target: Target, served: Served, name: string): string {
    const args = this.context.listeners.arguments(target.uid, served.container);
    const joined = args.find((arg) => arg.startsWith(name));
    if (joined !== undefined) return joined.slice(name.length).replace(/^"(.*)"$/, '$1');
    const index = args.indexOf(name.replace(/=$/, ''));
    return index < 0 ? '' : (args[index + 1] ?? '');
  }

  /** Whom the pod takes the client to be: a node that passes traffic on puts its own address (masquerading). */
  private clientAddress(flight: Flight, target: Target): string {
    if (flight.entry === '' || flight.keepsAddress) return flight.ip;
    const { nodes } = this.context;
    return flight.entry === target.node ? nodes.gatewayOf(target.node) : nodes.addressOf(flight.entry);
  }
}

function parameterOf(query: string, name: string): string {
  const found = query.split('&').find((part) => part.startsWith(`${name}=`));
  return found === undefined ? '' : found.slice(name.length + 1).replaceAll('+', ' ');
}
