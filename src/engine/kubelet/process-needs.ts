import { bytesValue, milliValue } from '../api/quantity.ts';
import { describedBehaviour } from '../images/annotations.ts';
import type { ImageBehaviour } from '../images/behaviour.ts';
import type { Container, Pod } from '../kinds/types/index.ts';
import { behaviourOf } from './running-container.ts';
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

/** What of a process's needs does not change as long as its manifest and its image say the same. */
interface Fixed {
  readonly container: Container;
  readonly annotations: Pod['metadata']['annotations'];
  readonly image: ImageBehaviour;
  readonly behaviour: ImageBehaviour;
  readonly cpuLimitMilli: number;
  readonly memoryLimitBytes: number;
}

/** Kubelets ask for all their processes whenever one more has come. */
const fixedOf = new WeakMap<Run, Fixed>();

function fixedNeeds(run: Run, container: Container, pod: Pod, image: ImageBehaviour): Fixed {
  const { annotations } = pod.metadata;
  const known = fixedOf.get(run);
  if (known?.container === container && known.annotations === annotations && known.image === image) return known;
  const { cpu, memory } = container.resources?.limits ?? {};
  const fixed: Fixed = {
    container,
    annotations,
    image,
    behaviour: describedBehaviour(image, annotations, container.name),
    cpuLimitMilli: cpu === undefined ? Infinity : milliValue(cpu),
    memoryLimitBytes: memory === undefined ? Infinity : bytesValue(memory),
  };
  fixedOf.set(run, fixed);
  return fixed;
}

const NO_NEEDS: readonly ProcessNeeds[] = [];

/** What the running processes of a pod need; none for a pod that the kubelets do not know or whose machine is off. */
export function processNeeds(context: KubeletContext, pod: Pod): readonly ProcessNeeds[] {
  const worker = context.state.pods.peek(pod.metadata.uid);
  if (worker === undefined || context.isOff(worker.node)) return NO_NEEDS;
  const { now } = context;
  const all: ProcessNeeds[] = [];
  for (const state of worker.containers) {
    const { run, name } = state;
    if (run === undefined || !isRunning(state, now)) continue;
    const container = specOf(pod, name);
    const image = behaviourOf(context, run);
    if (image === undefined || container === undefined) continue;
    const { behaviour, cpuLimitMilli, memoryLimitBytes } = fixedNeeds(run, container, pod, image);
    const { cpuMilli, memoryBytes } = needsOf(run, behaviour, now);
    const diskBytes = behaviour.diskBytes ?? 0;
    const { startedAt } = run;
    all.push({ container: name, startedAt, cpuMilli, memoryBytes, diskBytes, cpuLimitMilli, memoryLimitBytes });
  }
  return all;
}
