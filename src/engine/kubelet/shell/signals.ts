/*
 * What leaves the commands of a script before their end, on the way to whom it concerns.
 */

/** `exit`, to the end of the shell. */
export class Exit {
  readonly code: number;
  constructor(code: number) {
    this.code = code;
  }
}

/** `return`, to the end of the function or of the sourced file. */
export class Return {
  readonly code: number;
  constructor(code: number) {
    this.code = code;
  }
}

/** `break` and `continue`, to the loop that they mean. */
export class LoopJump {
  readonly kind: 'break' | 'continue';
  /** How many loops are still to be left. */
  readonly levels: number;
  constructor(kind: 'break' | 'continue', levels: number) {
    this.kind = kind;
    this.levels = levels;
  }
}

/** The moment up to which it is watched has come, or nothing more will ever change. */
export class Watched {}
