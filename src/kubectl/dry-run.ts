import { KubectlError } from './errors.ts';
import { stringFlag } from './flags.ts';

export type DryRun = 'none' | 'client' | 'server';

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
  if (/^(?:1|t|T|TRUE|true|True)$/.test(value)) return 'client';
  if (/^(?:0|f|F|FALSE|false|False)$/.test(value)) return 'none';
  throw new KubectlError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
}

/** What is written after an operation that was only tried. */
export function dryRunSuffix(dryRun: DryRun): string {
  return dryRun === 'none' ? '' : dryRun === 'client' ? ' (dry run)' : ' (server dry run)';
}
