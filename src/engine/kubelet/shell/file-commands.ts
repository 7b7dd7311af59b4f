import { formatDate } from './dates.ts';
import type { Process } from './process.ts';
import type { TestedFiles } from './test-command.ts';

/*
 * What programs do that read and write files; each answers its exit code.
 */

/** Whether the image has GNU's programs rather than busybox's. */
export function isGnu({ world: { behaviour } }: Process): boolean {
  return behaviour.shell === 'bash' && behaviour.distribution !== 'alpine';
}

function osRelease(shell: Process): string {
  return isGnu(shell)
    ? 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nID=debian\n'
    : 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n';
}

export function contentOf(shell: Process, written: string): string | undefined {
  const path = shell.resolve(written);
  const content = shell.files.get(path);
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
  for (const path of args) if (!path.startsWith('-')) shell.setFile(path, contentOf(shell, path) ?? '');
  return 0;
}

export function copy(shell: Process, args: readonly string[]): number {
  const paths = args.filter((arg) => !arg.startsWith('-'));
  const target = paths.at(-1) ?? '';
  for (const path of paths.slice(0, -1)) {
    const content = contentOf(shell, path);
    if (content === undefined) continue;
    const isFolder = target.endsWith('/') || listing(shell, target) !== undefined;
    shell.setFile(isFolder ? `${target}/${path.split('/').at(-1) ?? ''}` : target, content);
  }
  return 0;
}

/** `mkdir [-p]`. */
export function makeFolder(shell: Process, args: readonly string[]): number {
  for (const path of args) if (!path.startsWith('-')) shell.setFile(`${path}/`, '');
  return 0;
}

/** `cd`: dash, busybox's ash and bash each refuse what is not there in their own words. */
export function changeFolder(shell: Process, args: readonly string[]): number {
  const [wanted = '/root'] = args;
  const path = wanted === '-' ? shell.variable('OLDPWD') || '/' : shell.resolve(wanted.replace(/^~(?=\/|$)/, '/root'));
  if (listing(shell, path) === undefined) {
    const words = {
      bash: `bash: ${shell.isTyped ? '' : 'line 1: '}cd: ${wanted}: No such file or directory`,
      dash: `sh: 1: cd: can't cd to ${wanted}`,
      ash: `sh: cd: can't cd to ${wanted}: No such file or directory`,
    };
    shell.complain(words[shell.shellName === 'bash' ? 'bash' : isGnu(shell) ? 'dash' : 'ash']);
    return shell.shellName === 'bash' || !isGnu(shell) ? 1 : 2;
  }
  shell.variables.set('OLDPWD', shell.cwd);
  shell.cwd = path;
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
function listing(shell: Process, folder: string): readonly string[] | undefined {
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

/** The files that a shell can ask `test` about. */
export function filesAround(shell: Process): TestedFiles {
  return {
    contentOf: (path) => contentOf(shell, path),
    isFolder: (path) => contentOf(shell, path) === undefined && listing(shell, path) !== undefined,
  };
}

function longLine(name: string, isFolder: boolean, size: number, date: string): string {
  return `${isFolder ? 'drwxr-xr-x' : '-rw-r--r--'}    ${isFolder ? 2 : 1} root     root     ${String(size).padStart(9)} ${date} ${name}\n`;
}

/** `ls`, one name a line as into a pipe; busybox and GNU differ in what they say of what is not there. */
export function ls(shell: Process, args: readonly string[]): number {
  const options = args.filter((arg) => arg.startsWith('-')).join('');
  const paths = args.filter((arg) => !arg.startsWith('-'));
  const date = formatDate(shell.world.startedAt, '%b %e %H:%M');
  const line = (path: string, name: string): string => {
    const content = contentOf(shell, path);
    return options.includes('l') ? longLine(name, content === undefined, content?.length ?? 4096, date) : `${name}\n`;
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
