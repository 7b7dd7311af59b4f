import { describe, expect, it } from 'vitest';
import { kubectlCommands, type AnyCommand, type CommandGroup } from '../../src/kubectl/index.ts';
import { reference } from '../support/kubectl-reference.ts';
import { runCanned } from './canned-env.ts';

type Node = AnyCommand | CommandGroup;

interface Place {
  path: string;
  node: Node;
}

/** Every command below one, itself included. */
function below({ path, node }: Place): Place[] {
  const children = 'commands' in node ? node.commands : [];
  return [{ path, node }, ...children.flatMap((child) => below({ path: `${path} ${child.name}`, node: child }))];
}

const places = below({ path: 'kubectl', node: kubectlCommands });
const shown = places.filter(({ node }) => node.isHidden !== true);

describe('help', () => {
  it.each(shown.map(({ path }) => path))('%s --help', (path) => {
    const stdout = reference.recordedText(`${path} --help`);
    const words = path.split(' ').slice(1);
    expect(runCanned([...words, '--help'])).toEqual({ rc: 0, stdout, stderr: '' });
    expect(runCanned([...words, '-h'])).toEqual({ rc: 0, stdout, stderr: '' });
    expect(runCanned(['help', ...words])).toEqual({ rc: 0, stdout, stderr: '' });
  });

  it('of what is no command is that of kubectl, on standard error', () => {
    const { rc, stdout, stderr } = runCanned(['help', 'nope']);
    expect({ rc, stdout }).toEqual({ rc: 0, stdout: '' });
    expect(stderr).toMatch(/^Unknown help topic \[`nope`\]\n\n\nBasic Commands \(Beginner\):\n/);
  });

  it('says when it could not be loaded', () => {
    expect(runCanned(['get', '-h'], { reference: undefined })).toEqual({
      rc: 1,
      stdout: '',
      stderr: 'error: the text of "kubectl get --help" could not be loaded\n',
    });
  });
});

describe('completion', () => {
  it.each(['bash', 'fish', 'powershell', 'zsh'])("prints %s's script", (shell) => {
    const { rc, stdout } = runCanned(['completion', shell]);
    expect(rc).toBe(0);
    expect(stdout).toContain('__complete');
  });
});
