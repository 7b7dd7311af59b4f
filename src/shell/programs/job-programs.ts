import type { Work } from '../run/block.ts';
import { jobLine } from '../run/jobs.ts';
import type { Process } from '../run/process.ts';

const TERMINATED = 143;
const KILLED = 137;
const NO_CHILD = 127;

export function jobs(process: Process): number {
  const all = process.world.jobs.all;
  for (const job of all) process.out(jobLine(job, job === all.at(-1)));
  return 0;
}

/** `kill` ends background jobs: nothing else runs on this machine. */
export function kill(process: Process): number {
  const names = process.args.filter((word) => !word.startsWith('-'));
  const isHard = process.args.some((word) => /^-(?:9|(?:SIG)?KILL)$/.test(word));
  if (names.length === 0) {
    process.err(
      `${process.world.name}: kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n`,
    );
    return 2;
  }
  let status = 0;
  for (const name of names) {
    const job = process.world.jobs.find(name);
    if (job !== undefined) process.world.jobs.end(job, isHard ? KILLED : TERMINATED);
    else {
      status = 1;
      const why = name.startsWith('%') ? `${name}: no such job` : `(${name}) - No such process`;
      process.err(`${process.world.name}: kill: ${why}\n`);
    }
  }
  return status;
}

/** Waits for one job, or for all that were started by who waits. */
export function* wait(process: Process): Work {
  const { jobs: all, cluster } = process.world;
  const [name] = process.args;
  const only = name === undefined ? undefined : all.find(name);
  if (name !== undefined && (only === undefined || all.isAsking(only))) {
    process.err(`${process.world.name}: wait: pid ${name} is not a child of this shell\n`);
    return NO_CHILD;
  }
  for (;;) {
    all.proceed(cluster);
    const block = only === undefined ? all.childrenBlock : all.block;
    if (only === undefined ? block === undefined : only.status !== undefined) return only?.status ?? 0;
    yield block ?? { deadline: cluster.now() };
  }
}

/** `fg`: waits for a job in its place; Ctrl-C ends it. */
export function* foreground(process: Process): Work {
  const { jobs: all, cluster } = process.world;
  const job = all.find(process.args[0] ?? '%%');
  if (job === undefined || all.isAsking(job)) {
    process.err(`${process.world.name}: fg: ${process.args[0] ?? 'current'}: no such job\n`);
    return 1;
  }
  process.out(`${job.text}\n`);
  try {
    while (job.status === undefined) {
      all.proceed(cluster);
      const { block } = all;
      if (job.status === undefined) yield block ?? { deadline: cluster.now() };
    }
    return job.status;
  } finally {
    all.end(job, 130);
  }
}
