import { ApiClient } from '../api.ts';
import { instantCommand } from '../command.ts';
import { onlyName } from '../create-generator.ts';
import { KubectlError, StatusError } from '../errors.ts';
import { durationFlag, stringArrayFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { printerFor, printFlags } from '../output/format.ts';

const ACCOUNTS = { group: '', resource: 'serviceaccounts', namespaced: true } as const;

/** Kinds that a token may be bound to (kubectl pkg/cmd/create/create_token.go). */
const BOUND_KINDS: Readonly<Record<string, string>> = { Node: 'v1', Pod: 'v1', Secret: 'v1' };

/** `kubectl create token`. */
export const createToken = instantCommand({
  name: 'token',
  flags: {
    ...printFlags,
    audience: stringArrayFlag(),
    'bound-object-kind': stringFlag(),
    'bound-object-name': stringFlag(),
    'bound-object-uid': stringFlag(),
    duration: durationFlag(0),
  },
  run(call) {
    const { env, flags: given } = call;
    const name = onlyName(call);
    const print = printerFor(given, { readFile: (path) => env.readFile(path), extra: [], isTyped: true });
    if (given.duration < 0) throw new KubectlError('--duration must be greater than or equal to 0');
    if (given.duration % 1000 !== 0)
      throw new KubectlError('--duration cannot be expressed in units less than seconds');
    const { 'bound-object-kind': kind, 'bound-object-name': object, 'bound-object-uid': uid } = given;
    if (kind === '') {
      if (object !== '')
        throw new KubectlError('--bound-object-name can only be set if --bound-object-kind is provided');
      if (uid !== '') throw new KubectlError('--bound-object-uid can only be set if --bound-object-kind is provided');
    } else {
      if (!Object.hasOwn(BOUND_KINDS, kind)) {
        throw new KubectlError(`supported --bound-object-kind values are ${Object.keys(BOUND_KINDS).join(', ')}`);
      }
      if (object === '') throw new KubectlError('--bound-object-name is required if --bound-object-kind is provided');
    }
    const { namespace } = namespaceOf(call);
    const body = {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { creationTimestamp: null },
      spec: {
        audiences: given.audience.length === 0 ? null : given.audience,
        expirationSeconds: given.duration === 0 ? null : given.duration / 1000,
        boundObjectRef:
          kind === '' ? null : { kind, apiVersion: BOUND_KINDS[kind], name: object, ...(uid === '' ? {} : { uid }) },
      },
      status: { token: '', expirationTimestamp: null },
    };
    try {
      const request = new ApiClient(env).request(ACCOUNTS, namespace, name, 'token', body);
      const { token = '' } = (request.status ?? {}) as { token?: string };
      if (token === '') throw new KubectlError('failed to create token: no token in server response');
      const text = given.output === 'name' ? `tokenrequest.authentication.k8s.io/${name}\n` : `${token}\n`;
      env.out(print === undefined ? text : print(request));
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      throw new KubectlError(`failed to create token: ${error.message}`);
    }
  },
});
