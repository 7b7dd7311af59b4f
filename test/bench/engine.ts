/**
 * Measures the engine: `npm run bench`. Each figure is the median of several processes, each of which runs the engine
 * as a build makes it, on one thread: what is measured is the CPU time of one core, with its compiler and its garbage
 * collection, so that a busy machine changes the figures little. Fails when a target is missed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { Measured } from './engine-process.ts';

interface Row {
  readonly what: string;
  /** As `engine-process.ts` knows it. */
  readonly name: string;
  /** How many processes measure it. */
  readonly processes: number;
  /** Of `seconds`; absent where no figure is asked for. */
  readonly mostSeconds?: number;
  /** Of `bytes`. */
  readonly mostBytes?: number;
  /** By what the counts are divided: pods or requests. */
  readonly pods: number;
}

const ROWS: readonly Row[] = [
  { what: '100 replicas on 20 nodes', name: 'hundred', processes: 5, pods: 100 },
  { what: '1,000 replicas on 20 nodes', name: 'thousand', processes: 7, mostSeconds: 0.25, pods: 1000 },
  { what: 'the same, first thing in a fresh process', name: 'cold', processes: 5, pods: 1000 },
  { what: 'rolling update of 1,000', name: 'roll', processes: 5, mostSeconds: 0.6, pods: 1000 },
  { what: '10,000 replicas on 500 nodes', name: 'tenThousand', processes: 3, mostSeconds: 4, pods: 10_000 },
  { what: '1,000 pods idle for an hour', name: 'idle', processes: 3, mostSeconds: 0.2, pods: 1000 },
  { what: '20,000 requests to 1,000 pods, 40 us each', name: 'requests', processes: 3, mostSeconds: 0.8, pods: 20_000 },
  { what: 'heap of 1,000 pods with their history', name: 'heap', processes: 3, mostBytes: 60e6, pods: 1000 },
];

/** Builds the measuring process as the page's engine is built; answers its file. */
async function built(folder: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL('engine-process.ts', import.meta.url)),
      outDir: folder,
      minify: true,
      target: 'es2022',
      rolldownOptions: { output: { entryFileNames: 'engine.mjs' } },
    },
  });
  return join(folder, 'engine.mjs');
}

function measured(file: string, { name }: Row): Measured {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--single-threaded', '--expose-gc', file, name], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  return JSON.parse(stdout) as Measured;
}

/** The lower of the two in the middle of an even number of values. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}

const perPod = (count: number | undefined, pods: number): string =>
  count === undefined ? '' : String(Math.round((10 * count) / pods) / 10);

const folder = mkdtempSync(join(tmpdir(), 'podground-bench-'));
try {
  const file = await built(folder);
  const table = ROWS.map((row) => {
    const runs = Array.from({ length: row.processes }, () => measured(file, row));
    const last = runs[runs.length - 1] ?? {};
    const inBytes = last.bytes !== undefined;
    const figures = runs.map(({ seconds, bytes }) => (inBytes ? (bytes ?? 0) / 1e6 : (seconds ?? 0)));
    const most = inBytes ? (row.mostBytes ?? Infinity) / 1e6 : (row.mostSeconds ?? Infinity);
    const unit = inBytes ? 'MB' : 's';
    const text = (figure: number): string => `${figure.toFixed(inBytes ? 1 : 3)} ${unit}`;
    const middle = median(figures);
    return {
      what: row.what,
      median: text(middle),
      range: `${text(Math.min(...figures))} - ${text(Math.max(...figures))}`,
      target: most === Infinity ? '' : `${most} ${unit}`,
      met: most === Infinity ? '' : middle <= most,
      'events each': perPod(last.events, row.pods),
      'writes each': perPod(last.writes, row.pods),
    };
  });
  console.log(
    `${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, ${process.platform} ${process.arch}`,
  );
  console.table(table);
  if (table.some(({ met }) => met === false)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
