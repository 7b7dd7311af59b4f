import { KubectlError } from './errors.ts';

export type Propagation = 'Background' | 'Foreground' | 'Orphan';

/** What `--cascade` asks for; `warn` is told of values that are going out of use. */
export function propagationOf(cascade: string, warn: (text: string) => void): Propagation {
  const deprecate = (instead: string): void => {
    warn(
      `warning: --cascade=${cascade} is deprecated (boolean value) and can be replaced with --cascade=${instead}.\n`,
    );
  };
  switch (cascade) {
    case 'true':
      deprecate('background');
      return 'Background';
    case 'background':
      return 'Background';
    case 'foreground':
      return 'Foreground';
    case 'false':
      deprecate('orphan');
      return 'Orphan';
    case 'orphan':
      return 'Orphan';
    default:
      throw new KubectlError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
  }
}
