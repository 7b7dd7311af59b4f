export type Expression =
  | { type: 'number'; value: number }
  | { type: 'string'; value: string }
  | { type: 'regex'; source: string }
  | { type: 'variable'; name: string }
  | { type: 'field'; index: Expression }
  | { type: 'element'; array: string; index: Expression[] }
  | { type: 'in'; array: string; index: Expression[] }
  | { type: 'unary'; operator: '!' | '-' | '+'; operand: Expression }
  | { type: 'binary'; operator: string; left: Expression; right: Expression }
  | { type: 'conditional'; condition: Expression; yes: Expression; no: Expression }
  | { type: 'assign'; operator: string; target: Target; value: Expression }
  | { type: 'step'; target: Target; by: 1 | -1; isPrefix: boolean }
  | { type: 'call'; name: string; args: Expression[] }
  /** A function of the program's own. */
  | { type: 'userCall'; name: string; args: Expression[] }
  /** Reads the next line of the input or of a file, into `$0` or a variable. */
  | { type: 'getline'; target?: Target; file?: Expression };

export type Target = Extract<Expression, { type: 'variable' | 'field' | 'element' }>;

export type Statement =
  | { type: 'expression'; expression: Expression }
  | { type: 'print' | 'printf'; args: Expression[]; to?: Output }
  | { type: 'block'; body: Statement[] }
  | { type: 'if'; condition: Expression; yes: Statement; no?: Statement }
  | { type: 'while'; condition: Expression; body: Statement; testsLast: boolean }
  | { type: 'for'; start?: Statement; condition?: Expression; step?: Statement; body: Statement }
  | { type: 'forIn'; name: string; array: string; body: Statement }
  | { type: 'delete'; array: string; index?: Expression[] }
  | { type: 'next' | 'break' | 'continue' }
  | { type: 'exit'; code?: Expression }
  | { type: 'return'; value?: Expression };

/** Where `print` goes: into a file, at its end, or into a command. */
export interface Output {
  how: '>' | '>>' | '|';
  name: Expression;
}

export type Pattern =
  | { type: 'begin' | 'end' | 'always' }
  | { type: 'when'; condition: Expression }
  | { type: 'range'; from: Expression; to: Expression };

/** `pattern { action }`; without an action the line is printed. */
export interface Rule {
  pattern: Pattern;
  action: Statement;
}

export interface AwkFunction {
  parameters: string[];
  body: Statement;
}

export interface AwkProgram {
  rules: Rule[];
  functions: ReadonlyMap<string, AwkFunction>;
  /** It reads lines when it likes (`getline`), so that whoever runs it must have them all at hand. */
  readsAhead: boolean;
}
