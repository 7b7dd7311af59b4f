import { KubectlError } from './errors.ts';
import { stringFlag } from './flags.ts';

export type DryRun = 'none' | 'client' | 'server';

const TRUE = /^(?:1|t|T|TRUE|true|True)$/;
const FALSE = /^(?:0|f|F|FALSE|false|False)$/;

export const dryRunFlags = { 'dry-run': stringFlag('none', { alone: 'unchanged' }) };

/** What `--dry-run` asks for (kubectl pkg/cmd/util/helpers.go, GetDryRunStrategy). */
export function dryRunOf(flags: { 'dry-run': string }): DryRun {
  const value = flags['dry-run'];
  switch (value) {
    case 'none':
    case 'client':
    case 'server':
      return value;
    case 'unchanged':
      return 'client';
    default:
  }
  if (TRUE.test(value)) return 'client';
  if (FALSE.test(value)) return 'none';
  throw new KubectlError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
}

/**
 * What a value of `--dry-run` that is going out of use is told, from which line of helpers.go and in which words;
 * undefined of the others.
 */
export function dryRunNotice(value: string): { line: number; text: string } | undefined {
  const said = `--dry-run=${value} is deprecated (boolean value) and can be replaced with --dry-run=`;
  if (value === 'unchanged') {
    return { line: 702, text: '--dry-run is deprecated and can be replaced with --dry-run=client.' };
  }
  if (TRUE.test(value)) return { line: 716, text: `${said}client.` };
  return FALSE.test(value) ? { line: 719, text: `${said}none.` } : undefined;
}

/** What is written after an operation that was only tried. */
export function dryRunSuffix(dryRun: DryRun): string {
  return dryRun === 'none' ? '' : dryRun === 'client' ? ' (dry run)' : ' (server dry run)';
}
