import { complaint } from './complaints.ts';
import { formatDate } from './dates.ts';
import type { MountedFolder, Process } from './process.ts';
import type { TestScope } from './language/test-expression.ts';

/*
 * What programs do that read and write files; each answers its exit code.
 */

/** Whether the image has GNU's programs rather than busybox's. */
export function isGnu({ world: { behaviour } }: Pick<Process, 'world'>): boolean {
  return behaviour.shell === 'bash' && behaviour.distribution !== 'alpine';
}

function osRelease(shell: Pick<Process, 'world'>): string {
  return isGnu(shell)
    ? 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nID=debian\n'
    : 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n';
}

export function contentOf(shell: Pick<Process, 'world' | 'resolve' | 'read'>, written: string): string | undefined {
  const path = shell.resolve(written);
  const content = shell.read(path);
  if (content !== undefined) return content;
  if (path === '/etc/os-release') return osRelease(shell);
  if (path === '/etc/hostname') return `${shell.world.hostname}\n`;
  return undefined;
}

export function cat(shell: Process, args: readonly string[]): number {
  const paths = args.filter((arg) => !arg.startsWith('-'));
  if (paths.length === 0) shell.print(shell.stdin);
  let status = 0;
  for (const path of paths) {
    const content = contentOf(shell, path);
    if (content === undefined) {
      shell.complain(noSuchFile(shell, 'cat', path));
      status = 1;
    } else shell.print(content);
  }
  return status;
}

/**
 * An image that nobody knows is trusted to have the files that it is told to copy, as it is to have the programs that it is
 * told to run; what would lie in a volume is known.
 */
function trustedContent(shell: Pick<Process, 'world' | 'resolve'>, written: string): string | undefined {
  const { behaviour, folders = [], hidden = [] } = shell.world;
  if (behaviour.programs !== 'any' || !/^\/[^*?]*[^/.*?]$/.test(written)) return undefined;
  const path = shell.resolve(written);
  const mounted = [...folders.map((folder) => folder.path).filter((folder) => folder !== '/'), ...hidden];
  return mounted.some((folder) => path === folder || path.startsWith(`${folder}/`)) ? undefined : '';
}

/** GNU's words in images with bash, busybox's in others. */
export function noSuchFile(shell: Process, program: string, path: string): string {
  return isGnu(shell)
    ? `${program}: ${path}: No such file or directory`
    : `${program}: can't open '${path}': No such file or directory`;
}

export function remove(shell: Process, args: readonly string[]): number {
  const force = args.some((arg) => /^-\w*f/.test(arg));
  let status = 0;
  const isRecursive = args.some((arg) => /^-\w*[rR]/.test(arg));
  for (const path of args.filter((arg) => !arg.startsWith('-'))) {
    const absolute = shell.resolve(path);
    const inside = isRecursive ? [...shell.files.keys()].filter((file) => file.startsWith(`${absolute}/`)) : [];
    for (const file of inside) shell.setFile(file, undefined);
    if (shell.files.has(absolute)) shell.setFile(absolute, undefined);
    else if (inside.length > 0) continue;
    else if (!force) {
      const cannot = isGnu(shell) ? 'cannot' : "can't";
      shell.complain(`rm: ${cannot} remove '${path}': No such file or directory`);
      status = 1;
    }
  }
  return status;
}

export function touch(shell: Process, args: readonly string[]): number {
  let status = 0;
  for (const path of args.filter((arg) => !arg.startsWith('-'))) {
    if (mayWrite(shell, path, `touch: ${path}`, `touch: cannot touch '${path}'`)) {
      shell.setFile(path, contentOf(shell, path) ?? '');
    } else status = 1;
  }
  return status;
}

export function copy(shell: Process, args: readonly string[]): number {
  const paths = args.filter((arg) => !arg.startsWith('-'));
  const target = paths.at(-1) ?? '';
  let status = 0;
  for (const path of paths.slice(0, -1)) {
    const content = contentOf(shell, path) ?? trustedContent(shell, path);
    if (content === undefined) {
      shell.complain(
        isGnu(shell)
          ? `cp: cannot stat '${path}': No such file or directory`
          : `cp: can't stat '${path}': No such file or directory`,
      );
      status = 1;
      continue;
    }
    const isFolder = target.endsWith('/') || listing(shell, target) !== undefined;
    const file = isFolder ? `${target}/${path.split('/').at(-1) ?? ''}` : target;
    if (mayWrite(shell, file, `cp: can't create '${file}'`, `cp: cannot create regular file '${file}'`)) {
      shell.setFile(file, content);
    } else status = 1;
  }
  return status;
}

export function move(shell: Process, args: readonly string[]): number {
  const status = copy(shell, args);
  if (status === 0) for (const path of args.slice(0, -1)) if (!path.startsWith('-')) shell.setFile(path, undefined);
  return status;
}

/** `mkdir [-p]`. */
export function makeFolder(shell: Process, args: readonly string[]): number {
  const makesParents = args.some((arg) => /^-\w*p/.test(arg));
  let status = 0;
  for (const written of args.filter((arg) => !arg.startsWith('-'))) {
    const path = shell.resolve(written);
    const cannot = [
      `mkdir: can't create directory '${written}'`,
      `mkdir: cannot create directory '${written}'`,
    ] as const;
    if (listing(shell, path) !== undefined || contentOf(shell, path) !== undefined) {
      if (makesParents) continue;
      shell.complain(`${cannot[isGnu(shell) ? 1 : 0]}: File exists`);
      status = 1;
      continue;
    }
    const parts = path.split('/').slice(1);
    const folders = makesParents ? parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`) : [path];
    for (const folder of folders) {
      if (listing(shell, folder) !== undefined) continue;
      if (!mayWrite(shell, folder, ...cannot)) {
        status = 1;
        break;
      }
      shell.setFile(`${folder}/`, '');
    }
  }
  return status;
}

/** `cd`: dash, busybox's ash and bash each refuse what is not there in their own words. */
export function changeFolder(shell: Process, args: readonly string[]): number {
  const [wanted = '/root'] = args;
  const { state } = shell;
  const path = wanted === '-' ? shell.variable('OLDPWD') || '/' : shell.resolve(wanted.replace(/^~(?=\/|$)/, '/root'));
  if (listing(shell, path) === undefined) {
    const words = {
      bash: `cd: ${wanted}: No such file or directory`,
      dash: `cd: can't cd to ${wanted}`,
      ash: `cd: can't cd to ${wanted}: No such file or directory`,
    };
    shell.complain(complaint(state, words[state.kind]));
    return state.kind === 'dash' ? 2 : 1;
  }
  state.variables.set('OLDPWD', state.cwd);
  state.cwd = path;
  state.variables.set('PWD', path);
  if (wanted === '-') shell.print(`${path}\n`);
  return 0;
}

const rootFolders = ['bin', 'dev', 'etc', 'home', 'lib', 'lib64', 'proc', 'root', 'sys', 'tmp', 'usr', 'var'];
const debianFolders = [...rootFolders, 'boot', 'media', 'mnt', 'opt', 'run', 'sbin', 'srv'];
/** Folders of every image whose contents nobody asks for. */
const otherFolders = new Set([
  '/usr/bin',
  '/usr/lib',
  '/usr/local',
  '/usr/sbin',
  '/usr/share',
  '/var/lib',
  '/var/log',
  '/var/run',
  '/var/tmp',
]);
const etcFiles = ['group', 'hostname', 'hosts', 'os-release', 'passwd', 'resolv.conf'];

/** What lies in a folder; undefined when there is none. */
export function listing(shell: Process, folder: string): readonly string[] | undefined {
  const path = shell.resolve(folder);
  const root = isGnu(shell) ? debianFolders : rootFolders;
  const names = new Set<string>(path === '/' ? root : path === '/etc' ? etcFiles : []);
  const prefix = path === '/' ? '/' : `${path}/`;
  for (const file of shell.files.keys()) {
    if (file.startsWith(prefix)) names.add(file.slice(prefix.length).split('/')[0] ?? '');
  }
  const { main } = shell.world.behaviour;
  const own = main.type === 'server' ? (main.contentDirectories ?? []) : [];
  const isKnown =
    path === '/' ||
    names.size > 0 ||
    otherFolders.has(path) ||
    (path.lastIndexOf('/') === 0 && root.includes(path.slice(1))) ||
    own.some((directory) => directory === path || directory.startsWith(prefix));
  // A folder that was made is a name of its own inside itself.
  return isKnown ? [...names].filter((name) => name !== '').toSorted() : undefined;
}

/** What a shell's `test` finds. */
export function testScope(shell: Process): TestScope {
  return {
    kindOf: (path) =>
      contentOf(shell, path) !== undefined ? 'file' : listing(shell, path) === undefined ? undefined : 'folder',
    textOf: (path) => contentOf(shell, path),
    isExecutable: (path) => contentOf(shell, path) !== undefined,
    isSet: (name) => shell.state.variables.has(name) || shell.state.variables.has(`${name}[0]`),
    isTerminal: shell.state.isTyped,
    spend: (units) => shell.spend(units),
  };
}

/** Why a path cannot be written, in the words of the system; undefined when it can. */
export function whyNotWritable(shell: Process, written: string): string | undefined {
  const path = shell.resolve(written);
  const parent = path.slice(0, path.lastIndexOf('/')) || '/';
  if (listing(shell, parent) === undefined) return 'No such file or directory';
  if (contentOf(shell, path) === undefined && listing(shell, path) !== undefined) return 'Is a directory';
  const { folders = [], user } = shell.world;
  let place: MountedFolder | undefined;
  for (const folder of folders) {
    const isInside = folder.path === '/' || path === folder.path || path.startsWith(`${folder.path}/`);
    if (isInside && folder.path.length > (place?.path.length ?? 0)) place = folder;
  }
  if (path.startsWith('/dev/')) return undefined;
  if (place?.readOnly === true) return 'Read-only file system';
  const isOwn = (place !== undefined && place.path !== '/') || /^\/(?:var\/)?tmp\//.test(path);
  return user !== undefined && user.uid !== 0 && !isOwn ? 'Permission denied' : undefined;
}

/** Whether a path can be written; a program says why it cannot: `touch: /x: Read-only file system`. */
function mayWrite(shell: Process, path: string, busybox: string, gnu: string): boolean {
  const why = whyNotWritable(shell, path);
  if (why === undefined) return true;
  shell.complain(`${isGnu(shell) ? gnu : busybox}: ${why}`);
  return false;
}

/** Rights, owner and group of a file or folder: of what lies in volumes, those that the pod's `fsGroup` gives it. */
function ownership({ world: { user, folders = [] } }: Process, path: string, isFolder: boolean): string {
  const place = folders.find((folder) => path === folder.path || path.startsWith(`${folder.path}/`));
  const isShared = place !== undefined && place.path !== '/' && place.readOnly !== true;
  const isVolume = isShared && path === place.path;
  const group = isShared && user?.fsGroup !== undefined ? String(user.fsGroup) : 'root';
  const owner = isShared && !isVolume && user !== undefined && user.uid !== 0 ? String(user.uid) : 'root';
  const rights = isVolume ? (group === 'root' ? 'drwxrwxrwx' : 'drwxrwsrwx') : isFolder ? 'drwxr-xr-x' : '-rw-r--r--';
  return `${rights}    ${isFolder ? 2 : 1} ${owner.padEnd(8)} ${group.padEnd(8)}`;
}

/** `ls`, one name a line as into a pipe; busybox and GNU differ in what they say of what is not there. */
export function ls(shell: Process, args: readonly string[]): number {
  const options = args.filter((arg) => arg.startsWith('-')).join('');
  const paths = args.filter((arg) => !arg.startsWith('-'));
  const date = formatDate(shell.world.startedAt, '%b %e %H:%M');
  const line = (path: string, name: string): string => {
    const content = contentOf(shell, path);
    if (!options.includes('l')) return `${name}\n`;
    const size = String(content?.length ?? 4096).padStart(9);
    return `${ownership(shell, path, content === undefined)} ${size} ${date} ${name}\n`;
  };
  let status = 0;
  for (const written of paths.length === 0 ? ['.'] : paths) {
    const path = shell.resolve(written);
    if (contentOf(shell, path) !== undefined) {
      shell.print(line(path, written));
      continue;
    }
    const names = listing(shell, path);
    if (names === undefined) {
      status = isGnu(shell) ? 2 : 1;
      shell.complain(
        isGnu(shell)
          ? `ls: cannot access '${written}': No such file or directory`
          : `ls: ${written}: No such file or directory`,
      );
      continue;
    }
    if (paths.length > 1) shell.print(`${paths[0] === written ? '' : '\n'}${written}:\n`);
    if (options.includes('l')) shell.print(`total ${4 * names.length}\n`);
    for (const name of names) shell.print(line(`${path === '/' ? '' : path}/${name}`, name));
  }
  return status;
}
