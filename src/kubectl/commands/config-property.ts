import { instantCommand, type Call } from '../command.ts';
import type { KubectlState } from '../env.ts';
import { KubectlError } from '../errors.ts';
import { boolFlag } from '../flags.ts';
import { CLUSTER_FIELDS, clusterNamed, CONTEXT_FIELDS, USER_FIELDS, userNamed } from '../kubeconfig.ts';
import { contextOf } from '../namespace.ts';
import { refuseArguments } from './config-arguments.ts';

/** The lists of a kubeconfig file, and the fields of what is in them. */
const LISTS = { clusters: CLUSTER_FIELDS, users: USER_FIELDS, contexts: CONTEXT_FIELDS } as const;

type ListName = keyof typeof LISTS;

type Property = 'current-context' | { list: ListName; name: string; field: string | undefined };

const BOOLEANS: ReadonlySet<string> = new Set(['insecure-skip-tls-verify', 'disable-compression']);

const isList = (text: string): text is ListName => Object.hasOwn(LISTS, text);

/** Reads `contexts.dev.namespace` (kubectl pkg/cmd/config/navigation_step_parser.go). */
function readProperty(path: string): Property {
  const [first = '', ...rest] = path.split('.');
  if (first === 'current-context' && rest.length === 0) return 'current-context';
  if (!isList(first) || rest.length === 0) throw new KubectlError(`unable to parse ${path} after [] at api.Config`);
  const last = rest.at(-1) ?? '';
  const isField = rest.length > 1 && LISTS[first].some((field) => field === last);
  const name = (isField ? rest.slice(0, -1) : rest).join('.');
  return { list: first, name, field: isField ? last : undefined };
}

/** What of an entry may be changed; undefined when there is no such entry. */
function settingsOf(
  state: KubectlState,
  list: ListName,
  name: string,
): Record<string, string | boolean | undefined> | undefined {
  if (list === 'clusters') return state.clusters.find((item) => item.name === name)?.cluster;
  if (list === 'users') return state.users.find((item) => item.name === name)?.user;
  return contextOf(state, name) as Record<string, string> | undefined;
}

function make(state: KubectlState, list: ListName, name: string): void {
  if (list === 'clusters') clusterNamed(state, name);
  else if (list === 'users') userNamed(state, name);
  else if (contextOf(state, name) === undefined) state.contexts.push({ name, cluster: '', user: '' });
}

function remove(state: KubectlState, list: ListName, name: string): void {
  if (list === 'clusters') state.clusters = state.clusters.filter((item) => item.name !== name);
  else if (list === 'users') state.users = state.users.filter((item) => item.name !== name);
  else state.contexts = state.contexts.filter((item) => item.name !== name);
}

function setProperty(state: KubectlState, path: string, value: string): void {
  const property = readProperty(path);
  if (property === 'current-context') {
    state.currentContext = value;
    return;
  }
  const { list, name, field } = property;
  if (field === undefined) {
    // The real one goes on with where in memory each of them is.
    const known = list === 'clusters' ? state.clusters : list === 'users' ? state.users : state.contexts;
    throw new KubectlError(`can't set a map to a value: map[${known.map((item) => item.name).join(' ')}]`);
  }
  if (BOOLEANS.has(field) && !/^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value)) {
    throw new KubectlError(`strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`);
  }
  make(state, list, name);
  const settings = settingsOf(state, list, name);
  if (settings !== undefined) settings[field] = BOOLEANS.has(field) ? /^(?:1|t)/i.test(value) : value;
}

function unsetProperty(state: KubectlState, path: string): void {
  const property = readProperty(path);
  if (property === 'current-context') {
    state.currentContext = '';
    return;
  }
  const { list, name, field } = property;
  if (field === undefined) {
    remove(state, list, name);
    return;
  }
  const settings = settingsOf(state, list, name);
  if (settings === undefined) throw new KubectlError(`current map key \`${name}\` is invalid`);
  // A context always tells its cluster and user.
  settings[field] = list === 'contexts' && field === 'namespace' ? undefined : '';
}

function twoWords(call: Call, count: number): readonly string[] {
  if (call.args.length !== count) refuseArguments(call, 'Unexpected args');
  return call.args;
}

/** `kubectl config set` (kubectl pkg/cmd/config/set.go). */
export const setConfig = instantCommand({
  name: 'set',
  flags: { 'set-raw-bytes': boolFlag() },
  run(call) {
    const [path = '', value = ''] = twoWords(call as unknown as Call, 2);
    setProperty(call.env.state, path, value);
    call.env.out(`Property "${path}" set.\n`);
  },
});

/** `kubectl config unset` (kubectl pkg/cmd/config/unset.go). */
export const unsetConfig = instantCommand({
  name: 'unset',
  flags: {},
  run(call) {
    const [path = ''] = twoWords(call, 1);
    unsetProperty(call.env.state, path);
    call.env.out(`Property "${path}" unset.\n`);
  },
});
