import { formatGoDuration } from '../../engine/index.ts';
import { globalFlags } from '../command.ts';
import type { FlagDefinition, FlagDefinitions } from '../flags.ts';
import { commandHelp } from './command-help.ts';
import { flagUsage } from './flag-usage.ts';

const MORE = 'Use "kubectl options" for a list of global command-line options (applies to all commands).\n';

function defaultText({ type, default: value }: FlagDefinition<unknown>): string {
  if (type === 'string') return `'${String(value)}'`;
  if (type === 'duration') return formatGoDuration(Number(value));
  return Array.isArray(value) ? `[${value.join(',')}]` : String(value);
}

/** The flags as kubectl's templater writes them (kubectl pkg/util/templates/help_flags_printer.go). */
function optionsText(path: string, flags: FlagDefinitions): string {
  return Object.entries(flags)
    .filter(([name, { deprecated }]) => deprecated === undefined && name !== 'help')
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, definition]) => {
      const shorthand = definition.shorthand === undefined ? '' : `-${definition.shorthand}, `;
      return `    ${shorthand}--${name}=${defaultText(definition)}:\n\t${flagUsage(path, name)}\n`;
    })
    .join('\n');
}

/** What `kubectl <command> --help` prints. */
export function helpOf(path: string, flags: FlagDefinitions): string {
  const { about, examples, usage } = commandHelp(path);
  const parts = [about];
  if (examples !== undefined) parts.push(`Examples:\n${examples.replace(/^(?=.)/gm, '  ')}`);
  if (Object.keys(flags).length > 0) parts.push(`Options:\n${optionsText(path, flags)}`.trimEnd());
  parts.push(`Usage:\n  ${usage} [options]`);
  return `${parts.join('\n\n')}\n\n${MORE}`;
}

/** What `kubectl options` prints. */
export function globalOptions(): string {
  const { help: _help, ...flags } = globalFlags;
  return `The following options can be passed to any command:\n\n${optionsText('kubectl', flags)}`;
}
