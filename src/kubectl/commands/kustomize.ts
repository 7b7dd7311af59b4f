import { instantCommand } from '../command.ts';
import { KubectlError } from '../errors.ts';

/** `kubectl kustomize`: Podground has no kustomize, and says so rather than not knowing the command. */
export const kustomize = instantCommand({
  name: 'kustomize',
  flags: {},
  run() {
    throw new KubectlError('kustomize is not part of Podground: write the resources out and use -f');
  },
});
