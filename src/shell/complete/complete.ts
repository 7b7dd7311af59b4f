import { programs } from '../programs/index.ts';
import { dockerContainers } from '../programs/docker-listing.ts';
import { folderOf, resolvePath } from '../files.ts';
import type { ShellState } from '../state.ts';
import { quoteWord } from '../../engine/index.ts';
import type { World } from '../world.ts';
import type { Candidates } from './candidates.ts';
import { kubectlCandidates } from './kubectl-candidates.ts';
import { lastCommand } from './words.ts';

/** What may stand in place of the text between `from` and `to`; sorted, ready to insert. */
export interface Completion {
  candidates: readonly string[];
  from: number;
  to: number;
}

const MAX_CANDIDATES = 1000;

/** Words before a command that leave it to be completed as if they were not there. */
const PREFIXES = new Set([
  'watch',
  'time',
  'sudo',
  'xargs',
  'exec',
  'command',
  'then',
  'do',
  'else',
  'if',
  'while',
  '!',
]);

const DOCKER_COMMANDS = [
  'build',
  'exec',
  'images',
  'inspect',
  'kill',
  'logs',
  'ps',
  'restart',
  'rm',
  'rmi',
  'start',
  'stop',
  'tag',
  'version',
];
const MINIKUBE_COMMANDS = [
  'addons',
  'image',
  'ip',
  'kubectl',
  'node',
  'profile',
  'service',
  'start',
  'status',
  'tunnel',
  'version',
];

function commandNames(state: ShellState): string[] {
  return [...programs.keys(), ...state.aliases.keys(), ...state.functions.keys()].filter((name) =>
    /^[a-z]/i.test(name),
  );
}

/** Files that a path can grow to, a folder with a slash. */
function filePaths(current: string, state: ShellState, world: World, foldersOnly: boolean): string[] {
  const slash = current.lastIndexOf('/') + 1;
  const written = current.slice(0, slash);
  const home = state.variables.get('HOME')?.value ?? '/';
  const folder = written.startsWith('~/') ? home + written.slice(1) : written;
  const path = folder === '/' ? '/' : folderOf(`${resolvePath(state.cwd, folder)}/x`);
  const isHidden = current.slice(slash).startsWith('.');
  return (world.files.list(path) ?? []).flatMap((name) => {
    if (name.startsWith('.') && !isHidden) return [];
    const isFolder = world.files.kind(`${path === '/' ? '' : path}/${name}`) === 'folder';
    return isFolder ? [`${written}${name}/`] : foldersOnly ? [] : [written + name];
  });
}

/** The words of an alias in place of its name. */
function withoutAlias(words: readonly string[], state: ShellState): string[] {
  const [name = '', ...rest] = words;
  const alias = state.aliases.get(name);
  return alias === undefined ? [...words] : [...alias.split(/\s+/).filter((word) => word !== ''), ...rest];
}

function candidatesFor(words: readonly string[], current: string, state: ShellState, world: World): Candidates {
  const [name, ...args] = withoutAlias(words, state);
  if (words.at(-1) === '>' || words.at(-1) === '<') return 'files';
  if (name === undefined || /^\w+=/.test(words.at(-1) ?? '') || words.every((word) => PREFIXES.has(word))) {
    return current.includes('/') ? 'files' : commandNames(state);
  }
  if (PREFIXES.has(name)) return candidatesFor(args, current, state, world);
  switch (name) {
    case 'kubectl':
      return kubectlCandidates(args, current, state, world);
    case 'docker':
      if (args.length === 0) return DOCKER_COMMANDS;
      return args[0] === 'build' ? 'folders' : dockerContainers(world.cluster).map((container) => container.name);
    case 'minikube':
      if (args.length === 0) return MINIKUBE_COMMANDS;
      if (args[0] === 'kubectl') {
        return kubectlCandidates(args.slice(args[1] === '--' ? 2 : 1), current, state, world);
      }
      if (args[0] !== 'service') return [];
      return world.cluster.live.list('services', 'default').map(({ metadata }) => metadata.name);
    case 'cd':
    case 'mkdir':
    case 'rmdir':
      return 'folders';
    case 'type':
    case 'which':
      return commandNames(state);
    case 'unset':
    case 'export':
      return [...state.variables.keys()];
    case 'unalias':
      return [...state.aliases.keys()];
    default:
      return 'files';
  }
}

/** What Tab offers at a place in a line; `cursor` counts characters from the start of the line. */
export function completeLine(line: string, cursor: number, state: ShellState, world: World): Completion {
  const to = Math.min(Math.max(0, Math.floor(cursor)), line.length);
  const { words, current, start } = lastCommand(line.slice(0, to));
  const isVariable = /^\$[A-Za-z_]?\w*$/.test(current);
  const found: Candidates = isVariable
    ? [...state.variables.keys()].map((name) => `$${name}`)
    : candidatesFor(words, current, state, world);
  const all = typeof found === 'string' ? filePaths(current, state, world, found === 'folders') : found;
  const candidates = [...new Set(all)]
    .filter((candidate) => candidate.startsWith(current))
    .toSorted()
    .slice(0, MAX_CANDIDATES)
    .map((candidate) => (isVariable || candidate.startsWith('~') ? candidate : quoteWord(candidate)));
  return { candidates, from: start, to };
}
