import type { Work } from '../run/block.ts';
import { jobLine, type Job } from '../run/jobs.ts';
import type { Process } from '../run/process.ts';

const TERMINATED = 143;
const KILLED = 137;
const NO_CHILD = 127;
/** What a command ends with that Ctrl-Z has stopped: 128 and the number of SIGTSTP. */
export const STOPPED = 148;

export function jobs(process: Process): number {
  const all = process.world.jobs.all;
  const { latest = all.at(-1) } = process.world.jobs;
  for (const job of all) process.out(jobLine(job, job === latest));
  // Of an end one is told once.
  process.world.jobs.takeEnded();
  return 0;
}

/** Sends a job a signal, by its name or number. */
function send(jobs: Process['world']['jobs'], job: Job, signal: string): void {
  switch (signal) {
    case '0':
      return;
    case 'STOP':
    case 'TSTP':
    case '19':
    case '20':
      jobs.stop(job);
      return;
    case 'CONT':
    case '18':
      jobs.goOn(job);
      return;
    default:
      jobs.end(job, signal === 'KILL' || signal === '9' ? KILLED : TERMINATED);
  }
}

/** `kill` ends background jobs: nothing else runs on this machine. */
export function kill(process: Process): number {
  const [first = '', second = '', ...others] = process.args;
  // `-s TERM`, `-n 15`, `-TERM`, `-SIGTERM` or `-15`.
  const isApart = /^-[sn]$/.test(first);
  const isSignal = isApart || (first.startsWith('-') && first !== '--');
  const signal = (isApart ? second : isSignal ? first.slice(1) : 'TERM').replace(/^SIG/i, '').toUpperCase();
  const names = (isApart ? others : isSignal ? [second, ...others] : process.args).filter((word) => word !== '');
  if (names.length === 0) {
    process.err(
      `${process.world.name}: kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n`,
    );
    return 2;
  }
  let status = 0;
  for (const name of names) {
    const job = process.world.jobs.find(name);
    if (job !== undefined) send(process.world.jobs, job, signal);
    else {
      status = 1;
      const why = name.startsWith('%')
        ? `${name}: no such job`
        : /^\d+$/.test(name)
          ? `(${name}) - No such process`
          : `${name}: arguments must be process or job IDs`;
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
  all.goOn(job);
  all.bringToFront(job);
  try {
    for (;;) {
      all.proceed(cluster);
      if (job.status !== undefined) {
        all.forget(job);
        return job.status;
      }
      if (job.isStopped === true) return STOPPED;
      yield all.block ?? { deadline: cluster.now() };
    }
  } finally {
    all.bringToFront(undefined);
    if (job.isStopped !== true) all.end(job, 130);
  }
}

/** `bg`: lets a job that was stopped go on beside what is typed. */
export function background(process: Process): number {
  const { jobs: all } = process.world;
  const job = all.find(process.args[0] ?? '%%');
  if (job === undefined || job.status !== undefined) {
    process.err(`${process.world.name}: bg: ${process.args[0] ?? 'current'}: no such job\n`);
    return 1;
  }
  if (job.isStopped !== true) {
    process.err(`${process.world.name}: bg: job ${job.number} already in background\n`);
    return 0;
  }
  process.out(`[${job.number}]+ ${job.text} &\n`);
  all.goOn(job);
  return 0;
}
