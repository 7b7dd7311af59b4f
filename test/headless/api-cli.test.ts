import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';

let child: ChildProcess | undefined;

afterEach(() => {
  child?.kill('SIGKILL');
});

interface Run {
  process: ChildProcess;
  /** Everything printed so far, on both outputs. */
  printed(): string;
  /** Resolves with the exit code when it ends. */
  readonly ended: Promise<number | null>;
}

/** Starts `npm run api -- …args` without npm. */
function start(...args: string[]): Run {
  const started = spawn(process.execPath, ['--import', 'tsx', 'src/headless/api/cli.ts', ...args]);
  child = started;
  let text = '';
  started.stdout.on('data', (data) => (text += String(data)));
  started.stderr.on('data', (data) => (text += String(data)));
  const ended = new Promise<number | null>((resolve) => started.on('close', resolve));
  return { process: started, printed: () => text, ended };
}

/** Resolves once it has printed something that matches. */
function printing(run: Run, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const match = pattern.exec(run.printed());
      if (match !== null) resolve(match);
    };
    run.process.stdout?.on('data', look);
    void run.ended.then(() => {
      reject(new Error(`it ended: ${run.printed()}`));
    });
  });
}

const SLOW = { timeout: 60_000 };

describe('npm run api', () => {
  it('says where it serves and what to try, writes a kubeconfig, and ends cleanly by Ctrl-C', SLOW, async () => {
    const run = start('--port=0', '--no-node-ports');
    const [, url = '', kubeconfig = ''] = await printing(
      run,
      /API on (http:\/\/127\.0\.0\.1:\d+), kubeconfig in (\S+)\n[^]*Ctrl-C ends it/,
    );
    expect(run.printed()).toContain(`export KUBECONFIG=${kubeconfig}\n  kubectl get nodes\n`);
    expect(readFileSync(kubeconfig, 'utf8')).toContain(`server: ${url}`);
    // A client that is still watching does not hold it back.
    const watch = await fetch(`${url}/api/v1/pods?watch=true`);
    expect(watch.status).toBe(200);
    run.process.kill('SIGINT');
    expect(await run.ended).toBe(0);
    await expect(watch.text()).rejects.toThrow('terminated');
  });

  it('says which port is taken', SLOW, async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const run = start(`--port=${port}`);
    expect(await run.ended).toBe(1);
    expect(run.printed()).toBe(`port ${port} is taken on this machine: choose another with --port, or 0 for any\n`);
    server.close();
  });

  it('explains itself, also to those who ask for something that it has not', SLOW, async () => {
    const help = start('--help');
    expect(await help.ended).toBe(0);
    expect(help.printed()).toContain('npm run api -- [--port 8001]');
    const wrong = start('--colour');
    expect(await wrong.ended).toBe(2);
    expect(wrong.printed()).toMatch(/^unknown option --colour\n\n/);
    expect(wrong.printed()).toContain('--no-node-ports');
  });
});
