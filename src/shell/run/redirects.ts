import type { Files } from '../files.ts';
import type { Redirect, Word } from '../../engine/index.ts';
import type { Work } from './block.ts';
import type { Budget } from './budget.ts';
import { Pipe } from './pipe.ts';
import type { Sink, Streams } from './process.ts';

/** Streams after redirection; `close` writes the files and answers why one could not be written. */
export interface Opened {
  streams: Streams;
  /** Why a redirection failed: the command does not run. */
  error?: string;
  close(): string | undefined;
}

interface Redirecting {
  text(word: Word): Work<string>;
  resolve(path: string): string;
  budget: Budget;
}

const NOWHERE: Sink = { isTerminal: false, write: () => undefined };

/** Applies redirections in the order in which they are written. */
export function* redirect(
  redirects: readonly Redirect[],
  streams: Streams,
  files: Files,
  shell: Redirecting,
): Work<Opened> {
  const closers: (() => string | undefined)[] = [];
  const close = (): string | undefined => closers.map((closeOne) => closeOne()).find((reason) => reason !== undefined);
  const current: Streams = { ...streams };
  for (const item of redirects) {
    const error = yield* redirectOne(item, current, files, shell, closers);
    if (error !== undefined) {
      close();
      return { streams: current, error, close: () => undefined };
    }
  }
  return { streams: current, close };
}

function* redirectOne(
  item: Redirect,
  current: Streams,
  files: Files,
  shell: Redirecting,
  closers: (() => string | undefined)[],
): Work<string | undefined> {
  if (item.type === 'text') {
    current.stdin = Pipe.of((yield* shell.text(item.body)) + (item.newline ? '\n' : ''));
    current.stdinIsTerminal = false;
    return undefined;
  }
  const target = yield* shell.text(item.target);
  if (item.type === 'duplicate') return duplicate(item.descriptor, target, current);
  if (item.mode === 'read') {
    if (target === '/dev/stdin') return undefined;
    const path = shell.resolve(target);
    const text = target === '/dev/null' ? '' : files.read(path);
    if (text === undefined) {
      return `${target}: ${files.kind(path) === 'folder' ? 'Is a directory' : 'No such file or directory'}`;
    }
    if (item.descriptor === 0) {
      current.stdin = Pipe.of(text);
      current.stdinIsTerminal = false;
    }
    return undefined;
  }
  const sink = openForWriting(target, item.mode === 'append', current, files, shell, closers);
  if (typeof sink === 'string') return sink;
  if (item.descriptor === 1 || item.descriptor === 'both') current.out = sink;
  if (item.descriptor === 2 || item.descriptor === 'both') current.err = sink;
  return undefined;
}

function duplicate(descriptor: number, target: string, current: Streams): string | undefined {
  if (target === '-') {
    if (descriptor === 1) current.out = NOWHERE;
    if (descriptor === 2) current.err = NOWHERE;
    return undefined;
  }
  if (descriptor === 0 && target === '0') return undefined;
  const source = target === '1' ? current.out : target === '2' ? current.err : undefined;
  if (source === undefined) return `${target}: Bad file descriptor`;
  if (descriptor === 1) current.out = source;
  if (descriptor === 2) current.err = source;
  return undefined;
}

function openForWriting(
  target: string,
  append: boolean,
  current: Streams,
  files: Files,
  shell: Redirecting,
  closers: (() => string | undefined)[],
): Sink | string {
  if (target === '/dev/null') return NOWHERE;
  if (target === '/dev/stdout' || target === '/dev/tty') return current.out;
  if (target === '/dev/stderr') return current.err;
  if (target === '') return `${target}: No such file or directory`;
  const path = shell.resolve(target);
  const before = append ? (files.read(path) ?? '') : '';
  // The file is there, and empty, before the command starts.
  const refusal = files.write(path, before);
  if (refusal !== undefined) return `${target}: ${refusal}`;
  let added = '';
  closers.push(() => {
    if (added === '') return undefined;
    const reason = files.write(path, before + added);
    return reason === undefined ? undefined : `${target}: ${reason}`;
  });
  return {
    isTerminal: false,
    write: (text) => {
      shell.budget.write(text.length);
      added += text;
    },
  };
}
