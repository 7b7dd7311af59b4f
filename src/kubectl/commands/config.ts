import { instantCommand, type CommandGroup } from '../command.ts';
import { KubectlError, usageError } from '../errors.ts';
import { boolFlag, stringFlag } from '../flags.ts';
import { kubeconfigPath } from '../home.ts';
import { kubeconfigFile, minified } from '../kubeconfig.ts';
import { contextOf } from '../namespace.ts';
import { printerFor, printFlags } from '../output/format.ts';
import { alignLines, TABLE_TABS } from '../output/tabular.ts';
import { refuseArguments } from './config-arguments.ts';
import { deleteCluster, deleteUser, getClusters, getUsers, setCluster, setCredentials } from './config-entries.ts';
import { setConfig, unsetConfig } from './config-property.ts';

const view = instantCommand({
  name: 'view',
  flags: {
    ...printFlags,
    flatten: boolFlag(),
    merge: boolFlag(true),
    minify: boolFlag(),
    output: stringFlag('yaml', { shorthand: 'o' }),
    raw: boolFlag(),
  },
  run({ env, args, flags, path }) {
    if (args.length > 0) throw usageError(path, `unexpected arguments: [${args.join(' ')}]`);
    const print = printerFor(flags, { readFile: (file) => env.readFile(file), extra: [], isTyped: true });
    const file = kubeconfigFile(
      flags.minify ? minified(env.state, flags.context) : env.state,
      flags.raw || flags.flatten,
    );
    env.out(print === undefined ? 'config/<unknown>\n' : print(file));
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
  run(call) {
    const { env, args } = call;
    const [name] = args;
    if (name === undefined || args.length > 1) refuseArguments(call, 'Unexpected args');
    if (contextOf(env.state, name) === undefined) throw new KubectlError(`no context exists with the name: "${name}"`);
    env.state.currentContext = name;
    env.out(`Switched to context "${name}".\n`);
  },
});

const getContexts = instantCommand({
  name: 'get-contexts',
  flags: { 'no-headers': boolFlag(), output: stringFlag('', { shorthand: 'o' }) },
  run({ env, args, flags }) {
    if (flags.output !== '' && flags.output !== 'name') {
      throw new KubectlError(
        `--output ${flags.output} is not available in kubectl config get-contexts; resetting to default output format`,
      );
    }
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

const setContext = instantCommand({
  name: 'set-context',
  flags: {
    cluster: stringFlag(),
    current: boolFlag(),
    namespace: stringFlag(),
    user: stringFlag(),
  },
  run(call) {
    const { env, args, flags } = call;
    const { state } = env;
    if (args.length > 1) refuseArguments(call, 'Unexpected args');
    if (args.length === 0 && !flags.current) {
      throw new KubectlError('you must specify a non-empty context name or --current');
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
  run(call) {
    const { env, args } = call;
    const [name] = args;
    if (name === undefined || args.length > 1) {
      call.printHelp(call.path.split(' ').slice(1));
      return;
    }
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
  run(call) {
    const { env, args } = call;
    const [from, to] = args;
    if (from === undefined || to === undefined || args.length > 2) refuseArguments(call, 'Unexpected args');
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
    deleteCluster,
    deleteContext,
    deleteUser,
    getClusters,
    getContexts,
    getUsers,
    renameContext,
    setConfig,
    setCluster,
    setContext,
    setCredentials,
    unsetConfig,
    useContext,
    view,
  ],
};
