import { withClientConfig, type GlobalFlags } from './client-config.ts';
import { globalFlags, type AnyCommand, type Call, type CommandGroup } from './command.ts';
import { root } from './commands/index.ts';
import { dryRunNotice } from './dry-run.ts';
import type { KubectlEnv, Running, Wait } from './env.ts';
import { describeError, KubectlError, SilentExit, usageError } from './errors.ts';
import { findCommand, isGroup, refuseUnknown, type FoundCommand } from './find-command.ts';
import { FlagError, parseFlags } from './flags.ts';
import { helpText, usageText } from './help/print-help.ts';
import { logLine } from './log-line.ts';

/** A command that only has subcommands was called, with none of them (kubectl pkg/cmd/util/helpers.go, DefaultSubCommandRun). */
function runGroup(group: CommandGroup, path: string, args: readonly string[], env: KubectlEnv): void {
  if (args.length > 0 && group.refuses !== 'nothing') {
    const words = args.join(' ');
    throw usageError(
      path,
      group.refuses === 'Unexpected args' ? `Unexpected args: [${words}]` : `unknown command "${words}"`,
    );
  }
  env[group.bareHelp](helpText(env, path));
  if (group !== root && group.refuses !== 'nothing') throw new SilentExit(1);
}

/** `kubectl help create job` (cobra command.go, InitDefaultHelpCmd). */
function runHelp(topics: readonly string[], env: KubectlEnv): void {
  const { node, path } = findCommand(topics);
  if (node === root && topics.length > 0) {
    env.err(`Unknown help topic [${topics.map((topic) => `\`${topic}\``).join(' ')}]\n\n${usageText(env)}`);
  } else printHelp(node, path, env);
}

function printHelp(node: AnyCommand | CommandGroup, path: string, env: KubectlEnv): void {
  if (!isGroup(node) && node.helpless !== undefined) env.err(node.helpless);
  else env.out(helpText(env, path));
}

function* runFound({ node, path, rest }: FoundCommand, call: Pick<Call, 'env' | 'line'>): Generator<Wait, void, void> {
  const command = isGroup(node) ? node.self : node;
  const { values, given, args, dashAt, notices } = parseFlags(rest, { ...globalFlags, ...command?.flags });
  for (const notice of notices) call.env.err(notice);
  if (values['help'] === true) return printHelp(node, path, call.env);
  if (command === undefined) return isGroup(node) ? runGroup(node, path, args, call.env) : undefined;
  const changed = new Set(given.map(({ name }) => name));
  const missing = (command.required ?? []).filter((name) => !changed.has(name));
  if (missing.length > 0) {
    throw new KubectlError(`required flag(s) ${missing.map((name) => `"${name}"`).join(', ')} not set`);
  }
  const whole: Call = {
    ...call,
    path,
    // The parser filled exactly the flags that are defined.
    flags: values as Call['flags'],
    given,
    changed: (flag) => changed.has(flag),
    args,
    dashAt,
    printHelp: (topics) => runHelp(topics, call.env),
  };
  const { 'dry-run': dryRun } = values;
  const notice = typeof dryRun === 'string' ? dryRunNotice(dryRun) : undefined;
  if (notice !== undefined) call.env.err(logLine('W', call.env.now(), `helpers.go:${notice.line}`, notice.text));
  const globals = Object.entries(globalFlags).map(([name, { default: initial }]) => [
    name,
    Object.hasOwn(command.flags, name) ? initial : values[name],
  ]);
  yield* withClientConfig(whole, Object.fromEntries(globals) as GlobalFlags, (configured) => command.run(configured));
}

/** The exit code of a command's failures, when it is not 1. */
function failureCodeOf({ node }: FoundCommand): number | undefined {
  return isGroup(node) ? undefined : node.failureCode;
}

/** A command with an exit code of its own for failures tells wrong flags in its own words, too. */
function flagFailure(found: FoundCommand, { message }: FlagError): KubectlError {
  if (failureCodeOf(found) !== undefined) return usageError(found.path, message);
  return new KubectlError(`${message}\nSee '${found.path} --help' for usage.`);
}

/**
 * Runs one kubectl command line (without the word `kubectl`), as kubectl v1.32 does: output, errors and warnings to
 * `env`, the exit code as the generator's return value. Commands that wait yield what they wait for.
 */
export function* kubectl(args: readonly string[], env: KubectlEnv): Running {
  const found = findCommand(args);
  try {
    if (found.node === root) refuseUnknown(args, env);
    yield* runFound(found, { env, line: args });
    return 0;
  } catch (error) {
    const failure = error instanceof FlagError ? flagFailure(found, error) : error;
    const { text, exitCode: code } = describeError(failure);
    const exitCode = failure instanceof SilentExit ? code : (failureCodeOf(found) ?? code);
    if (text !== '') env.err(text.endsWith('\n') ? text : `${text}\n`);
    return exitCode;
  }
}
