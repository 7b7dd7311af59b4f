import { globalFlags, type AnyCommand, type CommandGroup } from './command.ts';
import { root } from './commands/index.ts';
import type { KubectlEnv } from './env.ts';
import { KubectlError, SilentExit } from './errors.ts';
import { wordsWithoutFlags, type FlagDefinitions } from './flags.ts';
import { suggestionsFor } from './suggestions.ts';

export function isGroup(node: AnyCommand | CommandGroup): node is CommandGroup {
  return 'commands' in node;
}

/** What a line names, and the line without the words that named it. */
export interface FoundCommand {
  node: AnyCommand | CommandGroup;
  /** `kubectl create deployment`. */
  path: string;
  rest: string[];
}

/** `--help` is not there yet when cobra looks for the command: a word behind it counts as its value. */
const { help: _help, ...knownFlags } = globalFlags;

function flagsOf(node: AnyCommand | CommandGroup): FlagDefinitions {
  return { ...knownFlags, ...(isGroup(node) ? node.self?.flags : node.flags) };
}

/** The command that a line names (cobra command.go, Find). */
export function findCommand(line: readonly string[]): FoundCommand {
  let node: AnyCommand | CommandGroup = root;
  let path = 'kubectl';
  let rest = [...line];
  while (isGroup(node)) {
    const index: number | undefined = wordsWithoutFlags(rest, flagsOf(node))[0];
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

/**
 * Refuses a line that names no command of kubectl (cobra args.go, legacyArgs), after it was looked for among the plugins
 * (kubectl pkg/cmd/cmd.go, HandlePluginCommand): Podground has none.
 */
export function refuseUnknown(line: readonly string[], env: KubectlEnv): void {
  const [index] = wordsWithoutFlags(line, flagsOf(root));
  if (index === undefined) return;
  const [first = ''] = line;
  if (first.startsWith('-')) {
    env.err(`Error: flags cannot be placed before plugin name: ${first}\n`);
    throw new SilentExit(1);
  }
  const word = line[index] ?? '';
  const names = root.commands.filter(({ isHidden }) => isHidden !== true).map(({ name }) => name);
  const similar = suggestionsFor(word, names);
  const advice = similar.length === 0 ? '' : `\n\nDid you mean this?\n${similar.map((name) => `\t${name}\n`).join('')}`;
  throw new KubectlError(`unknown command ${JSON.stringify(word)} for "kubectl"${advice}`);
}
