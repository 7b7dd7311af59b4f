/** The doors of the browser that the driver needs; a test hands it a fake clock. Times are wall time in ms. */
export interface FrameDoor {
  requestFrame(run: (time: number) => void): number;
  cancelFrame(id: number): void;
  /** A clock that is fine enough to measure a few milliseconds. */
  now(): number;
  isHidden(): boolean;
  /** Calls `run` whenever the page is hidden or shown; answers how to stop. */
  onVisibilityChange(run: () => void): () => void;
}

/** What the driver moves. */
export interface Driven {
  /** Virtual ms that should pass in a ms of wall time; 0 when the clock stands. */
  rate(): number;
  /** Virtual now, ms since the epoch. */
  now(): number;
  /** Runs what is due within `ms`, at most `maxEvents` events; false when those were not enough. */
  advance(ms: number, maxEvents: number): boolean;
  /** Called once a frame, after the advance, to show what came of it. */
  publish(throttled: boolean): void;
}

/** Wall ms of a frame that the cluster may use; the rest is for drawing. */
const FRAME_BUDGET_MS = 8;
/** After a stall (a slow frame, a debugger) no more than this is made up for. */
const LONGEST_FRAME_MS = 100;
/** Wall ms that a chunk of events is to take. */
const CHUNK_MS = FRAME_BUDGET_MS / 4;
const FIRST_CHUNK = 32;
const LARGEST_CHUNK = 4096;

/**
 * Turns animation frames into virtual time: frame time x speed, within a budget. When the cluster has more to do than
 * fits, the clock slows instead of the page. Nothing else in the page asks for animation frames for the cluster's sake.
 */
export class FrameDriver {
  private readonly door: FrameDoor;
  private readonly driven: Driven;
  private frame: number | undefined;
  private last: number | undefined;
  private stopListening: (() => void) | undefined;
  /** Virtual ms, less than one, that no frame has run yet: the engine counts in whole ms. */
  private fraction = 0;
  private chunk = FIRST_CHUNK;
  /** How often the budget was spent lately, 0 to 1; smooths what the page says about it. */
  private pressure = 0;
  private throttled = false;

  constructor(door: FrameDoor, driven: Driven) {
    this.door = door;
    this.driven = driven;
  }

  start(): void {
    this.stopListening = this.door.onVisibilityChange(() => this.followVisibility());
    this.followVisibility();
  }

  stop(): void {
    this.stopListening?.();
    this.pause();
  }

  private followVisibility(): void {
    if (this.door.isHidden()) this.pause();
    else if (this.frame === undefined) this.requestFrame();
  }

  private pause(): void {
    if (this.frame !== undefined) this.door.cancelFrame(this.frame);
    this.frame = undefined;
    this.last = undefined;
  }

  private requestFrame(): void {
    this.frame = this.door.requestFrame((time) => {
      this.requestFrame();
      this.run(time);
    });
  }

  private run(time: number): void {
    const elapsed = Math.min(LONGEST_FRAME_MS, Math.max(0, time - (this.last ?? time)));
    this.last = time;
    const owed = this.fraction + elapsed * this.driven.rate();
    const whole = Math.floor(owed);
    this.fraction = owed - whole;
    const reached = whole === 0 || this.advanceWithinBudget(whole);
    this.pressure = this.pressure * 0.9 + (reached ? 0 : 0.1);
    if (this.pressure > 0.4) this.throttled = true;
    else if (this.pressure < 0.05) this.throttled = false;
    this.driven.publish(this.throttled);
  }

  private advanceWithinBudget(ms: number): boolean {
    const target = this.driven.now() + ms;
    const start = this.door.now();
    let before = start;
    for (;;) {
      const reached = this.driven.advance(target - this.driven.now(), this.chunk);
      if (reached) return true;
      const after = this.door.now();
      const took = after - before;
      // At once as few as fit: halved once a frame, a chunk that was far too large would hold several.
      if (took > CHUNK_MS) this.chunk = Math.max(1, Math.floor((this.chunk * CHUNK_MS) / took));
      else if (took < CHUNK_MS / 4) this.chunk = Math.min(LARGEST_CHUNK, this.chunk << 1);
      if (after - start >= FRAME_BUDGET_MS) return false;
      before = after;
    }
  }
}
