import { anyOf, isOver, type Block, type Passage, type Work } from './block.ts';
import type { Pipe } from './pipe.ts';

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
  /** Absent until it has ended. */
  status?: number;
  /** Ctrl-Z has stopped it, or SIGSTOP. */
  isStopped?: true;
}

interface RunningJob extends Job {
  readonly work: Work;
  /** The job that started it; undefined: the shell itself. */
  readonly parent: RunningJob | undefined;
  block: Block | undefined;
  /** What it reads when somebody types while it is in the foreground. */
  readonly keyboard?: Pipe;
}

/** The background jobs of one shell. Whoever lets time pass has them go on. */
export class Jobs {
  private jobs: RunningJob[] = [];
  private started = 0;
  /** The job that is making a step: what it calls of this class is asked for it. */
  private current: RunningJob | undefined;

  /** The job that a person waits for, after `fg`. */
  private front: RunningJob | undefined;

  get running(): readonly Job[] {
    return this.jobs.filter(isRunning);
  }

  private get alive(): readonly RunningJob[] {
    return this.jobs.filter(({ status }) => status === undefined);
  }

  /** The job that `%+` means: the one that was stopped last, or else the last that was started. */
  get latest(): Job | undefined {
    const { alive } = this;
    return alive.findLast(({ isStopped }) => isStopped === true) ?? alive.at(-1);
  }

  /** Jobs that run, and those whose end nobody was told of yet. */
  get all(): readonly Job[] {
    return this.jobs;
  }

  /** Starts a job; undefined when there are too many. */
  start(text: string, work: Work): Job | undefined {
    return this.add(text, work);
  }

  /** Takes over a command that Ctrl-Z has stopped, with what it waits for and reads; undefined when there are too many. */
  stopped(text: string, work: Work, block: Block, keyboard: Pipe): Job | undefined {
    const job = this.add(text, work, keyboard);
    if (job !== undefined) {
      job.isStopped = true;
      job.block = block;
    }
    return job;
  }

  private add(text: string, work: Work, keyboard?: Pipe): RunningJob | undefined {
    if (this.alive.length >= MOST_JOBS) {
      work.return(0);
      return undefined;
    }
    const number = Math.max(0, ...this.jobs.map((job) => job.number)) + 1;
    const job: RunningJob = {
      number,
      pid: FIRST_PID + this.started++,
      text,
      work,
      parent: this.current,
      block: undefined,
      ...(keyboard !== undefined && { keyboard }),
    };
    this.jobs.push(job);
    return job;
  }

  /** Goes on with every job whose wait is over; whether any did. A job that asks for it has to wait for its turn. */
  proceed(passage: Passage): boolean {
    if (this.current !== undefined) return false;
    let moved = false;
    for (const job of this.jobs) {
      for (let left = STEPS_A_TURN; left > 0 && isRunning(job); left--) {
        if (job.block !== undefined && !isOver(job.block, passage)) break;
        moved = true;
        this.step(job);
      }
    }
    return moved;
  }

  private step(job: RunningJob): void {
    this.current = job;
    try {
      const step = job.work.next();
      // It may have ended itself, with `kill`.
      if (job.status !== undefined) job.work.return(0);
      else if (step.done === true) job.status = step.value;
      else job.block = step.value;
    } finally {
      this.current = undefined;
    }
  }

  /** What any job waits for; undefined when none runs. */
  get block(): Block | undefined {
    return blockOf(this.jobs);
  }

  /** What the jobs wait for that whoever asks has started; undefined when none of them runs. */
  get childrenBlock(): Block | undefined {
    return blockOf(this.jobs.filter(({ parent }) => parent === this.current));
  }

  /** Whether a job is the one that asks. */
  isAsking(job: Job): boolean {
    return job === this.current;
  }

  /** The job that `%1`, `%%` or a process id names. */
  find(name: string): Job | undefined {
    if (name === '%%' || name === '%+' || name === '%') return this.latest;
    if (name === '%-') return this.alive.filter((job) => job !== this.latest).at(-1);
    const number = Number(/^%?(\d{1,9})$/.exec(name)?.[1] ?? -1);
    return this.jobs.find((job) => (name.startsWith('%') ? job.number === number : job.pid === number));
  }

  /** Stops a job as SIGSTOP does. */
  stop(job: Job): void {
    const running = this.jobs.find((one) => one === job);
    if (running !== undefined && isRunning(running)) running.isStopped = true;
  }

  /** Lets a job that was stopped go on. */
  goOn(job: Job): void {
    const stopped = this.jobs.find((one) => one === job);
    if (stopped !== undefined) delete stopped.isStopped;
  }

  /** A person waits for a job now, or for none. */
  bringToFront(job: Job | undefined): void {
    this.front = this.jobs.find((one) => one === job);
  }

  /** The job that a person waits for, and what it reads. */
  get foreground(): { readonly job: Job; readonly keyboard: Pipe | undefined } | undefined {
    return this.front === undefined ? undefined : { job: this.front, keyboard: this.front.keyboard };
  }

  /** Ends a job as a signal does. */
  end(job: Job, status: number): void {
    const running = this.jobs.find((one) => one === job);
    if (running === undefined || running.status !== undefined) return;
    running.status = status;
    if (running !== this.current) running.work.return(0);
  }

  endAll(status: number): void {
    for (const job of this.alive) this.end(job, status);
  }

  /** Takes a job out that has ended before the eyes of who waited for it. */
  forget(job: Job): void {
    this.jobs = this.jobs.filter((one) => one !== job);
  }

  /** Takes the jobs that have ended out, to be told of. */
  takeEnded(): readonly Job[] {
    const ended = this.jobs.filter(({ status }) => status !== undefined);
    this.jobs = this.jobs.filter(({ status }) => status === undefined);
    return ended;
  }
}

function isRunning({ status, isStopped }: Job): boolean {
  return status === undefined && isStopped !== true;
}

function blockOf(jobs: readonly RunningJob[]): Block | undefined {
  const blocks = jobs.filter(isRunning).map(({ block }) => block ?? { deadline: 0 });
  return blocks.length === 0 ? undefined : anyOf(blocks);
}

/** A job as `jobs` lists it. */
export function jobLine(job: Job, isCurrent: boolean): string {
  const { number, status, text, isStopped } = job;
  const state =
    status === undefined
      ? isStopped === true
        ? 'Stopped'
        : 'Running'
      : status === 0
        ? 'Done'
        : status > 128
          ? 'Terminated'
          : `Exit ${status}`;
  return `[${number}]${isCurrent ? '+' : '-'}  ${state.padEnd(23)} ${text}${isRunning(job) ? ' &' : ''}\n`;
}
