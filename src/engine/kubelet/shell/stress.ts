import { formatDate } from './dates.ts';
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
  if (args.some((arg) => /^-(?:cpus|mem-)/.test(arg))) return vishStress(shell, args);
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

const quantityUnits: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
};

/** `/stress` of the image vish/stress, by which the documentation assigns CPU: `-cpus 2`, `-mem-total 150Mi`. */
function vishStress(shell: Process, args: readonly string[]): number {
  const cpus = Math.min(1000, Number(option(args, '-cpus', '--cpus') ?? 0) || 0);
  const total = option(args, '-mem-total', '--mem-total') ?? '0';
  const [, count = '0', unit = ''] = /^(\d+)([A-Za-z]*)$/.exec(total) ?? [];
  const bytes = Number(count) * (quantityUnits[unit] ?? 1);
  const say = (line: number, text: string): void => {
    const stamp = formatDate(shell.world.startedAt + shell.time, '%m%d %H:%M:%S.%6N');
    shell.complain(`I${stamp}       1 main.go:${line}] ${text}`);
  };
  const chunk = option(args, '-mem-alloc-size', '--mem-alloc-size') ?? '4Ki';
  const pause = option(args, '-mem-alloc-sleep', '--mem-alloc-sleep') ?? '1ms';
  say(26, `Allocating "${total}" memory, in "${chunk}" chunks, with a ${pause} sleep between allocations`);
  for (let spawned = 0; spawned < cpus; spawned++) say(39, 'Spawning a thread to consume CPU');
  shell.use(1000 * cpus, bytes);
  if (bytes > shell.world.memoryLimit) {
    shell.pass(800);
    shell.killed();
  }
  say(29, `Allocated "${total}" memory`);
  return shell.forever();
}
