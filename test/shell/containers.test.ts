import { describe, expect, it } from 'vitest';
import { openTerminal, type Terminal } from './terminal.ts';

/** A terminal with a pod of nginx, on Debian, and one of busybox. */
function open(): Terminal {
  const terminal = openTerminal();
  terminal.run('kubectl run web --image=nginx:1.27 --port=80; kubectl run bb --image=busybox --command -- sleep 3600');
  terminal.run('kubectl wait --for=condition=Ready pod/web pod/bb');
  return terminal;
}

/** What is printed after lines that are typed into a shell in a container. */
function typed(terminal: Terminal, shell: string, ...lines: readonly string[]): string {
  return terminal.run([`kubectl exec -it ${shell}`, ...lines, 'exit 0'].join('\n'));
}

describe('a shell in a container', () => {
  it('stays where it was led, and finds what it wrote there', () => {
    const terminal = open();
    expect(
      typed(terminal, 'web -- bash', 'mkdir -p /tmp/x', 'cd /tmp/x', 'echo hello > a', 'cat a', 'pwd', 'cd ..', 'ls'),
    ).toBe('hello\n/tmp/x\nx\n');
    expect(typed(terminal, 'web -- bash', 'cat /tmp/x/a')).toBe('hello\n');
  });

  it('refuses a folder that is not there as each shell does', () => {
    const terminal = open();
    expect(typed(terminal, 'web -- bash', 'cd /nope', 'pwd')).toBe('bash: cd: /nope: No such file or directory\n/\n');
    expect(typed(terminal, 'web -- sh', 'cd /nope')).toBe("sh: 1: cd: can't cd to /nope\n");
    expect(typed(terminal, 'bb -- sh', 'cd /nope')).toBe("sh: cd: can't cd to /nope: No such file or directory\n");
  });

  it('shows the prompt of its distribution', () => {
    let prompts = '';
    const terminal = openTerminal({}, { onCommand: (_text, prompt) => (prompts += `${prompt}\n`) });
    terminal.run('kubectl run web --image=nginx; kubectl run bb --image=busybox --command -- sleep 3600');
    terminal.run('kubectl wait --for=condition=Ready pod/web pod/bb');
    for (const shell of ['web -- bash', 'web -- sh', 'bb -- sh']) {
      prompts = '';
      typed(terminal, shell, 'cd /tmp');
      expect(prompts.split('\n').slice(1, 3)).toEqual(
        {
          'web -- bash': ['root@web:/# ', 'root@web:/tmp# '],
          'web -- sh': ['# ', '# '],
          'bb -- sh': ['/ # ', '/tmp # '],
        }[shell],
      );
    }
  });

  it('says in its own words what it does not know', () => {
    const terminal = open();
    expect(typed(terminal, 'web -- bash', 'nosuch')).toBe('bash: nosuch: command not found\n');
    expect(typed(terminal, 'web -- sh', 'nosuch')).toBe('sh: 1: nosuch: not found\n');
    expect(typed(terminal, 'bb -- sh', 'nosuch')).toBe('sh: nosuch: not found\n');
    expect(terminal.run("kubectl exec web -- bash -c 'nosuch'")).toBe(
      'bash: line 1: nosuch: command not found\ncommand terminated with exit code 127\n',
    );
  });
});

describe('a command in a container', () => {
  it('reads what is piped into kubectl exec -i', () => {
    const terminal = open();
    expect(terminal.run("printf 'b\\na\\n' | kubectl exec -i web -- sh -c 'cat | sort'")).toBe('a\nb\n');
    expect(terminal.run(`echo hello big world | kubectl exec -i web -- sh -c 'read x y; echo "$y, $x"'`)).toBe(
      'big world, hello\n',
    );
    expect(terminal.run(`printf 'a\\nb\\n' | kubectl exec -i bb -- sh -c 'while read l; do echo "<$l>"; done'`)).toBe(
      '<a>\n<b>\n',
    );
  });

  it.each([
    ['cd /tmp', 'cd'],
    ['export A=b', 'export'],
    ['kill 1', 'kill'],
  ])('%s needs a shell: there is no such file', (command, program) => {
    expect(open().run(`kubectl exec web -- ${command}`)).toMatch(
      new RegExp(
        `^error: Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "[\\da-f]{64}": OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": executable file not found in \\$PATH: unknown\\n$`,
      ),
    );
  });

  it('ends the container when a shell sends its first process a signal', () => {
    const terminal = open();
    terminal.run("kubectl exec web -- sh -c 'kill 1'; sleep 5");
    expect(terminal.run('kubectl get pod web --no-headers')).toMatch(/web +1\/1 +Running +1 \(/);
  });

  it.each([
    ["printf 'a:1\\nb:2\\n' | cut -d: -f2", '1\n2\n'],
    ['echo abc | tr a-c A-C', 'ABC\n'],
    ["echo a-b | sed 's/\\(a\\)-\\(b\\)/\\2+\\1/'", 'b+a\n'],
    ["printf 'x\\nx\\ny\\n' | uniq -c", '      2 x\n      1 y\n'],
    ["printf 'one 1\\ntwo 2\\n' | awk '{print $2, $1}'", '1 one\n2 two\n'],
    ["printf 'ab\\ncd\\n' | grep -E '^(a|x)b$'", 'ab\n'],
    ["printf 'ab\\ncd\\nab\\n' | grep -c ab", '2\n'],
    ['id -u', '0\n'],
  ])('%s prints what it prints elsewhere', (line, printed) => {
    const terminal = open();
    for (const pod of ['web', 'bb']) expect(typed(terminal, `${pod} -- sh`, line)).toBe(printed);
  });

  it('changes the page that a web server has, until the container is started again', () => {
    const terminal = open();
    const ask = 'kubectl exec bb -- wget -qO- $(kubectl get pod web -o jsonpath={.status.podIP})';
    expect(terminal.run('kubectl exec web -- grep -c Welcome /usr/share/nginx/html/index.html')).toBe('2\n');
    expect(terminal.run('kubectl exec web -- cat /etc/nginx/conf.d/default.conf | head -2')).toBe(
      'server {\n    listen       80;\n',
    );
    terminal.run("kubectl exec web -- sh -c 'echo Hello from $HOSTNAME > /usr/share/nginx/html/index.html'");
    expect(terminal.run(ask)).toBe('Hello from web\n');
    terminal.run("kubectl exec web -- sh -c 'kill 1'; sleep 5");
    expect(terminal.run(`${ask} | grep -c Welcome`)).toBe('2\n');
  });
});
