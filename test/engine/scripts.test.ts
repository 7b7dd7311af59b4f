import { describe, expect, it, test } from 'vitest';
import { catalogue } from '../../src/engine/images/catalogue.ts';
import { Interpreter } from '../../src/engine/kubelet/shell/interpreter.ts';
import type { ProcessWorld, ScriptRun } from '../../src/engine/kubelet/shell/process.ts';

const NEW_YEAR = Date.UTC(2025, 0, 1);

/** Plays a command line in a busybox container and watches it until some moment, ms after its start. */
function playWords(argv: readonly string[], over: Partial<ProcessWorld> = {}, until = Infinity): ScriptRun {
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
  return new Interpreter(world, until).run((shell) => shell.words(argv));
}

function play(script: string, until = Infinity, over: Partial<ProcessWorld> = {}): ScriptRun {
  return playWords(['sh', '-c', script], over, until);
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
    ['(echo sub; exit 3); echo after $?', 'sub|after 3'],
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

  // What dash 0.5.12, bash 5.2 and busybox 1.35 print.
  test.each([
    ['busybox', 'sh', 'set -u; echo $x; echo after', 'sh: x: parameter not set', 2],
    ['busybox', 'sh', 'echo $((1/0)); echo after', 'sh: divide by zero', 2],
    ['busybox', 'sh', '[ a -eq 1 ]; echo $?', 'sh: a: bad number|2', 0],
    ['busybox', 'sh', 'a=(1 2); echo x', 'sh: syntax error: unexpected "("', 2],
    ['busybox', 'sh', 'echo "abc', 'sh: syntax error: unterminated quoted string', 2],
    ['busybox', 'sh', 'echo a;; b', 'sh: syntax error: unexpected ";;"', 2],
    ['busybox', 'sh', '[[ a == a* ]] && echo {1..3}', '{1..3}', 0],
    ['busybox', 'sh', 'cat < /nofile; echo $?', "sh: can't open /nofile: no such file|1", 0],
    ['busybox', 'sh', 'kill 999; echo $?', "sh: can't kill pid 999: No such process|1", 0],
    ['debian', 'sh', 'true\nnosuch; echo $?', 'sh: 2: nosuch: not found|127', 0],
    ['debian', 'sh', 'set -u; echo $x; echo after', 'sh: 1: x: parameter not set', 2],
    ['debian', 'sh', '[ a -eq 1 ]; echo $?', 'sh: 1: [: Illegal number: a|2', 0],
    ['debian', 'sh', 'a=(1 2); echo x', 'sh: 1: Syntax error: "(" unexpected', 2],
    ['debian', 'sh', 'echo "abc', 'sh: 1: Syntax error: Unterminated quoted string', 2],
    ['debian', 'sh', 'cat < /nofile; echo $?', 'sh: 1: cannot open /nofile: No such file|2', 0],
    ['debian', 'sh', 'cd /nowhere; echo $?', "sh: 1: cd: can't cd to /nowhere|2", 0],
    ['debian', 'bash', 'set -u; echo $x; echo after', 'bash: line 1: x: unbound variable', 127],
    ['debian', 'bash', 'true\nnosuch; echo $?', 'bash: line 2: nosuch: command not found|127', 0],
    ['debian', 'bash', '[ a -eq 1 ]; echo $?', 'bash: line 1: [: a: integer expression expected|2', 0],
    [
      'debian',
      'bash',
      'echo a;; b',
      "bash: -c: line 1: syntax error near unexpected token `;;'|bash: -c: line 1: `echo a;; b'",
      2,
    ],
    ['debian', 'bash', 'cat < /nofile; echo $?', 'bash: line 1: /nofile: No such file or directory|1', 0],
    ['debian', 'bash', 'items=(foo bar baz); echo ${items[$NUMBER]} ${#items[@]}', 'bar 3', 0],
  ] as const)('in %s, %s -c %j prints %j', (image, shell, script, expected, exitCode) => {
    const behaviour = catalogue.get(`docker.io/library/${image}`);
    if (behaviour === undefined) throw new Error(`no ${image}`);
    const run = playWords([shell, '-c', script.replaceAll('\\n', '\n')], { behaviour, env: { NUMBER: '1' } });
    expect(run.output.map(({ text }) => text).join('|')).toBe(expected);
    expect(run.end?.exitCode).toBe(exitCode);
  });

  test.each([
    ['f() { local x=in; echo "$x $1 $#"; return 3; }; x=out; f a b; echo $? $x', 'in a 2|3 out'],
    ['case web-1 in db-*) echo db;; web-* | api-*) echo web;; esac', 'web'],
    ['cat <<EOF\nto $NAME $((1+1))\nEOF', 'to web 2'],
    ["cat <<'EOF' > /tmp/f\n$NAME\nEOF\ncat /tmp/f", '$NAME'],
    ['printf "a 1\\nb 2\\n" | while read -r name count; do echo "$name=$count"; done', 'a=1|b=2'],
    ['while read -r line; do echo "[$line]"; done < /conf/mode', '[blue]'],
    ['x=1; (x=2; cd /tmp; echo $x $PWD); echo $x $PWD', '2 /tmp|1 /'],
    ['sh -c \'echo "$0 $1 $#"; exit 4\' me a b; echo $?', 'me a 2|4'],
    ['A=1 sh -c \'echo "[$A]"\'; echo "[$A]"; B=2; sh -c \'echo "[$B]"\'', '[1]|[]|[]'],
    ['set -- a "b c"; for i; do echo "<$i>"; done; shift; echo $1 $#', '<a>|<b c>|b c 1'],
    ['trap "echo bye" EXIT; echo hi; exit 3', 'hi|bye'],
    ['ls /nowhere 2>/dev/null || echo none; { echo out; echo err >&2; } 2>&1 | sort', 'none|err|out'],
    ['f=web.tar.gz; echo ${f%.*} ${f##*.} ${#f} ${NOPE:-no} ${NAME:+yes}', 'web.tar gz 10 no yes'],
    ['mkdir -p /tmp/a/b; echo x > /tmp/a/b/f; find /tmp/a -type f; ls /tmp/a/*', '/tmp/a/b/f|f'],
    ['echo x > /no/such/f; echo $?', "sh: can't create /no/such/f: nonexistent directory|1"],
    ['seq 3 | tac | paste -sd,; echo abc | rev; expr 2 + 3', '3,2,1|cba|5'],
    ['yes | head -2; echo done', 'y|y|done'],
    ['i=0; until [ $i -ge 2 ]; do i=$((i+1)); done; echo $i; break; echo on', '2|on'],
    ['for a in 1 2; do for b in x y; do [ $b = y ] && continue 2; echo $a$b; done; done', '1x|2x'],
    [
      'set -e; f() { false; echo in; }; if f; then echo yes; fi; (exit 2) || echo two; (exit 3); echo never',
      'in|yes|two',
    ],
    ['eval "y=5; echo \\$y"; . /conf/script one; echo $z', '5|one|7'],
  ])('%s', (script, expected) => {
    const mounts = { '/conf/mode': 'blue\n', '/conf/script': 'echo $1; z=7\n' };
    const run = play(script, Infinity, { mounts });
    expect(run.output.map(({ text }) => text).join('|')).toBe(expected);
  });

  it('knows whom it runs as, and where that one may write', () => {
    const folders = [
      { path: '/', readOnly: true as const },
      { path: '/data' },
      { path: '/config', readOnly: true as const },
    ];
    const user = { uid: 1000, gid: 3000, fsGroup: 2000, groups: [2000, 4000] };
    const said = (script: string, over: Partial<ProcessWorld>): string =>
      play(script, Infinity, over)
        .output.map(({ text }) => text)
        .join('|');
    expect(said('id; whoami', { user })).toBe('uid=1000 gid=3000 groups=2000,3000,4000|whoami: unknown uid 1000');
    expect(said('touch /x; touch /tmp/x; cd /data; touch y; ls', { user, folders: [{ path: '/data' }] })).toBe(
      'touch: /x: Permission denied|y',
    );
    expect(said('touch /x; touch /data/x; touch /config/x; mkdir /y; echo > /etc/z', { folders })).toBe(
      "touch: /x: Read-only file system|touch: /config/x: Read-only file system|mkdir: can't create directory '/y': Read-only file system|sh: can't create /etc/z: Read-only file system",
    );
  });

  it('goes on with what it has when the first of a pipeline never ends', () => {
    const late = play('while true; do echo tick; echo tock; sleep 1; done | grep tock', 2500);
    expect(late.end).toBeUndefined();
    expect(late.output.map(({ text }) => text)).toEqual(['tock', 'tock', 'tock']);
  });

  it('prints in the order of time what runs beside it', () => {
    const run = play('(sleep 2; echo late) & echo early; wait; echo end');
    expect(run.output).toEqual([
      { at: 0, text: 'early' },
      { at: 2000, text: 'late' },
      { at: 2000, text: 'end' },
    ]);
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
