/** Everything that must hold, in order, as `npm test`: what comes after a failure is not begun. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

interface Step {
  readonly name: string;
  /** The script and its arguments; run by this Node itself, because npx needs a shell on Windows. */
  readonly command: readonly [script: string, ...args: string[]];
  /** The report that counts the step's tests. */
  readonly report?: { readonly path: string; readonly counts: (report: unknown) => Counts };
}

const numberAt = (report: unknown, ...path: readonly string[]): number => {
  const value = path.reduce<unknown>((at, key) => (at instanceof Object ? Reflect.get(at, key) : undefined), report);
  return typeof value === 'number' ? value : 0;
};

/** Steps that only read, and keep one core busy each: they run beside each other. */
const checks: readonly Step[] = [
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '--noEmit'] },
  { name: 'lint', command: ['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'format', command: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'] },
];

/** Steps that want the machine for themselves. */
const trials: readonly Step[] = [
  {
    name: 'unit tests',
    command: [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=dot',
      '--reporter=json',
      '--outputFile.json=test-results/vitest.json',
    ],
    report: {
      path: 'test-results/vitest.json',
      counts: (report) => ({
        passed: numberAt(report, 'numPassedTests'),
        failed: numberAt(report, 'numFailedTests'),
      }),
    },
  },
  { name: 'build', command: ['node_modules/vite/bin/vite.js', 'build', '--logLevel=warn'] },
  {
    name: 'browser tests',
    command: ['node_modules/@playwright/test/cli.js', 'test'],
    report: {
      path: 'test-results/playwright.json',
      counts: (report) => ({
        passed: numberAt(report, 'stats', 'expected'),
        failed: numberAt(report, 'stats', 'unexpected') + numberAt(report, 'stats', 'flaky'),
      }),
    },
  },
];

const noCounts: Counts = { passed: 0, failed: 0 };

const countsOf = ({ report }: Step): Counts =>
  report && existsSync(report.path) ? report.counts(JSON.parse(readFileSync(report.path, 'utf8'))) : noCounts;

/** Runs a step, and answers whether all was well. */
function run({ command }: Step, output: 'shown' | 'kept'): Promise<{ isOk: boolean; kept: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...command], {
      stdio: output === 'shown' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let kept = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (kept += String(text)));
    child.on('error', reject);
    child.on('close', (code) => resolve({ isOk: code === 0, kept }));
  });
}

rmSync('test-results', { recursive: true, force: true });
mkdirSync('test-results');

let passed = 0;
let failed = 0;
/** Runs one of the steps, several of which may run at once, and counts and tells what came of it. */
async function take(step: Step, isAlone: boolean): Promise<void> {
  const started = performance.now();
  if (isAlone) console.log(`\n== ${step.name}`);
  const { isOk, kept } = await run(step, isAlone ? 'shown' : 'kept');
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (!isAlone) console.log(`\n== ${step.name}\n${kept.trim()}`);
  const counts = countsOf(step);
  passed += counts.passed;
  // A step that fails without a failing test of its own (a type error, a crash) counts as one failure.
  failed += isOk ? counts.failed : Math.max(counts.failed, 1);
  console.log(`== ${step.name}: ${isOk ? 'ok' : 'FAILED'} in ${seconds} s`);
}

await Promise.all(checks.map((step) => take(step, false)));
for (const step of trials) if (failed === 0) await take(step, true);

console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
