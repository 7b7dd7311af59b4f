import { parseGoDuration } from '../engine/index.ts';
import type { KubectlEnv, Wait } from './env.ts';
import {
  boolFlag,
  durationFlag,
  intFlag,
  stringArrayFlag,
  stringFlag,
  type FlagDefinition,
  type FlagDefinitions,
  type FlagValues,
} from './flags.ts';

/** klog tells no more of a duration that it cannot read. */
function readFlushFrequency(text: string): number {
  const ms = parseGoDuration(text);
  if (ms === undefined) throw new Error('parse error');
  return ms;
}

/** Flags that every command has (`kubectl options`), and `--help`. */
export const globalFlags = {
  as: stringFlag(),
  'as-group': stringArrayFlag(),
  'as-uid': stringFlag(),
  'cache-dir': stringFlag(),
  'certificate-authority': stringFlag(),
  'client-certificate': stringFlag(),
  'client-key': stringFlag(),
  cluster: stringFlag(),
  context: stringFlag(),
  'disable-compression': boolFlag(),
  help: boolFlag(false, { shorthand: 'h' }),
  'insecure-skip-tls-verify': boolFlag(),
  kubeconfig: stringFlag(),
  'log-flush-frequency': { ...durationFlag(5000), parse: readFlushFrequency },
  'match-server-version': boolFlag(),
  namespace: stringFlag('', { shorthand: 'n' }),
  password: stringFlag(),
  profile: stringFlag('none'),
  'profile-output': stringFlag('profile.pprof'),
  'request-timeout': stringFlag('0'),
  server: stringFlag('', { shorthand: 's' }),
  'tls-server-name': stringFlag(),
  token: stringFlag(),
  user: stringFlag(),
  username: stringFlag(),
  v: intFlag(0, { shorthand: 'v' }),
  vmodule: stringFlag(),
  'warnings-as-errors': boolFlag(),
} satisfies FlagDefinitions;

/** No flags but the global ones. */
export type NoFlags = Record<never, FlagDefinition<unknown>>;

/** One run of a command: what it was asked, and the world to do it in. */
export interface Call<D extends FlagDefinitions = NoFlags> {
  env: KubectlEnv;
  /** `kubectl create deployment`. */
  path: string;
  /** A command's own flag hides a global one of its name. */
  flags: FlagValues<D> & FlagValues<Omit<typeof globalFlags, keyof D>>;
  /** The flags that were given and their texts, in the order of the line. */
  given: readonly { name: string; text: string }[];
  /** Whether a flag was given. */
  changed(flag: string): boolean;
  args: readonly string[];
  /** How many of `args` stand before `--`; undefined without one. */
  dashAt: number | undefined;
  /** The whole line after `kubectl`, for `--record`. */
  line: readonly string[];
  /** Prints the help of the command that these words name. */
  printHelp(topics: readonly string[]): void;
}

/** A command that does something. */
export interface Command<D extends FlagDefinitions = FlagDefinitions> {
  name: string;
  aliases?: readonly string[];
  flags: D;
  /** Not in the list of commands, and not suggested. */
  isHidden?: boolean;
  /** What it says on standard error where others print their help. */
  helpless?: string;
  /** Names of flags that must be given. */
  required?: readonly string[];
  /** The exit code of its failures; default 1. */
  failureCode?: number;
  run(call: Call<D>): Generator<Wait, void, void>;
}

/** A command that only has subcommands. */
export interface CommandGroup {
  name: string;
  aliases?: readonly string[];
  isHidden?: boolean;
  /** Where its help goes when it is called without a subcommand; the exit code is 1 unless it refuses nothing. */
  bareHelp: 'out' | 'err';
  /** How it refuses what is no subcommand; some just print their help. */
  refuses: 'unknown command' | 'Unexpected args' | 'nothing';
  /** A group may also do something itself, as `kubectl create -f`. */
  self?: AnyCommand;
  commands: readonly (AnyCommand | CommandGroup)[];
}

/** A command whose flags are known only to itself. */
export interface AnyCommand {
  name: string;
  aliases?: readonly string[];
  isHidden?: boolean;
  helpless?: string;
  flags: FlagDefinitions;
  required?: readonly string[];
  failureCode?: number;
  run(call: Call): Generator<Wait, void, void>;
}

/** Hides a command's own flag types from the tree that holds it. */
export function command<D extends FlagDefinitions>(definition: Command<D>): AnyCommand {
  // The parser that fills a call is given the very definitions that `D` is the type of.
  return { ...definition, run: (call) => definition.run(call as unknown as Call<D>) };
}

/** A command that never waits. */
export function instantCommand<D extends FlagDefinitions>(
  definition: Omit<Command<D>, 'run'> & { run(call: Call<D>): void },
): AnyCommand {
  return command<D>({
    ...definition,
    *run(call) {
      definition.run(call);
      yield* [];
    },
  });
}
