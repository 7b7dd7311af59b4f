import { instantCommand } from '../command.ts';
import { KubectlError } from '../errors.ts';
import { boolFlag, stringArrayFlag, stringFlag } from '../flags.ts';

/** `kubectl kustomize`: Podground has no kustomize, and says so rather than not knowing the command. */
export const kustomize = instantCommand({
  name: 'kustomize',
  flags: {
    'as-current-user': boolFlag(),
    'enable-alpha-plugins': boolFlag(),
    'enable-helm': boolFlag(),
    env: stringArrayFlag({ shorthand: 'e' }),
    'helm-api-versions': stringArrayFlag(),
    'helm-command': stringFlag('helm'),
    'helm-debug': boolFlag(),
    'helm-kube-version': stringFlag(),
    'load-restrictor': stringFlag('LoadRestrictionsRootOnly'),
    mount: stringArrayFlag(),
    network: boolFlag(),
    'network-name': stringFlag('bridge'),
    output: stringFlag('', { shorthand: 'o' }),
  },
  run() {
    throw new KubectlError('kustomize is not part of Podground: write the resources out and use -f');
  },
});
