import type { KubeCluster, KubectlState, KubeUser } from './env.ts';
import { KubectlError, UnprefixedError } from './errors.ts';
import { chosenContext, contextOf } from './namespace.ts';

/** Fields of a cluster, a user and a context in the order of Go's structs (client-go tools/clientcmd/api/v1/types.go). */
export const CLUSTER_FIELDS = [
  'server',
  'tls-server-name',
  'insecure-skip-tls-verify',
  'certificate-authority',
  'certificate-authority-data',
  'proxy-url',
  'disable-compression',
] as const;

export const USER_FIELDS = [
  'client-certificate',
  'client-certificate-data',
  'client-key',
  'client-key-data',
  'token',
  'tokenFile',
  'act-as',
  'act-as-uid',
  'username',
  'password',
] as const;

export const CONTEXT_FIELDS = ['cluster', 'user', 'namespace'] as const;

/** What `config view` shows in the place of secrets. */
function concealed(field: string, value: string | boolean): string | boolean {
  if (field.endsWith('-data')) return 'DATA+OMITTED';
  return field === 'token' || field === 'password' ? 'REDACTED' : value;
}

type Settings = Readonly<Record<string, string | boolean>>;

function inOrder(settings: Settings, fields: readonly string[], isRaw: boolean): Settings {
  const present = fields.flatMap((field): [string, string | boolean][] => {
    const value = settings[field];
    return value === undefined || value === '' || value === false
      ? []
      : [[field, isRaw ? value : concealed(field, value)]];
  });
  return Object.fromEntries(present);
}

const byName = <T extends { name: string }>(items: readonly T[]): T[] =>
  items.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

/** A list as Go writes one that was never made. */
const orNull = <T>(list: readonly T[]): readonly T[] | null => (list.length === 0 ? null : list);

/** The kubeconfig file that the state stands for. */
export function kubeconfigFile(state: KubectlState, isRaw: boolean): object {
  const { clusters, users, contexts, currentContext } = state;
  return {
    kind: 'Config',
    apiVersion: 'v1',
    preferences: {},
    clusters: orNull(
      byName(clusters).map(({ name, cluster }) => ({ name, cluster: inOrder(cluster, CLUSTER_FIELDS, isRaw) })),
    ),
    users: orNull(byName(users).map(({ name, user }) => ({ name, user: inOrder(user, USER_FIELDS, isRaw) }))),
    contexts: orNull(
      byName(contexts).map(({ name, cluster, user, namespace = '' }) => ({
        name,
        context: { cluster, user, ...(namespace === '' ? {} : { namespace }) },
      })),
    ),
    'current-context': currentContext,
  };
}

/** What a context needs, and nothing else; `''` stands for the current one. */
export function minified(state: KubectlState, contextName: string): KubectlState {
  const context = chosenContext(state, contextName);
  if (context === undefined) {
    throw new KubectlError(
      contextName === '' ? 'current-context must exist in order to minify' : `cannot locate context ${contextName}`,
    );
  }
  const { cluster, user } = context;
  if (cluster !== '' && !state.clusters.some(({ name }) => name === cluster)) {
    throw new KubectlError(`cannot locate cluster ${cluster}`);
  }
  if (user !== '' && !state.users.some(({ name }) => name === user)) {
    throw new KubectlError(`cannot locate user ${user}`);
  }
  return {
    ...state,
    currentContext: context.name,
    contexts: [context],
    clusters: state.clusters.filter(({ name }) => name === context.cluster),
    users: state.users.filter(({ name }) => name === context.user),
  };
}

/** The cluster of that name, which is made when there is none. */
export function clusterNamed(state: KubectlState, name: string): KubeCluster {
  const found = state.clusters.find((item) => item.name === name);
  if (found !== undefined) return found;
  const made = { name, cluster: {} };
  state.clusters.push(made);
  return made;
}

/** The user of that name, who is made when there is none. */
export function userNamed(state: KubectlState, name: string): KubeUser {
  const found = state.users.find((item) => item.name === name);
  if (found !== undefined) return found;
  const made = { name, user: {} };
  state.users.push(made);
  return made;
}

/** What kubectl talks to when no kubeconfig tells it. */
const DEFAULT_SERVER = 'http://localhost:8080';

/** The address of the API server that the current context leads to. */
export function serverOf(state: KubectlState): string {
  const context = contextOf(state);
  const cluster = state.clusters.find(({ name }) => name === context?.cluster);
  const server = cluster?.cluster['server'];
  return typeof server === 'string' && server !== '' ? server : DEFAULT_SERVER;
}

/** Refuses to talk to any address but that of the one API server there is. */
export function checkReachable(state: KubectlState): void {
  const server = serverOf(state);
  if (server === state.server) return;
  const host = server.replace(/^[a-z]+:\/\//, '').replace(/\/.*$/, '');
  throw new UnprefixedError(
    `The connection to the server ${host} was refused - did you specify the right host or port?`,
  );
}
