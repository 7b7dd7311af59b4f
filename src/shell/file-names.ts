import { compileWholeGlob, hasWildcards } from '../engine/index.ts';
import { resolvePath, type Files } from './files.ts';

const MAX_PATHS = 10_000;

/** Paths that match a pattern such as `*.yaml` or `k8s/*`, written as the pattern is (relative or not), sorted. */
export function matchingPaths(files: Files, cwd: string, pattern: string, spend: (units: number) => void): string[] {
  const isAbsolute = pattern.startsWith('/');
  let found = [isAbsolute ? '/' : ''];
  for (const part of pattern.split('/').filter((text) => text !== '')) {
    const join = (path: string, name: string): string =>
      path === '' || path === '/' ? path + name : `${path}/${name}`;
    if (!hasWildcards(part)) {
      const name = part.replaceAll(/\\([\s\S])/g, '$1');
      found = found.map((path) => join(path, name)).filter((path) => files.kind(resolvePath(cwd, path)) !== undefined);
      continue;
    }
    const matcher = compileWholeGlob(part);
    found = found.flatMap((path) =>
      (files.list(resolvePath(cwd, path)) ?? [])
        .filter((name) => part.startsWith('.') || !name.startsWith('.'))
        .filter((name) => matcher.find(name, 0, spend, 'anchored') !== undefined)
        .map((name) => join(path, name)),
    );
    if (found.length > MAX_PATHS) return [];
  }
  return found.toSorted();
}
