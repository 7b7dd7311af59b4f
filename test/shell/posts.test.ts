import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openTerminal } from './terminal.ts';

/*
 * What the posts that learners come from have them type, in the posts' order and words, with what their authors saw. A
 * transcript is one post:
 *
 *   $ command      typed as it is in the post; the lines after it are what it must print
 *   | line         typed into what the command runs (`exec -it`, `run -it`)
 *   ~              instead of what it prints: the post shows nothing, and whatever it says is no error
 *   % command      what the post does by hand (an editor, waiting); `% files FOLDER` has the post's files
 *   # note         how and why the output is another than the post's
 *
 * Names, hashes, addresses, node ports, dates and ages are where Kubernetes makes them at random or by the clock, and may
 * differ; nothing else may.
 */

/** Exit code of what goes on until Ctrl-C. */
const INTERRUPTED = 130;
const folder = 'test/shell/transcripts';

interface Step {
  readonly command: string;
  readonly isHidden: boolean;
  readonly typed: readonly string[];
  /** Undefined: anything but an error. */
  readonly printed: string | undefined;
}

function stepsOf(transcript: string): Step[] {
  const steps: Step[] = [];
  const current = { command: '', isHidden: true, typed: [] as string[], printed: [] as string[], isFree: true };
  const finish = (): void => {
    const { command, isHidden, typed, printed, isFree } = current;
    if (command !== '') steps.push({ command, isHidden, typed, printed: isFree ? undefined : printed.join('') });
  };
  for (const line of transcript.replace(/\n$/, '').split('\n')) {
    const isHidden = line.startsWith('% ');
    if (isHidden || line.startsWith('$ ')) {
      finish();
      Object.assign(current, { command: line.slice(2), isHidden, typed: [], printed: [], isFree: isHidden });
    } else if (line.startsWith('| ')) current.typed.push(line.slice(2));
    else if (line === '~') current.isFree = true;
    else if (!line.startsWith('# ')) current.printed.push(`${line}\n`);
  }
  finish();
  return steps;
}

function filesOf(name: string): Record<string, string> {
  const path = `test/examples/${name}`;
  return Object.fromEntries(readdirSync(path).map((file) => [file, readFileSync(`${path}/${file}`, 'utf8')]));
}

/** Without what Kubernetes makes at random or by the clock; columns keep one blank. */
function withoutChance(printed: string): string {
  const text = printed
    .replaceAll(/-[\da-f]{8,10}-[a-z\d]{5}\b/g, '-HASH-xxxxx')
    .replaceAll(/-[bcdfghjklmnpqrstvwxz2456789]{5}\b(?=\s+\d\/)/g, '-xxxxx')
    .replaceAll(/\b(echo|spring-deployment)-[\da-f]{8,10}\b/g, '$1-HASH')
    .replaceAll(/(pod-template-hash=)[\da-f]+/g, '$1HASH')
    .replaceAll(/\b(?:10|172)\.\d+\.\d+\.\d+\b/g, 'IP')
    .replaceAll(/\b(\d+):3\d{4}\b/g, '$1:PORT')
    .replaceAll(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /gm, 'TIME ')
    .replaceAll(/^Date: .*$/gm, 'Date: TIME')
    .replaceAll(/\(\d+s ago\)/g, '(AGO)')
    .replaceAll(/ (?:\d+[smhd])+( |$)/gm, ' AGE$1')
    .replaceAll(/\b[\da-f]{12}\b/g, 'ID')
    .replaceAll(/ +/g, ' ')
    .replaceAll(/ $/gm, '');
  // Rows stand in the order of names, which is random where names are.
  return text.replaceAll(/(?:^\S*-xxxxx .*\n)+/gm, (rows) => `${rows.trimEnd().split('\n').toSorted().join('\n')}\n`);
}

/** What a terminal shows of a transcript's commands, and what it has to show. */
function play(files: Record<string, string>, steps: readonly Step[]): { actual: string; wanted: string } {
  let said = '';
  const print = (text: string): void => {
    said += text;
  };
  const terminal = openTerminal(files, {
    out: print,
    err: print,
    // What is typed stands on the screen too, after the prompt of a shell inside a container.
    onCommand: (text, prompt) => prompt !== '$ ' && print(`${prompt}${text}\n`),
  });
  let actual = '';
  let wanted = '';
  for (const { command, isHidden, typed, printed } of steps) {
    said = '';
    terminal.run([command, ...typed].join('\n'));
    if (isHidden) continue;
    actual += `$ ${command}\n`;
    wanted += `$ ${command}\n`;
    if (printed === undefined) {
      if (![0, INTERRUPTED].includes(terminal.status())) actual += said;
      continue;
    }
    actual += withoutChance(said.endsWith('\n') ? said : `${said}\n`);
    wanted += withoutChance(printed);
  }
  return { actual, wanted };
}

describe('the posts that learners come from', () => {
  it.each(readdirSync(folder))('%s', (name) => {
    const [first, ...steps] = stepsOf(readFileSync(`${folder}/${name}`, 'utf8'));
    const files = filesOf(first?.command.replace(/^files /, '') ?? '');
    const { actual, wanted } = play(files, steps);
    expect(actual).toBe(wanted);
  });
});
