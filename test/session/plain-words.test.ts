import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withAreas } from '../../src/i18n/area.ts';
import texts from '../../src/i18n/en/late/plain.json' with { type: 'json' };
import { translator } from '../../src/i18n/translate.ts';
import { lineKinds } from '../../src/session/plain/lines.ts';
import { plainCommand, plainCompletion, plainLine } from '../../src/session/plain/plain-words.ts';
import { explainedCommands, explainedFlags, explainedKinds } from '../../src/session/plain/words.ts';
import { kubectlCommands } from '../../src/kubectl/index.ts';
import { Terminal } from '../kubectl/cluster-env.ts';

const english = withAreas({ plain: texts });
const say = translator(english, 'en');

/** The sentence about a line; undefined when there is none. */
function told(line: string): string | undefined {
  const phrase = plainLine(line);
  return phrase === undefined ? undefined : say(phrase.key, phrase.params);
}

describe('what a line means', () => {
  it.each([
    ['error: the server doesn\'t have a resource type "pdos"', 'The cluster knows no kind of object called “pdos”.'],
    ['Error from server (NotFound): pods "web" not found', 'There is no object of that kind called web here.'],
    [
      'Error from server (NotFound): error when creating "a.yaml": namespaces "x" not found',
      'There is no namespace x.',
    ],
    ['Error from server (AlreadyExists): deployments.apps "web" already exists', 'web is there already'],
    ['error: unknown command "gte" for "kubectl"', 'kubectl has no command “gte”.'],
    ["error: unknown shorthand flag: 'z' in -z", "This command does not take 'z'"],
    ['error: the path "a.yaml" does not exist', 'There is no file or folder a.yaml.'],
    ['deployment.apps/web created', 'deployment.apps/web is now in the cluster.'],
    ['pod/web created (dry run)', 'Only a trial'],
    ['pod "web" deleted', 'web has been deleted'],
    ['No resources found in shop namespace.', 'There is nothing of that kind in the namespace shop.'],
    ['web-1   0/1     CrashLoopBackOff   4 (5s ago)   2m', 'The container keeps ending soon after its start'],
    ['web-1   0/1     Pending   0          2m', 'The pod has found no node yet.'],
    ['web-1   0/1     Running   0          2m', 'The containers run, but are not ready'],
    ['web     LoadBalancer   10.96.1.2   <pending>     80:30001/TCP   5s', 'The Service waits for an address'],
    ['node-1   Ready,SchedulingDisabled   <none>   2m   v1.32.0', 'The node works, but no new pods'],
    [
      'Waiting for deployment "web" rollout to finish: 1 out of 3 new replicas have been updated...',
      '1 of 3 pods of the new',
    ],
    [
      'Defaulted container "a" out of: a, b',
      'The pod has several containers and none was named (-c), so kubectl took a.',
    ],
    ["See 'kubectl get -h' for help and examples", 'kubectl get -h shows how this command is used.'],
    ['Usage:', 'How the command is written'],
    ['bash: kubctl: command not found', 'There is no program of that name'],
  ])('%s', (line, sentence) => {
    expect(told(line)?.slice(0, sentence.length)).toBe(sentence);
  });

  it.each(['', 'NAME   READY   STATUS    RESTARTS   AGE', 'web-1   1/1     Running   0          2m', 'hello'])(
    'nothing of %j',
    (line) => {
      expect(plainLine(line)).toBeUndefined();
    },
  );

  it('has a sentence for every kind of line, which uses only what the line gives', () => {
    for (const { key, pattern } of lineKinds) {
      const sentence = english[`plain.line.${key}`] ?? '';
      expect(sentence, key).not.toBe('');
      const asked = [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name);
      for (const name of asked) expect(pattern.source, key).toContain(`(?<${name}>`);
    }
  });

  it('is told of any line at once', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.constantFrom('a', ' ', '"', 'x y ').map((part) => part.repeat(5000)),
        ),
        (line) => {
          const phrase = plainLine(line);
          expect(phrase === undefined ? '' : say(phrase.key, phrase.params)).not.toContain('undefined');
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is found for what the real commands print', () => {
    const terminal = new Terminal();
    const lines = [
      'get pdos',
      'get pod nope',
      'create deployment',
      'create deployment web --image=nginx',
      'create deployment web --image=nginx',
      'scale deployment nope --replicas=2',
      'gte pods',
      'get pods --nope',
      'delete pod',
      'logs nope',
      'apply -f nope.yaml',
      'get pods -n nope',
      'get pods -o nope',
      'top pods',
      'label pod',
      'rollout undo deployment web --to-revision=9',
      'config use-context nope',
    ];
    for (const line of lines) {
      const { stdout, stderr } = terminal.run(line, 1000);
      const first = (stderr + stdout).split('\n').find((text) => plainLine(text) !== undefined);
      expect(first, `${line}: ${stderr}${stdout}`).toBeDefined();
    }
  });
});

describe('what a command does', () => {
  it.each([
    ['kubectl get pods', 'plain.command.get'],
    ['kubectl rollout undo deployment web', 'plain.command.rollout-undo'],
    ['k -n shop create deployment web', 'plain.command.create-deployment'],
    ['kubectl create deployment web --image=nginx', 'plain.command.create-deployment'],
    ['kubectl', 'plain.command.kubectl'],
    ['kubectl help scale', 'plain.command.scale'],
    ['kubectl nope', undefined],
    ['ls', undefined],
  ])('%s', (line, key) => {
    expect(plainCommand(line)?.key).toBe(key);
  });

  it('is said of every command at the top', () => {
    const hidden = new Set(['alpha', 'help']);
    const names = kubectlCommands.commands.map(({ name }) => name).filter((name) => !hidden.has(name));
    expect(names.filter((name) => !explainedCommands.has(name))).toEqual([]);
    for (const name of explainedCommands) expect(english[`plain.command.${name}`], name).toBeDefined();
  });
});

describe('what Tab offers', () => {
  it.each([
    ['kubectl', 'get', 'plain.command.get'],
    ['kubectl rollout', 'undo', 'plain.command.rollout-undo'],
    ['kubectl get', 'pods', 'plain.kind.pods'],
    ['kubectl get', 'svc', 'plain.kind.services'],
    ['kubectl get', 'deployment/web', 'plain.kind.deployments'],
    ['kubectl get pods', '--namespace=', 'plain.flag.namespace'],
    ['kubectl get pods', '-A', 'plain.flag.all-namespaces'],
    ['kubectl get pods', 'web-1', undefined],
    ['kubectl get pods', '--nope', undefined],
  ])('%s %s', (before, word, key) => {
    expect(plainCompletion(before, word)?.key).toBe(key);
  });

  it('has a sentence for every flag and kind', () => {
    for (const key of explainedFlags.values()) expect(english[`plain.flag.${key}`], key).toBeDefined();
    for (const key of explainedKinds.values()) expect(english[`plain.kind.${key}`], key).toBeDefined();
  });
});
