import { baseName } from './container-prompt.ts';

/** A program of a container that asks a server what is typed, line by line. */
export interface ClientSession {
  /** What stands before a line. */
  prompt(): string;
  /** Whether a line ends the session. */
  ends(line: string): boolean;
  /** The command that carries a line out, and what it reads. */
  command(line: string): { words: readonly string[]; stdin: string };
  /** A line was carried out. */
  done(line: string, printed: string): void;
}

/** Options of redis-cli that are followed by a value. */
const WITH_VALUE = new Set(['-h', '-p', '-a', '--pass', '-n', '-u', '-r', '-i', '-t', '-s', '--user']);

/** What redis-cli's options give a value to, the last of each name. */
function valueOf(args: readonly string[], names: readonly string[]): string | undefined {
  const at = args.findLastIndex((word) => names.includes(word));
  return at < 0 ? undefined : args[at + 1];
}

/** redis-cli without a command: each line is one (redis-cli.c, repl). */
function redisSession(program: string, args: readonly string[]): ClientSession | undefined {
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? '';
    if (!word.startsWith('-') || /^--?v(?:ersion)?$|^--help$|^--stat$|^--scan$/.test(word)) return undefined;
    if (WITH_VALUE.has(word)) index += 1;
  }
  const uri = /@?([^:/@]+)(?::(\d+))?(?:\/\d+)?$/.exec(valueOf(args, ['-u']) ?? '');
  const host = valueOf(args, ['-h']) ?? uri?.[1] ?? '127.0.0.1';
  const port = valueOf(args, ['-p']) ?? uri?.[2] ?? '6379';
  let database = valueOf(args, ['-n']) ?? '0';
  let password: string | undefined;
  let isConnected = true;
  return {
    prompt: () => (isConnected ? `${host}:${port}${database === '0' ? '' : `[${database}]`}> ` : 'not connected> '),
    ends: (line) => /^\s*(?:exit|quit)\s*$/i.test(line),
    command: (line) => ({
      words: [
        program,
        ...args,
        '-n',
        database,
        ...(password === undefined ? [] : ['-a', password]),
        '--no-auth-warning',
        '--no-raw',
      ],
      stdin: `${line}\n`,
    }),
    done(line, printed) {
      isConnected = !printed.startsWith('Could not connect');
      if (printed !== 'OK\n') return;
      database = /^\s*select\s+(\d{1,4})\s*$/i.exec(line)?.[1] ?? database;
      password = /^\s*auth\s+(?:\S+\s+)?(\S+)\s*$/i.exec(line)?.[1] ?? password;
    },
  };
}

/** The session that a command of a container begins on a terminal; undefined of any other command. */
export function clientSession([program = '', ...args]: readonly string[]): ClientSession | undefined {
  return baseName(program) === 'redis-cli' ? redisSession(program, args) : undefined;
}

/** A command as it is run on a terminal: redis-cli shows replies as people read them. */
export function onTerminal(command: readonly string[]): readonly string[] {
  const [program = '', ...args] = command;
  return baseName(program) === 'redis-cli' ? [program, '--no-raw', ...args] : command;
}
