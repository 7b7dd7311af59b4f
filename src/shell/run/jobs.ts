import { anyOf, isOver, type Block, type Passage, type Work } from './block.ts';

/** Jobs that may run at a time; more would let a line grow without end. */
const MOST_JOBS = 20;
/** Steps of one job before others go on. */
const STEPS_A_TURN = 200;
const FIRST_PID = 4211;

/** A command that runs while others are typed. */
export interface Job {
  readonly number: number;
  readonly pid: number;
  /** As it was written. */
  readonly text: string;
  /** Absent while it runs. */
  status?: number;
}

interface RunningJob extends Job {
  readonly work: Work;
  block: Block | undefined;
}

/** The background jobs of one shell. Whoever lets time pass has them go on. */
export class Jobs {
  private jobs: RunningJob[] = [];
  private started = 0;

  get running(): readonly Job[] {
    return this.jobs.filter(({ status }) => status === undefined);
  }

  /** Jobs that run, and those whose end nobody was told of yet. */
  get all(): readonly Job[] {
    return this.jobs;
  }

  /** Starts a job; undefined when there are too many. */
  start(text: string, work: Work): Job | undefined {
    if (this.running.length >= MOST_JOBS) {
      work.return(0);
      return undefined;
    }
    const number = Math.max(0, ...this.jobs.map((job) => job.number)) + 1;
    const job: RunningJob = { number, pid: FIRST_PID + this.started++, text, work, block: undefined };
    this.jobs.push(job);
    return job;
  }

  /** Goes on with every job whose wait is over; whether any did. */
  proceed(passage: Passage): boolean {
    let moved = false;
    for (const job of this.jobs) {
      for (let left = STEPS_A_TURN; left > 0 && job.status === undefined; left--) {
        if (job.block !== undefined && !isOver(job.block, passage)) break;
        moved = true;
        const step = job.work.next();
        if (step.done === true) job.status = step.value;
        else job.block = step.value;
      }
    }
    return moved;
  }

  /** What any job waits for; undefined when none runs. */
  get block(): Block | undefined {
    const blocks = this.jobs.filter(({ status }) => status === undefined).map(({ block }) => block ?? { deadline: 0 });
    return blocks.length === 0 ? undefined : anyOf(blocks);
  }

  /** The job that `%1`, `%%` or a process id names. */
  find(name: string): Job | undefined {
    if (name === '%%' || name === '%+' || name === '%') return this.running.at(-1);
    const number = Number(/^%?(\d{1,9})$/.exec(name)?.[1] ?? -1);
    return this.jobs.find((job) => (name.startsWith('%') ? job.number === number : job.pid === number));
  }

  /** Ends a job as a signal does. */
  end(job: Job, status: number): void {
    const running = this.jobs.find((one) => one === job);
    if (running === undefined || running.status !== undefined) return;
    running.work.return(0);
    running.status = status;
  }

  endAll(status: number): void {
    for (const job of this.running) this.end(job, status);
  }

  /** Takes the jobs that have ended out, to be told of. */
  takeEnded(): readonly Job[] {
    const ended = this.jobs.filter(({ status }) => status !== undefined);
    this.jobs = this.jobs.filter(({ status }) => status === undefined);
    return ended;
  }
}

/** A job as `jobs` lists it. */
export function jobLine({ number, status, text }: Job, isCurrent: boolean): string {
  const state =
    status === undefined ? 'Running' : status === 0 ? 'Done' : status > 128 ? 'Terminated' : `Exit ${status}`;
  return `[${number}]${isCurrent ? '+' : '-'}  ${state.padEnd(23)} ${text}${status === undefined ? ' &' : ''}\n`;
}
