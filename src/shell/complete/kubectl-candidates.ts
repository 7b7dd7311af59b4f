import { builtinResources, type BuiltinResource } from '../../engine/index.ts';
import { globalFlags, kubectlCommands, type AnyCommand, type CommandGroup } from '../../kubectl/index.ts';
import type { ShellState } from '../state.ts';
import type { World } from '../world.ts';
import type { Candidates } from './candidates.ts';

type Flags = AnyCommand['flags'];
type Flag = Flags[string];

const OUTPUTS = ['custom-columns=', 'json', 'jsonpath=', 'name', 'wide', 'yaml'];
const WORKLOADS = ['daemonsets', 'deployments', 'statefulsets'];
const SCALABLE = ['deployments', 'replicasets', 'replicationcontrollers', 'statefulsets'];
const EXPOSABLE = ['deployments', 'pods', 'replicasets', 'replicationcontrollers', 'services'];
const REVIEWS = /^(?:bindings|componentstatuses|.*reviews)$/;

/** What the first argument of a command names; commands that are not here take files or nothing. */
const ARGUMENTS: Readonly<Record<string, 'any' | 'pods' | 'nodes' | 'contexts' | readonly string[]>> = {
  annotate: 'any',
  delete: 'any',
  describe: 'any',
  edit: 'any',
  explain: 'any',
  get: 'any',
  label: 'any',
  patch: 'any',
  wait: 'any',
  attach: 'pods',
  debug: 'pods',
  exec: 'pods',
  logs: 'pods',
  'port-forward': 'pods',
  'top pod': 'pods',
  'top pods': 'pods',
  cordon: 'nodes',
  drain: 'nodes',
  'top node': 'nodes',
  'top nodes': 'nodes',
  uncordon: 'nodes',
  taint: ['nodes'],
  autoscale: SCALABLE,
  expose: EXPOSABLE,
  scale: SCALABLE,
  'rollout history': WORKLOADS,
  'rollout pause': ['deployments'],
  'rollout restart': WORKLOADS,
  'rollout resume': ['deployments'],
  'rollout status': WORKLOADS,
  'rollout undo': WORKLOADS,
  'set env': [...WORKLOADS, 'cronjobs', 'jobs', 'pods', 'replicasets'],
  'set image': [...WORKLOADS, 'cronjobs', 'jobs', 'pods', 'replicasets'],
  'set resources': WORKLOADS,
  'set selector': ['services'],
  'set serviceaccount': WORKLOADS,
  'config use-context': 'contexts',
  'config delete-context': 'contexts',
};

function isGroup(node: AnyCommand | CommandGroup): node is CommandGroup {
  return 'commands' in node;
}

function flagNamed(flags: Flags, word: string): { name: string; flag: Flag } | undefined {
  const long = /^--([\w-]+)/.exec(word)?.[1];
  const short = /^-(\w)$/.exec(word)?.[1];
  const entry = Object.entries(flags).find(
    ([name, flag]) => name === long || (short !== undefined && flag.shorthand === short),
  );
  const [name, flag] = entry ?? [];
  return name === undefined || flag === undefined ? undefined : { name, flag };
}

/** Finds the resource that a word names: plural, singular, short, or with its group. */
function resourceNamed(word: string): BuiltinResource | undefined {
  const wanted = word.toLowerCase();
  return builtinResources.find(
    ({ resource, singular, shortNames, group }) =>
      resource === wanted || singular === wanted || shortNames.includes(wanted) || `${resource}.${group}` === wanted,
  );
}

/** A line after `kubectl` as far as it was typed. */
class KubectlLine {
  private node: AnyCommand | CommandGroup = kubectlCommands;
  /** `rollout undo`. */
  private path = '';
  private readonly args: string[] = [];
  private readonly values = new Map<string, string>();
  /** The flag whose value comes next. */
  private pending: string | undefined;
  private isPastDash = false;
  private readonly state: ShellState;
  private readonly world: World;

  constructor(words: readonly string[], state: ShellState, world: World) {
    this.state = state;
    this.world = world;
    for (const word of words) this.read(word);
  }

  candidates(current: string): Candidates {
    if (this.isPastDash) return [];
    if (this.pending !== undefined) return this.valuesOf(this.pending);
    const assignment = /^(--[\w-]+)=/.exec(current);
    if (assignment !== null) {
      const found = flagNamed(this.flags(), assignment[1] ?? '');
      const values = found === undefined ? [] : this.valuesOf(found.name);
      return typeof values === 'string' ? values : values.map((value) => `${assignment[0]}${value}`);
    }
    if (current.startsWith('-')) {
      return Object.keys(this.flags()).map((name) => `--${name}`);
    }
    if (isGroup(this.node)) return this.node.commands.map(({ name }) => name);
    return this.argumentsOf(current);
  }

  private flags(): Flags {
    const own = isGroup(this.node) ? this.node.self?.flags : this.node.flags;
    return { ...globalFlags, ...own };
  }

  private read(word: string): void {
    if (this.pending !== undefined) {
      this.values.set(this.pending, word);
      this.pending = undefined;
    } else if (word === '--') this.isPastDash = true;
    else if (word.startsWith('-')) {
      const found = flagNamed(this.flags(), word);
      const equals = word.indexOf('=');
      if (found !== undefined && equals > 0) this.values.set(found.name, word.slice(equals + 1));
      else if (found !== undefined && found.flag.alone === undefined) this.pending = found.name;
    } else {
      const { node } = this;
      const next = isGroup(node)
        ? node.commands.find(({ name, aliases }) => name === word || aliases?.includes(word) === true)
        : undefined;
      if (next === undefined) this.args.push(word);
      else {
        this.node = next;
        this.path = this.path === '' ? next.name : `${this.path} ${next.name}`;
      }
    }
  }

  private namespace(): string {
    const { contexts, currentContext } = this.state.kubectl;
    const context = contexts.find(({ name }) => name === currentContext);
    return this.values.get('namespace') ?? context?.namespace ?? 'default';
  }

  private names(resource: string): string[] {
    const found = resourceNamed(resource);
    if (found === undefined) return [];
    const { live } = this.world.cluster;
    const objects = found.namespaced ? live.list(found.resource, this.namespace()) : live.list(found.resource);
    return objects.map(({ metadata }) => metadata.name);
  }

  /** The ports that a port-forward can lead to. */
  private ports(): string[] {
    if (this.args.length > 1) return [];
    const [target = ''] = this.args;
    const { live } = this.world.cluster;
    const service = /^(?:svc|services?)\//.test(target)
      ? live.get('services', this.namespace(), target.replace(/^[^/]*\//, ''))
      : undefined;
    if (service !== undefined) return (service.spec.ports ?? []).map(({ port }) => String(port));
    const pod = live.get('pods', this.namespace(), target.replace(/^pods?\//, ''));
    const ports = (pod?.spec.containers ?? []).flatMap((container) => container.ports ?? []);
    return ports.map(({ containerPort }) => String(containerPort));
  }

  private valuesOf(flag: string): Candidates {
    switch (flag) {
      case 'namespace':
        return this.names('namespaces');
      case 'output':
        return OUTPUTS;
      case 'context':
        return this.state.kubectl.contexts.map(({ name }) => name);
      case 'container': {
        const pod = this.world.cluster.live.get('pods', this.namespace(), (this.args[0] ?? '').replace(/^pods?\//, ''));
        return [...(pod?.spec.containers ?? []), ...(pod?.spec.initContainers ?? [])].map(({ name }) => name);
      }
      case 'filename':
        return 'files';
      case 'dry-run':
        return ['client', 'none', 'server'];
      case 'cascade':
        return ['background', 'foreground', 'orphan'];
      case 'type':
        return ['json', 'merge', 'strategic'];
      default:
        return [];
    }
  }

  private argumentsOf(current: string): Candidates {
    const kind = ARGUMENTS[this.path];
    if (this.path === 'cp') return current.includes('/') ? 'files' : this.names('pods').map((name) => `${name}:`);
    if (kind === undefined) return [];
    if (kind === 'contexts') return this.args.length > 0 ? [] : this.valuesOf('context');
    const slash = current.indexOf('/');
    if (slash > 0) return this.names(current.slice(0, slash)).map((name) => current.slice(0, slash + 1) + name);
    if (kind === 'pods' && this.args.length > 0) return this.path === 'port-forward' ? this.ports() : [];
    if (kind === 'pods' || kind === 'nodes') return this.names(kind).filter((name) => !this.args.includes(name));
    const [type, ...named] = this.args;
    if (type !== undefined) {
      if (this.path === 'explain' || type.includes('/')) return [];
      return this.names(type).filter((name) => !named.includes(name));
    }
    const types =
      kind === 'any'
        ? builtinResources.map(({ resource }) => resource).filter((resource) => !REVIEWS.test(resource))
        : kind;
    const comma = this.path === 'get' || this.path === 'delete' ? current.lastIndexOf(',') + 1 : 0;
    return types.map((name) => current.slice(0, comma) + name);
  }
}

/** What can follow `kubectl` and the words after it. */
export function kubectlCandidates(
  words: readonly string[],
  current: string,
  state: ShellState,
  world: World,
): Candidates {
  return new KubectlLine(words, state, world).candidates(current);
}
