import { instantCommand, type AnyCommand } from '../command.ts';
import type { KubectlState } from '../env.ts';
import { KubectlError, usageError } from '../errors.ts';
import { boolFlag, stringArrayFlag, stringFlag } from '../flags.ts';
import { kubeconfigPath } from '../home.ts';
import { clusterNamed, userNamed } from '../kubeconfig.ts';
import { refuseArguments } from './config-arguments.ts';

const sortedNames = (items: readonly { name: string }[]): string[] => items.map(({ name }) => name).toSorted();

/** `get-clusters` or `get-users`. */
function listNames(name: string, listed: (state: KubectlState) => readonly { name: string }[]): AnyCommand {
  return instantCommand({
    name,
    flags: {},
    run({ env }) {
      env.out(['NAME', ...sortedNames(listed(env.state))].map((line) => `${line}\n`).join(''));
    },
  });
}

export const getClusters = listNames('get-clusters', ({ clusters }) => clusters);
export const getUsers = listNames('get-users', ({ users }) => users);

/** `delete-cluster` or `delete-user`. */
function deleteEntry(what: 'cluster' | 'user'): AnyCommand {
  return instantCommand({
    name: `delete-${what}`,
    flags: {},
    run(call) {
      const { env, args } = call;
      const [name] = args;
      if (name === undefined || args.length > 1) {
        if (what === 'user') throw usageError(call.path, 'user to delete is required');
        call.printHelp(call.path.split(' ').slice(1));
        return;
      }
      const { state } = env;
      const list: readonly { name: string }[] = what === 'cluster' ? state.clusters : state.users;
      if (!list.some((item) => item.name === name)) {
        throw new KubectlError(`cannot delete ${what} ${name}, not in ${kubeconfigPath(env)}`);
      }
      if (what === 'cluster') state.clusters = state.clusters.filter((item) => item.name !== name);
      else state.users = state.users.filter((item) => item.name !== name);
      env.out(`deleted ${what} ${name} from ${kubeconfigPath(env)}\n`);
    },
  });
}

export const deleteCluster = deleteEntry('cluster');
export const deleteUser = deleteEntry('user');

/** `kubectl config set-cluster` (kubectl pkg/cmd/config/set_cluster.go). */
export const setCluster = instantCommand({
  name: 'set-cluster',
  flags: {
    'certificate-authority': stringFlag(),
    'embed-certs': boolFlag(),
    'insecure-skip-tls-verify': boolFlag(),
    'proxy-url': stringFlag(),
    server: stringFlag(),
    'tls-server-name': stringFlag(),
  },
  run(call) {
    const { env, args, flags } = call;
    const [name] = args;
    if (name === undefined || args.length > 1) refuseArguments(call, 'Unexpected args');
    const authority = flags['certificate-authority'];
    if (call.changed('insecure-skip-tls-verify') && flags['insecure-skip-tls-verify'] && authority !== '') {
      throw new KubectlError('you cannot specify a certificate authority and insecure mode at the same time');
    }
    const text = flags['embed-certs'] && authority !== '' ? env.readFile(authority) : undefined;
    if (flags['embed-certs']) {
      if (authority === '') throw new KubectlError('you must specify a --certificate-authority to embed');
      if (text === undefined) {
        throw new KubectlError(
          `could not stat certificate-authority file ${authority}: stat ${authority}: no such file or directory`,
        );
      }
    }
    const { cluster } = clusterNamed(env.state, name);
    if (call.changed('server')) cluster['server'] = flags.server;
    if (call.changed('tls-server-name')) cluster['tls-server-name'] = flags['tls-server-name'];
    if (call.changed('proxy-url')) cluster['proxy-url'] = flags['proxy-url'];
    if (call.changed('insecure-skip-tls-verify')) {
      cluster['insecure-skip-tls-verify'] = flags['insecure-skip-tls-verify'];
      if (flags['insecure-skip-tls-verify']) {
        delete cluster['certificate-authority'];
        delete cluster['certificate-authority-data'];
      }
    }
    if (authority !== '') {
      delete cluster['insecure-skip-tls-verify'];
      delete cluster['certificate-authority-data'];
      if (text === undefined) cluster['certificate-authority'] = authority;
      else cluster['certificate-authority-data'] = btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
    }
    env.out(`Cluster "${name}" set.\n`);
  },
});

/** Fields that one way of logging in fills, and which the others empty. */
const BASIC = ['username', 'password'] as const;

/** `kubectl config set-credentials` (kubectl pkg/cmd/config/set_credentials.go). */
export const setCredentials = instantCommand({
  name: 'set-credentials',
  flags: {
    'auth-provider': stringFlag(),
    'auth-provider-arg': stringArrayFlag(),
    'client-certificate': stringFlag(),
    'client-key': stringFlag(),
    'embed-certs': boolFlag(),
    'exec-api-version': stringFlag(),
    'exec-arg': stringArrayFlag(),
    'exec-command': stringFlag(),
    'exec-env': stringArrayFlag(),
    'exec-interactive-mode': stringFlag(),
    'exec-provide-cluster-info': boolFlag(),
    password: stringFlag(),
    token: stringFlag(),
    username: stringFlag(),
  },
  run(call) {
    const { env, args, flags } = call;
    const [name] = args;
    if (name === undefined || args.length > 1) refuseArguments(call, 'unexpected args');
    if (flags.token !== '' && (flags.username !== '' || flags.password !== '')) {
      throw new KubectlError(
        'you cannot specify more than one authentication method at the same time: --token, --username/--password',
      );
    }
    const { user } = userNamed(env.state, name);
    if (call.changed('token')) {
      user['token'] = flags.token;
      if (flags.token !== '') for (const field of BASIC) delete user[field];
    }
    for (const field of BASIC) {
      if (!call.changed(field)) continue;
      user[field] = flags[field];
      if (flags[field] !== '') delete user['token'];
    }
    for (const field of ['client-certificate', 'client-key'] as const) {
      if (!call.changed(field)) continue;
      user[field] = flags[field];
      delete user[`${field}-data`];
    }
    env.out(`User "${name}" set.\n`);
  },
});
