import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { catalogue } from '../../src/engine/images/catalogue.ts';
import { Interpreter } from '../../src/engine/kubelet/shell/interpreter.ts';
import type { ProcessWorld, ScriptRun } from '../../src/engine/kubelet/shell/process.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';
import recorded from './python-recorded.json' with { type: 'json' };

/** Plays a command line in the image `python` and watches it until some moment, ms after its start. */
function play(argv: readonly string[], until = Infinity, over: Partial<ProcessWorld> = {}): ScriptRun {
  const behaviour = catalogue.get('docker.io/library/python');
  if (behaviour === undefined) throw new Error('no python');
  const world: ProcessWorld = {
    env: { JOB_COMPLETION_INDEX: '2' },
    hostname: 'py',
    ip: '10.244.1.2',
    startedAt: Date.UTC(2025, 0, 1),
    behaviour,
    mounts: {},
    interactive: false,
    unknownProgram: 'ends',
    declaredPorts: [],
    memoryLimit: Infinity,
    network: () => -1,
    ...over,
  };
  return new Interpreter(world, until).run((shell) => shell.words(argv));
}

const script = (text: string, until?: number): ScriptRun => play(['python3', '-c', text], until);

const textOf = ({ output }: ScriptRun, stderr = false): string =>
  output
    .filter((line) => (line.stderr === true) === stderr)
    .map(({ text, unended }) => text + (unended === true ? '' : '\n'))
    .join('');

describe('python -c', () => {
  // What Python 3.11 printed.
  test.each(recorded)('$script', ({ script: text, stdout, stderrLast, exitCode }) => {
    const run = script(text);
    expect(textOf(run)).toBe(stdout);
    expect(textOf(run, true).trim().split('\n').at(-1)).toBe(stderrLast);
    expect(run.end?.exitCode).toBe(exitCode);
  });

  it('holds back what it prints to a pipe, unless it is told not to', () => {
    const loop = 'import time\ni = 0\nwhile True:\n    print("tick", i)\n    i += 1\n    time.sleep(1)';
    expect(textOf(play(['python', '-c', loop], 4000))).toBe('');
    expect(textOf(play(['python', '-u', '-c', loop], 4000))).toBe('tick 0\ntick 1\ntick 2\ntick 3\n');
    const flushed = loop.replace('i)', 'i, flush=True)');
    const late = play(['python', '-c', flushed], 36_000_000);
    expect(textOf(late).trimEnd().split('\n').at(-1)).toMatch(/^tick 3599\d$/);
  });

  it('runs scripts that are mounted, with their arguments', () => {
    const mounts = { '/app/main.py': 'import sys, os\nprint(sys.argv[1:], os.getcwd())\n' };
    expect(textOf(play(['python', '/app/main.py', 'a', 'b'], Infinity, { mounts }))).toBe("['a', 'b'] /\n");
  });

  test.each([
    ['while True: pass'],
    ['x = 1\nwhile True: x = x * 2'],
    ['def f(n): return f(n + 1)\nf(0)'],
    [`print(${'('.repeat(3000)}1${')'.repeat(3000)})`],
    ['x = "ab"\nfor i in range(1000): x = x + x'],
    ['x = [1]\nwhile True: x = x + x'],
    ['print("x" * 1000000000)'],
    ['for i in range(10 ** 9): pass'],
    ['print([[i for i in range(100000)] for j in range(100000)])'],
    [`${'if True:\n '.repeat(50)}pass`],
  ])('is bounded: %j', (text) => {
    const { end } = script(text);
    expect(end?.exitCode ?? 'endless').not.toBe(0);
  });

  it('never throws, whatever it is given', () => {
    const words =
      'if|x|:|\n|  |(|)|[|]|{|}|=|+|**|"|f"{|for|in|while|def|1|.5|print|import|os|lambda|not|,|;|try|except|return|else|-|%|\\|#|None|[::-1]|!r';
    const word = fc.constantFrom(...words.split('|'), "'");
    fc.assert(
      fc.property(fc.array(word, { maxLength: 25 }), (chosen) => {
        const run = script(chosen.join(' '), 1000);
        expect(JSON.stringify(run.output)).not.toMatch(/undefined|\[object|NaN/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the examples of indexed Jobs', () => {
  const job = (name: string, spec: object, code: string): string =>
    JSON.stringify({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name },
      spec: {
        completions: 10,
        parallelism: 3,
        completionMode: 'Indexed',
        ...spec,
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [{ name: 'example', image: 'python', command: ['python3', '-c', code] }],
          },
        },
      },
    });

  it('fail for even indexes alone, as the page about backoffLimitPerIndex shows', () => {
    const code =
      'import os, sys\nprint("Hello world")\nif int(os.environ.get("JOB_COMPLETION_INDEX")) % 2 == 0:\n  sys.exit(1)\n';
    const driver = new ClusterDriver();
    driver.apply(job('per-index', { backoffLimitPerIndex: 1, maxFailedIndexes: 5 }, code)).advance(300);
    const { status } = driver.get('jobs', 'per-index');
    expect(status).toMatchObject({
      completedIndexes: '1,3,5,7,9',
      failedIndexes: '0,2,4,6,8',
      succeeded: 5,
      failed: 10,
    });
    expect(status?.conditions?.at(-1)).toMatchObject({
      type: 'Failed',
      reason: 'FailedIndexes',
      message: 'Job has failed indexes',
    });
  });
});
