import { isFailure, podStatusText } from '../../engine/index.ts';
import type { ApiResponse, Cluster, Deployment, Exchange, Json, Pod, TrafficOrigin } from '../../engine/index.ts';
import { causeOf, fatalHop, isFailedExchange, type Cause } from './causes.ts';
import type { ComparisonPlan, FailureGroup, Sample, TrialView, Variant } from './comparison.ts';
import { changed, rolloutChanges, variantChanges } from './variant.ts';

/** Virtual ms between two looks at the copy. */
const LOOK_MS = 100;
/** Virtual ms that pods get to become what the variant says, before the load. */
const PREPARE_LIMIT_MS = 300_000;
/** ... and that everything rests before it: kube-proxies have heard by then, and pods that left are gone. */
const REST_MS = 2000;
/** Virtual ms of load before the change. */
const LEAD_MS = 3000;
/** Virtual ms that a client waits for its answer. */
export const CLIENT_PATIENCE_MS = 4000;
const SAMPLE_MS = 500;
const SECOND_MS = 1000;
/** Events that run before the budget of a frame is looked at again: in a large cluster one may take a while. */
const MOST_EVENTS = 100;
const CLIENT = 'compare-client';

/** What there is to see of a side before there is a copy for it. */
export const notYetBegun: TrialView = {
  phase: 'preparing',
  progress: 0,
  problem: '',
  report: undefined,
  changedAt: undefined,
  rolloutMs: undefined,
  samples: [],
  failures: [],
  answeredBefore: 0,
  answeredAfter: 0,
  startedAt: 0,
};

/**
 * One side of a comparison: a copy of the cluster in which a Deployment is made the variant, then rolled out while a load
 * runs. The cluster that it was copied from knows nothing of it. Synchronous; moves on by `advance` alone.
 */
export class Trial {
  private readonly cluster: Cluster;
  private readonly plan: ComparisonPlan;
  private phase: TrialView['phase'] = 'preparing';
  private problem = '';
  private readonly beganAt: number;
  private restsSince: number | undefined;
  private load: number | undefined;
  private startedAt = 0;
  private changedAt: number | undefined;
  private completedAt: number | undefined;
  private samples: Sample[] = [];
  private readonly groups = new Map<Cause, FailureGroup>();
  private open = new Set<number>();
  private lastExchange = 0;
  private hashBefore = '';

  /** `cluster`: a copy that nobody else moves. */
  constructor(cluster: Cluster, plan: ComparisonPlan, variant: Variant) {
    this.cluster = cluster;
    this.plan = plan;
    this.beganAt = cluster.now();
    this.lastExchange = cluster.traffic?.lastId() ?? 0;
    const { deployment } = this;
    if (deployment === undefined) {
      this.giveUp(`deployments.apps "${plan.deployment}" not found`);
      return;
    }
    const changes = variantChanges({ ...deployment }, variant, plan);
    if (changes.length > 0) this.put(changed({ ...deployment }, changes));
    if (plan.way.from === 'inside') this.addClient();
  }

  get isOver(): boolean {
    return this.phase === 'over' || this.phase === 'stuck';
  }

  /** How far it has come: virtual ms since its load began, negative while it is prepared. */
  get position(): number {
    return this.phase === 'preparing' ? this.elapsed - PREPARE_LIMIT_MS : this.cluster.now() - this.startedAt;
  }

  /** Moves the copy on by a tenth of a virtual second, or by as many events as may run at once. */
  advance(): void {
    if (this.isOver) return;
    if (!this.cluster.advance(LOOK_MS - (this.cluster.now() % LOOK_MS), MOST_EVENTS).reached) return;
    if (this.phase === 'preparing') this.prepare();
    else this.run();
  }

  view(): TrialView {
    const { traffic } = this.cluster;
    const report = this.load === undefined ? undefined : traffic?.loadReport(this.load);
    const answered = (isBefore: boolean): number =>
      Object.entries(report?.byPod ?? {})
        .filter(([name]) => name !== '' && this.isBefore(name) === isBefore)
        .reduce((sum, [, { requests, failed }]) => sum + requests - failed, 0);
    return {
      phase: this.phase,
      progress: this.progress,
      problem: this.problem,
      report,
      changedAt: this.changedAt === undefined ? undefined : this.changedAt - this.startedAt,
      rolloutMs:
        this.completedAt === undefined || this.changedAt === undefined ? undefined : this.completedAt - this.changedAt,
      samples: this.samples,
      failures: [...this.groups.values()].toSorted((a, b) => b.count - a.count),
      answeredBefore: answered(true),
      answeredAfter: answered(false),
      startedAt: this.startedAt,
    };
  }

  private get elapsed(): number {
    return this.cluster.now() - this.beganAt;
  }

  private get progress(): number {
    if (this.isOver) return 1;
    if (this.phase === 'preparing') return Math.min(0.15, this.elapsed / PREPARE_LIMIT_MS);
    return 0.15 + 0.85 * Math.min(0.99, (this.cluster.now() - this.startedAt) / (this.plan.seconds * 1000));
  }

  private get deployment(): Deployment | undefined {
    return this.cluster.live.get('deployments', this.plan.namespace, this.plan.deployment);
  }

  /** The pods of the Deployment, by its selector's labels. */
  private pods(): readonly Pod[] {
    const labels = this.deployment?.spec.selector.matchLabels ?? {};
    return this.cluster.live
      .list('pods', this.plan.namespace)
      .filter(({ metadata }) => Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value));
  }

  /** Waits until the Deployment is what the variant says, and nothing moves any more. */
  private prepare(): void {
    const now = this.cluster.now();
    if (!this.isSettled()) this.restsSince = undefined;
    else this.restsSince ??= now;
    // Loads count by whole seconds of the clock: begun on one, what is counted lines up with the change.
    if (this.restsSince !== undefined && now - this.restsSince >= REST_MS && now % SECOND_MS === 0) {
      this.startLoad();
    } else if (this.elapsed > PREPARE_LIMIT_MS) {
      const waiting = this.pods().find((pod) => !isReady(pod));
      this.giveUp(waiting === undefined ? '' : `${waiting.metadata.name}: ${this.complaintAbout(waiting)}`);
    }
  }

  /** What was last reported as wrong with a pod, else its status. */
  private complaintAbout(pod: Pod): string {
    const events = this.cluster.live
      .list('events', this.plan.namespace)
      .filter(({ type, involvedObject }) => type === 'Warning' && involvedObject.uid === pod.metadata.uid);
    return events.at(-1)?.message ?? podStatusText(pod);
  }

  private isSettled(): boolean {
    const pods = this.pods();
    const client = this.cluster.live.get('pods', this.plan.namespace, CLIENT);
    return (
      isComplete(this.deployment) &&
      pods.every(({ metadata }) => metadata.deletionTimestamp === undefined) &&
      (this.plan.way.from === 'outside' || client?.status.phase === 'Running')
    );
  }

  private startLoad(): void {
    const { plan, cluster } = this;
    const from: TrafficOrigin = plan.way.from === 'outside' ? 'outside' : { namespace: plan.namespace, pod: CLIENT };
    this.hashBefore = this.pods()[0]?.metadata.labels?.['pod-template-hash'] ?? '';
    this.phase = 'running';
    this.startedAt = cluster.now();
    this.lastExchange = cluster.traffic?.lastId() ?? 0;
    this.load = cluster.traffic?.startLoad({
      from,
      method: plan.method,
      url: plan.way.url,
      rate: { type: 'constant', perSecond: plan.perSecond },
      durationSeconds: plan.seconds,
      timeoutMs: CLIENT_PATIENCE_MS,
      recordsAll: true,
    });
    if (this.load === undefined) this.giveUp('the network is starting');
    else this.sample();
  }

  private run(): void {
    const now = this.cluster.now();
    this.noteFailures();
    if (now - this.startedAt >= (this.samples.at(-1)?.at ?? 0) + SAMPLE_MS) this.sample();
    if (this.changedAt === undefined) {
      if (now - this.startedAt >= LEAD_MS) this.change();
      return;
    }
    if (this.completedAt === undefined && now > this.changedAt && isComplete(this.deployment)) this.completedAt = now;
    const end = this.startedAt + this.plan.seconds * 1000;
    const report = this.cluster.traffic?.loadReport(this.load ?? 0);
    const isAnswered = report !== undefined && report.answered + report.failed >= report.sent;
    if (now > end && (isAnswered || now > end + 2 * CLIENT_PATIENCE_MS)) {
      this.sample();
      this.phase = 'over';
    }
  }

  private change(): void {
    const { deployment } = this;
    this.changedAt = this.cluster.now();
    if (deployment === undefined) return;
    const time = new Date(this.changedAt).toISOString().replace(/\.\d+Z$/, 'Z');
    this.put(changed({ ...deployment }, rolloutChanges({ ...deployment }, this.plan, time)));
  }

  private sample(): void {
    const ready = this.pods().filter((pod) => isReady(pod) && pod.metadata.deletionTimestamp === undefined);
    const before = ready.filter(({ metadata }) => this.isBefore(metadata.name)).length;
    this.samples = [...this.samples, { at: this.cluster.now() - this.startedAt, before, after: ready.length - before }];
  }

  /** Whether a pod of this name is of the revision before the change. */
  private isBefore(pod: string): boolean {
    return pod.startsWith(`${this.plan.deployment}-${this.hashBefore}-`);
  }

  /** Looks what became of the requests that were under way at the last look, and of those sent since. */
  private noteFailures(): void {
    const { traffic } = this.cluster;
    if (traffic === undefined) return;
    for (const { id, parent } of traffic.exchangesSince(this.lastExchange)) {
      this.lastExchange = id;
      if (parent === undefined) this.open.add(id);
    }
    for (const id of this.open) {
      const exchange = traffic.exchange(id);
      if (exchange?.outcome === undefined && exchange !== undefined) continue;
      this.open.delete(id);
      if (exchange !== undefined && isFailedExchange(exchange)) this.noteFailure(exchange);
    }
  }

  private noteFailure(exchange: Exchange): void {
    const fatal = fatalHop(exchange, (id) => this.cluster.traffic?.exchange(id));
    if (fatal === undefined) return;
    const cause = causeOf(fatal, this.cluster.live);
    const group = this.groups.get(cause);
    const { code, params } = fatal.hop;
    this.groups.set(
      cause,
      group === undefined
        ? {
            cause,
            count: 1,
            at: exchange.startedAt - this.startedAt,
            what: { key: `traffic.${code}`, params: { ...params } },
          }
        : { ...group, count: group.count + 1 },
    );
  }

  private addClient(): void {
    const { namespace } = this.plan;
    this.ask({
      verb: 'create',
      group: '',
      resource: 'pods',
      namespace,
      body: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: CLIENT, namespace },
        spec: { containers: [{ name: 'client', image: 'curlimages/curl', command: ['sleep', 'infinity'] }] },
      },
    });
  }

  private put(body: Json): void {
    const { namespace, deployment: name } = this.plan;
    this.ask({ verb: 'update', group: 'apps', resource: 'deployments', namespace, name, body });
  }

  private ask(request: Parameters<Cluster['request']>[0]): void {
    const response: ApiResponse = this.cluster.request(request);
    if (isFailure(response)) this.giveUp(response.body.message);
  }

  private giveUp(problem: string): void {
    this.phase = 'stuck';
    this.problem = problem;
  }
}

function isReady({ status }: Pod): boolean {
  return status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') === true;
}

/** Whether all pods that there should be are new ones and available (DeploymentComplete). */
function isComplete(deployment: Deployment | undefined): boolean {
  if (deployment === undefined) return false;
  const { metadata, spec, status } = deployment;
  return (
    status.observedGeneration === metadata.generation &&
    (status.updatedReplicas ?? 0) === spec.replicas &&
    (status.replicas ?? 0) === spec.replicas &&
    (status.availableReplicas ?? 0) === spec.replicas
  );
}
