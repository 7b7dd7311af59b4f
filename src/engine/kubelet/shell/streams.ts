/** Where what a program prints goes. */
export interface Sink {
  write(text: string): void;
  /** Whether it is read by another program or by `$(...)`, not by a person. */
  readonly isCaptured: boolean;
}

/** Nobody reads it. */
export const nowhere: Sink = { write: () => undefined, isCaptured: true };

/** A text that is kept for whoever reads it next; what comes after `longest` characters is lost. */
export class Capture implements Sink {
  readonly isCaptured = true;
  text = '';
  private readonly longest: number;

  constructor(longest: number) {
    this.longest = longest;
  }

  write(text: string): void {
    if (this.text.length < this.longest) this.text += text;
  }
}
