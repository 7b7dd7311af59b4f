import { KubectlError } from './errors.ts';

export type Propagation = 'Background' | 'Foreground' | 'Orphan';

/** What `--cascade` asks for. */
export function propagationOf(cascade: string): Propagation {
  switch (cascade) {
    case 'background':
    case 'true':
      return 'Background';
    case 'foreground':
      return 'Foreground';
    case 'orphan':
    case 'false':
      return 'Orphan';
    default:
      throw new KubectlError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
  }
}
