/** The shell cannot read a line; the message is bash's, without what bash puts before it. */
export class ShellSyntaxError extends Error {
  readonly line: number;
  /** More lines could make it right, so that a terminal asks for them. */
  readonly incomplete: boolean;

  /** The line of the mistake as it was written, where bash shows it. */
  readonly written: string | undefined;

  /** What stands where it must not; other shells than bash name it in words of their own. */
  readonly token: string | undefined;

  constructor(message: string, line: number, incomplete = false, written?: string, token?: string) {
    super(message);
    this.token = token;
    this.written = written;
    this.line = line;
    this.incomplete = incomplete;
  }
}
