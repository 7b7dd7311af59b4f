import { formatDate } from '../../kubelet/shell/dates.ts';
import type {
  AddressedPod,
  NetworkDoor,
  PodProcess,
  Reached,
  ScriptedCall,
  WgetKind,
} from '../../kubelet/network-door.ts';
import type { Process } from '../../kubelet/shell/process.ts';
import type { Exchange, TrafficRequest } from '../exchange.ts';
import { curlFile, curlRequest, curlSays, readCurl, redirection } from './curl.ts';
import { addressFor, dig, getent, nslookup } from './dns-tools.ts';
import type { PodNames } from './dns-tools.ts';
import type { Said } from './http-text.ts';
import { readWget, wgetFile, wgetRequest, wgetSays } from './wget.ts';

/** What the programs need of the network. */
export interface NetworkOfPods {
  play(request: TrafficRequest): Exchange;
  /** Sends a request on the clock; what its client says is printed by the container. */
  sendScripted(request: TrafficRequest, call: ScriptedCall): void;
  names(namespace: string, pod: string): PodNames | undefined;
  /** Has a container print what a client in its script says. */
  printScripted(call: ScriptedCall, text: string): void;
  /** As a `NetworkDoor`. */
  blocks(of: AddressedPod, question: string): boolean;
  /** As a `NetworkDoor`. */
  reach(of: PodProcess, host: string, port: number): Reached;
  /** Whether something with that address answers a ping from the pod. */
  answersPing(namespace: string, pod: string, address: string): boolean;
}

const MOST_REDIRECTS = 10;
const MOST_PINGS = 300;

function tell(shell: Process, { out, err }: Pick<Said, 'out' | 'err'>): void {
  if (err !== '') shell.complain(err.replace(/\n$/, ''));
  if (out !== '') shell.print(out);
}

/** The request of a client's command line; undefined when it sends none. */
function requestOf(argv: readonly string[], kind: WgetKind): Omit<TrafficRequest, 'from'> | undefined {
  const [program, ...args] = argv;
  if (program === 'curl') {
    const reading = readCurl(args);
    const url = 'call' in reading ? reading.call.urls[0] : undefined;
    return 'call' in reading && url !== undefined ? curlRequest(reading.call, url, () => undefined) : undefined;
  }
  const reading = readWget(args, kind);
  return 'call' in reading ? wgetRequest(reading.call) : undefined;
}

/** What a client of a script writes to the container's log when its request is over. */
export function scriptedOutput({ argv, shows, onTerminal, wget: kind }: ScriptedCall, exchange: Exchange): string {
  const [program, ...args] = argv;
  if (program === 'curl') {
    const reading = readCurl(args);
    if (!('call' in reading)) return '';
    const isShown = shows && curlFile(reading.call, reading.call.urls[0] ?? '') === undefined;
    const { out, err, late, after } = curlSays(reading.call, exchange, isShown && onTerminal);
    return `${err}${isShown ? out : ''}${late}${shows ? after : ''}`;
  }
  const reading = readWget(args, kind);
  if (!('call' in reading)) return '';
  const { out, err } = wgetSays(reading.call, kind, exchange);
  return `${err}${shows && wgetFile(reading.call) === undefined ? out : ''}`;
}

/** What a program says that only looks names up; undefined for any other. `now`: ms since the epoch. */
function lookUp(
  names: PodNames,
  [program, ...args]: readonly string[],
  { wget, image, now }: { wget: WgetKind; image: string; now: number },
): Said | undefined {
  switch (program) {
    case 'nslookup': {
      const isOld = /busybox:1\.(?:[1-9]|1\d|2[0-8])(?:\.|-|$)/.test(image);
      return nslookup(names, args, wget === 'gnu' ? 'bind' : isOld ? 'old busybox' : 'busybox');
    }
    case 'dig':
      return dig(names, args, formatDate(now, '%a %b %d %H:%M:%S UTC %Y'), Math.floor(now / 7));
    case 'getent':
      return getent(names, args);
    default:
      return undefined;
  }
}

/** Runs the programs of containers that use the network. */
export class InContainer implements NetworkDoor {
  private readonly network: NetworkOfPods;

  constructor(network: NetworkOfPods) {
    this.network = network;
  }

  send(call: ScriptedCall): void {
    const { namespace, pod } = call;
    const names = this.network.names(namespace, pod);
    const asked = names === undefined ? undefined : lookUp(names, call.argv, call);
    if (asked !== undefined) {
      this.network.printScripted(call, asked.err + (call.shows ? asked.out : ''));
      return;
    }
    const request = requestOf(call.argv, call.wget);
    if (request === undefined) return;
    this.network.sendScripted({ ...request, from: { namespace, pod } }, call);
  }

  run(shell: Process, name: string, args: readonly string[], of: PodProcess): number | undefined {
    const names = this.network.names(of.namespace, of.pod);
    if (names === undefined) return undefined;
    switch (name) {
      case 'curl':
        return this.curl(shell, args, of);
      case 'wget':
        return this.wget(shell, args, of);
      case 'ping':
        return this.ping(shell, names, args, of);
      default: {
        const now = shell.world.startedAt + shell.time;
        const said = lookUp(names, [name, ...args], { wget: wgetKind(shell), image: of.image, now });
        return said === undefined ? undefined : finish(shell, said);
      }
    }
  }

  blocks(of: AddressedPod, question: string): boolean {
    return this.network.blocks(of, question);
  }

  reach(of: PodProcess, host: string, port: number): Reached {
    return this.network.reach(of, host, port);
  }

  private ask(shell: Process, request: Omit<TrafficRequest, 'from'>, { namespace, pod }: PodProcess): Exchange {
    const exchange = this.network.play({ ...request, from: { namespace, pod } });
    shell.pass((exchange.endedAt ?? exchange.startedAt) - exchange.startedAt);
    return exchange;
  }

  private curl(shell: Process, args: readonly string[], of: PodProcess): number {
    const reading = readCurl(args);
    if ('said' in reading) return finish(shell, reading.said);
    const { call } = reading;
    let status = 0;
    for (const first of call.urls) {
      let url = first;
      let exchange = this.ask(
        shell,
        curlRequest(call, url, (path) => shell.read(path)),
        of,
      );
      for (let left = MOST_REDIRECTS; left > 0; left--) {
        const next = redirection(call, exchange);
        if (next === undefined) break;
        url = next;
        exchange = this.ask(
          shell,
          curlRequest(call, url, (path) => shell.read(path)),
          of,
        );
      }
      const file = curlFile(call, first);
      const said = curlSays(call, exchange, file === undefined, shell.world.ip);
      if (file === undefined || said.exitCode > 0) tell(shell, said);
      else {
        tell(shell, { out: '', err: said.err });
        save(shell, file, said.out);
      }
      if (said.late !== '') shell.complain(said.late.replace(/\n$/, ''));
      shell.print(said.after);
      status = said.exitCode;
    }
    return status;
  }

  private wget(shell: Process, args: readonly string[], of: PodProcess): number {
    const kind = wgetKind(shell);
    const reading = readWget(args, kind);
    if ('said' in reading) return finish(shell, reading.said);
    const { call } = reading;
    const file = wgetFile(call);
    if (kind === 'busybox' && call.output === undefined && file !== undefined && shell.files.has(file)) {
      shell.complain(`wget: can't open '${file}': File exists`);
      return 1;
    }
    const said = wgetSays(call, kind, this.ask(shell, wgetRequest(call), of));
    if (file === undefined || said.exitCode > 0) return finish(shell, said);
    tell(shell, { out: '', err: said.err });
    save(shell, file, said.out);
    return said.exitCode;
  }

  /** busybox's and iputils' `ping`: addresses of Services answer none, for only TCP and UDP are passed on. */
  private ping(shell: Process, names: PodNames, args: readonly string[], { namespace, pod }: PodProcess): number {
    const counted = args.indexOf('-c');
    const limit = counted < 0 ? Infinity : Number(args[counted + 1] ?? 1);
    const host = args.find((arg, index) => !arg.startsWith('-') && !/^-[cwWis]$/.test(args[index - 1] ?? '')) ?? '';
    const isBusybox = shell.world.behaviour.shell !== 'bash';
    const address = addressFor(names, host);
    if (address === undefined) {
      shell.complain(isBusybox ? `ping: bad address '${host}'` : `ping: ${host}: Name or service not known`);
      return isBusybox ? 1 : 2;
    }
    const answers = this.network.answersPing(namespace, pod, address);
    shell.print(`PING ${host} (${address})${isBusybox ? ': 56 data bytes' : ' 56(84) bytes of data.'}\n`);
    let sent = 0;
    for (; sent < Math.min(limit, MOST_PINGS); sent++) {
      const sequence = isBusybox ? `seq=${sent}` : `icmp_seq=${sent + 1}`;
      if (answers) shell.print(`64 bytes from ${address}: ${sequence} ttl=62 time=0.210 ms\n`);
      shell.pass(sent + 1 < limit ? 1000 : answers ? 1 : 10_000);
    }
    if (limit > MOST_PINGS) shell.forever();
    const got = answers ? sent : 0;
    const loss = `${answers ? 0 : 100}% packet loss`;
    shell.print(`\n--- ${host} ping statistics ---\n`);
    if (isBusybox) {
      shell.print(`${sent} packets transmitted, ${got} packets received, ${loss}\n`);
      if (answers) shell.print('round-trip min/avg/max = 0.210/0.210/0.210 ms\n');
    } else {
      shell.print(`${sent} packets transmitted, ${got} received, ${loss}, time ${(sent - 1) * 1000}ms\n`);
      if (answers) shell.print('rtt min/avg/max/mdev = 0.210/0.210/0.210/0.000 ms\n');
    }
    return answers ? 0 : 1;
  }
}

/** Which wget an image has. */
function wgetKind(shell: Process): WgetKind {
  return shell.world.behaviour.shell === 'bash' ? 'gnu' : 'busybox';
}

function finish(shell: Process, said: Said): number {
  tell(shell, said);
  return said.exitCode;
}

function save(shell: Process, file: string, text: string): void {
  if (file !== '/dev/null' && file !== '/dev/stdout') shell.setFile(file, text);
  else if (file === '/dev/stdout') shell.print(text);
}
