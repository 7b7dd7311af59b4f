import { globalFlags, type AnyCommand, type Call, type CommandGroup } from './command.ts';
import { root } from './commands/index.ts';
import type { KubectlEnv, Running, Wait } from './env.ts';
import { describeError, KubectlError, SilentExit } from './errors.ts';
import { groupHelp } from './help/group-help.ts';
import { helpOf } from './help/print-help.ts';
import { FlagError, parseFlags, wordsWithoutFlags, type FlagDefinitions } from './flags.ts';
import { contextOf } from './namespace.ts';
import { suggestionsFor } from './suggestions.ts';

function isGroup(node: AnyCommand | CommandGroup): node is CommandGroup {
  return 'commands' in node;
}

/** The command that a line names, and the line without the words that named it (cobra command.go, Find). */
function findCommand(line: readonly string[]): { node: AnyCommand | CommandGroup; path: string; rest: string[] } {
  let node: AnyCommand | CommandGroup = root;
  let path = 'kubectl';
  let rest = [...line];
  while (isGroup(node)) {
    const known: FlagDefinitions = { ...globalFlags, ...node.self?.flags };
    const index: number | undefined = wordsWithoutFlags(rest, known)[0];
    const word: string | undefined = index === undefined ? undefined : rest[index];
    const next: AnyCommand | CommandGroup | undefined = node.commands.find(
      ({ name, aliases }) => name === word || (word !== undefined && aliases?.includes(word)),
    );
    if (next === undefined || index === undefined) break;
    node = next;
    path += ` ${next.name}`;
    rest = rest.filter((_, at) => at !== index);
  }
  return { node, path, rest };
}

function runGroup(group: CommandGroup, path: string, rest: readonly string[], env: KubectlEnv): void {
  const words = wordsWithoutFlags(rest, globalFlags).map((index) => rest[index] ?? '');
  const [word] = words;
  if (word === undefined) {
    parseFlags(rest, globalFlags);
    const isAsked = path === 'kubectl' || rest.includes('--help') || rest.includes('-h');
    if (path === 'kubectl create' && !isAsked) env.err('Error: must specify one of -f and -k\n\n');
    env[isAsked ? 'out' : group.bareHelp](groupHelp[path] ?? '');
    throw new SilentExit(isAsked ? 0 : 1);
  }
  if (group === root) {
    const similar = suggestionsFor(
      word,
      group.commands.map(({ name }) => name),
    );
    const suggestion =
      similar.length === 0 ? '' : `\n\nDid you mean this?\n${similar.map((name) => `\t${name}\n`).join('')}`;
    throw new KubectlError(`unknown command "${word}" for "kubectl"${suggestion}`);
  }
  const refusal =
    group.refuses === 'Unexpected args'
      ? `Unexpected args: [${words.join(' ')}]`
      : `unknown command "${words.join(' ')}"`;
  throw new KubectlError(`${refusal}\nSee '${path} -h' for help and examples`);
}

function checkContext(call: Call): void {
  const { context } = call.flags;
  if (context !== '' && contextOf(call.env.state, context) === undefined) {
    throw new KubectlError(`context "${context}" does not exist`);
  }
}

function* runCommand(
  command: AnyCommand,
  path: string,
  rest: readonly string[],
  call: Pick<Call, 'env' | 'line'>,
): Generator<Wait, void, void> {
  const definitions = { ...globalFlags, ...command.flags };
  const { values, changed, args, dashAt, notices } = parseFlags(rest, definitions);
  for (const notice of notices) call.env.err(notice);
  if (values['help'] === true) {
    call.env.out(helpOf(path, command.flags));
    return;
  }
  const missing = (command.required ?? []).filter((name) => !changed.has(name));
  if (missing.length > 0) {
    throw new KubectlError(`required flag(s) ${missing.map((name) => `"${name}"`).join(', ')} not set`);
  }
  const whole: Call = {
    ...call,
    path,
    // The parser filled exactly the flags that are defined.
    flags: values as Call['flags'],
    changed: (flag) => changed.has(flag),
    args,
    dashAt,
  };
  checkContext(whole);
  yield* command.run(whole);
}

/**
 * Runs one kubectl command line (without the word `kubectl`), as kubectl v1.32 does: output, errors and warnings to
 * `env`, the exit code as the generator's return value. Commands that wait yield what they wait for.
 */
export function* kubectl(args: readonly string[], env: KubectlEnv): Running {
  const { node, path, rest } = findCommand(args);
  try {
    const command = isGroup(node) ? node.self : node;
    const isBare = isGroup(node) && wordsWithoutFlags(rest, { ...globalFlags, ...node.self?.flags }).length > 0;
    if (command === undefined || isBare || (isGroup(node) && rest.length === 0)) {
      if (isGroup(node)) runGroup(node, path, rest, env);
    } else yield* runCommand(command, path, rest, { env, line: args });
    return 0;
  } catch (error) {
    const failure =
      error instanceof FlagError ? new KubectlError(`${error.message}\nSee '${path} --help' for usage.`) : error;
    const { text, exitCode } = describeError(failure);
    if (text !== '') env.err(text.endsWith('\n') ? text : `${text}\n`);
    return exitCode;
  }
}
