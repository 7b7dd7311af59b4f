import type { Phrase } from '../../scene/index.ts';
import { lineKinds } from './lines.ts';
import { explainedCommands, explainedFlags, explainedKinds } from './words.ts';

/** Longer lines are looked at up to here. Characters. */
const LONGEST_LINE = 2000;

/**
 * What a line of a terminal's output means in plain words: a key of the late texts `plain` and what fills it in. Undefined
 * where there is nothing to explain. Headings and errors of kubectl, statuses in tables, and what the shell and curl say.
 */
export function plainLine(line: string): Phrase | undefined {
  const text = line.slice(0, LONGEST_LINE).trimEnd();
  for (const { key, pattern } of lineKinds) {
    const match = pattern.exec(text);
    if (match !== null) return { key: `plain.line.${key}`, params: { ...match.groups } };
  }
  return undefined;
}

const isFlag = (word: string): boolean => word.startsWith('-');

/** Flags that people write before the command, with their value. */
const EARLY_FLAG = /^(?:-n|--namespace|--context|--kubeconfig|--as|--user|--cluster)$/;

/** What a typed kubectl command does: of its longest part that has words of its own (`rollout undo`, then `rollout`). */
export function plainCommand(line: string): Phrase | undefined {
  const words = line.slice(0, LONGEST_LINE).trim().split(/\s+/);
  const [program] = words;
  if (program !== 'kubectl' && program !== 'k') return undefined;
  const isValue = (index: number): boolean => EARLY_FLAG.test(words[index - 1] ?? '');
  const named = words.filter((word, index) => index > 0 && !isFlag(word) && !isValue(index) && word !== 'help');
  for (let length = Math.min(3, named.length); length > 0; length--) {
    const command = named.slice(0, length).join('-');
    if (explainedCommands.has(command)) return { key: `plain.command.${command}`, params: {} };
  }
  return named.length === 0 ? { key: 'plain.command.kubectl', params: {} } : undefined;
}

/** What a word that Tab offers behind `before` means: a subcommand, a flag or a kind. */
export function plainCompletion(before: string, word: string): Phrase | undefined {
  const name = word.trim().replace(/=.*$/, '');
  if (isFlag(name)) {
    const flag = explainedFlags.get(name);
    return flag === undefined ? undefined : { key: `plain.flag.${flag}`, params: {} };
  }
  const command = plainCommand(`${before.trim()} ${name}`);
  // A word that makes no other command of it is what the command is about.
  if (command !== undefined && command.key !== plainCommand(before)?.key) return command;
  const kind = explainedKinds.get(name.replace(/\/.*$/, '').toLowerCase());
  return kind === undefined ? undefined : { key: `plain.kind.${kind}`, params: {} };
}
