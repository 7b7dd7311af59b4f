import { parseManifests, toYaml } from '../manifests/index.ts';
import type { Call, globalFlags } from './command.ts';
import type { KubeCluster, KubeContext, KubectlEnv, KubectlState, KubeUser } from './env.ts';
import { KubectlError, UnprefixedError } from './errors.ts';
import type { FlagValues } from './flags.ts';
import { kubeconfigPath } from './home.ts';
import { kubeconfigFile } from './kubeconfig.ts';
import { chosenContext } from './namespace.ts';

/** The flags that every command has. A command's own flag hides one of its name, which is as if it were not given. */
export type GlobalFlags = FlagValues<typeof globalFlags>;

/** Commands that do without a cluster. */
const OFFLINE: ReadonlySet<string> = new Set(['completion', 'config', 'help', 'kustomize', 'options', 'plugin']);

/** Commands that ask for a client before they ask for a namespace; a wrong context is told in other words there. */
const CLIENT_FIRST: ReadonlySet<string> = new Set([
  'api-resources',
  'api-versions',
  'apply',
  'auth',
  'autoscale',
  'certificate',
  'cluster-info',
  'cordon',
  'create',
  'diff',
  'drain',
  'explain',
  'expose',
  'replace',
  'run',
  'uncordon',
  'version',
  'wait',
]);

/** What `--profile` may ask for (kubectl pkg/cmd/profiling.go); nothing is measured here. */
const PROFILES: ReadonlySet<string> = new Set(['none', 'cpu', 'heap', 'goroutine', 'threadcreate', 'block', 'mutex']);

/** client-go tools/clientcmd/overrides.go, ParseTimeout. */
function checkTimeout(text: string): void {
  if (text === '' || /^\d+$/.test(text) || /^(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return;
  throw new KubectlError(
    'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
  );
}

/** What is wrong with the names of a context, a cluster and a user (client-go tools/clientcmd/client_config.go). */
function checkNames({ contexts, clusters, users }: KubectlState, flags: GlobalFlags, isClientFirst: boolean): void {
  const { context, cluster, user } = flags;
  const lacksContext = context !== '' && !contexts.some(({ name }) => name === context);
  const lacksCluster = cluster !== '' && !clusters.some(({ name }) => name === cluster);
  const lacksUser = user !== '' && !users.some(({ name }) => name === user);
  if (isClientFirst) {
    if (lacksContext) throw new KubectlError(`context "${context}" does not exist`);
    if (lacksUser) throw new KubectlError(`auth info "${user}" does not exist`);
    if (lacksCluster) throw new KubectlError(`cluster "${cluster}" does not exist`);
    return;
  }
  const noContext = `context was not found for specified context: ${context}`;
  const noServer = `no server found for cluster "${cluster}"`;
  if (lacksContext && lacksCluster) {
    throw new UnprefixedError(`Error in configuration: \n* ${noContext}\n* ${noServer}`);
  }
  if (lacksContext) throw new UnprefixedError(`Error in configuration: ${noContext}`);
  if (lacksCluster) throw new KubectlError(noServer);
  if (lacksUser) throw new KubectlError(`auth info "${user}" does not exist`);
}

/** What is wrong with the files that the flags name (client-go tools/clientcmd/validation.go). */
function unreadable(env: KubectlEnv, what: string, file: string, of: string): string[] {
  if (file === '' || env.readFile(file) !== undefined) return [];
  return [`unable to read ${what} ${file} for ${of} due to open ${file}: no such file or directory`];
}

/** What is wrong with the certificate and the key that a user shows (validation.go, validateAuthInfo). */
function certificateProblems(env: KubectlEnv, flags: GlobalFlags, user: string): string[] {
  const { 'client-certificate': certificate, 'client-key': key } = flags;
  const settings = env.state.users.find(({ name }) => name === user)?.user ?? {};
  const hasData = (settings['client-certificate-data'] ?? '') !== '';
  const hasKeyData = (settings['client-key-data'] ?? '') !== '';
  if (certificate === '' && !hasData) return [];
  const isBoth = certificate !== '' && hasData;
  const isBothKeys = key !== '' && hasKeyData;
  const lacksKey = certificate !== '' && key === '' && !hasKeyData && (settings['client-key'] ?? '') === '';
  return [
    ...(isBoth
      ? [`client-cert-data and client-cert are both specified for ${user}. client-cert-data will override.`]
      : []),
    ...(isBothKeys
      ? [`client-key-data and client-key are both specified for ${user}; client-key-data will override`]
      : []),
    ...(lacksKey
      ? [`client-key-data or client-key must be specified for ${user} to use the clientCert authentication method.`]
      : []),
    ...unreadable(env, 'client-cert', certificate, user),
    ...unreadable(env, 'client-key', key, user),
  ];
}

/** Files and ways to show who one is that do not fit, all of them at once. */
function checkCredentials(env: KubectlEnv, flags: GlobalFlags): void {
  const context = chosenContext(env.state, flags.context);
  const user = flags.user === '' ? (context?.user ?? '') : flags.user;
  const cluster = flags.cluster === '' ? (context?.cluster ?? '') : flags.cluster;
  const problems = certificateProblems(env, flags, user);
  if (flags.token !== '' && flags.username !== '') {
    problems.push(
      `more than one authentication method found for ${user}; found [token basicAuth], only one is allowed`,
    );
  }
  if (flags.as === '' && (flags['as-group'].length > 0 || flags['as-uid'] !== '')) {
    problems.push(`requesting uid, groups or user-extra for ${user} without impersonating a user`);
  }
  problems.push(...unreadable(env, 'certificate-authority', flags['certificate-authority'], cluster));
  const [problem, ...others] = problems;
  if (problem === undefined) return;
  if (others.length === 0) throw new KubectlError(problem);
  throw new UnprefixedError(`Error in configuration: \n${problems.map((text) => `* ${text}`).join('\n')}`);
}

function isOffline(call: Call): boolean {
  const command = call.path.split(' ')[1] ?? '';
  return OFFLINE.has(command) || (command === 'version' && call.changed('client'));
}

/** Refuses flags of every command that lead to no cluster. */
function checkClientConfig(call: Call, flags: GlobalFlags): void {
  const { env } = call;
  if (!PROFILES.has(flags.profile)) throw new KubectlError(`unknown profile '${flags.profile}'`);
  if (isOffline(call)) return;
  const command = call.path.split(' ')[1] ?? '';
  const isClientFirst = CLIENT_FIRST.has(command) || call.changed('raw');
  checkNames(env.state, flags, isClientFirst);
  checkCredentials(env, flags);
  checkTimeout(flags['request-timeout']);
}

/** The kubeconfig that `--context`, `--cluster`, `--user` and `--server` make of another one, for one command. */
function overridden(state: KubectlState, flags: GlobalFlags): KubectlState {
  const { context, cluster, user, server } = flags;
  if (context === '' && cluster === '' && user === '' && server === '') return state;
  const before = chosenContext(state, context);
  if (before === undefined) return state;
  const used: KubeContext = {
    ...before,
    ...(cluster === '' ? {} : { cluster }),
    ...(user === '' ? {} : { user }),
  };
  return {
    ...state,
    currentContext: used.name,
    contexts: state.contexts.map((item) => (item.name === used.name ? used : item)),
    clusters: state.clusters.map((item) =>
      item.name === used.cluster && server !== '' ? { ...item, cluster: { ...item.cluster, server } } : item,
    ),
  };
}

/** What a kubeconfig file holds; nothing of one that is empty. */
function parseKubeconfig(text: string, server: string): KubectlState {
  const { documents } = parseManifests(text);
  const file = (documents[0]?.object ?? {}) as {
    clusters?: KubeCluster[] | null;
    users?: KubeUser[] | null;
    contexts?: { name: string; context?: Omit<KubeContext, 'name'> }[] | null;
    'current-context'?: string;
  };
  return {
    clusters: (file.clusters ?? []).map(({ name, cluster }) => ({ name, cluster })),
    users: (file.users ?? []).map(({ name, user }) => ({ name, user })),
    contexts: (file.contexts ?? []).map(({ name, context }) => ({ name, cluster: '', user: '', ...context })),
    currentContext: file['current-context'] ?? '',
    server,
  };
}

/**
 * Runs a command with the kubeconfig that its flags name: `--kubeconfig` is another file, which `kubectl config` changes;
 * only `config` may name one that is not there.
 */
export function* withClientConfig<T, Y>(
  call: Call,
  flags: GlobalFlags,
  run: (configured: Call) => Generator<Y, T, void>,
): Generator<Y, T, void> {
  const { env, path } = call;
  const file = flags.kubeconfig;
  const isConfig = path.split(' ')[1] === 'config';
  if (file === '' || file === kubeconfigPath(env)) {
    checkClientConfig(call, flags);
    return yield* run(isConfig ? call : { ...call, env: { ...env, state: overridden(env.state, flags) } });
  }
  const text = env.readFile(file);
  if (text === undefined && !isConfig && !isOffline(call)) {
    throw new KubectlError(`stat ${file}: no such file or directory`);
  }
  const state = parseKubeconfig(text ?? '', env.state.server);
  const configured: Call = { ...call, env: { ...env, state: overridden(state, flags), kubeconfig: file } };
  checkClientConfig(configured, flags);
  if (!isConfig) return yield* run(configured);
  const before = JSON.stringify(state);
  const result = yield* run({ ...configured, env: { ...configured.env, state } });
  if (JSON.stringify(state) !== before) env.writeFile?.(file, toYaml(kubeconfigFile(state, true)));
  return result;
}
