import type { FrameDoor } from '../../src/session/index.ts';
import { cpuMs } from '../support/cpu-time.ts';

/** A browser's frames and clock, moved by hand. */
export class FakeFrames implements FrameDoor {
  /** Wall time in ms. */
  wall = 0;
  hidden = false;
  /** Measure what work costs, to see a frame's budget at work. */
  measures = false;
  private next: ((time: number) => void) | undefined;
  private listeners = new Set<() => void>();

  requestFrame(run: (time: number) => void): number {
    this.next = run;
    return 1;
  }

  cancelFrame(): void {
    this.next = undefined;
  }

  now(): number {
    return this.measures ? cpuMs() : this.wall;
  }

  isHidden(): boolean {
    return this.hidden;
  }

  onVisibilityChange(run: () => void): () => void {
    this.listeners.add(run);
    return () => this.listeners.delete(run);
  }

  /** Whether anyone waits for a frame. */
  get isRequested(): boolean {
    return this.next !== undefined;
  }

  /** Lets frames pass, each 20 ms after the last. */
  run(frames: number): void {
    for (let left = frames; left > 0; left--) {
      this.wall += 20;
      const run = this.next;
      this.next = undefined;
      run?.(this.wall);
    }
  }

  setHidden(hidden: boolean): void {
    this.hidden = hidden;
    for (const listener of this.listeners) listener();
  }
}
