import type { Cluster } from '../../engine/index.ts';
import { exitStatus, runInContainer, type ProcessPlace, type ProcessStreams } from './container-process.ts';
import type { Pace } from './pace.ts';

const SHELLS: ReadonlySet<string> = new Set(['bash', 'sh', 'ash', 'dash']);
/** Lines whose effect the next ones need: each line runs in a process of its own. */
const KEPT_LINE = /^\s*(?:cd\b|export\b|alias\b|set\b|[A-Za-z_]\w*=\S*\s*$)/;
const INTERRUPTED = 130;
const LONGEST_LINE = 16_384;

function baseName(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1);
}

/** Whether a command is a shell that is given no script, so that it reads what is typed. */
export function isInteractiveShell([program = '', ...args]: readonly string[]): boolean {
  return SHELLS.has(baseName(program)) && args.every((word) => /^-[il]+$|^--(?:login|noprofile|norc)$/.test(word));
}

/** A shell in a container that runs what its client sends, line by line; on a terminal it prompts and echoes. */
export class ContainerShell {
  private readonly cluster: Cluster;
  private readonly pace: Pace;
  private readonly place: ProcessPlace;
  private readonly program: string;
  private readonly tty: boolean;
  private readonly streams: ProcessStreams;
  private typed = '';
  private kept = '';
  private status = 0;
  private lines: string[] = [];
  private isOver = false;
  private inputEnded = false;
  private stopCommand: (() => void) | undefined;

  constructor(
    cluster: Cluster,
    pace: Pace,
    place: ProcessPlace,
    program: string,
    tty: boolean,
    streams: ProcessStreams,
  ) {
    this.cluster = cluster;
    this.pace = pace;
    this.place = place;
    this.program = program;
    this.tty = tty;
    this.streams = streams;
  }

  /** Begins; an image without that shell ends it at once. */
  start(): void {
    this.run('true');
  }

  /** What the client sent. */
  input(text: string): void {
    if (this.isOver) return;
    if (this.tty) for (const key of text) this.key(key);
    else {
      const [first = '', ...rest] = (this.typed + text).split('\n');
      this.typed = rest.length === 0 ? first : (rest.at(-1) ?? '');
      if (rest.length > 0) this.lines.push(first, ...rest.slice(0, -1));
    }
    this.next();
  }

  /** The client sends no more. */
  end(): void {
    if (this.typed !== '') this.lines.push(this.typed);
    this.typed = '';
    this.inputEnded = true;
    this.next();
  }

  /** The client is gone. */
  stop(): void {
    this.isOver = true;
    this.stopCommand?.();
  }

  private key(key: string): void {
    switch (key) {
      case '\r':
      case '\n':
        this.streams.out('\r\n');
        this.lines.push(this.typed);
        this.typed = '';
        break;
      case '\u007f':
      case '\b':
        if (this.typed !== '') this.streams.out('\b \b');
        this.typed = this.typed.slice(0, -1);
        break;
      case '\u0003':
        this.interrupt();
        break;
      case '\u0004':
        if (this.typed === '') this.inputEnded = true;
        break;
      default:
        if (key < ' ' || this.typed.length >= LONGEST_LINE) return;
        this.typed += key;
        this.streams.out(key);
    }
  }

  private interrupt(): void {
    this.streams.out('^C\r\n');
    this.typed = '';
    this.lines = [];
    this.stopCommand?.();
    this.stopCommand = undefined;
    this.status = INTERRUPTED;
    this.prompt();
  }

  private next(): void {
    while (this.stopCommand === undefined && !this.isOver) {
      const line = this.lines.shift();
      if (line === undefined) {
        if (this.inputEnded) this.finish(this.status);
        return;
      }
      const exit = /^\s*(?:exit|logout)(?:\s+(\d{1,9}))?\s*;?\s*$/.exec(line);
      if (exit !== null) this.finish(exit[1] === undefined ? this.status : Number(exit[1]) % 256);
      else if (line.trim() === '') this.prompt();
      else {
        this.run(this.kept + line);
        if (KEPT_LINE.test(line)) this.kept += `${line}\n`;
      }
    }
  }

  private run(script: string): void {
    let isDone = false;
    const write = (to: (text: string) => void) => (text: string) => {
      to(this.tty ? text.replaceAll('\n', '\r\n') : text);
    };
    const streams = {
      out: write((text) => this.streams.out(text)),
      err: write((text) => (this.tty ? this.streams.out(text) : this.streams.err(text))),
    };
    const command = [this.program, '-c', script];
    const stop = runInContainer(this.cluster, this.pace, this.place, command, '', streams, (result) => {
      isDone = true;
      this.stopCommand = undefined;
      if (typeof result !== 'number') {
        this.isOver = true;
        this.streams.finish(result);
        return;
      }
      this.status = result;
      this.prompt();
      this.next();
    });
    if (!isDone) this.stopCommand = stop;
  }

  private prompt(): void {
    if (!this.tty || this.isOver) return;
    this.streams.out(baseName(this.program) === 'bash' ? `root@${this.place.pod}:/# ` : '/ # ');
  }

  private finish(code: number): void {
    if (this.isOver) return;
    this.isOver = true;
    this.streams.finish(exitStatus(code));
  }
}
