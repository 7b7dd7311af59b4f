import { anyOf, isOver, type Block, type Passage, type Work } from './block.ts';
import type { Budget } from './budget.ts';
import type { Pipe } from './pipe.ts';

/** One command of a pipeline. */
export interface Stage {
  work: Work;
  input?: Pipe;
  output?: Pipe;
}

/** After so many steps without a wait, others may go on: text may pass through a pipeline for ever. */
const STEPS_BETWEEN_PAUSES = 200;
/** Ms of virtual time. */
const PAUSE_MS = 10;

/** What ends a writer that nobody reads: 128 + SIGPIPE. */
const BROKEN_PIPE = 141;

interface RunningStage extends Stage {
  block: Block | undefined;
  status: number | undefined;
}

/** Runs the commands of a pipeline side by side; answers their exit codes. */
export function* runPipeline(stages: readonly Stage[], passage: Passage, budget: Budget): Work<number[]> {
  const running = stages.map((stage): RunningStage => ({ ...stage, block: undefined, status: undefined }));
  let steps = 0;
  try {
    for (;;) {
      steps += 1;
      if (steps % STEPS_BETWEEN_PAUSES === 0 || budget.isPauseDue()) yield { deadline: passage.now() + PAUSE_MS };
      // The last first: it takes what is there before more is made.
      const ready = running.findLast(
        ({ status, block }) => status === undefined && (block === undefined || isOver(block, passage)),
      );
      if (ready !== undefined) advance(ready);
      else {
        const waiting = running.filter(({ status }) => status === undefined);
        if (waiting.length === 0) return running.map(({ status }) => status ?? 0);
        yield anyOf(waiting.map(({ block }) => block ?? {}));
      }
    }
  } finally {
    for (const stage of running) if (stage.status === undefined) stage.work.return(0);
  }
}

function advance(stage: RunningStage): void {
  const step = stage.work.next();
  if (step.done === true) finish(stage, step.value);
  else if (stage.output?.isBroken === true) {
    stage.work.return(BROKEN_PIPE);
    finish(stage, BROKEN_PIPE);
  } else stage.block = step.value;
}

function finish(stage: RunningStage, status: number): void {
  stage.status = status;
  stage.output?.end();
  stage.input?.abandon();
}
