import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/engine/index.ts';
import type { Shell } from '../../src/shell/index.ts';
import { shellLine } from '../support/random-lines.ts';
import { seed } from '../support/seed.ts';
import { openTerminal } from './terminal.ts';

/** With those of kubectl (test/kubectl/fuzz.test.ts) these are 100,000 lines. */
const LINES = Number(process.env['FUZZ_SHELL_LINES'] ?? 30_000);
const PARTS = 6;
/** A terminal is used for so many lines: what one of them broke must not hide what the others do. */
const LINES_A_TERMINAL = 100;
/** How often a line is resumed before Ctrl-C ends it, and how long it is waited for, ms of virtual time. */
const RESUMED = 12;
const WAITED_MS = 20_000;
const INTERRUPTED = 130;

const files = {
  'a.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - {name: c, image: nginx}\n',
};

function open(print: (text: string) => void) {
  return openTerminal(files, { out: print, err: print, interactive: true }, { nodes: 1, system: false });
}

/** Runs a line as somebody who loses patience: what has not ended by then is ended by Ctrl-C. */
function runPatiently(shell: Shell, cluster: Cluster, line: string): number {
  const running = shell.run(line);
  // Whatever it reads is at its end.
  shell.endInput();
  for (let resumed = 0; resumed < RESUMED; resumed++) {
    const { done, value } = running.next();
    if (done === true) return value;
    cluster.advance(Math.min(value.until === 'time' ? value.ms : (value.timeoutMs ?? WAITED_MS), WAITED_MS));
  }
  running.return(INTERRUPTED);
  return INTERRUPTED;
}

describe(`${LINES} random lines`, () => {
  it.each(Array.from({ length: PARTS }, (_, part) => part))(
    'neither throw, hang, nor print what JavaScript calls things (part %i)',
    (part) => {
      let said = '';
      const print = (text: string): void => {
        said += text;
      };
      let { shell, cluster } = open(print);
      let runs = 0;
      fc.assert(
        fc.property(shellLine, (line) => {
          if (++runs % LINES_A_TERMINAL === 0) ({ shell, cluster } = open(print));
          said = '';
          const status = runPatiently(shell, cluster, line);
          const own = /undefined|NaN/.test(line) ? '' : said;
          expect(own).not.toMatch(/undefined|\[object Object\]|NaN|TypeError|RangeError/);
          expect(Number.isInteger(status) && status >= 0 && status < 256).toBe(true);
        }),
        { numRuns: Math.ceil(LINES / PARTS), seed: seed + part, endOnFailure: true },
      );
    },
    300_000,
  );

  it('can be completed anywhere', () => {
    const { shell } = open(() => undefined);
    fc.assert(
      fc.property(shellLine, fc.nat(80), (text, cursor) => {
        const { candidates, from, to } = shell.complete(text, cursor);
        expect(from).toBeLessThanOrEqual(to);
        expect(candidates.join()).not.toContain('undefined');
      }),
      { numRuns: 3000 },
    );
  }, 60_000);
});
