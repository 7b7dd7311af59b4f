/** The shell cannot read a line; the message is bash's, without what bash puts before it. */
export class ShellSyntaxError extends Error {
  readonly line: number;
  /** More lines could make it right, so that a terminal asks for them. */
  readonly incomplete: boolean;

  /** The line of the mistake as it was written, where bash shows it. */
  readonly written: string | undefined;

  constructor(message: string, line: number, incomplete = false, written?: string) {
    super(message);
    this.written = written;
    this.line = line;
    this.incomplete = incomplete;
  }
}
