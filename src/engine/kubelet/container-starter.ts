import { describedBehaviour } from '../images/annotations.ts';
import type { ImageBehaviour } from '../images/behaviour.ts';
import { bytesValue } from '../api/quantity.ts';
import { extended } from '../extended.ts';
import type { Container, Pod } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import { nextBackOff } from './back-off.ts';
import { containerEnvironment, keptEnvironment, serviceEnvironment } from './container-env.ts';
import type { Environment } from './container-env.ts';
import type { ContainerState, RunEnd } from './container-state.ts';
import type { KubeletContext } from './context.ts';
import { specOf } from './context.ts';
import { hold } from './image-puller.ts';
import type { ImageOutcome, ImagePuller } from './image-puller.ts';
import { podAnswer } from './network-questions.ts';
import { isSidecar } from './pod-phase.ts';
import { mountedFiles, mountedFolders } from './pod-volumes.ts';
import { processUser } from './process-user.ts';
import { containerOf, podText } from './pod-worker.ts';
import type { PodWorker } from './pod-worker.ts';
import { startProgram } from './program.ts';
import type { Start } from './program.ts';
import { runHook, stopContainer } from './pod-termination.ts';
import type { Prober } from './prober.ts';
import { expectCall } from './script-calls.ts';
import { volumeFiles } from './volume-data.ts';

/** How a program ends by itself, as the kubelet will report it. */
function ownEnd(start: Extract<Start, { ok: true }>, startedAt: number): RunEnd | undefined {
  const { end } = start.program;
  if (end === undefined) return undefined;
  const reason = end.reason ?? (end.exitCode === 0 ? 'Completed' : 'Error');
  const message = end.message === undefined ? {} : { message: end.message };
  return { at: startedAt + end.at, exitCode: end.exitCode, reason, ...message };
}

/** Characters of a configuration file that are kept. */
const LONGEST_CONFIGURATION = 20_000;

/** The configuration file that a server's command line names, as it is now: later changes are none of the process's. */
function keptConfiguration(
  { command = [], args = [] }: Container,
  { programs }: ImageBehaviour,
  mounts: () => Readonly<Record<string, string>>,
): string | undefined {
  if (programs === 'any' || !programs.includes('redis-server')) return undefined;
  const path = [...command, ...args]
    .join(' ')
    .split(' ')
    .find((word) => word.startsWith('/') && word.endsWith('.conf'));
  return path === undefined ? undefined : mounts()[path]?.slice(0, LONGEST_CONFIGURATION);
}

/**
 * Starts the containers of a pod one after another: image, configuration, process, postStart hook
 * (kuberuntime_container.go, startContainer).
 */
export class ContainerStarter {
  private readonly context: KubeletContext;
  private readonly puller: ImagePuller;
  private readonly prober: Prober;
  /** All containers of the job have been tried. */
  private readonly onDone: (worker: PodWorker, pod: Pod) => void;

  constructor(
    context: KubeletContext,
    puller: ImagePuller,
    prober: Prober,
    onDone: (worker: PodWorker, pod: Pod) => void,
  ) {
    this.context = context;
    this.puller = puller;
    this.prober = prober;
    this.onDone = onDone;
  }

  begin(worker: PodWorker, pod: Pod, names: readonly string[]): void {
    worker.token++;
    worker.job = { queue: [...names] };
    this.proceed(worker, pod);
  }

  /** The image of the container in hand is there, or could not be had. */
  imageDone(worker: PodWorker, pod: Pod, outcome: ImageOutcome): void {
    const current = this.current(worker, pod);
    if (current === undefined) return;
    if (outcome === 'present' && this.create(worker, pod, current.container, current.state) === 'later') return;
    this.advance(worker, pod);
  }

  /** The process of the container in hand begins. */
  processStarts(worker: PodWorker, pod: Pod): void {
    const current = this.current(worker, pod);
    if (current === undefined) return;
    this.context.grew(worker.node);
    const hookMs = this.run(worker, pod, current.container, current.state);
    if (hookMs === 0) this.advance(worker, pod);
    else this.context.schedule(hookMs, { type: 'hookDone', uid: worker.uid, token: worker.token });
  }

  /** Goes on with the container after the one in hand. */
  advance(worker: PodWorker, pod: Pod): void {
    if (worker.job === undefined) return;
    worker.job.queue = worker.job.queue.slice(1);
    this.proceed(worker, pod);
  }

  /** Has the end of a container's process noticed, whenever that will be. */
  expectEnd(worker: PodWorker, state: ContainerState, end: RunEnd): void {
    const { run } = state;
    if (run === undefined) return;
    run.end = end;
    if (state.endTimer !== undefined) this.context.port.cancel(state.endTimer);
    const delay = end.at - this.context.now + latency.containerEndNoticed;
    const event = { type: 'containerEnded', uid: worker.uid, container: state.name, run: run.id } as const;
    state.endTimer = this.context.schedule(delay, event);
  }

  private current(worker: PodWorker, pod: Pod): { container: Container; state: ContainerState } | undefined {
    const name = worker.job?.queue[0];
    const state = name === undefined ? undefined : containerOf(worker, name);
    const container = name === undefined ? undefined : specOf(pod, name);
    return state === undefined || container === undefined ? undefined : { container, state };
  }

  private proceed(worker: PodWorker, pod: Pod): void {
    for (;;) {
      const current = this.current(worker, pod);
      if (current === undefined) break;
      const { container, state } = current;
      this.countRestart(worker, state);
      const outcome = this.puller.ensure(worker, container, state);
      if (outcome === 'later') return;
      if (outcome === 'present' && this.create(worker, pod, container, state) === 'later') return;
      if (worker.job !== undefined) worker.job.queue = worker.job.queue.slice(1);
    }
    worker.job = undefined;
    this.onDone(worker, pod);
  }

  /** A container that ended and is started again waits longer next time (kuberuntime_manager.go, doBackOff). */
  private countRestart(worker: PodWorker, state: ContainerState): void {
    const end = state.run?.end;
    if (end === undefined || state.endNoticedAt === undefined) return;
    state.crashBackOff = nextBackOff(state.crashBackOff, end.at, this.context.now);
    this.context.decide(worker, 'kubelet.restarting', {
      container: state.name,
      exitCode: end.exitCode,
      reason: end.reason,
      count: state.restarts + 1,
    });
  }

  private create(worker: PodWorker, pod: Pod, container: Container, state: ContainerState): 'later' | 'failed' {
    const { context } = this;
    const environment = containerEnvironment(pod, container, context.port.lister, this.addresses(worker));
    const problem = environment.ok ? this.rootProblem(worker, pod, container) : environment.message;
    if (problem === undefined) {
      context.schedule(latency.containerStart, { type: 'containerStarts', uid: worker.uid, token: worker.token });
      return 'later';
    }
    context.decide(worker, 'kubelet.cannotStart', {
      container: container.name,
      reason: 'CreateContainerConfigError',
      message: problem,
    });
    context.event(worker, 'Warning', 'Failed', `Error: ${problem}`, container);
    hold(state, 'CreateContainerConfigError', problem, context.now + latency.podSyncRetry);
    return 'failed';
  }

  /** Upstream's refusal of root where the pod forbids it (kuberuntime/security_context_others.go, verifyRunAsNonRoot). */
  private rootProblem(worker: PodWorker, pod: Pod, container: Container): string | undefined {
    const security = { ...pod.spec.securityContext, ...container.securityContext };
    if (security['runAsNonRoot'] !== true) return undefined;
    const user = security['runAsUser'];
    const where = `(pod: "${podText(worker)}", container: ${container.name})`;
    if (user === 0) return `container's runAsUser breaks non-root policy ${where}`;
    const isRoot = user === undefined && this.context.image(container.image ?? '')?.behaviour.root === true;
    return isRoot ? `container has runAsNonRoot and image will run as root ${where}` : undefined;
  }

  private addresses(worker: PodWorker): { hostIP: string; podIP: string } {
    return { hostIP: this.context.hostIP(worker.node), podIP: worker.ip ?? '' };
  }

  /** Starts the process; answers how long its postStart hook holds the kubelet up, ms. */
  private run(worker: PodWorker, pod: Pod, container: Container, state: ContainerState): number {
    const { context } = this;
    const image = this.context.image(container.image ?? '');
    if (image === undefined) return 0;
    const behaviour = describedBehaviour(image.behaviour, pod.metadata.annotations, container.name);
    const environment = containerEnvironment(pod, container, context.port.lister, this.addresses(worker));
    const start = this.program(worker, pod, container, behaviour, environment);
    if (state.run !== undefined) {
      state.previous = state.run;
      state.restarts++;
    }
    state.endNoticedAt = undefined;
    state.endTimer = undefined;
    state.waiting = undefined;
    state.retryAt = undefined;
    const id = context.port.random.hex(64);
    const common = { id, image: image.reference, imageId: image.id };
    if (!start.ok) {
      context.decide(worker, 'kubelet.cannotStart', {
        container: container.name,
        reason: 'RunContainerError',
        message: start.message,
      });
      context.event(worker, 'Normal', 'Created', `Created container: ${container.name}`, container);
      context.event(worker, 'Warning', 'Failed', `Error: ${start.message}`, container);
      const end = { at: context.now, exitCode: 128, reason: 'StartError', message: start.message };
      state.run = { ...common, startedAt: 0, program: { onSigterm: 'ignored' }, end };
      state.endNoticedAt = context.now;
      hold(state, 'RunContainerError', start.message, context.now + latency.backOffNoticed);
      return 0;
    }
    context.decide(worker, 'kubelet.started', { container: container.name, restarts: state.restarts });
    context.event(worker, 'Normal', 'Created', `Created container: ${container.name}`, container);
    context.event(worker, 'Normal', 'Started', `Started container ${container.name}`, container);
    const kept = keptEnvironment(container, environment);
    state.run = extended(common, { startedAt: context.now, program: start.program, ...kept });
    const configuration = keptConfiguration(container, behaviour, () => this.mountsOf(worker, pod, container));
    if (configuration !== undefined) state.run = extended(state.run, { configuration });
    const natural = ownEnd(start, context.now);
    const crash = state.faults.crash === true ? context.now + latency.forcedCrash : Infinity;
    if (crash < (natural?.at ?? Infinity)) this.expectEnd(worker, state, { at: crash, exitCode: 1, reason: 'Error' });
    else if (natural !== undefined) this.expectEnd(worker, state, natural);
    expectCall(context, worker, state, context.now);
    this.prober.start(worker, container, state);
    this.prober.wake(worker, pod);
    return this.postStart(worker, pod, container, state);
  }

  private postStart(worker: PodWorker, pod: Pod, container: Container, state: ContainerState): number {
    const { context } = this;
    const hook = container.lifecycle?.postStart;
    if (hook === undefined || state.run === undefined) return 0;
    const outcome = runHook(context, worker, pod, container, state.run, hook);
    if (!outcome.ok) {
      context.event(worker, 'Warning', 'FailedPostStartHook', 'PostStartHook failed', container);
      const graceMs = (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
      stopContainer(context, worker, pod, state, graceMs, 'FailedPostStartHook');
      if (state.run.end !== undefined) this.expectEnd(worker, state, state.run.end);
    }
    // A hook that never ends holds the pod's worker for as long as the container lives.
    return Number.isFinite(outcome.tookMs) ? outcome.tookMs : latency.backOffLongest;
  }

  private mountsOf(worker: PodWorker, pod: Pod, container: Container): Record<string, string> {
    const { context } = this;
    return {
      ...volumeFiles(context, worker, pod, container),
      ...mountedFiles(pod, container, context.mountedBy(worker), this.addresses(worker)),
    };
  }

  private program(
    worker: PodWorker,
    pod: Pod,
    container: Container,
    behaviour: ImageBehaviour,
    environment: Environment,
  ): Start {
    const { context } = this;
    const { lister } = context.port;
    const addresses = this.addresses(worker);
    const env = environment.ok ? environment.env : {};
    // A process without a limit has the whole machine, and no more than that.
    const machine = lister.get('nodes', '', worker.node)?.status.capacity?.['memory'];
    const limit = container.resources?.limits?.['memory'] ?? machine;
    const isInit = pod.spec.initContainers?.some(({ name }) => name === container.name) === true;
    const isEphemeral = pod.spec.ephemeralContainers?.some(({ name }) => name === container.name) === true;
    const ends = (isInit && !isSidecar(container)) || isEphemeral || (!isInit && pod.spec.restartPolicy !== 'Always');
    const { main } = behaviour;
    const directories = main.type === 'server' ? (main.contentDirectories ?? []) : [];
    return startProgram({
      behaviour,
      container,
      env,
      fullEnv: () => ({ ...serviceEnvironment(pod, lister, context.now), ...env }),
      mounts: () => this.mountsOf(worker, pod, container),
      folders: () => mountedFolders(pod, container),
      user: processUser(pod, container),
      hostname: pod.spec.hostname ?? worker.name,
      ip: addresses.podIP,
      startedAt: context.now,
      hasOwnContent: (container.volumeMounts ?? []).some(({ mountPath }) =>
        directories.some((directory) => mountPath.startsWith(directory)),
      ),
      unknownProgram: ends ? 'ends' : 'serves',
      memoryLimit: limit === undefined ? undefined : bytesValue(limit),
      answers: (question) => !question.startsWith('tcp:localhost') && podAnswer(question, worker, lister, context.door),
      player: () => context.scripts(),
    });
  }
}
