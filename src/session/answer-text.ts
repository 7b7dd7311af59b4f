import type { Exchange } from '../engine/index.ts';
import type { Running } from '../kubectl/index.ts';
import type { Printed } from './terminal-output.ts';

/** Waits for a request to end, then prints what curl does: the body, or why there is none; returns curl's exit code. */
export function* answerOf(exchange: () => Exchange | undefined, output: Printed[]): Running {
  for (let last = exchange(); last !== undefined; last = exchange()) {
    const { outcome } = last;
    if (outcome === undefined) {
      yield { until: 'time', ms: 1 };
      continue;
    }
    if (outcome.type === 'answered') {
      const { body } = outcome;
      output.push({ stream: 'stdout', text: body === '' || body.endsWith('\n') ? body : `${body}\n` });
      return 0;
    }
    output.push({ stream: 'stderr', text: `curl: (${outcome.exitCode}) ${outcome.message}\n` });
    return outcome.exitCode;
  }
  return 0;
}
