import { describe, expect, it } from 'vitest';
import { needsMoreLines } from '../../src/shell/index.ts';
import { cpuMs } from '../support/cpu-time.ts';
import { openTerminal, transcript } from './terminal.ts';

/** Shell text, and what bash prints for it. */
const cases: readonly (readonly [script: string, output: string])[] = [
  ['echo hello   world', 'hello world\n'],
  [`echo 'a  b' "c  d" e\\ f`, 'a  b c  d e f\n'],
  ['x=5; echo $x ${x} "${x}y" $xy.', '5 5 5y .\n'],
  ['echo ${name:-nobody} ${name-none}; name=; echo "${name:-empty}" "${name-set}"', 'nobody none\nempty \n'],
  ['echo ${name:=kim}; echo $name ${#name} ${name:+yes}', 'kim\nkim 3 yes\n'],
  [
    'f=web.tar.gz; echo ${f%.*} ${f%%.*} ${f#*.} ${f##*.} ${f/tar/zip} ${f//./-}',
    'web.tar web tar.gz gz web.zip.gz web-tar-gz\n',
  ],
  ['s=hello; echo ${s:1:3} ${s: -2} ${s^} ${s^^}', 'ell lo Hello HELLO\n'],
  ['a="x y"; for w in $a; do echo [$w]; done; for w in "$a"; do echo [$w]; done', '[x]\n[y]\n[x y]\n'],
  ['echo $(echo one; echo two) `echo three`', 'one two three\n'],
  ['echo "$(echo "in $(echo deep)")"', 'in deep\n'],
  ['echo $((2 + 3 * 4)) $((2**10)) $((7 / 2)) $((-7 % 3)) $((1 < 2 && 0))', '14 1024 3 -1 0\n'],
  ['i=1; echo $((i++)) $((++i)) $i $((i += 4))', '1 3 3 7\n'],
  ['echo {1..4} {a,b}{x,y} {01..03} {5..1..2} a{b', '1 2 3 4 ax ay bx by 01 02 03 5 3 1 a{b\n'],
  ['true && echo yes || echo no; false && echo yes || echo no', 'yes\nno\n'],
  ['false; echo $?; ! false; echo $?', '1\n0\n'],
  ['if [ 3 -gt 2 ]; then echo more; elif true; then echo never; else echo less; fi', 'more\n'],
  ['if false; then echo a; elif [ "a" = "a" ]; then echo b; else echo c; fi', 'b\n'],
  ['for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done', '1\n3\n'],
  ['i=0; while [ $i -lt 10 ]; do i=$((i+1)); if [ $i = 3 ]; then break; fi; done; echo $i', '3\n'],
  ['i=0; until [ $i -ge 2 ]; do echo $i; i=$((i+1)); done', '0\n1\n'],
  ['for ((i = 0; i < 3; i++)); do printf "%d " $i; done; echo', '0 1 2 \n'],
  ['for a in 1 2; do for b in x y; do [ $b = y ] && continue 2; echo $a$b; done; done', '1x\n2x\n'],
  ['case web-1 in db-*) echo db;; web-* | api-*) echo web;; *) echo other;; esac', 'web\n'],
  ['greet() { echo "hi $1 of $#"; return 3; }; greet you me; echo $?', 'hi you of 2\n3\n'],
  ['{ echo a; echo b; } | wc -l | tr -d " "', '2\n'],
  ['x=1; (x=2; echo $x); echo $x', '2\n1\n'],
  ['echo a | while read line; do echo "[$line]"; done', '[a]\n'],
  ['printf "%s-%03d|%-5s|\\n" pod 7 ab', 'pod-007|ab   |\n'],
  ['printf "%s\\n" a b c', 'a\nb\nc\n'],
  ["echo -e 'a\\tb' ; echo -n no; echo", 'a\tb\nno\n'],
  ['# a comment\necho a # another\necho a#b', 'a\na#b\n'],
  ['echo one \\\n  two', 'one two\n'],
  ['cat <<EOF\nx is $((1+1)) "quoted" \\$x\nEOF', 'x is 2 "quoted" $x\n'],
  ["cat <<'EOF'\n$x `y`\nEOF", '$x `y`\n'],
  ['cat <<-EOF | tr a-z A-Z\n\tindented\n\tEOF\necho after', 'INDENTED\nafter\n'],
  ['cat <<< "one line"', 'one line\n'],
  ['echo to-file > f; cat < f; echo more >> f; wc -l < f', 'to-file\n2\n'],
  ['ls nothing 2>/dev/null; echo $?; ls nothing &> /dev/null || echo gone', '2\ngone\n'],
  ['{ echo out; echo err >&2; } 2>&1 | sort', 'err\nout\n'],
  ['touch b.yaml a.yaml c.txt; echo *.yaml [ac].* nothing*', 'a.yaml b.yaml a.yaml c.txt nothing*\n'],
  [
    '[[ web-1 == web-* && 2 -lt 10 ]] && echo yes; [[ "abc" =~ ^a.c$ ]] && echo match; [[ "*" == "x" ]] || echo no',
    'yes\nmatch\nno\n',
  ],
  ['set -- a "b c"; for x in "$@"; do echo "[$x]"; done; echo "$*" $1', '[a]\n[b c]\na b c a\n'],
  ['A=1 env | grep ^A=; echo [$A]', 'A=1\n[]\n'],
  ['export B=2; bash -c "echo \\$B \\$0"', '2 bash\n'],
  ['alias greet="echo hi"\ngreet you', 'hi you\n'],
  ['set -e; false || echo kept; false; echo never', 'kept\n'],
  ['eval "x=3; echo \\$x"; echo ~ ~/a', '3\n/home/learner /home/learner/a\n'],
  ['x=a; x+=b; echo $x; unset x; echo [$x]', 'ab\n[]\n'],
  [
    'a=(x "y z" w); echo ${a[1]} ${#a[@]} ${a[-1]} "${a[*]}" $a; for e in "${a[@]}"; do echo "[$e]"; done',
    'y z 3 w x y z w x\n[x]\n[y z]\n[w]\n',
  ],
  [
    'a=(1 2); a+=(3 4); a[7]=9; echo "${a[@]}" "${!a[@]}" ${#a[7]}; unset \'a[0]\'; echo ${a[@]}; unset a; echo "[${a[@]}]" ${#a[@]}',
    '1 2 3 4 9 0 1 2 3 7 1\n2 3 4 9\n[] 0\n',
  ],
  [
    'declare -A h; h[web]=3; h["a b"]=4; echo ${h[web]} ${h[a b]} ${#h[@]}; k=web; h[$k]+=1; echo ${h[$k]}',
    '3 4 2\n31\n',
  ],
  [
    'a=(one two three four); echo "${a[@]:1:2}" "${a[@]: -1}" "${a[@]/o/0}" "${a[@]^^}"',
    'two three four 0ne tw0 three f0ur ONE TWO THREE FOUR\n',
  ],
  ['i=2; a=(p q r s); echo ${a[i]} ${a[i+1]} ${a[$((i-1))]} "${a[$i]}s"', 'r s q rs\n'],
  ['a=($(echo 1 2 3)); echo $((a[0] + a[2])) ${#a}; x=a; echo ${!x}', '4 1\n1\n'],
  ['declare -a list=(b a); export PATHS=x:y; declare n=5 m; echo ${list[1]} $PATHS $n [$m]', 'a x:y 5 []\n'],
  ['f() { local v=(1 2); echo "${v[@]}"; }; f', '1 2\n'],
  ['a=(); a+=("only"); echo ${#a[@]} ${a[0]}; a=([2]=z [0]=y); echo "${a[@]}"', '1 only\ny z\n'],
  ['for i in "${!a[@]}"; do echo no; done; b=(x y); for i in "${!b[@]}"; do echo "$i=${b[$i]}"; done', '0=x\n1=y\n'],
  ['x=(a\n  b # comment\n  c)\necho ${#x[@]}', '3\n'],
  ['echo a[1] "b=(c)"; v=5; v[1]=6; echo ${v[0]} ${v[1]}', 'a[1] b=(c)\n5 6\n'],
  ['seq 3 | xargs; seq 4 | xargs -n2 echo x; echo a b | xargs -I{} echo "<{}>"', '1 2 3\nx 1 2\nx 3 4\n<a b>\n'],
  ['yes | head -2; seq 100000 | tail -1', 'y\ny\n100000\n'],
  ['seq 100000 | tr "\\n" " " | cat -n | wc -c | tr -d " "', '588903\n'],
  [
    'type cd kubectl nosuch',
    'cd is a shell builtin\nkubectl is /usr/bin/kubectl\nbash: line 1: type: nosuch: not found\n',
  ],
];

describe('the shell language', () => {
  for (const [script, output] of cases) {
    it(script, () => {
      expect(transcript(script).replace('bash: type:', 'bash: line 1: type:')).toBe(output);
    });
  }
});

describe('what goes wrong', () => {
  it('names the line of a command that is not there, and goes on', () => {
    expect(transcript('echo a\nfoo\necho $?')).toBe('a\nbash: line 2: foo: command not found\n127\n');
  });

  it('gives no line number to somebody who types', () => {
    expect(openTerminal({}, { interactive: true }).run('foo')).toBe('bash: foo: command not found\n');
  });

  it('runs what stands before a mistake, and ends with 2', () => {
    const terminal = openTerminal();
    expect(terminal.run('echo a\nif true; then\n')).toBe('a\nbash: line 3: syntax error: unexpected end of file\n');
    expect(terminal.status()).toBe(2);
  });

  it.each([
    ['echo a | | b', "syntax error near unexpected token `|'"],
    ['fi', "syntax error near unexpected token `fi'"],
    ['echo (', "syntax error near unexpected token `('"],
    [')', "syntax error near unexpected token `)'"],
    ['echo "a', 'unexpected EOF while looking for matching `"\''],
    ["echo 'a", "unexpected EOF while looking for matching `''"],
    ['for in x; do y; done', "syntax error near unexpected token `x'"],
  ])('reads %s as bash does', (script, message) => {
    const terminal = openTerminal();
    expect(terminal.run(script)).toContain(message);
    expect(terminal.status()).toBe(2);
  });

  it('asks for more lines only when more lines could help', () => {
    const open = ['if true; then', 'echo "a', 'cat <<EOF\nx', 'for i in 1; do', 'echo a \\', 'f() {', 'echo $(ls'];
    const closed = ['echo a', 'fi', 'echo a | | b', 'cat <<EOF\nx\nEOF', 'echo "a\nb"'];
    expect(open.filter((text) => !needsMoreLines(text))).toEqual([]);
    expect(closed.filter((text) => needsMoreLines(text))).toEqual([]);
  });

  it('refuses what it cannot write, and does not run the command', () => {
    expect(transcript('echo a > /home/x; echo $?')).toContain('Permission denied');
    expect(transcript('echo a > no/such; echo $?')).toBe('bash: line 1: no/such: No such file or directory\n1\n');
  });
});

describe('bounds', () => {
  it.each([
    ['a busy loop', 'while true; do :; done'],
    ['a loop without an end', 'for ((;;)); do x=1; done'],
    ['endless recursion', 'f() { f; }; f'],
    ['endless awk', "awk 'BEGIN { while (1) x++ }'"],
    ['endless jq', "jq -n '[range(1e12)]'"],
    ['doubling a text', 'x=aaaaaaaaaaaaaaaa; while true; do x=$x$x; done'],
    ['deep brackets', `echo ${'$('.repeat(500)}`],
    ['deep sums', `echo $((${'('.repeat(5000)}))`],
    ['a hard pattern', `echo ${'a'.repeat(3000)} | grep -E '(a|aa|a?)*(a*)*b'`],
    ['a big pattern', "echo a | grep -E '((a{1000}){1000}){1000}'"],
  ])(
    'ends %s by itself',
    (_name, script) => {
      const terminal = openTerminal({}, { commandMs: 0 });
      const printed = terminal.run(`${script}\necho next`);
      expect(terminal.cluster.now()).toBeLessThan(Date.UTC(2025, 0, 2));
      expect(printed.length).toBeLessThan(100_000);
      expect(printed).not.toContain('RangeError');
    },
    60_000,
  );

  it('lets Ctrl-C end a loop between two commands', () => {
    const terminal = openTerminal({}, { interactive: true, commandMs: 0 });
    const running = terminal.shell.run('while true; do :; done');
    expect(running.next().done).toBe(false);
    terminal.shell.interrupt();
    expect(running.next()).toEqual({ done: true, value: 130 });
  });

  it.each([
    ['a fork bomb', 'bomb() { bomb | bomb & }; bomb'],
    ['a fork bomb as it is known', ':(){ :|:& };:'],
    ['an alias of itself', 'alias x=x\nx'],
    ['aliases of one another', 'alias a=b b=a\na'],
    ['eval of itself', `x='eval "$x"'; eval "$x"`],
    ['a script that sources itself', 'echo "source a.sh" > a.sh; source a.sh'],
    ['a script that runs itself', 'echo "sh a.sh" > a.sh; sh a.sh'],
    ['substitution of itself', 'f() { echo $(f); }; f'],
    ['blocks inside calls', `f() { ${'{ '.repeat(80)}f${'; }'.repeat(80)}; }; f`],
    ['a billion numbers', 'echo {1..1000000000} | wc -c'],
    ['a product of braces', `echo ${'{a,b}'.repeat(40)}`],
    ['a wide field', 'printf %1000000000d 1 | wc -c'],
    ['a field as wide as it is told', "printf '%*.*f' 1000000000 1000000000 1 | wc -c"],
    ['a wide field of awk', `awk 'BEGIN { printf "%*d", 1e9, 1 }' | wc -c`],
    ['seq to 1e12', 'seq 1e12 | tail -1'],
    ['yes', 'yes'],
    ['yes in a variable', 'x=$(yes)'],
    ['yes in a file', 'yes > f'],
    ['a reader of yes', 'yes | grep -v y'],
    ['a file into itself', 'echo a > f; while true; do cat f f > g; mv g f; done'],
    ['a heredoc without an end', 'cat <<EOF\nabc'],
    ['a great power', 'echo $((9**99999999)) $((1<<9999))'],
    ['endless sed', "echo a | sed ':a;s/^/xxxxxxxx/;ba'"],
    ['growing awk', `awk 'BEGIN { while (1) { s = s "x"; a[i++] = s } }'`],
    ['recursive awk', `awk 'function f(x) { return f(x + 1) } BEGIN { f(1) }'`],
    ['recursive jq', "jq -n 'def f: [f]; f'"],
    ['multiplying jq', `jq -n '"a" * 1e12'`],
    ['a hard pattern of jq', `jq -n '"${'a'.repeat(3000)}" | test("(a+)+$b")'`],
    ['a hard pattern of [[', `[[ ${'a'.repeat(2000)} =~ (a+)+$b ]]`],
    ['a hard pattern of case', `case ${'a'.repeat(3000)} in *a*a*a*a*a*b) echo y ;; esac`],
    ['a hard pattern of ${//}', `x=${'a'.repeat(3000)}; echo \${x//*a*a*a*a*b/c} | wc -c`],
    ['growing by patterns', 'x=aaaaaaaaaa; for i in $(seq 20); do x=${x//a/aaaaaaaaaa}; done; echo ${#x}'],
    ['deep defaults', `echo ${'${x:-'.repeat(5000)}`],
    ['deep sums in a backquote', `echo \`${'$(('.repeat(5000)}`],
    ['deep quotes', '"$('.repeat(5000)],
    ['deep conditions', 'if '.repeat(20_000)],
    ['a long pipeline', `echo a${' | cat'.repeat(300)}`],
    ['a sort of a million', 'seq 1000000 | sort -r | head -1'],
    ['a hundred thousand commands', 'seq 100000 | xargs -n1 echo | tail -1'],
    ['kubectl without end', 'while true; do kubectl get pods; done'],
    ['a background loop', 'while :; do :; done &'],
    [
      'a template of itself',
      `kubectl get ns -o go-template='{{define "a"}}{{template "a" .}}{{end}}{{template "a" .}}'`,
    ],
    ['descent upon descent', `kubectl get pods -A -o jsonpath='{..*..*..*..*}' | wc -c`],
  ])(
    'stands %s in short steps, and Ctrl-C ends it',
    (_name, script) => {
      const terminal = openTerminal({}, { interactive: true, commandMs: 0 }, { nodes: 1, system: false });
      const running = terminal.shell.run(script);
      for (let steps = 0; steps < 30; steps++) {
        const before = cpuMs();
        const { done, value } = running.next();
        // Ten times what it takes: far from what a page would be called hung for.
        expect(cpuMs() - before).toBeLessThan(5000);
        if (done === true) break;
        terminal.cluster.advance(Math.min(1000, value.until === 'time' ? value.ms : (value.timeoutMs ?? 1000)));
      }
      running.return(130);
      expect(terminal.run('echo next')).toContain('next\n');
    },
    60_000,
  );
});
