import type { Process, ReachedServer } from '../process.ts';
import { fits, OUT_OF_MEMORY, redisCommand } from './commands.ts';
import { onTerminal, plain, type Reply } from './reply.ts';
import { newStore, type Store } from './store.ts';

/** What the options of `redis-cli` say (redis-cli.c, parseOptions). */
interface Options {
  host: string;
  port: number;
  password: string | undefined;
  database: string;
  /** Replies as on a terminal. */
  isFormatted: boolean;
  readsLast: boolean;
  isQuiet: boolean;
  words: readonly string[];
}

function readOptions(shell: Process, args: readonly string[]): Options {
  const auth = shell.variable('REDISCLI_AUTH');
  const options: Options = {
    host: '127.0.0.1',
    port: 6379,
    password: auth === '' ? undefined : auth,
    database: '0',
    isFormatted: false,
    readsLast: false,
    isQuiet: auth !== '',
    words: [],
  };
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? '';
    if (!word.startsWith('-') || word === '-') return { ...options, words: args.slice(index) };
    switch (word) {
      case '-h':
        options.host = args[++index] ?? '';
        break;
      case '-p':
        options.port = Number(args[++index]);
        break;
      case '-n':
        options.database = args[++index] ?? '0';
        break;
      case '-a':
      case '--pass':
        options.password = args[++index] ?? '';
        break;
      case '-u': {
        const uri = /^rediss?:\/\/(?:[^:@/]*:([^@/]*)@)?([^:/@]+)(?::(\d{1,5}))?(?:\/(\d{1,5}))?$/.exec(
          args[++index] ?? '',
        );
        if (uri?.[1] !== undefined) options.password = uri[1];
        options.host = uri?.[2] ?? options.host;
        options.port = Number(uri?.[3] ?? options.port);
        options.database = uri?.[4] ?? options.database;
        break;
      }
      case '-r':
      case '-i':
      case '-t':
      case '-s':
      case '--user':
        index += 1;
        break;
      case '-x':
        options.readsLast = true;
        break;
      case '--no-auth-warning':
        options.isQuiet = true;
        break;
      case '--no-raw':
        options.isFormatted = true;
        break;
      default:
    }
  }
  return options;
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\u0007' };
const WORD = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"']+))(?=\s|$)/y;

/** The words of a typed line; undefined when its quotes do not match (sds.c, sdssplitargs). */
function redisWords(line: string): string[] | undefined {
  const words: string[] = [];
  const text = line.trim();
  WORD.lastIndex = 0;
  while (WORD.lastIndex < text.length) {
    const match = WORD.exec(text);
    if (match === null) return undefined;
    const [, double, single, bare = ''] = match;
    words.push(
      double?.replaceAll(/\\(.)/g, (_all, letter: string) => ESCAPED[letter] ?? letter) ??
        single?.replaceAll("\\'", "'") ??
        bare,
    );
  }
  return words;
}

function isRedis({ programs, command }: ReachedServer): boolean {
  return (programs !== 'any' && programs.includes('redis-server')) || command.join(' ').includes('redis');
}

/** The arguments of the server's command line, without its name and its configuration file. */
function serverArguments(command: readonly string[]): readonly string[] {
  const first = command.findIndex((word) => word.startsWith('--'));
  return first < 0 ? [] : command.slice(first).flatMap((word) => word.split(' '));
}

function storeOf(server: ReachedServer): Store {
  const kept = server.memory();
  return kept === undefined
    ? newStore(serverArguments(server.command), server.configuration)
    : (JSON.parse(kept) as Store);
}

/** Asks a server one thing after another; each leaves there what the server then holds, if there is room for it. */
function conversation(
  shell: Process,
  server: ReachedServer,
  options: Options,
): (words: readonly string[], now: number) => Reply {
  const facts = { version: server.release, startedAt: server.startedAt };
  let store = storeOf(server);
  return (words, now) => {
    const reply = redisCommand(store, words, options, now, facts);
    const text = JSON.stringify(store);
    // Writing all of it down is the work: much of it for many commands would hold up the page.
    shell.spend(words.length + text.length / 100);
    if (fits(text)) {
      server.keep(text);
      return reply;
    }
    store = storeOf(server);
    return OUT_OF_MEMORY;
  };
}

/** Why there is no connection, as C's strerror and getaddrinfo have it. */
const REASONS = {
  refused: 'Connection refused',
  lost: 'Connection timed out',
  unresolved: 'Name or service not known',
} as const;

/** `redis-cli`: one command in its words, or one in each line that it reads. */
export function redisCli(shell: Process, args: readonly string[]): number {
  if (args[0] === '--version' || args[0] === '-v') {
    shell.print(`redis-cli ${shell.world.behaviour.release ?? '7.4.2'}\n`);
    return 0;
  }
  const options = readOptions(shell, args);
  const { host, port } = options;
  if (options.password !== undefined && !options.isQuiet) {
    shell.complain("Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.");
  }
  const connection = shell.world.connect?.(host, port);
  if (connection === undefined) {
    // The container's own process waits for the person at its terminal.
    if (options.words.length === 0 && shell.world.interactive) shell.forever();
    shell.pass(50);
    return 0;
  }
  shell.pass(connection.tookMs);
  if (connection.type !== 'open') {
    shell.complain(`Could not connect to Redis at ${host}:${port}: ${REASONS[connection.type]}`);
    return 1;
  }
  const { server } = connection;
  if (!isRedis(server)) {
    shell.complain('Error: Server closed the connection');
    return 1;
  }
  const ask = conversation(shell, server, options);
  const lines = options.words.length > 0 ? [] : shell.stdin.split('\n');
  const asked =
    options.words.length > 0
      ? [options.readsLast ? [...options.words, shell.stdin.replace(/\n$/, '')] : options.words]
      : lines.filter((line) => line.trim() !== '').map(redisWords);
  for (const words of asked) {
    if (words === undefined) {
      shell.print('Invalid argument(s)\n');
      continue;
    }
    const name = words[0]?.toLowerCase() ?? '';
    const now = shell.world.startedAt + shell.time;
    if (name === 'subscribe' || name === 'psubscribe' || name === 'monitor') {
      if (name === 'monitor') shell.print('OK\n');
      else {
        const confirmed: Reply = {
          type: 'array',
          items: [
            { type: 'bulk', text: name },
            { type: 'bulk', text: words[1] ?? '' },
            { type: 'integer', value: 1 },
          ],
        };
        shell.print(options.isFormatted ? onTerminal(confirmed) : plain(confirmed));
      }
      // Nobody else is there to publish anything.
      shell.forever();
    }
    const reply = ask(words, now);
    shell.pass(1);
    shell.print(options.isFormatted ? onTerminal(reply) : plain(reply));
    if (reply.type === 'error') continue;
    // What holds for a connection holds for the lines that follow.
    if (name === 'select') options.database = words[1] ?? '0';
    if (name === 'auth') options.password = words.at(-1);
  }
  return 0;
}
