import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const program = resolve('src/headless/shell.ts');
const manifests = resolve('src/headless/manifests.ts');
const loader = resolve('node_modules/tsx/dist/loader.mjs');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'podground-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(script: string, args: readonly string[], input = ''): { out: string; err: string; status: number | null } {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', loader, script, ...args], {
    cwd: folder,
    input,
    encoding: 'utf8',
  });
  return { out: stdout, err: stderr, status };
}

/** Each test starts the program several times. */
const PATIENCE = { timeout: 60_000 };

describe('npm run shell', PATIENCE, () => {
  it('runs standard input on files of the folder, and prints nothing else', () => {
    writeFileSync(
      join(folder, 'pod.yaml'),
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: nginx}]}\n',
    );
    const { out, err, status } = run(
      program,
      [],
      'kubectl apply -f pod.yaml\nkubectl wait --for=condition=Ready pod/a\nkubectl get pod a -o yaml > saved.yaml\nsleep 30\ndate +%M\nfalse\n',
    );
    expect({ out, err, status }).toEqual({ out: 'pod/a created\npod/a condition met\n00\n', err: '', status: 1 });
    expect(readFileSync(join(folder, 'saved.yaml'), 'utf8')).toContain('phase: Running');
  });

  it('runs a script with its arguments, and can show what it runs', () => {
    writeFileSync(join(folder, 's.sh'), '# names\nfor i in 1 2\ndo\n  echo "$1 $i"\ndone\nnope\n');
    expect(run(program, ['--echo', 's.sh', 'hi'])).toEqual({
      out: '$ for i in 1 2\ndo\n  echo "$1 $i"\ndone\nhi 1\nhi 2\n$ nope\n',
      err: 's.sh: line 6: nope: command not found\n',
      status: 127,
    });
  });

  it('gives the same output for the same seed, and another for another', () => {
    const script = 'kubectl create deployment web --image=nginx --replicas=2\nsleep 10\nkubectl get pods\n';
    const [first, again, other] = [['--seed', '7'], ['--seed=7'], ['--seed=8']].map(
      (args) => run(program, args, script).out,
    );
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('has as many nodes as it is told, and fails unknown images when told', () => {
    expect(run(program, ['--nodes', '1'], 'kubectl get nodes -o name').out).toBe('node/node-1\n');
    const script = 'kubectl run a --image=nobody/knows:1\nsleep 20\nkubectl get pod a --no-headers\n';
    expect(run(program, ['--unknown-images', 'fail'], script).out).toMatch(/ImagePullBackOff|ErrImagePull/);
  });

  it('writes nothing outside of the folder', () => {
    const { err, status } = run(program, [], 'echo x > ../escaped\n');
    expect({ err, status }).toEqual({ err: 'bash: line 1: ../escaped: Permission denied\n', status: 1 });
  });

  it('ends with 2 for what it cannot read', () => {
    expect(run(program, [], 'if true; then\n').status).toBe(2);
    expect(run(program, ['--no-such']).status).toBe(2);
    expect(run(program, ['missing.sh']).status).toBe(127);
    expect(run(program, ['--help']).out).toContain('Time is virtual.');
  });
});

describe('npm run manifests', PATIENCE, () => {
  it('tells what becomes of each document', () => {
    rmSync(join(folder, 'm'), { recursive: true, force: true });
    run(program, [], 'mkdir m; echo');
    const pod = (name: string, extra: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  ${extra}containers: [{name: c, image: nginx}]\n`;
    writeFileSync(join(folder, 'm', 'good.yaml'), `${pod('a', '')}---\n${pod('b', 'nodeSelector: {disk: ssd}\n  ')}`);
    writeFileSync(
      join(folder, 'm', 'old.yaml'),
      'apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: d}\n',
    );
    writeFileSync(join(folder, 'm', 'broken.yaml'), 'a: [\n');
    const { out, status } = run(manifests, ['m']);
    expect(out).toContain('  ready     Pod a: 1 of 1 pods ready\n');
    expect(out).toContain(
      "  pending   Pod b: 0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.",
    );
    expect(out).toMatch(
      / {2}refused {3}Deployment d: .*no matches for kind "Deployment" in version "extensions\/v1beta1"/,
    );
    expect(out).toMatch(/broken\.yaml\n {2}error: /);
    expect(status).toBe(1);
  });

  it('compares with an index', () => {
    const document = (name: string, outcome: string) => ({ kind: 'Pod', name, outcome, text: '' });
    const index = { index: [{ path: 'm/good.yaml', documents: [document('a', 'ready'), document('b', 'waiting')] }] };
    writeFileSync(join(folder, 'index.json'), JSON.stringify(index));
    const { out, status } = run(manifests, ['m', 'index.json']);
    expect(out).toContain('differs  m/good.yaml: Pod b: the index says waiting (), here pending (');
    expect(out).toMatch(/\nagreed 1, differed 1, total 2\n$/);
    expect(status).toBe(1);
    expect(run(manifests, ['nowhere']).status).toBe(2);
  });
});
