import { describe, expect, it } from 'vitest';
import { TEXT_INPUT } from '../support/text-program-lines.ts';
import recorded from './recorded/text-programs.json';
import { openTerminal, type Terminal } from './terminal.ts';

/*
 * Each line beside kubectl and in containers, against what the real programs print: GNU's with mawk as in Debian, busybox's.
 */

interface Said {
  out: string;
  err: string;
  code: number;
}

function openContainers(): Terminal {
  const terminal = openTerminal({ 'in.txt': TEXT_INPUT });
  terminal.run('kubectl run deb --image=debian --command -- sleep 9999');
  terminal.run('kubectl run bb --image=busybox --command -- sleep 9999');
  terminal.run('kubectl wait --for=condition=Ready pod/deb pod/bb');
  return terminal;
}

/** Standard output, standard error and exit code of a line in a container. */
function inContainer(terminal: Terminal, pod: string, line: string): Said {
  const quoted = `'${line.replaceAll("'", "'\\''")}'`;
  const out = terminal.run(`kubectl exec -i ${pod} -- sh -c ${quoted} < in.txt 2>/dev/null`);
  const err = terminal.run(`kubectl exec -i ${pod} -- sh -c ${quoted} < in.txt 2>&1 >/dev/null`);
  const code = Number(/command terminated with exit code (\d+)/.exec(err)?.[1] ?? 0);
  return { out, err: err.replace(/command terminated with exit code \d+\n$/, ''), code };
}

describe('programs of text', () => {
  const terminal = openContainers();
  it.each(recorded.gnu)('beside kubectl: $line', ({ line, said }) => {
    const out = terminal.run(`${line} < in.txt 2>/dev/null`);
    const code = terminal.status();
    expect({ out, err: terminal.run(`${line} < in.txt 2>&1 >/dev/null`), code }).toEqual(said);
  });
  it.each(recorded.gnu)('in a Debian container: $line', ({ line, said }) => {
    expect(inContainer(terminal, 'deb', line)).toEqual(said);
  });
  it.each(recorded.busybox)('in a busybox container: $line', ({ line, said }) => {
    expect(inContainer(terminal, 'bb', line)).toEqual(said);
  });
});
