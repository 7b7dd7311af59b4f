import { toRFC3339 } from '../api/time.ts';
import type { LogLine } from '../log-line.ts';
import type { ImageBehaviour } from '../images/behaviour.ts';
import { startUpLine } from '../images/start-up-line.ts';
import type { ContainerState, Run } from './container-state.ts';
import { isSeenRunning } from './container-state.ts';
import { playScript } from './program.ts';
import type { ScriptPlayer } from './script-player.ts';
import { keptLines, type ProcessWorld } from './shell/process.ts';

/** The run of a container that its logs are asked of (pkg/kubelet/kubelet_pods.go, validateContainerLogStatus). */
export function loggedRun(state: ContainerState, previous: boolean): Run | undefined {
  // Once it is said to wait for its restart, the run that ended is its previous one.
  const isWaiting = !isSeenRunning(state) && state.waiting !== undefined;
  if (previous) return isWaiting ? state.run : state.previous;
  return state.run;
}

/** The time in front of a line of Go's package log: `2020/09/11 14:01:07`. */
export function goLogTime(time: number): string {
  return toRFC3339(time).slice(0, 19).replaceAll('-', '/').replace('T', ' ');
}

/** How many lines are kept of what a container prints because of requests. */
const keptPrinted = 500;

/** A line without an end is cut there, as container runtimes cut longer ones. */
const longestOpenLine = 4096;

/** Notes text without its last end of line that a running container prints, ms since the epoch; only the last lines are kept. */
export function print(run: Run, time: number, text: string, isOpen = false): void {
  run.printed ??= [];
  const [first = '', ...others] = text.split('\n');
  const last = run.printed.at(-1);
  if (run.isLineOpen === true && last !== undefined && last.text.length + first.length <= longestOpenLine) {
    run.printed[run.printed.length - 1] = { time: last.time, text: last.text + first };
  } else run.printed.push({ time, text: first });
  for (const other of others) run.printed.push({ time, text: other });
  if (isOpen) run.isLineOpen = true;
  else delete run.isLineOpen;
  // Cut now and then, not each time: moving all lines up by one costs more than the line.
  if (run.printed.length >= 2 * keptPrinted) run.printed = run.printed.slice(-keptPrinted);
}

/** Ms from the start of a server until it says that it cannot go on. */
const refusalMs = 15;

function startUpLines(run: Run, main: ImageBehaviour['main'], hostname: string, ip: string): LogLine[] {
  const { program, startedAt } = run;
  if (main.type === 'task') return main.lines.map((text) => ({ time: startedAt, text }));
  if (main.type !== 'server') return [];
  const refusal = main.requires;
  if (program.refused === true && refusal !== undefined) {
    const time = startedAt + refusalMs;
    return refusal.lines.map((line) => ({ time, text: startUpLine(line, { port: '', host: hostname, ip, time }) }));
  }
  if (program.serves === undefined) return [];
  const ready = program.serves.at;
  const port = String(program.serves.ports[0] ?? '');
  return main.log.map((line, index) => {
    const time = startedAt + Math.floor((ready * (index + 1)) / main.log.length);
    return { time, text: startUpLine(line, { port, host: hostname, ip, time }) };
  });
}

/**
 * What a run of a container has printed by `now` (ms since the epoch), oldest first, at most the last 1000 lines. It is
 * worked out when somebody reads it: a container that prints every second costs nothing until then. `around`: what its
 * programs see that follow other containers' files.
 */
export function logLines(
  player: () => ScriptPlayer,
  run: Run,
  behaviour: ImageBehaviour,
  hostname: string,
  ip: string,
  now: number,
  around: Pick<ProcessWorld, 'follow'>,
): LogLine[] {
  const { script } = run.program;
  const until = Math.min(now, run.end?.at ?? now);
  const printed = (run.printed ?? []).filter(({ time }) => time <= until);
  if (script !== undefined) {
    const { output } = playScript(player(), script, behaviour, run.startedAt, until - run.startedAt, around);
    const lines = output.map(({ at, text }) => ({ time: run.startedAt + at, text }));
    return inOrder(lines, printed);
  }
  const lines = startUpLines(run, behaviour.main, hostname, ip).filter(({ time }) => time <= until);
  return inOrder(lines, printed);
}

function inOrder(lines: LogLine[], printed: LogLine[]): LogLine[] {
  if (printed.length === 0) return lines;
  return [...lines, ...printed].toSorted((a, b) => a.time - b.time).slice(-keptLines);
}
