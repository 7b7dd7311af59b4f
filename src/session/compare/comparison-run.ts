import type { Checkpoint, Cluster } from '../../engine/index.ts';
import type { FrameDoor } from '../driver.ts';
import type { ComparisonPlan, ComparisonView } from './comparison.ts';
import { differenceOf } from './difference.ts';
import { notYetBegun, Trial } from './trial.ts';

/** Wall ms of a frame that the two copies may use. */
const FRAME_BUDGET_MS = 8;
/** Looks at a copy in one frame at most, however fast the machine is. */
const MOST_LOOKS = 60;
/** Wall ms between two reports of how it goes. */
const REPORT_MS = 120;

interface Trials {
  readonly a: Trial;
  readonly b: Trial;
}

/**
 * Two copies of a cluster that try two variants of a Deployment, moved on a little in each frame so that the page stays as
 * lively as before. The copy that is behind moves first, so both sides grow together.
 */
export class ComparisonRun {
  private readonly frames: FrameDoor;
  private readonly report: (view: ComparisonView) => void;
  private readonly preparation: Generator<undefined, Trials, undefined>;
  private given: ComparisonPlan;
  private trials: Trials | undefined;
  private frame: number | undefined;
  private reportedAt = -Infinity;

  /** `cluster` stays as it is: both sides begin with a checkpoint of it. */
  constructor(frames: FrameDoor, cluster: Cluster, plan: ComparisonPlan, report: (view: ComparisonView) => void) {
    this.frames = frames;
    this.report = report;
    this.given = plan;
    this.preparation = this.prepare(cluster, cluster.checkpoint());
  }

  /** As it was asked for, and, once the copies were asked, with the probe that fits. */
  get plan(): ComparisonPlan {
    return this.given;
  }

  /** Begins, or goes on after a `cancel`. */
  start(): void {
    this.frame ??= this.frames.requestFrame(() => this.onFrame());
  }

  cancel(): void {
    if (this.frame !== undefined) this.frames.cancelFrame(this.frame);
    this.frame = undefined;
  }

  view(): ComparisonView {
    if (this.trials === undefined) {
      return { isOver: false, sides: { a: notYetBegun, b: notYetBegun }, difference: undefined };
    }
    const { a, b } = this.trials;
    const sides = { a: a.view(), b: b.view() };
    return { isOver: a.isOver && b.isOver, sides, difference: differenceOf(this.plan, sides) };
  }

  /** Copies the cluster, in steps: in a large one each copy takes a frame. */
  private *prepare(cluster: Cluster, start: Checkpoint): Generator<undefined, Trials, undefined> {
    const a = cluster.restore(start);
    yield;
    const b = cluster.restore(start);
    yield;
    // Each copy is asked, so that both begin alike.
    const canProbe = [isPage(a, this.given), isPage(b, this.given)].every(Boolean);
    if (!canProbe) this.given = { ...this.given, probe: 'port' };
    const { variants } = this.given;
    return { a: new Trial(a, this.given, variants.a), b: new Trial(b, this.given, variants.b) };
  }

  private onFrame(): void {
    if (this.trials === undefined) {
      const step = this.preparation.next();
      if (step.done === true) this.trials = step.value;
      this.frame = this.frames.requestFrame(() => this.onFrame());
      return;
    }
    const { a, b } = this.trials;
    const begin = this.frames.now();
    for (let looks = 0; looks < MOST_LOOKS && this.frames.now() - begin < FRAME_BUDGET_MS; looks++) {
      const behind = b.isOver || (!a.isOver && a.position <= b.position) ? a : b;
      if (behind.isOver) break;
      behind.advance();
    }
    const isOver = a.isOver && b.isOver;
    this.frame = isOver ? undefined : this.frames.requestFrame(() => this.onFrame());
    if (!isOver && begin - this.reportedAt < REPORT_MS) return;
    this.reportedAt = begin;
    this.report(this.view());
  }
}

/** Whether a probe of the path of a plan's URL can ever succeed: what is answered with 4xx now is no page to probe. */
function isPage(copy: Cluster, { way, method, namespace }: ComparisonPlan): boolean {
  const inside = copy.live.list('pods', namespace).find(({ status }) => status.phase === 'Running');
  const from = way.from === 'outside' || inside === undefined ? 'outside' : { namespace, pod: inside.metadata.name };
  const outcome = copy.traffic?.play({ from, method, url: way.url }).outcome;
  return !(outcome?.type === 'answered' && outcome.status >= 400 && outcome.status < 500);
}
