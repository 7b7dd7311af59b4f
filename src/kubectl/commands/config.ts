import { toJson, toYaml } from '../../manifests/index.ts';
import { instantCommand, type CommandGroup } from '../command.ts';
import type { KubectlState } from '../env.ts';
import { KubectlError, usageError } from '../errors.ts';
import { boolFlag, stringFlag } from '../flags.ts';
import { kubeconfigPath } from '../home.ts';
import { contextOf } from '../namespace.ts';
import { alignLines, TABLE_TABS } from '../output/tabular.ts';

/** The kubeconfig file that the state stands for, with secrets left out. */
function configFile(state: KubectlState): object {
  const { contexts, currentContext, server } = state;
  const clusters = [...new Set(contexts.map(({ cluster }) => cluster))];
  const users = [...new Set(contexts.map(({ user }) => user))];
  const orNull = <T>(list: readonly T[]): readonly T[] | null => (list.length === 0 ? null : list);
  return {
    kind: 'Config',
    apiVersion: 'v1',
    preferences: {},
    clusters: orNull(
      clusters.map((name) => ({ name, cluster: { server, 'certificate-authority-data': 'DATA+OMITTED' } })),
    ),
    users: orNull(
      users.map((name) => ({
        name,
        user: { 'client-certificate-data': 'DATA+OMITTED', 'client-key-data': 'DATA+OMITTED' },
      })),
    ),
    contexts: orNull(
      contexts.map(({ name, cluster, user, namespace }) => ({
        name,
        context: { cluster, user, ...(namespace === undefined ? {} : { namespace }) },
      })),
    ),
    'current-context': currentContext,
  };
}

const view = instantCommand({
  name: 'view',
  flags: {
    flatten: boolFlag(),
    merge: boolFlag(true),
    minify: boolFlag(),
    output: stringFlag('yaml', { shorthand: 'o' }),
    raw: boolFlag(),
  },
  run({ env, flags }) {
    const { state } = env;
    const chosen = flags.minify
      ? { ...state, contexts: state.contexts.filter(({ name }) => name === state.currentContext) }
      : state;
    if (flags.output === 'json') env.out(toJson(configFile(chosen), { sorted: false }));
    else env.out(toYaml(configFile(chosen)));
  },
});

const currentContext = instantCommand({
  name: 'current-context',
  flags: {},
  run({ env }) {
    if (env.state.currentContext === '') throw new KubectlError('current-context is not set');
    env.out(`${env.state.currentContext}\n`);
  },
});

const useContext = instantCommand({
  name: 'use-context',
  aliases: ['use'],
  flags: {},
  run({ env, args, path }) {
    const [name] = args;
    if (name === undefined || args.length > 1) throw usageError(path, `Unexpected args: [${args.join(' ')}]`);
    if (contextOf(env.state, name) === undefined) throw new KubectlError(`no context exists with the name: "${name}"`);
    env.state.currentContext = name;
    env.out(`Switched to context "${name}".\n`);
  },
});

const getContexts = instantCommand({
  name: 'get-contexts',
  flags: { 'no-headers': boolFlag(), output: stringFlag('', { shorthand: 'o' }) },
  run({ env, args, flags }) {
    const { contexts, currentContext: current } = env.state;
    const missing = args.filter((name) => contextOf(env.state, name) === undefined);
    const shown = contexts
      .filter(({ name }) => args.length === 0 || args.includes(name))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    if (flags.output === 'name') for (const { name } of shown) env.out(`${name}\n`);
    else {
      const rows = shown.map(({ name, cluster, user, namespace = '' }) =>
        [name === current ? '*' : '', name, cluster, user, namespace].join('\t'),
      );
      const lines = flags['no-headers'] ? rows : ['CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE', ...rows];
      if (lines.length > 0) env.out(`${alignLines(lines, TABLE_TABS).join('\n')}\n`);
    }
    const [first] = missing;
    if (first !== undefined) throw new KubectlError(`context ${first} not found`);
  },
});

const getClusters = instantCommand({
  name: 'get-clusters',
  flags: {},
  run({ env }) {
    env.out('NAME\n');
    for (const name of new Set(env.state.contexts.map(({ cluster }) => cluster))) env.out(`${name}\n`);
  },
});

const getUsers = instantCommand({
  name: 'get-users',
  flags: {},
  run({ env }) {
    env.out('NAME\n');
    for (const name of new Set(env.state.contexts.map(({ user }) => user))) env.out(`${name}\n`);
  },
});

const setContext = instantCommand({
  name: 'set-context',
  flags: {
    cluster: stringFlag(),
    current: boolFlag(),
    namespace: stringFlag(),
    user: stringFlag(),
  },
  run(call) {
    const { env, args, flags, path } = call;
    const { state } = env;
    if (args.length > 1 || (args.length === 0 && !flags.current)) {
      throw usageError(path, `Unexpected args: [${args.join(' ')}]`);
    }
    if (args.length > 0 && flags.current)
      throw new KubectlError('you cannot specify both a context name and --current');
    const name = args[0] ?? state.currentContext;
    if (name === '') throw new KubectlError('no current context is set');
    const before = contextOf(state, name);
    const context = before ?? { name, cluster: '', user: '' };
    if (call.changed('cluster')) context.cluster = flags.cluster;
    if (call.changed('user')) context.user = flags.user;
    if (call.changed('namespace')) {
      if (flags.namespace === '') delete context.namespace;
      else context.namespace = flags.namespace;
    }
    if (before === undefined) state.contexts.push(context);
    env.out(`Context "${name}" ${before === undefined ? 'created' : 'modified'}.\n`);
  },
});

const deleteContext = instantCommand({
  name: 'delete-context',
  flags: {},
  run({ env, args, path }) {
    const [name] = args;
    if (name === undefined) throw usageError(path, 'Unexpected args: []');
    const { state } = env;
    if (contextOf(state, name) === undefined) {
      throw new KubectlError(`cannot delete context ${name}, not in ${kubeconfigPath(env)}`);
    }
    if (state.currentContext === name) {
      env.err(
        'warning: this removed your active context, use "kubectl config use-context" to select a different one\n',
      );
    }
    state.contexts = state.contexts.filter((context) => context.name !== name);
    env.out(`deleted context ${name} from ${kubeconfigPath(env)}\n`);
  },
});

const renameContext = instantCommand({
  name: 'rename-context',
  flags: {},
  run({ env, args, path }) {
    const [from, to] = args;
    if (from === undefined || to === undefined || args.length > 2) {
      throw usageError(path, `Unexpected args: [${args.join(' ')}]`);
    }
    const context = contextOf(env.state, from);
    if (context === undefined) {
      throw new KubectlError(`cannot rename the context "${from}", it's not in ${kubeconfigPath(env)}`);
    }
    if (contextOf(env.state, to) !== undefined) {
      throw new KubectlError(
        `cannot rename the context "${from}", the context "${to}" already exists in ${kubeconfigPath(env)}`,
      );
    }
    context.name = to;
    if (env.state.currentContext === from) env.state.currentContext = to;
    env.out(`Context "${from}" renamed to "${to}".\n`);
  },
});

export const config: CommandGroup = {
  name: 'config',
  refuses: 'unknown command',
  bareHelp: 'err',
  commands: [
    currentContext,
    deleteContext,
    getClusters,
    getContexts,
    getUsers,
    renameContext,
    setContext,
    useContext,
    view,
  ],
};
