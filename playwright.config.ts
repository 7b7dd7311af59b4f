import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { findBrowser } from './test/support/browser.ts';

const port = Number(process.env['PODGROUND_E2E_PORT'] ?? 4817);

// Workers load this file too and inherit the environment, so only the first process looks for a browser.
const browser = (process.env['PODGROUND_BROWSER_FOUND'] ??= findBrowser());

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  forbidOnly: true,
  retries: 0,
  // A page waits for its virtual clock a third of the time, so three keep two cores busy.
  workers: Math.max(3, Math.floor(availableParallelism() / 2)),
  fullyParallel: true,
  // A busy machine makes tests slow, not wrong.
  timeout: 90_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1280, height: 720 },
    trace: 'off',
    launchOptions: {
      executablePath: browser,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${port} --strictPort`,
    url: `http://127.0.0.1:${port}`,
    reuseExistingServer: false,
  },
});
