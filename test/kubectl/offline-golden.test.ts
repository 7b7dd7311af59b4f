import { describe, expect, test } from 'vitest';
import { initialState } from '../../src/kubectl/index.ts';
import { runCanned } from './canned-env.ts';
import golden from './goldens/offline.json' with { type: 'json' };

/** What the recordings were made beside. */
const FILES = {
  'work/pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: p1, labels: {app: p1}}\nspec:\n  containers:\n  - {name: c, image: busybox, command: [sleep, "3600"]}\n',
  'work/env': 'A=1\nB=two words\n',
};

/** Recorded without any server, which Podground always has, or about what it does not have. */
function isElsewhere({ argv, stderr }: { argv: string[]; stderr: string }): boolean {
  return (
    /connection to the server|connection refused/.test(stderr) ||
    argv[1] === 'kustomize' ||
    argv[1] === 'completion' ||
    argv.slice(0, 2).join(' ') === 'kubectl cp' ||
    argv.slice(0, 2).join(' ') === 'kubectl port-forward'
  );
}

const cases = golden.cases as { argv: string[]; rc: number; stdout: string; stderr: string; stdin?: string }[];

describe('what the real kubectl printed without a server', () => {
  test.each(cases.filter((item) => !isElsewhere(item)))('$argv', ({ argv, rc, stdout, stderr, stdin }) => {
    const state =
      argv[1] === 'config'
        ? { ...initialState(), contexts: [], clusters: [], users: [], currentContext: '' }
        : initialState();
    const outcome = runCanned(argv.slice(1), { files: FILES, state, ...(stdin === undefined ? {} : { stdin }) });
    expect(outcome).toEqual({ rc, stdout, stderr });
  });
});
