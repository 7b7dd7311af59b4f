import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCluster } from '../../src/engine/index.ts';
import { createShell, memoryFiles } from '../../src/shell/index.ts';
import { reference } from '../support/kubectl-reference.ts';
import { kubectlArguments, kubectlWords } from '../support/random-lines.ts';
import { seed } from '../support/seed.ts';
import { Terminal } from './cluster-env.ts';

/** With those of the shell (test/shell/fuzz.test.ts) these are 100,000 lines. */
const LINES = Number(process.env['FUZZ_KUBECTL_LINES'] ?? 70_000);
/** A cluster is used for so many lines: what one of them broke must not hide what the others do. */
const LINES_A_CLUSTER = 250;
const PARTS = 7;

const nothing = (): void => undefined;
const shell = createShell({
  cluster: createCluster(),
  files: memoryFiles('/', {}),
  out: nothing,
  err: nothing,
  reference,
});

const MANIFESTS = {
  'm.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: nginx}]}\n---\n' +
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm-1}\ndata: {a: b}\n',
};

function newTerminal(): Terminal {
  const terminal = new Terminal({ nodes: 1 });
  terminal.reference = reference;
  Object.assign(terminal.files, MANIFESTS);
  terminal.run('create deployment web --image=nginx:1.27');
  terminal.run('run a --image=nginx');
  terminal.sleep(10);
  return terminal;
}

describe(`${LINES} random kubectl commands`, () => {
  const args = kubectlArguments(kubectlWords(shell));
  it.each(Array.from({ length: PARTS }, (_, part) => part))(
    'neither throw, hang, nor print what JavaScript calls things (part %i)',
    (part) => {
      let terminal = newTerminal();
      let runs = 0;
      fc.assert(
        fc.property(args, (line) => {
          if (++runs % LINES_A_CLUSTER === 0) terminal = newTerminal();
          const { stdout, stderr, rc } = terminal.exec(line, 3000);
          const printed = stdout + stderr;
          const own = /undefined|NaN/.test(line.join()) ? '' : printed;
          expect(own).not.toMatch(/undefined|\[object Object\]|NaN\b/);
          expect(Number.isInteger(rc)).toBe(true);
          const isSilent = printed === '' && rc !== 0 && rc !== 130 && !line.includes('diff');
          expect(isSilent).toBe(false);
        }),
        { numRuns: Math.ceil(LINES / PARTS), seed: seed + part, endOnFailure: true },
      );
    },
    300_000,
  );
});
