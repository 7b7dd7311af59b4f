/**
 * Asks Lighthouse about the built page, as a phone sees it: `npx vite build && npm run lighthouse`. It serves the site
 * compressed, as static hosts do. Fails when a category is below what is asked of it, and says what took points away.
 */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { findBrowser } from '../support/browser.ts';

const ROOT = 'dist';

/** Of 100. */
const LEAST: Readonly<Record<string, number>> = {
  performance: 95,
  accessibility: 100,
  'best-practices': 100,
  seo: 100,
};

/** Performance is measured by a clock, on a machine that may do something else meanwhile: the middle one counts. */
const RUNS = 3;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

const COMPRESSED = new Set(['.html', '.js', '.css', '.svg', '.json', '.ttf', '.txt']);

/** Serves the built site from memory as a static host does. */
async function serve(): Promise<Server> {
  const bodies = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = normalize(pathname === '/' ? '/index.html' : pathname);
    const file = join(ROOT, path);
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    const extension = extname(file);
    const isCompressed = COMPRESSED.has(extension);
    const body = bodies.get(file) ?? (isCompressed ? gzipSync(readFileSync(file)) : readFileSync(file));
    bodies.set(file, body);
    response.writeHead(200, {
      'content-type': TYPES[extension] ?? 'application/octet-stream',
      'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      ...(isCompressed && { 'content-encoding': 'gzip' }),
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

interface Judgement {
  readonly score: number;
  /** What took points away. */
  readonly faults: readonly string[];
}

async function judge(address: string, port: number): Promise<ReadonlyMap<string, Judgement>> {
  const result = await lighthouse(address, {
    port,
    output: 'json',
    logLevel: 'error',
    onlyCategories: Object.keys(LEAST),
  });
  if (result === undefined) throw new Error('Lighthouse has no answer');
  const { categories, audits, runtimeError } = result.lhr;
  if (runtimeError !== undefined) throw new Error(runtimeError.message);
  return new Map(
    Object.entries(categories).map(([name, { score, auditRefs }]) => {
      const faults = auditRefs
        .filter(({ weight, id }) => weight > 0 && (audits[id]?.score ?? 1) < 1)
        .map(({ id }) => `${audits[id]?.title ?? id} ${audits[id]?.displayValue ?? ''}`.trim());
      return [name, { score: Math.round((score ?? 0) * 100), faults }];
    }),
  );
}

if (!existsSync(join(ROOT, 'index.html'))) throw new Error('There is no built site: npx vite build');
const server = await serve();
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const chrome = await launch({
  chromePath: process.env['CHROME_PATH'] ?? findBrowser(),
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu'],
});
try {
  const runs: ReadonlyMap<string, Judgement>[] = [];
  for (let run = 0; run < RUNS; run++) runs.push(await judge(address, chrome.port));
  const rows = Object.entries(LEAST).map(([category, least]) => {
    const judgements = runs.flatMap((run) => run.get(category) ?? []).toSorted((a, b) => a.score - b.score);
    const middle = judgements[judgements.length >> 1];
    const score = middle?.score ?? 0;
    const scores = judgements.map((judgement) => judgement.score).join(', ');
    return { category, score, runs: scores, least, met: score >= least, faults: middle?.faults ?? [] };
  });
  console.table(rows.map(({ faults: _, ...row }) => row));
  for (const { category, faults } of rows) for (const fault of faults) console.log(`${category}: ${fault}`);
  if (rows.some(({ met }) => !met)) process.exitCode = 1;
} finally {
  chrome.kill();
  server.close();
}
