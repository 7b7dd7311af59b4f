import { toRFC3339 } from '../../api/time.ts';
import { noSuchFile } from './file-commands.ts';
import { runsCode } from './installed.ts';
import { piDigits } from './pi.ts';
import type { Process } from './process.ts';
import { parseScript } from './syntax.ts';

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

export function interpreterProgram(shell: Process, program: string, args: readonly string[]): number {
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

/** `sh -c SCRIPT`, a script file, or a shell that reads its input. */
export function runShell(shell: Process, program: string, args: readonly string[]): number {
  const flag = args.findIndex((arg) => /^-\w*c$/.test(arg));
  if (flag >= 0) {
    shell.shellName = program;
    shell.isTyped = /i/.test(args[flag] ?? '');
    if (/e/.test(args[flag] ?? '')) shell.setErrexit(true);
    const parsed = parseScript(args[flag + 1] ?? '');
    if (parsed.ok) return shell.list(parsed.list);
    shell.complain(`${program}: ${parsed.message}`);
    return 2;
  }
  shell.shellName = program;
  const path = args.find((arg) => !arg.startsWith('-'));
  if (path === undefined) return shell.world.interactive ? shell.forever() : 0;
  const content = shell.files.get(path);
  if (content === undefined) {
    if (shell.world.behaviour.programs === 'any' || shell.world.behaviour.main.type === 'server')
      return unknownProgram(shell, program);
    shell.complain(noSuchFile(shell, program, path));
    return 2;
  }
  const parsed = parseScript(content);
  return parsed.ok ? shell.list(parsed.list) : 2;
}

/** A program of the image itself, with options. */
export function ownProgram(shell: Process, program: string, args: readonly string[]): number {
  const { main } = shell.world.behaviour;
  if (main.type !== 'server') return unknownProgram(shell, program);
  shell.serve(main.ports === 'declared' ? shell.world.declaredPorts : main.ports, main.startMs);
  // Without `daemon off` nginx goes to the background, and the container ends with its first process.
  if (program === 'nginx' && !args.some((arg) => arg.includes('daemon off'))) return 0;
  shell.onSigterm = main.onSigterm;
  for (const line of main.log) shell.print(`${fillIn(line, shell)}\n`);
  shell.forever();
}

function fillIn(line: string, shell: Process): string {
  return line
    .replace('{host}', shell.world.hostname)
    .replace('{ip}', shell.world.ip)
    .replace('{time}', toRFC3339(shell.world.startedAt + shell.time))
    .replace('{port}', String(shell.serves?.ports[0] ?? ''));
}
