import type { Command } from './language/ast.ts';
import { keysOf, elementName } from './language/arrays.ts';

/** Which shell reads the text: they differ in what they understand and in how they say that something is wrong. */
export type ShellKind = 'bash' | 'dash' | 'ash';

/** What a shell knows. A subshell works on a copy; a shell that is started anew gets the exported variables. */
export class ShellState {
  kind: ShellKind = 'ash';
  /** As it was called: `sh`, `bash`; of a script, its path. */
  name = 'sh';
  /** Somebody types the script line by line. */
  isTyped = false;
  isFile = false;
  cwd = '/';
  variables = new Map<string, string>();
  exported = new Set<string>();
  associative = new Set<string>();
  positional: string[] = [];
  functions = new Map<string, Command>();
  /** `set -e`, `-u` and `-o pipefail`. */
  options = { exitOnError: false, unsetIsError: false, pipefail: false };
  /** What `trap ... EXIT` wants run. */
  exitTrap: string | undefined;
  line = 1;
  /** What `local` has hidden in the functions that run, innermost last; undefined: it was not set. */
  private readonly hidden: Map<string, string | undefined>[] = [];

  copy(): ShellState {
    const copy = new ShellState();
    Object.assign(copy, {
      kind: this.kind,
      name: this.name,
      isTyped: this.isTyped,
      isFile: this.isFile,
      cwd: this.cwd,
      variables: new Map(this.variables),
      exported: new Set(this.exported),
      associative: new Set(this.associative),
      positional: [...this.positional],
      functions: new Map(this.functions),
      options: { ...this.options },
      line: this.line,
    });
    return copy;
  }

  /** A shell that this one starts as a program of its own. */
  started(): ShellState {
    const state = new ShellState();
    state.cwd = this.cwd;
    for (const name of this.exported) {
      const value = this.variables.get(name);
      if (value !== undefined) state.variables.set(name, value);
    }
    state.exported = new Set(this.exported);
    return state;
  }

  remove(name: string): void {
    for (const key of keysOf(this.variables.keys(), name)) this.variables.delete(elementName(name, key));
    this.variables.delete(name);
    this.associative.delete(name);
    this.exported.delete(name);
  }

  /** Runs a function's body; what is local in it goes with it. */
  within<T>(body: () => T): T {
    const hidden = new Map<string, string | undefined>();
    this.hidden.push(hidden);
    try {
      return body();
    } finally {
      this.hidden.pop();
      for (const [name, value] of hidden) {
        this.remove(name);
        if (value !== undefined) this.variables.set(name, value);
      }
    }
  }

  get isInFunction(): boolean {
    return this.hidden.length > 0;
  }

  /** Makes a variable local to the function that runs. */
  hide(name: string): void {
    const hidden = this.hidden.at(-1);
    if (hidden === undefined || hidden.has(name)) return;
    hidden.set(name, this.variables.get(name));
    this.remove(name);
  }
}
