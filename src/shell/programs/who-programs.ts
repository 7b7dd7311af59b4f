import type { Process } from '../run/process.ts';

function user(process: Process): string {
  return process.state.variables.get('USER')?.value ?? 'learner';
}

export function whoami(process: Process): number {
  process.out(`${user(process)}\n`);
  return 0;
}

export function id(process: Process): number {
  const name = user(process);
  process.out(`uid=1000(${name}) gid=1000(${name}) groups=1000(${name})\n`);
  return 0;
}

export function hostname(process: Process): number {
  process.out('podground\n');
  return 0;
}

export function uname(process: Process): number {
  process.out(process.args.includes('-a') ? 'Linux podground 6.1.0-34-amd64 x86_64 GNU/Linux\n' : 'Linux\n');
  return 0;
}
