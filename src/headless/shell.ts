import { readFileSync, writeSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { createCluster } from '../engine/index.ts';
import { createShell, needsMoreLines, type Shell, type ShellOptions } from '../shell/index.ts';
import { diskFiles, shellPath } from './files.ts';
import { runToEnd } from './run-to-end.ts';
import { reference } from './reference.ts';
import { readOptions, type HeadlessOptions } from './shell-options.ts';

const HELP = `A shell on a simulated Kubernetes cluster, without a page.

  npm run --silent shell -- [--seed N] [--nodes N] [--unknown-images fail] [--echo] [SCRIPT [ARGUMENT...]]

Reads shell lines from SCRIPT or from standard input and prints what a terminal would print. Files are those of the
current folder; only what lies below it can be written. The exit status is that of the last command; 2 when a line
cannot be read. \`help\` lists the commands.

  --seed N                the same seed and script give the same output; default 1
  --nodes N               worker nodes, node-1 to node-N; default 3
  --unknown-images fail   an image that the simulated registry does not know cannot be pulled
  --echo                  shows each command before what it prints

Time is virtual. \`sleep 30\` and commands that wait (kubectl rollout status, wait, delete) let it pass at once; any
other command takes 0.1 s. What would go on for ever is ended as by Ctrl-C (exit code 130): \`kubectl get -w\` and
\`logs -f\` after 60 s without a word, \`watch\` after 60 s, what waits for something that can never come at once.
\`timeout 300 kubectl get pods -w\` ends a command earlier.

Lines after \`kubectl exec -it POD -- bash\` or \`kubectl run -it ... -- sh\` run inside the container, up to \`exit\`.
\`docker stop node-2\` powers a node off, \`docker start node-2\` on, \`docker ps\` lists them.
`;

const COMMAND_MS = 100;
const FOLLOW_MS = 60_000;
const MISUSED = 2;
const UNREADABLE = 127;

/** Writes all of a text before it returns, so that both streams keep their order; a reader that is gone is no error. */
function writeFully(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let offset = 0; offset < bytes.length;) {
    try {
      offset += writeSync(descriptor, bytes, offset);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code === 'EPIPE') process.exit(141);
      if (code !== 'EAGAIN') throw error;
    }
  }
}

const write = (text: string): void => writeFully(1, text);
const complain = (text: string): void => writeFully(2, text);

/** The script's text; undefined when it cannot be read. */
function readScript(path: string | undefined): string | undefined {
  try {
    return readFileSync(path ?? 0, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    // An empty standard input that is no file.
    if (path === undefined && (code === 'EOF' || code === 'EAGAIN')) return '';
    return undefined;
  }
}

function startShell(
  options: HeadlessOptions,
  extra: Partial<ShellOptions>,
): (source: string) => Shell & { status: number } {
  const cluster = createCluster(options.cluster);
  const folder = shellPath(process.cwd());
  const shell = createShell({
    cluster,
    files: diskFiles(folder),
    reference,
    out: write,
    err: complain,
    home: folder,
    commandMs: COMMAND_MS,
    followMs: FOLLOW_MS,
    ...extra,
  });
  shell.state.positional = options.args;
  return (source) => Object.assign(shell, { status: runToEnd(shell, cluster, source) });
}

function runScript(options: HeadlessOptions): number {
  const text = readScript(options.script);
  if (text === undefined) {
    complain(`shell: ${options.script ?? 'standard input'}: No such file or directory\n`);
    return UNREADABLE;
  }
  const run = startShell(options, {
    interactive: false,
    ...(options.script === undefined ? {} : { name: options.script }),
    ...(options.echo ? { onCommand: (command: string, prompt: string) => write(`${prompt}${command}\n`) } : {}),
  });
  return run(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')).status;
}

/** A prompt, as long as somebody types. */
function converse(options: HeadlessOptions): void {
  const run = startShell(options, { interactive: true });
  const reader = createInterface({ input: process.stdin, output: process.stdout, prompt: '$ ' });
  let pending = '';
  reader.prompt();
  reader.on('line', (line) => {
    pending += `${line}\n`;
    if (needsMoreLines(pending)) {
      reader.setPrompt('> ');
      reader.prompt();
      return;
    }
    const shell = run(pending);
    pending = '';
    if (shell.exited !== undefined) process.exit(shell.exited);
    reader.setPrompt('$ ');
    reader.prompt();
  });
}

function main(): void {
  const options = readOptions(process.argv.slice(2));
  if (typeof options === 'string') {
    complain(`shell: ${options}\nTry --help.\n`);
    process.exitCode = MISUSED;
  } else if (options.help) write(HELP);
  else if (options.script === undefined && process.stdin.isTTY) converse(options);
  else process.exitCode = runScript(options);
}

main();
