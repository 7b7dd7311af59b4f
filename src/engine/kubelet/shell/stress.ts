import type { Process } from './process.ts';
import { sleepUnits } from './system-commands.ts';

const memoryUnits: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** The value of `--name=value` or `--name value`. */
function option(args: readonly string[], ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const index = args.indexOf(name);
    if (index >= 0) return args[index + 1];
    const joined = args.find((arg) => arg.startsWith(`${name}=`));
    if (joined !== undefined) return joined.slice(name.length + 1);
  }
  return undefined;
}

/** The load generator `stress` and `stress-ng`: takes memory until its limit kills it. */
export function stress(shell: Process, args: readonly string[]): number {
  const workers = Number(option(args, '--vm', '-m') ?? 0);
  const size = /^(\d+)([bkmg]?)/i.exec(option(args, '--vm-bytes') ?? '256M');
  const bytes = workers * Number(size?.[1] ?? 0) * (memoryUnits[(size?.[2] ?? '').toLowerCase()] ?? 1);
  const cpus = option(args, '--cpu', '-c') ?? '0';
  shell.print(`stress: info: [1] dispatching hogs: ${cpus} cpu, 0 io, ${workers} vm, 0 hdd\n`);
  shell.use(1000 * (Number(cpus) + workers), bytes);
  if (bytes > shell.world.memoryLimit) {
    shell.pass(800);
    shell.killed();
  }
  const timeout = /^(\d+)([smhd]?)/.exec(option(args, '--timeout', '-t') ?? '');
  if (timeout === null) shell.forever();
  shell.pass(Number(timeout[1]) * 1000 * (sleepUnits[timeout[2] ?? ''] ?? 1));
  shell.print(`stress: info: [1] successful run completed in ${timeout[1]}s\n`);
  return 0;
}
