import { describe, expect, it, test } from 'vitest';
import { catalogue } from '../../src/engine/images/catalogue.ts';
import { Interpreter } from '../../src/engine/kubelet/shell/interpreter.ts';
import type { ProcessWorld, ScriptRun } from '../../src/engine/kubelet/shell/process.ts';

const NEW_YEAR = Date.UTC(2025, 0, 1);

/** Plays a script in a busybox container and watches it until some moment, ms after its start. */
function play(script: string, until = Infinity, over: Partial<ProcessWorld> = {}): ScriptRun {
  const busybox = catalogue.get('docker.io/library/busybox');
  if (busybox === undefined) throw new Error('no busybox');
  const world: ProcessWorld = {
    env: { NAME: 'web', EMPTY: '' },
    hostname: 'web-0',
    ip: '10.244.1.2',
    startedAt: NEW_YEAR,
    behaviour: busybox,
    mounts: { '/conf/mode': 'blue\n' },
    interactive: false,
    unknownProgram: 'serves',
    declaredPorts: [8080],
    memoryLimit: Infinity,
    network: () => -1,
    ...over,
  };
  return new Interpreter(world, until).run((shell) => shell.words(['sh', '-c', script]));
}

function output(script: string): string {
  return play(script)
    .output.map(({ text }) => text)
    .join('|');
}

describe('a script', () => {
  test.each([
    ['echo hello world', 'hello world'],
    ['echo "$NAME-$HOSTNAME" \'$NAME\' ${EMPTY:-none} "${NAME}"', 'web-web-0 $NAME none web'],
    ['printf "%s=%d\\n" a 1', 'a=1'],
    ['echo -n a; echo b', 'ab'],
    ['true && echo yes || echo no', 'yes'],
    ['false && echo yes || echo no', 'no'],
    ['! false && echo negated', 'negated'],
    ['false &&\n echo never\necho end', 'end'],
    ['if [ -f /conf/mode ]; then echo $(cat /conf/mode); else echo none; fi', 'blue'],
    ['if [ "$NAME" = db ]; then echo db; elif [ $NAME = web ]; then echo web; fi', 'web'],
    ['for i in 1 2 3; do echo $i; done', '1|2|3'],
    ['for i in $(seq 2); do echo n$i; done', 'n1|n2'],
    ['i=3; while [ $i -gt 0 ]; do echo $i; i=$((i-1)); done', '3|2|1'],
    ['for i in 1 2 3; do if [ $i -eq 2 ]; then continue; fi; echo $i; done', '1|3'],
    ['while true; do echo once; break; done', 'once'],
    ['echo a > /tmp/x; echo b >> /tmp/x; cat /tmp/x', 'a|b'],
    ['echo lost > /dev/null; echo err >&2', 'err'],
    ['echo "a b" | grep -c x; echo one two | wc -l', '0|1'],
    ['echo $((2 + 3 * 4)) $(( (2+3)*4 % 7 ))', '14 6'],
    ['(echo sub; exit 3); echo after', 'sub'],
    ['{ echo a; echo b; }', 'a|b'],
    ['echo a # no comment\n# comment\necho b', 'a|b'],
    ['echo one \\\n  two', 'one two'],
    ['date +%F', '2025-01-01'],
    ['sleep 90; date', 'Wed Jan  1 00:01:30 UTC 2025'],
    ['export A=1 B=2; echo $A$B', '12'],
    ['set -e; false; echo never', ''],
    ['hostname -i', '10.244.1.2'],
    ['curl --version', 'sh: curl: not found'],
    ['cat /nowhere', "cat: can't open '/nowhere': No such file or directory"],
  ])('%s', (script, expected) => {
    expect(output(script)).toBe(expected);
  });

  test.each([
    ['exit 3', 0, 3],
    ['sleep 5; exit 0', 5000, 0],
    ['sleep 1m', 60_000, 0],
    ['sleep 0.5 && false', 500, 1],
    ['nonsense-program', 0, 127],
    ['echo "unclosed', 0, 2],
    ['if true; then', 0, 2],
    ['exec sleep 2', 2000, 0],
    ['sleep 3 & sleep 1; wait', 3000, 0],
  ])('%s ends after %i ms with %i', (script, at, exitCode) => {
    expect(play(script).end).toEqual({ at, exitCode });
  });

  test.each([
    ['sleep infinity'],
    ['while true; do echo hi; sleep 1; done'],
    ['while :; do :; done'],
    ['i=0; while true; do i=$((i+1)); done'],
    ['until false; do sleep 10; done'],
    ['tail -f /dev/null'],
    ['until nslookup nobody; do sleep 2; done'],
    ['yes'],
    ['f() { f; }; while true; do f; done'],
  ])('%s never ends and does not hang', (script) => {
    const { end } = play(script);
    expect(end?.exitCode ?? 'endless').not.toBe(0);
  });

  it('prints what it would have printed, however late one looks', () => {
    const script = 'i=0; while true; do echo "$i"; i=$((i+1)); sleep 2; done';
    const early = play(script, 9000).output;
    expect(early.map(({ text }) => text)).toEqual(['0', '1', '2', '3', '4']);
    const late = play(script, 1_000_000_000).output;
    expect(late).toHaveLength(1000);
    expect(late.at(-1)).toEqual({ at: 1_000_000_000, text: '500000' });
    expect(late.at(-2)).toEqual({ at: 999_998_000, text: '499999' });
  });

  it('goes on when the network answers', () => {
    const network = (question: string): number => (question === 'tcp:db:5432' ? 7500 : question === 'dns:db' ? 0 : -1);
    const run = play('until nc -z db 5432; do sleep 2; done; echo up', Infinity, { network });
    expect(run.output.map(({ text }) => text)).toEqual(['up']);
    expect(run.end?.at).toBeGreaterThan(7500);
    expect(run.end?.at).toBeLessThan(10_000);
  });

  it('tells of its files, its message and its traps', () => {
    const run = play('touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; echo gone > /dev/termination-log; exit 1');
    expect(run.files).toEqual([
      { at: 0, path: '/tmp/healthy', present: true },
      { at: 30_000, path: '/tmp/healthy', present: false },
      { at: 30_000, path: '/dev/termination-log', present: true },
    ]);
    expect(run.message).toBe('gone\n');
    expect(play('sleep 10').onSigterm).toBe('ignored');
    expect(play('trap "exit 0" TERM; while true; do sleep 1; done').onSigterm).toBe(0);
  });

  it('is bounded, whatever a person writes', () => {
    const deep = `${'('.repeat(500)}echo${')'.repeat(500)}`;
    expect(play(deep).end?.exitCode).toBe(2);
    expect(play(`echo ${'$('.repeat(200)}`).end?.exitCode).toBe(2);
    expect(play(`echo ${'"'.repeat(30_001)}`).end?.exitCode).toBe(2);
    expect(play('x=a; for i in $(seq 100000); do x=$x$x; done; echo done').output.length).toBeLessThanOrEqual(1);
    expect(play('echo $((1/0)) $((9999999999*9999999999)) $((()').output.length).toBeLessThanOrEqual(1);
  });
});
