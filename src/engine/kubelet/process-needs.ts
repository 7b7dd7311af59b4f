import { bytesValue, milliValue } from '../api/quantity.ts';
import { describedBehaviour } from '../images/annotations.ts';
import type { ImageBehaviour } from '../images/behaviour.ts';
import { behaviourOf } from './container-exec.ts';
import { isRunning } from './container-state.ts';
import type { Run } from './container-state.ts';
import { specOf } from './context.ts';
import type { KubeletContext } from './context.ts';

/** What a process takes to live, and what it may have. */
export interface ProcessNeeds {
  readonly container: string;
  /** Ms since the epoch. */
  readonly startedAt: number;
  /** Thousandths of a core. */
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  /** Infinity without a limit. */
  readonly cpuLimitMilli: number;
  readonly memoryLimitBytes: number;
}

const MiB = 1024 * 1024;

/** A server that waits for requests wakes up now and then; a script that sleeps does not. */
const IDLE_MILLI = 1;
const SCRIPT_BYTES = MiB;
const WAITING_BYTES = MiB / 2;

type Amounts = Pick<ProcessNeeds, 'cpuMilli' | 'memoryBytes'>;

function needsOf(run: Run, behaviour: ImageBehaviour, now: number): Amounts {
  const needs = programNeeds(run, behaviour, now);
  return behaviour.memoryBytes === undefined ? needs : { ...needs, memoryBytes: behaviour.memoryBytes };
}

function programNeeds({ program, startedAt }: Run, { main }: ImageBehaviour, now: number): Amounts {
  const { uses } = program;
  if (uses !== undefined && now >= startedAt + uses.at) {
    return { cpuMilli: uses.cpuMilli, memoryBytes: uses.memoryBytes };
  }
  if (main.type === 'server' && (program.script === undefined || program.serves !== undefined)) {
    return { cpuMilli: IDLE_MILLI, memoryBytes: main.memoryBytes };
  }
  if (main.type === 'wait') return { cpuMilli: 0, memoryBytes: WAITING_BYTES };
  return { cpuMilli: program.serves === undefined ? 0 : IDLE_MILLI, memoryBytes: SCRIPT_BYTES };
}

/** What the running processes of a pod need; none for a pod that the kubelets do not know or whose machine is off. */
export function processNeeds(context: KubeletContext, podUid: string): ProcessNeeds[] {
  const worker = context.state.pods.get(podUid);
  const pod = worker === undefined ? undefined : context.pod(worker);
  if (worker === undefined || pod === undefined || context.isOff(worker.node)) return [];
  return worker.containers.flatMap((state) => {
    const { run, name } = state;
    const container = specOf(pod, name);
    const image = run === undefined || !isRunning(state, context.now) ? undefined : behaviourOf(context, run);
    if (run === undefined || image === undefined || container === undefined) return [];
    const behaviour = describedBehaviour(image, pod.metadata.annotations, name);
    const { cpu, memory } = container.resources?.limits ?? {};
    return [
      {
        container: name,
        startedAt: run.startedAt,
        ...needsOf(run, behaviour, context.now),
        diskBytes: behaviour.diskBytes ?? 0,
        cpuLimitMilli: cpu === undefined ? Infinity : milliValue(cpu),
        memoryLimitBytes: memory === undefined ? Infinity : bytesValue(memory),
      },
    ];
  });
}
