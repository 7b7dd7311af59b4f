/** `break` and `continue`, on their way to the loop that they mean. */
export class LoopSignal extends Error {
  readonly kind: 'break' | 'continue';
  /** How many loops are still to be left. */
  readonly levels: number;

  constructor(kind: 'break' | 'continue', levels: number) {
    super(kind);
    this.kind = kind;
    this.levels = levels;
  }
}

/** `return`, on its way to the function or the sourced file. */
export class ReturnSignal extends Error {
  readonly status: number;

  constructor(status: number) {
    super('return');
    this.status = status;
  }
}

/** `exit`, on its way to the end of the shell or subshell. */
export class ExitSignal extends Error {
  readonly status: number;

  constructor(status: number) {
    super('exit');
    this.status = status;
  }
}
