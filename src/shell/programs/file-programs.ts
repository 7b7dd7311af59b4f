import { baseName, folderOf, type Files } from '../files.ts';
import type { Work } from '../run/block.ts';
import type { Process } from '../run/process.ts';
import { formatDate } from '../../engine/index.ts';
import { parseOptions } from './options.ts';

const MAX_ENTRIES = 10_000;
const TERMINAL_WIDTH = 80;

export function* cat(process: Process): Work {
  const options = parseOptions(process, 'nAbeEsTtuv', { number: 'n', 'show-all': 'A' });
  if (typeof options === 'number') return options;
  const wanted = options.operands.length === 0 ? ['-'] : options.operands;
  let status = 0;
  let number = 0;
  for (const path of wanted) {
    const opened = path === '-' ? [{ pipe: process.stdin }] : yield* process.openOperands([path]);
    if (opened.length === 0) status = 1;
    for (const { pipe } of opened) {
      if (!options.has('n')) {
        // As it comes, so that what follows a stream can be watched.
        for (let text = yield* pipe.readSome(); text !== undefined; text = yield* pipe.readSome()) {
          process.out(text);
          yield* process.flush();
        }
        continue;
      }
      for (let line = yield* pipe.readLine(); line !== undefined; line = yield* pipe.readLine()) {
        number += 1;
        process.out(`${String(number).padStart(6)}\t${line}\n`);
        yield* process.flush();
      }
    }
  }
  return status;
}

function sizeText(bytes: number, human: boolean): string {
  if (!human || bytes < 1024) return String(bytes);
  const kilobytes = bytes / 1024;
  return kilobytes < 10 ? `${(Math.ceil(kilobytes * 10) / 10).toFixed(1)}K` : `${Math.ceil(kilobytes)}K`;
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length;

function longLines(process: Process, entries: readonly { name: string; path: string }[], human: boolean): string {
  const { files, cluster } = process.world;
  const date = formatDate(cluster.now(), '%b %e %H:%M');
  const user = process.state.variables.get('USER')?.value ?? 'learner';
  const rows = entries.map(({ name, path }) => {
    const isFolder = files.kind(path) === 'folder';
    const size = isFolder ? 4096 : byteLength(files.read(path) ?? '');
    return { name, mode: isFolder ? 'drwxr-xr-x 2' : '-rw-r--r-- 1', size: sizeText(size, human) };
  });
  const width = Math.max(0, ...rows.map(({ size }) => size.length));
  return rows
    .map(({ name, mode, size }) => `${mode} ${user} ${user} ${size.padStart(width)} ${date} ${name}\n`)
    .join('');
}

/** Names in columns as wide as they need, as on a terminal. */
function inColumns(names: readonly string[]): string {
  const width = Math.max(0, ...names.map((name) => name.length)) + 2;
  const columns = Math.max(1, Math.floor(TERMINAL_WIDTH / width));
  if (names.join('  ').length <= TERMINAL_WIDTH) return names.length === 0 ? '' : `${names.join('  ')}\n`;
  const rows = Math.ceil(names.length / columns);
  return Array.from(
    { length: rows },
    (_, row) =>
      `${names
        .filter((_name, index) => index % rows === row)
        .map((name) => name.padEnd(width))
        .join('')
        .trimEnd()}\n`,
  ).join('');
}

export function ls(process: Process): number {
  const options = parseOptions(process, 'alh1ARrtFds', {
    all: 'a',
    'almost-all': 'A',
    recursive: 'R',
    'human-readable': 'h',
  });
  if (typeof options === 'number') return options === 1 ? 2 : options;
  const { files } = process.world;
  const folders: { name: string; path: string }[] = [];
  const plain: { name: string; path: string }[] = [];
  let status = 0;
  for (const name of options.operands.length === 0 ? ['.'] : options.operands) {
    const path = process.shell.resolve(name);
    const kind = files.kind(path);
    if (kind === undefined) {
      status = process.fail(`cannot access '${name}': No such file or directory`, 2);
    } else if (kind === 'folder' && !options.has('d')) folders.push({ name, path });
    else plain.push({ name, path });
  }
  const showHidden = options.has('a') || options.has('A');
  const print = (entries: readonly { name: string; path: string }[]): void => {
    const shown = options.has('r') ? entries.toReversed() : entries;
    const names = shown.map(({ name, path }) =>
      options.has('F') && files.kind(path) === 'folder' ? `${name}/` : name,
    );
    if (options.has('l')) process.out(longLines(process, shown, options.has('h')));
    else if (process.streams.out.isTerminal && process.world.interactive && !options.has('1')) {
      process.out(inColumns(names));
    } else process.out(names.map((name) => `${name}\n`).join(''));
  };
  print(plain);
  let count = 0;
  const hasTitles = options.has('R') || folders.length + plain.length > 1;
  for (let next = folders.shift(); next !== undefined && count < MAX_ENTRIES; next = folders.shift()) {
    const { name, path } = next;
    if (hasTitles) process.out(`${count > 0 || plain.length > 0 ? '\n' : ''}${name}:\n`);
    const entries = (files.list(path) ?? [])
      .filter((entry) => showHidden || !entry.startsWith('.'))
      .map((entry) => ({ name: entry, path: `${path === '/' ? '' : path}/${entry}` }));
    const dots = options.has('a')
      ? [
          { name: '.', path },
          { name: '..', path: folderOf(path) },
        ]
      : [];
    if (options.has('l')) process.out(`total ${entries.length * 4}\n`);
    print([...dots, ...entries]);
    count += entries.length + 1;
    if (options.has('R')) {
      const below = entries.filter((entry) => files.kind(entry.path) === 'folder');
      folders.unshift(...below.map((entry) => ({ name: `${name}/${entry.name}`, path: entry.path })));
    }
  }
  return status;
}

export function mkdir(process: Process): number {
  const options = parseOptions(process, 'pvm:', { parents: 'p', verbose: 'v', mode: 'm' });
  if (typeof options === 'number') return options;
  if (options.operands.length === 0) return process.fail('missing operand');
  const { files } = process.world;
  let status = 0;
  for (const name of options.operands) {
    const path = process.shell.resolve(name);
    const parents = options.has('p') ? ancestors(path) : [];
    for (const folder of parents) if (files.kind(folder) === undefined) files.makeFolder(folder);
    if (options.has('p') && files.kind(path) === 'folder') continue;
    const reason = files.makeFolder(path);
    if (reason !== undefined) status = process.fail(`cannot create directory '${name}': ${reason}`);
  }
  return status;
}

/** The folders above a path, from the top. */
function ancestors(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.slice(0, -1).map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}

export function touch(process: Process): number {
  const options = parseOptions(process, 'acmt:d:r:');
  if (typeof options === 'number') return options;
  if (options.operands.length === 0) return process.fail('missing file operand');
  const { files } = process.world;
  let status = 0;
  for (const name of options.operands) {
    const path = process.shell.resolve(name);
    if (files.kind(path) !== undefined) continue;
    const reason = options.has('c') ? undefined : files.write(path, '');
    if (reason !== undefined) status = process.fail(`cannot touch '${name}': ${reason}`);
  }
  return status;
}

/** A path and all that is below it, deepest first. */
function withContents(files: Files, path: string): string[] {
  const found: string[] = [];
  const pending = [path];
  for (let next = pending.pop(); next !== undefined && found.length < MAX_ENTRIES; next = pending.pop()) {
    found.push(next);
    const folder = next;
    pending.push(...(files.list(folder) ?? []).map((name) => `${folder === '/' ? '' : folder}/${name}`));
  }
  return found.toReversed();
}

export function rm(process: Process): number {
  const options = parseOptions(process, 'rRfvid', { recursive: 'r', force: 'f', verbose: 'v', dir: 'd' });
  if (typeof options === 'number') return options;
  const isForced = options.has('f');
  if (options.operands.length === 0) return isForced ? 0 : process.fail('missing operand');
  const isRecursive = options.has('r') || options.has('R');
  const { files } = process.world;
  let status = 0;
  for (const name of options.operands) {
    const path = process.shell.resolve(name);
    const kind = files.kind(path);
    const refuse = (reason: string): void => {
      status = process.fail(`cannot remove '${name}': ${reason}`);
    };
    if (kind === undefined) {
      if (!isForced) refuse('No such file or directory');
      continue;
    }
    if (path === '/') {
      refuse("it is dangerous to operate recursively on '/'");
      continue;
    }
    if (kind === 'folder' && !isRecursive && !options.has('d')) {
      refuse('Is a directory');
      continue;
    }
    for (const each of isRecursive ? withContents(files, path) : [path]) {
      const reason = files.remove(each);
      if (reason !== undefined) {
        refuse(reason);
        break;
      }
      if (options.has('v')) process.out(`removed '${each === path ? name : each}'\n`);
    }
  }
  return status;
}

export function rmdir(process: Process): number {
  let status = 0;
  for (const name of process.args) {
    const path = process.shell.resolve(name);
    const kind = process.world.files.kind(path);
    const reason = kind === 'file' ? 'Not a directory' : process.world.files.remove(path);
    if (reason !== undefined) status = process.fail(`failed to remove '${name}': ${reason}`);
  }
  return status;
}

/** Where each source of `cp` and `mv` goes; undefined, with a message, when it cannot. */
function destinations(
  process: Process,
  operands: readonly string[],
): { name: string; from: string; to: string }[] | undefined {
  const { files } = process.world;
  const target = operands.at(-1);
  const sources = operands.slice(0, -1);
  if (target === undefined || sources.length === 0) {
    process.fail(target === undefined ? 'missing file operand' : `missing destination file operand after '${target}'`);
    return undefined;
  }
  const path = process.shell.resolve(target);
  const isFolder = files.kind(path) === 'folder';
  if (sources.length > 1 && !isFolder) {
    process.fail(
      `target '${target}': ${files.kind(path) === undefined ? 'No such file or directory' : 'Not a directory'}`,
    );
    return undefined;
  }
  return sources.map((name) => {
    const from = process.shell.resolve(name);
    return { name, from, to: isFolder ? `${path === '/' ? '' : path}/${baseName(from)}` : path };
  });
}

/** Copies a file or a folder with its contents; answers why it could not. */
function copyTree(files: Files, from: string, to: string): string | undefined {
  for (const path of withContents(files, from).toReversed()) {
    const target = to + path.slice(from.length);
    const text = files.read(path);
    const reason =
      text !== undefined
        ? files.write(target, text)
        : files.kind(target) === 'folder'
          ? undefined
          : files.makeFolder(target);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

export function cp(process: Process): number {
  const options = parseOptions(process, 'rRafvp', { recursive: 'r', archive: 'a', force: 'f', verbose: 'v' });
  if (typeof options === 'number') return options;
  const { files } = process.world;
  const isRecursive = options.has('r') || options.has('R') || options.has('a');
  let status = 0;
  for (const { name, from, to } of destinations(process, options.operands) ?? []) {
    const kind = files.kind(from);
    if (kind === undefined) status = process.fail(`cannot stat '${name}': No such file or directory`);
    else if (kind === 'folder' && !isRecursive) status = process.fail(`-r not specified; omitting directory '${name}'`);
    else if (from === to) status = process.fail(`'${name}' and '${name}' are the same file`);
    else if (to.startsWith(`${from}/`)) status = process.fail(`cannot copy a directory, '${name}', into itself`);
    else {
      const reason = copyTree(files, from, to);
      if (reason !== undefined) status = process.fail(`cannot create regular file '${baseName(to)}': ${reason}`);
    }
  }
  return options.operands.length < 2 ? 1 : status;
}

export function mv(process: Process): number {
  const options = parseOptions(process, 'fvni', { force: 'f', verbose: 'v' });
  if (typeof options === 'number') return options;
  const { files } = process.world;
  let status = 0;
  for (const { name, from, to } of destinations(process, options.operands) ?? []) {
    if (files.kind(from) === undefined) status = process.fail(`cannot stat '${name}': No such file or directory`);
    else if (from === to) status = process.fail(`'${name}' and '${name}' are the same file`);
    else if (to.startsWith(`${from}/`)) status = process.fail(`cannot move '${name}' to a subdirectory of itself`);
    else {
      const reason =
        copyTree(files, from, to) ??
        withContents(files, from)
          .map((path) => files.remove(path))
          .find((answer) => answer !== undefined);
      if (reason !== undefined) status = process.fail(`cannot move '${name}' to '${baseName(to)}': ${reason}`);
    }
  }
  return options.operands.length < 2 ? 1 : status;
}

export function* tee(process: Process): Work {
  const options = parseOptions(process, 'ai', { append: 'a' });
  if (typeof options === 'number') return options;
  const { files } = process.world;
  let status = 0;
  const targets = options.operands.flatMap((name) => {
    const path = process.shell.resolve(name);
    const text = options.has('a') ? (files.read(path) ?? '') : '';
    const reason = files.write(path, text);
    if (reason === undefined) return [{ path, text }];
    status = process.fail(`${name}: ${reason}`);
    return [];
  });
  for (let text = yield* process.stdin.readSome(); text !== undefined; text = yield* process.stdin.readSome()) {
    process.out(text);
    for (const target of targets) {
      target.text += text;
      files.write(target.path, target.text);
    }
    yield* process.flush();
  }
  return status;
}
