import { initialState, type KubectlState } from '../kubectl/index.ts';
import type { ShellCommand as Command } from '../engine/index.ts';

export interface Variable {
  value: string;
  exported: boolean;
}

/** What a shell remembers between command lines. A subshell works on a copy. */
export interface ShellState {
  cwd: string;
  variables: Map<string, Variable>;
  /** Arrays whose keys are names (`declare -A`). */
  associative: Set<string>;
  /** `$1`, `$2` ... */
  positional: string[];
  aliases: Map<string, string>;
  functions: Map<string, Command>;
  /** Lines that were run, oldest first. */
  history: string[];
  /** `$?`. */
  status: number;
  /** `$!`: the process id of the last background job. */
  lastJob?: number;
  /** `set -e`, `-x` and `-u`. */
  options: { exitOnError: boolean; trace: boolean; unsetIsError: boolean };
  kubectl: KubectlState;
  /** What `docker build` made, oldest first, by name with tag: when, ms since the epoch. Subshells share it. */
  builtImages: Map<string, number>;
}

export function initialShellState(home: string): ShellState {
  const exported = (value: string): Variable => ({ value, exported: true });
  return {
    cwd: home,
    variables: new Map([
      ['HOME', exported(home)],
      ['PWD', exported(home)],
      ['USER', exported('learner')],
      ['SHELL', exported('/bin/bash')],
      ['PATH', exported('/usr/local/bin:/usr/bin:/bin')],
      ['KUBECONFIG', exported(`${home}/.kube/config`)],
      ['TERM', exported('xterm-256color')],
      ['LANG', exported('C.UTF-8')],
      ['HOSTNAME', { value: 'podground', exported: false }],
    ]),
    associative: new Set(),
    positional: [],
    aliases: new Map(),
    functions: new Map(),
    history: [],
    status: 0,
    options: { exitOnError: false, trace: false, unsetIsError: false },
    kubectl: initialState(),
    builtImages: new Map(),
  };
}

/** The state of a subshell: changing it changes nothing outside, but for kubectl's configuration, which is a file. */
export function copyState(state: ShellState): ShellState {
  return {
    ...state,
    variables: new Map([...state.variables].map(([name, variable]) => [name, { ...variable }])),
    associative: new Set(state.associative),
    positional: [...state.positional],
    aliases: new Map(state.aliases),
    functions: new Map(state.functions),
    options: { ...state.options },
  };
}

export function variable(state: ShellState, name: string): string | undefined {
  return state.variables.get(name)?.value;
}

export function assign(state: ShellState, name: string, value: string): void {
  const before = state.variables.get(name);
  state.variables.set(name, { value, exported: before?.exported ?? false });
}
