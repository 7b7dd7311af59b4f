import { chromium } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

const namesOnPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const usualPlaces = (): readonly string[] => {
  const { HOME = '', LOCALAPPDATA = '', PROGRAMFILES = '', 'PROGRAMFILES(X86)': programFiles86 = '' } = process.env;
  switch (process.platform) {
    case 'darwin':
      return ['/Applications', join(HOME, 'Applications')].flatMap((folder) => [
        `${folder}/Google Chrome.app/Contents/MacOS/Google Chrome`,
        `${folder}/Chromium.app/Contents/MacOS/Chromium`,
      ]);
    case 'win32':
      return [PROGRAMFILES, programFiles86, LOCALAPPDATA]
        .filter((folder) => folder !== '')
        .flatMap((folder) => [
          join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
          join(folder, 'Chromium', 'Application', 'chrome.exe'),
          join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
        ]);
    default:
      return ['/opt/google/chrome/chrome', '/snap/bin/chromium'];
  }
};

const onPath = (): readonly string[] =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => namesOnPath.map((name) => join(folder, process.platform === 'win32' ? `${name}.exe` : name)));

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Ubuntu's chromium-browser may be a script that only says how to get the real one. */
const starts = (path: string): boolean =>
  isExecutable(path) && (process.platform !== 'linux' || spawnSync(path, ['--version']).status === 0);

const installed = (): string | undefined => [...onPath(), ...usualPlaces()].find(starts);

const say = (what: string): void => console.log(`browser: ${what}`);

const run = (command: string, ...args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;

const isDebianRoot = (): boolean =>
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  existsSync('/etc/os-release') &&
  /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));

/**
 * The Chromium that the browser tests use: PODGROUND_BROWSER, one that is installed, Playwright's own, or else one that
 * this installs (from Debian's packages as root on Debian, otherwise Playwright's). Prints one line that says which.
 *
 * @returns the path of its executable
 * @throws Error when there is none and none could be installed
 */
export function findBrowser(): string {
  const chosen = process.env['PODGROUND_BROWSER'];
  if (chosen) {
    say(`${chosen}, as PODGROUND_BROWSER says`);
    return chosen;
  }
  const present = installed();
  if (present) {
    say(`${present}, found on this machine`);
    return present;
  }
  const own = chromium.executablePath();
  if (existsSync(own)) {
    say(`${own}, Playwright's own`);
    return own;
  }
  if (isDebianRoot()) {
    say('none found; installing Chromium with apt-get');
    const packaged = run('apt-get', 'update') && run('apt-get', 'install', '-y', 'chromium') ? installed() : undefined;
    if (packaged) return packaged;
  }
  say('none found; downloading Chromium with Playwright');
  const cli = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');
  if (run(process.execPath, cli, 'install', 'chromium') && existsSync(own)) return own;
  throw new Error('No Chromium was found or could be installed; set PODGROUND_BROWSER to the path of one.');
}
