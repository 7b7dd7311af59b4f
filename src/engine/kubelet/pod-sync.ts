import { deepEqual } from '../api/equality.ts';
import type { Container, Pod } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import { pressureRejection, rejection } from './admission.ts';
import { ContainerStarter } from './container-starter.ts';
import { behaviourOf } from './running-container.ts';
import { isRunning, isSeenRunning } from './container-state.ts';
import type { ContainerState, ProbeKind } from './container-state.ts';
import type { KubeletContext } from './context.ts';
import { specOf } from './context.ts';
import { pressureConditions } from './eviction-signals.ts';
import { repeatBackOffs, sayBackOff } from './back-off-events.ts';
import { firstSyncAfter } from './back-off.ts';
import { hold, ImagePuller } from './image-puller.ts';
import { podAnswer } from './network-questions.ts';
import { releaseAddress, takeAddress } from './pod-addresses.ts';
import { isSidecar } from './pod-phase.ts';
import { podStatus } from './pod-status.ts';
import { stopContainer, stopContainers } from './pod-termination.ts';
import { mountFailures } from './pod-volumes.ts';
import { newContainerState, containerOf, newPodWorker, podText } from './pod-worker.ts';
import type { PodWorker, Verdict } from './pod-worker.ts';
import { Prober } from './prober.ts';
import { scriptProgram } from './program.ts';
import { expectCall } from './script-calls.ts';
import { planStarts } from './start-plan.ts';
import type { StartPlan } from './start-plan.ts';
import { forgetEmptyDirs, keepScriptWrites } from './volume-data.ts';

/** Phases that a pod does not leave. */
function isTerminalPhase(pod: Pod): boolean {
  return pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
}

/**
 * The pod workers: bring each pod on a powered node one step nearer to its spec, and write what came of it
 * (pkg/kubelet/kubelet.go, SyncPod, SyncTerminatingPod, SyncTerminatedPod).
 */
export class PodSync {
  readonly puller: ImagePuller;
  readonly prober: Prober;
  readonly starter: ContainerStarter;
  private readonly context: KubeletContext;
  /** Pods whose scripts wait for an answer of the network; rebuilt from the pods. */
  private readonly asking = new Set<string>();

  constructor(context: KubeletContext) {
    this.context = context;
    this.puller = new ImagePuller(context, (worker, outcome) => {
      const pod = context.pod(worker);
      if (pod !== undefined) this.starter.imageDone(worker, pod, outcome);
    });
    this.prober = new Prober(context, {
      changed: (worker, pod) => {
        this.writeStatus(worker, pod);
        // A sidecar that has started up lets the next container begin.
        this.sync(worker);
      },
      unhealthy: (worker, pod, container, state, kind) => {
        this.restartUnhealthy(worker, pod, container, state, kind);
      },
    });
    this.starter = new ContainerStarter(context, this.puller, this.prober, (worker, pod) => {
      if (worker.containers.some(asksNetwork)) this.asking.add(worker.uid);
      const plan = planStarts(worker, pod, context.now);
      if (plan.start.length > 0) this.writeStatus(worker, pod);
      this.carryOut(worker, pod, plan);
    });
  }

  /** Takes on a pod that was bound to a node; `byHand`: it came with its nodeName, past the scheduler. */
  admit(pod: Pod, node: string, cause: number, byHand: boolean): void {
    const { context } = this;
    const { deletionTimestamp } = pod.metadata;
    const worker = newPodWorker(pod, node, cause, context.now);
    if (deletionTimestamp !== undefined) {
      // Nothing of it runs here: it only has to be told so.
      this.remove(worker, pod);
      return;
    }
    if (isTerminalPhase(pod)) return;
    context.state.pods.add(worker);
    const nodeObject = context.port.lister.get('nodes', '', node);
    const pressures = pressureConditions(context.node(node).pressure);
    const refused =
      pressureRejection(pod, pressures) ??
      (byHand && nodeObject !== undefined ? rejection(pod, nodeObject, context.port.lister) : undefined);
    if (refused !== undefined) {
      context.decide(worker, 'kubelet.rejected', { reason: refused.reason, message: refused.message }, pod);
      context.event(worker, 'Warning', refused.reason, refused.message);
      this.fail(worker, pod, { ...refused, message: `Pod was rejected: ${refused.message}` });
      return;
    }
    context.decide(worker, 'kubelet.admitted', { node }, pod);
    this.writeStatus(worker, pod);
    this.sync(worker);
  }

  /** Ends a pod that its machine has no room for. */
  evict(worker: PodWorker, message: string): void {
    const { context } = this;
    const pod = context.pod(worker);
    if (pod === undefined) return;
    context.decide(worker, 'kubelet.evicted', { message });
    context.event(worker, 'Warning', 'Evicted', message);
    stopContainers(context, worker, pod, latency.evictionGrace);
    this.fail(worker, pod, { reason: 'Evicted', message, isDisruption: true });
  }

  /** Looks at a pod and does what is due. */
  sync(worker: PodWorker): void {
    const { context } = this;
    if (context.isOff(worker.node) || worker.isDone === true) return;
    if (worker.termination !== undefined || worker.job !== undefined) return;
    const pod = context.pod(worker);
    if (pod === undefined) {
      this.forget(worker);
      return;
    }
    if (this.isPastDeadline(worker, pod)) {
      this.exceedDeadline(worker, pod);
      return;
    }
    if (worker.sandbox === 'none') this.makeSandbox(worker, pod);
    if (worker.sandbox !== 'ready') return;
    this.carryOut(worker, pod, planStarts(worker, pod, context.now));
  }

  /** The pod's network is there. */
  sandboxReady(worker: PodWorker, pod: Pod): void {
    const { context } = this;
    const node = context.port.lister.get('nodes', '', worker.node);
    const cidr = node?.spec.podCIDR ?? '';
    const ip =
      pod.spec.hostNetwork === true
        ? context.hostIP(worker.node)
        : takeAddress(context.node(worker.node).addresses, cidr, worker.uid);
    if (ip === undefined) {
      const message = `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: plugin type="ptp" failed (add): no IP addresses available in range set: ${cidr}`;
      context.event(worker, 'Warning', 'FailedCreatePodSandBox', message);
      worker.sandbox = 'none';
      this.syncAt(worker, context.now + latency.podSyncRetry);
      return;
    }
    worker.sandbox = 'ready';
    worker.ip = ip;
    this.sync(worker);
  }

  /** The end of a container's process has been noticed. */
  containerEnded(worker: PodWorker, pod: Pod, state: ContainerState): void {
    const { context } = this;
    const end = state.run?.end;
    if (end === undefined) return;
    state.endNoticedAt = context.now;
    state.started = false;
    state.ready = false;
    this.prober.stop(state);
    keepScriptWrites(context, worker, pod, state);
    if (worker.termination !== undefined) return;
    context.decide(worker, 'kubelet.exited', { container: state.name, exitCode: end.exitCode, reason: end.reason });
    this.writeStatus(worker, pod);
    this.prober.wake(worker, pod);
    this.sync(worker);
  }

  /** The spec of a running pod has changed: containers with another image are replaced. */
  specChanged(worker: PodWorker, pod: Pod, before: Pod): void {
    for (const container of pod.spec.containers) {
      const old = specOf(before, container.name);
      const state = containerOf(worker, container.name);
      if (state === undefined || old === undefined || old.image === container.image) continue;
      state.crashBackOff = undefined;
      state.pullBackOff = undefined;
      state.retryAt = undefined;
      if (!isRunning(state, this.context.now)) continue;
      this.context.decide(worker, 'kubelet.replacing', { container: container.name, image: container.image ?? '' });
      const message = `Container ${container.name} definition changed, will be restarted`;
      stopContainer(this.context, worker, pod, state, graceMs(pod), message);
      if (state.run?.end !== undefined) this.starter.expectEnd(worker, state, state.run.end);
    }
    for (const { name } of pod.spec.ephemeralContainers ?? []) {
      if (containerOf(worker, name) === undefined) worker.containers.push(newContainerState(name));
    }
    this.sync(worker);
  }

  /** Begins to end a pod that is to be deleted, or shortens its grace period. */
  terminate(worker: PodWorker, pod: Pod): void {
    const { context } = this;
    const graceSeconds = pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
    const { termination } = worker;
    if (termination !== undefined) {
      if (termination.timer === undefined || termination.graceSeconds <= graceSeconds) return;
      context.port.cancel(termination.timer);
    }
    this.giveUp(worker);
    for (const state of worker.containers) this.prober.stopLiveness(state);
    context.decide(worker, 'kubelet.stopping', { graceSeconds }, pod);
    const until = stopContainers(context, worker, pod, graceSeconds * 1000);
    const delay = until - context.now + latency.containerEndNoticed;
    const timer = context.schedule(delay, { type: 'terminated', uid: worker.uid, token: worker.token });
    worker.termination = { graceSeconds, since: context.now, until, timer };
  }

  /** All containers of a pod that is to be deleted have ended. */
  terminated(worker: PodWorker, pod: Pod): void {
    for (const state of worker.containers) {
      this.prober.stop(state);
      if (state.run !== undefined && state.endNoticedAt === undefined) {
        state.endNoticedAt = this.context.now;
        keepScriptWrites(this.context, worker, pod, state);
      }
      state.ready = false;
      state.started = false;
    }
    this.closeSandbox(worker);
    worker.isDone = true;
    const hasRun = worker.containers.some(({ run }) => run !== undefined);
    if (hasRun) {
      this.context.decide(worker, 'kubelet.stopped', {}, pod);
      this.writeStatus(worker, pod);
    }
    this.remove(worker, this.context.pod(worker) ?? pod);
  }

  /** Drops all that is known of a pod: it is gone, or its machine is. */
  forget(worker: PodWorker): void {
    this.giveUp(worker);
    for (const state of worker.containers) {
      this.prober.stop(state);
      if (state.endTimer !== undefined) this.context.port.cancel(state.endTimer);
    }
    if (worker.termination?.timer !== undefined) this.context.port.cancel(worker.termination.timer);
    this.closeSandbox(worker);
    this.asking.delete(worker.uid);
    this.context.state.pods.remove(worker.uid);
    forgetEmptyDirs(this.context, worker.uid);
  }

  /** The machine has lost power: what ran is gone, and nobody notices. */
  powerLost(worker: PodWorker): void {
    const { context } = this;
    this.giveUp(worker);
    if (worker.termination?.timer !== undefined) context.port.cancel(worker.termination.timer);
    worker.termination = undefined;
    for (const state of worker.containers) {
      this.prober.stop(state);
      if (state.endTimer !== undefined) context.port.cancel(state.endTimer);
      state.endTimer = undefined;
      if (state.run !== undefined && isRunning(state, context.now)) {
        state.run.end = { at: context.now, exitCode: 255, reason: 'Unknown' };
      }
    }
    this.closeSandbox(worker);
  }

  /** The machine is back: what should run on it is started again, in a new sandbox. */
  restore(worker: PodWorker, pod: Pod): void {
    const { context } = this;
    if (worker.isDone === true) return;
    if (pod.metadata.deletionTimestamp !== undefined) {
      this.terminate(worker, pod);
      return;
    }
    for (const state of worker.containers) {
      if (state.run === undefined) continue;
      state.endNoticedAt ??= context.now;
      state.started = false;
      state.ready = false;
    }
    context.decide(worker, 'kubelet.restored', { node: worker.node }, pod);
    if (worker.ip !== undefined) {
      context.event(worker, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
    }
    worker.sandbox = 'none';
    worker.ip = undefined;
    this.writeStatus(worker, pod);
    this.sync(worker);
  }

  /** A Service or its endpoints have changed: scripts that wait for them may go on. */
  networkChanged(): void {
    const { context } = this;
    for (const uid of this.asking) {
      const worker = context.state.pods.get(uid);
      if (worker === undefined || !worker.containers.some(asksNetwork)) this.asking.delete(uid);
      else if (!context.isOff(worker.node)) for (const state of worker.containers) this.replay(worker, state);
    }
  }

  /** After a checkpoint was loaded. */
  rebuild(): void {
    this.asking.clear();
    for (const worker of this.context.state.pods.all()) {
      if (worker.containers.some(asksNetwork)) this.asking.add(worker.uid);
    }
  }

  writeStatus(worker: PodWorker, seen: Pod): void {
    const { context } = this;
    if (context.isDeaf(worker.node)) return;
    const pod = context.pod(worker) ?? seen;
    const status = podStatus(
      pod,
      {
        hostIP: context.hostIP(worker.node),
        podIP: worker.ip,
        hasNetwork: worker.sandbox === 'ready',
        startTime: worker.admittedAt,
        containers: worker.containers,
        isTerminal: worker.isDone === true,
        verdict: worker.verdict,
      },
      context.now,
    );
    if (deepEqual(pod.status, status)) return;
    context.client(worker.node).updateStatus('pods', { ...pod, status });
  }

  private replay(worker: PodWorker, state: ContainerState): void {
    const { context } = this;
    const { run } = state;
    const script = run?.program.script;
    if (run === undefined || script === undefined || !isRunning(state, context.now)) return;
    const elapsed = context.now - run.startedAt;
    const news = Object.keys(script.network).filter(
      (question) => script.network[question] === -1 && podAnswer(question, worker, context.port.lister, context.door),
    );
    const behaviour = behaviourOf(context, run);
    if (news.length === 0 || behaviour === undefined) return;
    for (const question of news) script.network[question] = elapsed;
    run.program = scriptProgram(context.scripts(), script, behaviour, run.startedAt);
    expectCall(context, worker, state, context.now);
    const { end } = run.program;
    if (end === undefined) return;
    const reason = end.exitCode === 0 ? 'Completed' : 'Error';
    this.starter.expectEnd(worker, state, { at: run.startedAt + end.at, exitCode: end.exitCode, reason });
  }

  private remove(worker: PodWorker, pod: Pod): void {
    this.context.decide(worker, 'kubelet.removed', {}, pod);
    this.context.client(worker.node).delete('pods', worker.namespace, worker.name, {
      gracePeriodSeconds: 0,
      preconditions: { uid: worker.uid },
    });
  }

  /** Lets go of what is under way; its events will find another token. */
  private giveUp(worker: PodWorker): void {
    worker.token++;
    worker.job = undefined;
    if (worker.sync !== undefined) this.context.port.cancel(worker.sync.timer);
    worker.sync = undefined;
  }

  private closeSandbox(worker: PodWorker): void {
    worker.sandbox = 'gone';
    releaseAddress(this.context.node(worker.node).addresses, worker.uid);
  }

  private makeSandbox(worker: PodWorker, pod: Pod): void {
    const { context } = this;
    const [failure] = mountFailures(pod, context.port.lister);
    if (failure === undefined) {
      worker.mount = undefined;
      worker.sandbox = 'creating';
      context.schedule(latency.podSandbox, { type: 'sandboxReady', uid: worker.uid, token: worker.token });
      return;
    }
    const mount = worker.mount ?? { attempts: 0, since: context.now, reported: false };
    context.decide(worker, 'kubelet.mountFailed', { volume: failure.volume, message: failure.message });
    for (const each of mountFailures(pod, context.port.lister)) {
      context.event(worker, 'Warning', 'FailedMount', each.message);
    }
    if (!mount.reported && context.now - mount.since >= latency.mountTimeout) {
      mount.reported = true;
      const message = `Unable to attach or mount volumes: unmounted volumes=[${failure.volume}], unattached volumes=[], failed to process volumes=[]: timed out waiting for the condition`;
      context.event(worker, 'Warning', 'FailedMount', message);
    }
    const delay = Math.min(latency.mountRetryInitial * 2 ** mount.attempts, latency.mountRetryLongest);
    worker.mount = { ...mount, attempts: Math.min(mount.attempts + 1, 20) };
    this.syncAt(worker, context.now + delay);
  }

  private carryOut(worker: PodWorker, pod: Pod, plan: StartPlan): void {
    if (plan.start.length > 0) this.starter.begin(worker, pod, plan.start);
    else this.settle(worker, pod, plan);
  }

  /** Nothing can be started now: says why, ends what is over, and comes back when there is something to do. */
  private settle(worker: PodWorker, pod: Pod, plan: StartPlan): void {
    for (const name of plan.backOff) this.backOff(worker, pod, name);
    if (plan.isOver && this.stopSidecars(worker, pod)) return;
    if (plan.isOver) {
      this.giveUp(worker);
      worker.isDone = true;
      this.closeSandbox(worker);
      this.context.decide(worker, 'kubelet.finished', {});
    }
    this.writeStatus(worker, pod);
    const deadline = deadlineOf(worker, pod);
    const again = repeatBackOffs(this.context, worker, pod);
    const next = Math.min(plan.next ?? Infinity, worker.isDone === true ? Infinity : Math.min(deadline, again));
    if (Number.isFinite(next)) this.syncAt(worker, next);
  }

  private backOff(worker: PodWorker, pod: Pod, name: string): void {
    const state = containerOf(worker, name);
    const container = specOf(pod, name);
    const entry = state?.crashBackOff;
    if (state === undefined || container === undefined || entry === undefined) return;
    if (state.waiting?.reason === 'CrashLoopBackOff') return;
    const seconds = entry.delay / 1000;
    const delay = seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
    const about = podText(worker);
    this.context.decide(worker, 'kubelet.backOff', { container: name, seconds, restarts: state.restarts });
    const why = `back-off ${delay} restarting failed container=${name} pod=${about}`;
    const end = (state.run?.end?.at ?? this.context.now) + entry.delay;
    hold(state, 'CrashLoopBackOff', why, firstSyncAfter(end, this.context.now));
    sayBackOff(this.context, worker, container, state);
  }

  /** Sidecars end when the containers they serve have ended for good. True while some still run. */
  private stopSidecars(worker: PodWorker, pod: Pod): boolean {
    let some = false;
    for (const container of (pod.spec.initContainers ?? []).filter(isSidecar)) {
      const state = containerOf(worker, container.name);
      if (state === undefined || !isSeenRunning(state)) continue;
      some = true;
      // That its own program would end some day does not count: a Job with a sidecar would wait for that.
      if (state.run?.isStopping === true) continue;
      stopContainer(this.context, worker, pod, state, graceMs(pod), `Stopping container ${container.name}`);
      if (state.run?.end !== undefined) this.starter.expectEnd(worker, state, state.run.end);
    }
    return some;
  }

  private restartUnhealthy(
    worker: PodWorker,
    pod: Pod,
    container: Container,
    state: ContainerState,
    kind: ProbeKind,
  ): void {
    const { context } = this;
    context.decide(worker, 'kubelet.killing', { container: container.name, probe: kind });
    const grace = container[`${kind}Probe`]?.terminationGracePeriodSeconds;
    const restarts = (pod.spec.restartPolicy ?? 'Always') !== 'Never';
    const message = `Container ${container.name} failed ${kind} probe${restarts ? ', will be restarted' : ''}`;
    stopContainer(context, worker, pod, state, grace === undefined ? graceMs(pod) : grace * 1000, message);
    if (state.run?.end !== undefined) this.starter.expectEnd(worker, state, state.run.end);
  }

  private isPastDeadline(worker: PodWorker, pod: Pod): boolean {
    return this.context.now >= deadlineOf(worker, pod);
  }

  private exceedDeadline(worker: PodWorker, pod: Pod): void {
    const message = 'Pod was active on the node longer than the specified deadline';
    this.context.decide(worker, 'kubelet.deadlineExceeded', { seconds: pod.spec.activeDeadlineSeconds ?? 0 });
    this.context.event(worker, 'Normal', 'DeadlineExceeded', message);
    stopContainers(this.context, worker, pod, graceMs(pod));
    this.fail(worker, pod, { reason: 'DeadlineExceeded', message });
  }

  /** Fails a pod whatever its containers do; those that run are left to end. */
  private fail(worker: PodWorker, pod: Pod, verdict: Verdict): void {
    this.giveUp(worker);
    worker.verdict = verdict;
    worker.isDone = true;
    for (const state of worker.containers) {
      this.prober.stop(state);
      state.ready = false;
      if (state.run?.end !== undefined && isSeenRunning(state)) this.starter.expectEnd(worker, state, state.run.end);
    }
    this.closeSandbox(worker);
    this.writeStatus(worker, pod);
  }

  private syncAt(worker: PodWorker, at: number): void {
    if (worker.sync !== undefined) {
      if (worker.sync.at === at) return;
      this.context.port.cancel(worker.sync.timer);
    }
    const timer = this.context.schedule(at - this.context.now, { type: 'sync', uid: worker.uid });
    worker.sync = { timer, at };
  }
}

function graceMs(pod: Pod): number {
  return (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
}

/** When the pod has been active for too long (activeDeadlineSeconds), ms since the epoch. */
function deadlineOf(worker: PodWorker, pod: Pod): number {
  const { activeDeadlineSeconds } = pod.spec;
  return activeDeadlineSeconds === undefined ? Infinity : worker.admittedAt + activeDeadlineSeconds * 1000;
}

function asksNetwork(state: ContainerState): boolean {
  const { network } = state.run?.program.script ?? {};
  return network !== undefined && state.endNoticedAt === undefined && Object.values(network).includes(-1);
}
