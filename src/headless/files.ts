import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { sep } from 'node:path';
import type { FileKind, Files } from '../shell/index.ts';

/** What Unix says of the errors that Node names. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'Permission denied',
  EEXIST: 'File exists',
  EISDIR: 'Is a directory',
  ENOENT: 'No such file or directory',
  ENOSPC: 'No space left on device',
  ENOTDIR: 'Not a directory',
  ENOTEMPTY: 'Directory not empty',
  EROFS: 'Read-only file system',
  ENAMETOOLONG: 'File name too long',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? 'Input/output error';
}

function attempt(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

function kind(path: string): FileKind | undefined {
  try {
    const stats = statSync(path);
    return stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : undefined;
  } catch {
    return undefined;
  }
}

/** A path as the shell writes it: with `/`, and before a drive letter too. */
export function shellPath(path: string): string {
  const slashed = path.split(sep).join('/');
  return slashed.startsWith('/') ? slashed : `/${slashed}`;
}

function nativePath(path: string): string {
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
}

/** The real files; only those below `root` (a path as the shell writes it) can be changed. */
export function diskFiles(root: string): Files {
  const isInside = (path: string): boolean => path === root || path.startsWith(root === '/' ? '/' : `${root}/`);
  const change = (path: string, act: (native: string) => void): string | undefined =>
    isInside(path) ? attempt(() => act(nativePath(path))) : 'Permission denied';
  return {
    kind: (path) => kind(nativePath(path)),
    read: (path) => {
      try {
        return readFileSync(nativePath(path), 'utf8');
      } catch {
        return undefined;
      }
    },
    list: (path) => {
      try {
        return readdirSync(nativePath(path)).toSorted();
      } catch {
        return undefined;
      }
    },
    write: (path, text) => change(path, (native) => writeFileSync(native, text)),
    makeFolder: (path) => change(path, (native) => mkdirSync(native)),
    remove: (path) =>
      change(path, (native) => {
        if (existsSync(native) && statSync(native).isDirectory()) rmdirSync(native);
        else unlinkSync(native);
      }),
  };
}
