import { goQuote } from '../api/go-syntax.ts';
import { describedBehaviour } from '../images/annotations.ts';
import { answerTo } from '../images/answer-choice.ts';
import type { Container, IntOrString, Pod, Probe } from '../kinds/types/index.ts';
import { behaviourOf, listenerOn } from './running-container.ts';
import type { ContainerState, ProbeKind, Run } from './container-state.ts';
import { isRunning } from './container-state.ts';
import type { KubeletContext } from './context.ts';
import { specOf } from './context.ts';
import type { PodWorker } from './pod-worker.ts';
import { nextTurn } from './program.ts';

/** What a probe found. `errored`: it could not be made. */
export type ProbeOutcome =
  { readonly ok: true } | { readonly ok: false; readonly message: string; readonly errored?: true };

/** Everything that a probe looks at. */
export interface ProbeTarget {
  readonly context: KubeletContext;
  readonly worker: PodWorker;
  readonly pod: Pod;
  readonly container: Container;
  readonly state: ContainerState;
  readonly run: Run;
}

const passed: ProbeOutcome = { ok: true };

function failed(message: string): ProbeOutcome {
  return { ok: false, message };
}

/** The text before a probe's finding in its Event: `Readiness`. */
export const probeNames: Readonly<Record<ProbeKind, string>> = {
  startup: 'Startup',
  readiness: 'Readiness',
  liveness: 'Liveness',
};

export function probeOf(container: Container, kind: ProbeKind): Probe | undefined {
  return container[`${kind}Probe`];
}

/** Resolves a port by number or by its name in the container (pkg/probe/util.go, ResolveContainerPort). */
function portOf(port: IntOrString, container: Container): number | undefined {
  const named = container.ports?.find(({ name }) => name === port)?.containerPort;
  const number = named ?? Number(port);
  return Number.isInteger(number) && number > 0 && number < 65_536 ? number : undefined;
}

function unresolved(port: IntOrString): ProbeOutcome {
  return { ok: false, errored: true, message: `strconv.Atoi: parsing ${goQuote(String(port))}: invalid syntax` };
}

/** Whether a mounted volume replaces what the image would serve. */
function hasOwnContent(container: Container, directories: readonly string[]): boolean {
  return (container.volumeMounts ?? []).some(({ mountPath }) =>
    directories.some((directory) => mountPath.startsWith(directory) || directory.startsWith(mountPath)),
  );
}

function httpStatus(target: ProbeTarget, listener: ContainerState, path: string): number | 'silence' | 'hangup' {
  const { context, pod } = target;
  const { run } = listener;
  const container = specOf(pod, listener.name);
  if (run === undefined || container === undefined) return 'hangup';
  const { program } = run;
  if (program.serves?.silent === true) return 'silence';
  const elapsed = context.now - run.startedAt;
  if (program.unhealthyFrom !== undefined && elapsed >= program.unhealthyFrom) return 500;
  if (program.readyFrom !== undefined && elapsed < program.readyFrom) return 503;
  const image = behaviourOf(context, run);
  const main =
    image === undefined ? undefined : describedBehaviour(image, pod.metadata.annotations, listener.name).main;
  if (main?.type !== 'server') return 200;
  if (main.http === 'none') return 'hangup';
  if (main.http === 'all') return answerTo(main.answers, 'GET', path)?.status ?? 200;
  if (hasOwnContent(container, main.contentDirectories ?? [])) return 200;
  return main.http.includes(path.split('?')[0] ?? path) ? 200 : 404;
}

function httpProbe(target: ProbeTarget, get: NonNullable<Probe['httpGet']>): ProbeOutcome {
  const { worker, context, container } = target;
  const port = portOf(get.port, container);
  if (port === undefined) return unresolved(get.port);
  const host = get.host === undefined || get.host === '' ? (worker.ip ?? '') : get.host;
  const address = `${host}:${port}`;
  const path = get.path === undefined || get.path === '' ? '/' : get.path;
  const url = `${(get.scheme ?? 'HTTP').toLowerCase()}://${address}${path.startsWith('/') ? path : `/${path}`}`;
  const listener = listenerOn(worker, port, context.now);
  if (listener === undefined) return failed(`Get ${goQuote(url)}: dial tcp ${address}: connect: connection refused`);
  const status = httpStatus(target, listener, path);
  if (status === 'silence') {
    return failed(`Get ${goQuote(url)}: context deadline exceeded (Client.Timeout exceeded while awaiting headers)`);
  }
  if (status === 'hangup') return failed(`Get ${goQuote(url)}: EOF`);
  return status >= 200 && status < 400 ? passed : failed(`HTTP probe failed with statuscode: ${status}`);
}

function tcpProbe(target: ProbeTarget, port: IntOrString): ProbeOutcome {
  const { worker, context, container } = target;
  const number = portOf(port, container);
  if (number === undefined) return unresolved(port);
  if (listenerOn(worker, number, context.now) !== undefined) return passed;
  return failed(`dial tcp ${worker.ip ?? ''}:${number}: connect: connection refused`);
}

function grpcProbe(target: ProbeTarget, port: number, timeoutSeconds: number): ProbeOutcome {
  const { worker, context } = target;
  if (listenerOn(worker, port, context.now) !== undefined) return passed;
  const address = `${worker.ip ?? ''}:${port}`;
  return failed(
    `timeout: failed to connect service ${goQuote(address)} within ${timeoutSeconds}s: context deadline exceeded`,
  );
}

/** What clients of databases say while the server is not up. */
const clientComplaints: Readonly<Record<string, string>> = {
  'redis-cli': 'Could not connect to Redis at 127.0.0.1:6379: Connection refused\n',
  mysqladmin: "mysqladmin: connect to server at 'localhost' failed\n",
  pg_isready: '/var/run/postgresql:5432 - no response\n',
};

function execProbe(target: ProbeTarget, command: readonly string[], timeoutSeconds: number): ProbeOutcome {
  const { context, worker, pod, container, run } = target;
  const program = (command[0] ?? '').split('/').at(-1) ?? '';
  const complaint = Object.hasOwn(clientComplaints, program) ? clientComplaints[program] : undefined;
  const { serves } = run.program;
  if (complaint !== undefined && (serves === undefined || context.now - run.startedAt < serves.at))
    return failed(complaint);
  const execution = context.scripts().execute(context, worker, pod, container, run, command);
  if (execution.type === 'missing') {
    const message = `rpc error: code = Unknown desc = failed to exec in container: failed to start exec: ${execution.message}`;
    return { ok: false, errored: true, message };
  }
  if (execution.type === 'endless' || execution.tookMs > timeoutSeconds * 1000) {
    return failed(`command timed out: ${goQuote(command.join(' '))} timed out after ${timeoutSeconds}s`);
  }
  return execution.exitCode === 0 ? passed : failed(execution.output);
}

/** What a probe finds now (pkg/kubelet/prober/prober.go, runProbe). */
export function probe(target: ProbeTarget, kind: ProbeKind, spec: Probe): ProbeOutcome {
  const { faults } = target.state;
  const isBroken = kind === 'readiness' ? faults.unready === true : kind === 'liveness' && faults.unhealthy === true;
  const { httpGet, tcpSocket, grpc, exec, timeoutSeconds = 1 } = spec;
  if (httpGet !== undefined) {
    if (isBroken) return failed(`HTTP probe failed with statuscode: ${kind === 'readiness' ? 503 : 500}`);
    return httpProbe(target, httpGet);
  }
  if (tcpSocket !== undefined) {
    if (isBroken) return failed(`dial tcp ${target.worker.ip ?? ''}:${tcpSocket.port}: connect: connection refused`);
    return tcpProbe(target, tcpSocket.port);
  }
  if (grpc !== undefined) {
    if (isBroken) return failed('service unhealthy (responded with "NOT_SERVING")');
    return grpcProbe(target, grpc.port, timeoutSeconds);
  }
  if (isBroken) return failed('');
  return execProbe(target, exec?.command ?? [], timeoutSeconds);
}

/** The next moment at which a probe's answer may change by itself, ms since the epoch. */
export function nextChange(worker: PodWorker, now: number): number | undefined {
  let next: number | undefined;
  for (const state of worker.containers) {
    const { run } = state;
    if (run === undefined || !isRunning(state, now)) continue;
    const turn = nextTurn(run.program, now - run.startedAt);
    const at = turn === undefined ? run.end?.at : run.startedAt + turn;
    if (at !== undefined && at > now && at < (next ?? Infinity)) next = at;
  }
  return next;
}
