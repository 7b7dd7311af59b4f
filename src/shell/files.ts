/** What stands under a path. */
export type FileKind = 'file' | 'folder';

/**
 * The files that a shell sees. Paths are absolute and normal (`/home/you/web.yaml`). What changes something answers
 * undefined, or why it could not be done in the words of Unix (`Permission denied`).
 */
export interface Files {
  kind(path: string): FileKind | undefined;
  read(path: string): string | undefined;
  /** Names in a folder, sorted; undefined when it is none. */
  list(path: string): readonly string[] | undefined;
  write(path: string, text: string): string | undefined;
  makeFolder(path: string): string | undefined;
  /** Removes a file or an empty folder. */
  remove(path: string): string | undefined;
}

/** The longest path that is worth looking at. */
const MAX_PATH = 4096;

/** Makes a path absolute and normal: no `.`, no `..`, no double slashes. */
export function resolvePath(folder: string, path: string): string {
  const parts: string[] = [];
  const whole = path.startsWith('/') ? path : `${folder}/${path}`;
  for (const part of whole.slice(0, MAX_PATH).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

/** Flat named texts, such as the tabs of an editor; a name may hold slashes. */
export interface TextStore {
  names(): readonly string[];
  read(name: string): string | undefined;
  write(name: string, text: string): void;
  remove(name: string): void;
}

/** The texts of a store as the files below a folder; other folders are empty or are not there. */
export function filesOfStore(store: TextStore, home: string): Files {
  const made = new Set<string>(['/tmp']);

  function nameOf(path: string): string | undefined {
    return path.startsWith(`${home}/`) ? path.slice(home.length + 1) : undefined;
  }

  function kind(path: string): FileKind | undefined {
    const name = nameOf(path);
    if (name !== undefined && store.read(name) !== undefined) return 'file';
    if (path === '/' || home === path || home.startsWith(`${path}/`) || made.has(path)) return 'folder';
    return name !== undefined && store.names().some((other) => other.startsWith(`${name}/`)) ? 'folder' : undefined;
  }

  function list(path: string): readonly string[] | undefined {
    if (kind(path) !== 'folder') return undefined;
    const prefix = path === '/' ? '/' : `${path}/`;
    const below = [...store.names().map((name) => `${home}/${name}`), home, ...made];
    const names = below.filter((other) => other.startsWith(prefix)).map((other) => other.slice(prefix.length));
    return [...new Set(names.map((name) => name.split('/')[0] ?? ''))].filter((name) => name !== '').toSorted();
  }

  return {
    kind,
    list,
    read(path) {
      const name = nameOf(path);
      return name === undefined ? undefined : store.read(name);
    },
    write(path, text) {
      const name = nameOf(path);
      if (kind(path) === 'folder') return 'Is a directory';
      if (kind(folderOf(path)) !== 'folder') return 'No such file or directory';
      if (name === undefined) return 'Permission denied';
      store.write(name, text);
      return undefined;
    },
    makeFolder(path) {
      if (kind(path) !== undefined) return 'File exists';
      if (kind(folderOf(path)) !== 'folder') return 'No such file or directory';
      if (nameOf(path) === undefined) return 'Permission denied';
      made.add(path);
      return undefined;
    },
    remove(path) {
      const name = nameOf(path);
      const what = kind(path);
      if (what === undefined) return 'No such file or directory';
      if (name === undefined) return 'Permission denied';
      if (what === 'file') store.remove(name);
      else if ((list(path)?.length ?? 0) > 0) return 'Directory not empty';
      made.delete(path);
      return undefined;
    },
  };
}

/** Files that live in memory only, below a home folder. */
export function memoryFiles(home: string, texts: Readonly<Record<string, string>> = {}): Files {
  const held = new Map(Object.entries(texts));
  return filesOfStore(
    {
      names: () => [...held.keys()],
      read: (name) => held.get(name),
      write: (name, text) => void held.set(name, text),
      remove: (name) => void held.delete(name),
    },
    home,
  );
}
