import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { Playground } from './playground.ts';

/** Kilobytes of 1,000, as download sizes are counted. */
const LIMIT_KB = 260;

test(`at most ${LIMIT_KB} kB of JavaScript, gzipped, come before the editor`, async ({ page }) => {
  const scripts: string[] = [];
  let isEditorAsked = false;
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (/\/(monaco|editor\.api)/.test(pathname)) isEditorAsked = true;
    if (!isEditorAsked && pathname.endsWith('.js')) scripts.push(request.url());
  });
  const playground = await new Playground(page).visit();
  await playground.editor();
  expect(isEditorAsked, 'the name of the editor chunk has changed').toBe(true);
  let bytes = 0;
  for (const url of scripts) {
    const response = await page.request.get(url);
    bytes += gzipSync(await response.body(), { level: 9 }).length;
  }
  expect(bytes / 1000).toBeLessThanOrEqual(LIMIT_KB);
  expect(bytes, 'no script was counted').toBeGreaterThan(50_000);
});
