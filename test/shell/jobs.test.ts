import { describe, expect, it } from 'vitest';
import { createCluster } from '../../src/engine/index.ts';
import { createShell, memoryFiles, type Shell } from '../../src/shell/index.ts';
import { runToEnd } from '../../src/kubectl/index.ts';

type Line = ReturnType<Shell['run']>;

/** A shell at which somebody types. */
function open() {
  const cluster = createCluster();
  let printed = '';
  const shell = createShell({
    cluster,
    files: memoryFiles('/home/learner', {}),
    out: (text) => (printed += text),
    err: (text) => (printed += text),
  });
  const taken = (): string => {
    const text = printed;
    printed = '';
    return text;
  };
  return {
    shell,
    /** Begins a line; it goes on until it waits. */
    begin(source: string): Line {
      const line = shell.run(source);
      line.next();
      return line;
    },
    /** What a whole line prints. */
    run(source: string): string {
      runToEnd(shell.run(source), cluster, 600_000);
      return taken();
    },
    /** Lets time pass for a line that waits, which must wait on. */
    pass(line: Line, ms: number): void {
      cluster.advance(ms);
      expect(line.next().done).not.toBe(true);
    },
    taken,
  };
}

describe('Ctrl-Z', () => {
  it('stops what runs, and fg lets it go on', () => {
    const terminal = open();
    const line = terminal.begin('sleep 5; echo awake');
    terminal.shell.suspend();
    expect(line.next()).toEqual({ done: true, value: 148 });
    expect(terminal.taken()).toBe('^Z\n[1]+  Stopped                 sleep 5; echo awake\n');
    expect(terminal.run('jobs')).toBe('[1]+  Stopped                 sleep 5; echo awake\n');
    // It does not go on by itself.
    expect(terminal.run('sleep 60; jobs')).toContain('Stopped');
    expect(terminal.run('fg')).toBe('sleep 5; echo awake\nawake\n');
    expect(terminal.run('jobs')).toBe('');
  });

  it('tells once of a job that has ended', () => {
    const terminal = open();
    terminal.run('sleep 100 &');
    expect(terminal.run('kill %1; wait; jobs')).toBe('[1]+  Terminated              sleep 100\n');
    expect(terminal.run('echo free')).toBe('free\n');
  });

  it('stops a watch, which bg lets go on and kill ends', () => {
    const terminal = open();
    const line = terminal.begin('kubectl get pods -w');
    terminal.shell.suspend();
    line.next();
    terminal.taken();
    expect(terminal.run('bg')).toBe('[1]+ kubectl get pods -w &\n');
    expect(terminal.run('bg %1')).toBe('bash: bg: job 1 already in background\n');
    expect(terminal.run('kubectl run web --image=nginx; kubectl wait --for=condition=Ready pod/web')).toMatch(
      /pod\/web created\n(?:.*\n)*NAME +READY +STATUS/,
    );
    expect(terminal.run('jobs')).toBe('[1]+  Running                 kubectl get pods -w &\n');
    expect(terminal.run('kill %1')).toBe('');
    expect(terminal.run('true')).toBe('[1]+  Terminated              kubectl get pods -w\n');
    expect(terminal.run('kill %1')).toBe('bash: kill: %1: no such job\n');
  });

  it('stops a job again that fg has brought back', () => {
    const terminal = open();
    const first = terminal.begin('sleep 50');
    terminal.shell.suspend();
    first.next();
    const again = terminal.begin('fg %1');
    terminal.taken();
    terminal.pass(again, 1000);
    terminal.shell.suspend();
    expect(again.next()).toEqual({ done: true, value: 148 });
    expect(terminal.taken()).toBe('^Z\n[1]+  Stopped                 sleep 50\n');
    expect(terminal.run('kill -CONT %1; wait; jobs')).toContain('Done                    sleep 50\n');
  });

  it('belongs to the container where one has the terminal', () => {
    const terminal = open();
    terminal.run('kubectl run web --image=nginx; kubectl wait --for=condition=Ready pod/web');
    const line = terminal.begin('kubectl exec -it web -- bash');
    terminal.shell.suspend();
    terminal.pass(line, 1000);
    terminal.shell.type('exit\n');
    for (let step = line.next(); step.done !== true; step = line.next());
    expect(terminal.taken()).not.toContain('Stopped');
  });
});

describe('jobs', () => {
  it('are named by their numbers, signs and process ids', () => {
    const terminal = open();
    expect(terminal.run('sleep 100 & sleep 200 &')).toBe('[1] 4211\n[2] 4212\n');
    expect(terminal.run('jobs')).toBe(
      '[1]-  Running                 sleep 100 &\n[2]+  Running                 sleep 200 &\n',
    );
    terminal.run('kill -9 %-; kill -s TERM 4212');
    expect(terminal.run('kill -0 4212; kill x')).toContain('bash: kill: x: arguments must be process or job IDs\n');
  });

  it('lead a local port to a pod while something else is typed', () => {
    const terminal = open();
    terminal.run('kubectl run web --image=nginx --port=80; kubectl wait --for=condition=Ready pod/web; sleep 1');
    expect(terminal.run('kubectl port-forward pod/web 8080:80 &')).toContain('[1] 4211\n');
    expect(terminal.run('sleep 1; curl -s localhost:8080 | head -2')).toContain('<!DOCTYPE html>\n');
    expect(terminal.run('kill %1; curl -s localhost:8080; echo $?')).toContain('7\n');
  });
});
