/** Steps of a slice: what they do together is not felt. */
const STEPS = 25;

/** Work in steps that does as many at once as nobody feels, and lets the page go on before the next ones. */
export class Slices {
  private work: Generator<void, void> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  get isRunning(): boolean {
    return this.work !== undefined;
  }

  /** Begins something instead of what is being done; what is short is done when this returns. */
  start(work: Generator<void, void>): void {
    this.stop();
    this.work = work;
    this.goOn();
  }

  /** Does the rest of it now. */
  finish(): void {
    while (this.isRunning) this.goOn();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.work = undefined;
  }

  private goOn(): void {
    clearTimeout(this.timer);
    for (let step = 0; step < STEPS && this.work !== undefined; step++) {
      const { work } = this;
      // A step may begin something else in the place of its own work.
      if (work.next().done === true && this.work === work) this.work = undefined;
    }
    if (this.work !== undefined) this.timer = setTimeout(() => this.goOn());
  }
}
