import { contentOf, isGnu, listing } from './file-commands.ts';
import { compileWholeGlob } from './pattern/glob.ts';
import { type Matcher, PatternError } from './pattern/matcher.ts';
import type { Process } from './process.ts';

/** Files and folders that one search looks at. */
const mostFound = 2000;

function matcherOf(pattern: string | undefined): Matcher | undefined {
  if (pattern === undefined) return undefined;
  try {
    return compileWholeGlob(pattern);
  } catch (error) {
    if (error instanceof PatternError) return undefined;
    throw error;
  }
}

/** `find [PATH...] [-name PATTERN] [-type f|d] [-maxdepth N]`: what lies below folders. */
export function find(shell: Process, args: readonly string[]): number {
  const firstTest = args.findIndex((arg) => arg.startsWith('-'));
  const paths = firstTest < 0 ? args : args.slice(0, firstTest);
  const valueOf = (name: string): string | undefined =>
    args.includes(name) ? args[args.indexOf(name) + 1] : undefined;
  const name = matcherOf(valueOf('-name') ?? valueOf('-iname'));
  const type = valueOf('-type');
  const deepest = Number(valueOf('-maxdepth') ?? Infinity);
  let left = mostFound;
  let status = 0;
  const visit = (path: string, depth: number): void => {
    if (--left < 0) return;
    const names = contentOf(shell, path) === undefined ? listing(shell, path) : undefined;
    const base = path.split('/').at(-1) ?? path;
    const isNamed = name === undefined || name.find(base, 0, (units) => shell.spend(units), 'anchored') !== undefined;
    if (isNamed && (type === undefined || (type === 'd') === (names !== undefined))) shell.print(`${path}\n`);
    if (names === undefined || depth >= deepest) return;
    for (const each of names) visit(`${path === '/' ? '' : path}/${each}`, depth + 1);
  };
  for (const path of paths.length === 0 ? ['.'] : paths) {
    if (contentOf(shell, path) === undefined && listing(shell, path) === undefined) {
      shell.complain(`find: ${isGnu(shell) ? `'${path}'` : path}: No such file or directory`);
      status = 1;
    } else visit(path, 0);
  }
  return status;
}
