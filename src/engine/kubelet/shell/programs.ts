import { startUpLine } from '../../images/start-up-line.ts';
import { contentOf, isGnu, noSuchFile } from './file-commands.ts';
import { runsCode } from './installed.ts';
import { piDigits } from './pi.ts';
import type { Process } from './process.ts';
import { python } from './python/command.ts';
import type { ShellKind } from './shell-state.ts';

/** `perl -wle "print bpi(2000)"`, `python -c 'print("hi")'`, `node -e ...`: prints the literals that they print. */
function oneLiner(shell: Process, args: readonly string[]): number {
  const script = args.at(-1) ?? '';
  const digits = /print\s*\(?\s*bpi\((\d+)\)/.exec(script)?.[1];
  if (digits !== undefined) {
    shell.pass(Math.min(60_000, Number(digits) * 2.5));
    shell.print(`${piDigits(Number(digits))}\n`);
    return 0;
  }
  shell.pass(60);
  const printed = /(?:print|console\.log)\s*\(?\s*(["'])(.*?)\1/.exec(script)?.[2];
  if (printed !== undefined) shell.print(`${printed}\n`);
  const exit = /exit\((\d+)\)/.exec(script)?.[1];
  return exit === undefined ? 0 : Number(exit);
}

/** `python [-u] -c SCRIPT [ARGUMENT...]` or `python [-u] FILE`; undefined: it holds what is not played. */
function playPython(shell: Process, args: readonly string[]): number | undefined {
  const isUnbuffered = args.some((arg) => /^-\w*u\w*$/.test(arg));
  const flag = args.findIndex((arg) => /^-\w*c$/.test(arg));
  if (flag >= 0) return python(shell, args[flag + 1] ?? '', ['-c', ...args.slice(flag + 2)], isUnbuffered);
  const file = args.findIndex((arg) => !arg.startsWith('-'));
  const script = file < 0 ? undefined : contentOf(shell, args[file] ?? '');
  return script === undefined ? undefined : python(shell, script, args.slice(file), isUnbuffered);
}

export function interpreterProgram(shell: Process, program: string, args: readonly string[]): number {
  const played = program.startsWith('python') ? playPython(shell, args) : undefined;
  if (played !== undefined) return played;
  if (args.some((arg) => /^-\w*[ec]$/.test(arg) || arg === '-r')) return oneLiner(shell, args);
  if (args[0] === '--version' || args[0] === '-V') return 0;
  const server = args.indexOf('http.server');
  if (server >= 0) {
    shell.serve([Number(/^\d+$/.exec(args[server + 1] ?? '')?.[0] ?? 8000)], 200);
    shell.forever();
  }
  if (args.length === 0) return shell.world.interactive ? shell.forever() : 0;
  return unknownProgram(shell, program);
}

export function unknownProgram(shell: Process, program: string): number {
  const { main } = shell.world.behaviour;
  if (shell.world.unknownProgram !== 'serves') {
    shell.pass(shell.world.unknownProgram === 'ends' ? 2000 : 50);
    return 0;
  }
  const startMs = main.type === 'server' ? main.startMs : 300;
  const ports = main.type === 'server' && main.ports !== 'declared' ? main.ports : [];
  shell.serve([...new Set([...ports, ...shell.world.declaredPorts])], startMs);
  // Interpreters as PID 1 have no handler for SIGTERM.
  shell.onSigterm = runsCode.has(program) && shell.onSigterm === 'ignored' ? 'ignored' : 0;
  shell.forever();
}

/** Which shell a name means in an image. */
function kindOf(shell: Process, program: string): ShellKind {
  if (program === 'bash') return 'bash';
  return isGnu(shell) ? 'dash' : 'ash';
}

/** `sh -c SCRIPT [NAME [ARGUMENT...]]`, a script file, or a shell that reads its input. */
export function runShell(shell: Process, program: string, args: readonly string[]): number {
  const state = shell.state.started();
  state.kind = kindOf(shell, program);
  state.name = program;
  state.variables.set('SHLVL', '1').set('PWD', state.cwd);
  state.exported.add('SHLVL').add('PWD');
  const left = [...args];
  let isCommand = false;
  for (let option = left[0]; option !== undefined && /^[-+]./.test(option); option = left[0]) {
    left.shift();
    if (option.startsWith('--')) continue;
    const long = option.endsWith('o') ? left.shift() : undefined;
    isCommand ||= option.includes('c');
    state.isTyped ||= option.includes('i');
    state.options.exitOnError ||= option.includes('e') || long === 'errexit';
    state.options.unsetIsError ||= option.includes('u') || long === 'nounset';
    state.options.pipefail ||= long === 'pipefail';
  }
  const [first, ...others] = left;
  if (isCommand) {
    if (others[0] !== undefined) state.name = others[0];
    state.positional = others.slice(1);
    return shell.inState(state, () => shell.text(first ?? ''));
  }
  if (first === undefined) {
    if (shell.world.interactive) shell.forever();
    return shell.inState(state, () => shell.text(shell.stdin));
  }
  const content = contentOf(shell, first);
  if (content === undefined) {
    const { behaviour } = shell.world;
    if (behaviour.programs === 'any' || behaviour.main.type === 'server') return unknownProgram(shell, program);
    shell.complain(
      state.kind === 'bash' ? `${program}: ${first}: No such file or directory` : noSuchFile(shell, program, first),
    );
    return state.kind === 'bash' ? 127 : 2;
  }
  state.name = first;
  state.isFile = true;
  state.positional = others;
  return shell.inState(state, () => shell.text(content));
}

const shebang = /^#!\s*(?:\/usr\/bin\/env\s+)?(\S+)/;

/** A script file that is run as a program: by the interpreter that its first line names. */
export function runFile(shell: Process, path: string, args: readonly string[]): number {
  const program =
    shebang
      .exec(contentOf(shell, path) ?? '')?.[1]
      ?.split('/')
      .at(-1) ?? 'sh';
  if (program === 'sh' || program === 'bash' || program === 'ash' || program === 'dash') {
    return runShell(shell, program, [path, ...args]);
  }
  return shell.words([program, path, ...args]);
}

/** A program of the image itself, with options. */
export function ownProgram(shell: Process, program: string, args: readonly string[]): number {
  const { main } = shell.world.behaviour;
  if (main.type !== 'server') return unknownProgram(shell, program);
  shell.serve(main.ports === 'declared' ? shell.world.declaredPorts : main.ports, main.startMs);
  // Without `daemon off` nginx goes to the background, and the container ends with its first process.
  if (program === 'nginx' && !args.some((arg) => arg.includes('daemon off'))) return 0;
  shell.onSigterm = main.onSigterm;
  const port = String(shell.serves?.ports[0] ?? '');
  const place = { port, host: shell.world.hostname, ip: shell.world.ip, time: shell.world.startedAt + shell.time };
  for (const line of main.log) shell.print(`${startUpLine(line, place)}\n`);
  shell.forever();
}
