/** The shell cannot read a line; the message is bash's, without what bash puts before it. */
export class ShellSyntaxError extends Error {
  readonly line: number;
  /** More lines could make it right, so that a terminal asks for them. */
  readonly incomplete: boolean;

  constructor(message: string, line: number, incomplete = false) {
    super(message);
    this.line = line;
    this.incomplete = incomplete;
  }
}
