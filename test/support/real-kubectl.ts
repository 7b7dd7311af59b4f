import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { kubeconfigText } from '../../src/headless/api/kubeconfig.ts';

export interface KubectlOutcome {
  rc: number;
  stdout: string;
  stderr: string;
}

/** Texts differ from one minor version to the next. */
const COMPARED = /"gitVersion": "v1\.32\./;

/** Go's settings for a program that is over before collecting its garbage would have been worth it: a third less work. */
const SHORT_LIVED = { GOGC: 'off', GOMAXPROCS: '1' };

/** The real kubectl 1.32: `KUBECTL`, or the one on PATH; otherwise why there is none. */
export function findKubectl(): { path: string } | { missing: string } {
  const named = process.env['KUBECTL'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = named ?? folders.map((folder) => join(folder, 'kubectl')).find((candidate) => existsSync(candidate));
  if (found === undefined || !existsSync(found)) return { missing: 'no kubectl on PATH, and KUBECTL names none' };
  // A dispatcher has the clients of each version beside itself.
  const client = join(dirname(realpathSync(found)), 'kubectl.1.32');
  const path = existsSync(client) ? client : found;
  const version = spawnSync(path, ['version', '--client', '-o', 'json'], { encoding: 'utf8', timeout: 20_000 });
  return COMPARED.test(version.stdout) ? { path } : { missing: `${path} is not of version 1.32` };
}

/** The real kubectl against one server, with a home folder of its own. */
export class RealKubectl {
  /** Its home, where its files are. */
  readonly folder = mkdtempSync(join(tmpdir(), 'podground-kubectl-'));
  private readonly program: string;

  constructor(kubectl: string, url: string, files: Readonly<Record<string, string>>) {
    // Some of its messages print the name that it was called by.
    this.program = join(this.folder, 'kubectl');
    symlinkSync(kubectl, this.program);
    writeFileSync(join(this.folder, 'config'), kubeconfigText(url));
    for (const [path, text] of Object.entries(files)) writeFileSync(join(this.folder, path), text);
  }

  run(args: readonly string[]): Promise<KubectlOutcome> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.program, args, {
        cwd: this.folder,
        env: {
          HOME: this.folder,
          KUBECONFIG: join(this.folder, 'config'),
          PATH: process.env['PATH'] ?? '',
          ...SHORT_LIVED,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 60_000,
      });
      const outcome: KubectlOutcome = { rc: -1, stdout: '', stderr: '' };
      child.stdout.on('data', (text) => (outcome.stdout += String(text)));
      child.stderr.on('data', (text) => (outcome.stderr += String(text)));
      child.on('error', reject);
      child.on('close', (code) => {
        resolve({ ...outcome, rc: code ?? -1 });
      });
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
