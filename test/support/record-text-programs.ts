import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { GNU_LINES, TEXT_INPUT, TEXT_PROGRAM_LINES } from './text-program-lines.ts';

/*
 * Records what the real programs print: GNU's sed, grep and coreutils with mawk as Debian has them, and busybox's.
 * Run by hand where they are installed: `npx tsx test/support/record-text-programs.ts`.
 */

interface Said {
  out: string;
  err: string;
  code: number;
}

function say(line: string, program: 'gnu' | 'busybox'): Said {
  const name = line.split(' ', 1)[0] ?? '';
  const shell =
    program === 'busybox'
      ? { file: 'busybox', args: ['sh', '-c', line.replace(name, `busybox ${name}`)] }
      : { file: 'dash', args: ['-c', line] };
  const { stdout, stderr, status } = spawnSync(shell.file, shell.args, {
    input: TEXT_INPUT,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' },
    timeout: 5000,
  });
  return { out: stdout, err: stderr, code: status ?? 1 };
}

const recorded = {
  gnu: [...TEXT_PROGRAM_LINES, ...GNU_LINES].map((line) => ({ line, said: say(line, 'gnu') })),
  busybox: TEXT_PROGRAM_LINES.map((line) => ({ line, said: say(line, 'busybox') })),
};
const target = new URL('../shell/recorded/text-programs.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(recorded, undefined, 2)}\n`);
