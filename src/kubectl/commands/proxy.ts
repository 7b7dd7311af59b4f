import { instantCommand } from '../command.ts';
import { KubectlError, usageError } from '../errors.ts';
import { boolFlag, durationFlag, intFlag, stringFlag } from '../flags.ts';

/** `kubectl proxy` (kubectl pkg/cmd/proxy/proxy.go): no port of this machine leads to the API server, which it says plainly. */
export const proxy = instantCommand({
  name: 'proxy',
  flags: {
    'accept-hosts': stringFlag(String.raw`^localhost$,^127\.0\.0\.1$,^\[::1\]$`),
    'accept-paths': stringFlag('^.*'),
    address: stringFlag('127.0.0.1'),
    'api-prefix': stringFlag('/'),
    'append-server-path': boolFlag(),
    'disable-filter': boolFlag(),
    keepalive: durationFlag(0),
    port: intFlag(8001, { shorthand: 'p' }),
    'reject-methods': stringFlag('^$'),
    'reject-paths': stringFlag('^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach'),
    'unix-socket': stringFlag('', { shorthand: 'u' }),
    www: stringFlag('', { shorthand: 'w' }),
    'www-prefix': stringFlag('/static/', { shorthand: 'P' }),
  },
  run(call) {
    const { flags: given, path } = call;
    if (call.changed('port') && given['unix-socket'] !== '') {
      throw usageError(path, 'cannot set --unix-socket and --port at the same time');
    }
    throw new KubectlError('proxy is not part of Podground: kubectl get --raw PATH reads what it would serve');
  },
});
