import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCluster, restoreCluster, type Cluster } from '../../src/engine/index.ts';
import { openApiDoor, type ApiDoor } from '../../src/headless/api/api-door.ts';
import {
  kubectl,
  runToEnd,
  type ContainerCommand,
  type KubectlEnv,
  type KubectlState,
} from '../../src/kubectl/index.ts';
import { reference } from '../support/kubectl-reference.ts';
import { findKubectl, RealKubectl, type KubectlOutcome } from '../support/real-kubectl.ts';
import { words } from '../support/words.ts';
import { CLIENT_LINES } from './kubectl-client-lines.ts';
import { FILES, READ_LINES, WRITE_LINES } from './kubectl-lines.ts';
import { DEBUG_LINES } from './lines/debug.ts';
import { FLAG_LINES } from './lines/every-flag.ts';
import { EXAMPLE_LINES } from './lines/examples.ts';
import { EXPLAIN_LINES } from './lines/explain.ts';
import { FORM_LINES } from './lines/forms.ts';
import { MAKE_LINES } from './lines/make.ts';
import { POD_LINES } from './lines/pods.ts';
import { REMOVE_LINES } from './lines/remove.ts';
import { ROLLOUT_LINES } from './lines/rollout.ts';
import { SET_LINES } from './lines/set.ts';
import { WRONG_LINES } from './lines/wrong-values.ts';

const found = findKubectl();
if ('missing' in found) console.log(`kubectl.test.ts: ${found.missing}: nothing to compare with, skipped`);

/** The cluster's age when lines begin: its Events and pods are told in whole minutes, none has expired. */
const AGE_MS = 40 * 60_000;

let cluster: Cluster;
let door: ApiDoor;
let real: RealKubectl;

/** The kubeconfig that the real one has (src/headless/api/kubeconfig.ts): its one cluster is at `server`. */
function stateAt(server: string): KubectlState {
  const name = 'podground';
  return {
    server,
    currentContext: name,
    contexts: [{ name, cluster: name, user: name }],
    clusters: [{ name, cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name, user: {} }],
  };
}

/** Runs a command in a container as the API door does, all at once. */
function* runCommand(of: Cluster, asked: ContainerCommand, outcome: KubectlOutcome): Generator<never, number, void> {
  const run = of.exec(asked.namespace, asked.pod, asked.container, asked.command, '');
  if (run === undefined) throw new Error('the container was running when kubectl looked');
  if (run.type === 'missing') {
    throw new Error(
      `Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "${asked.container}": ${run.message}`,
    );
  }
  for (const { text, stderr, unended } of run.lines) {
    outcome[stderr === true ? 'stderr' : 'stdout'] += unended === true ? text : `${text}\n`;
  }
  yield* [];
  return run.type === 'ended' ? run.exitCode : 0;
}

/** What our kubectl prints of a cluster; its own clock, which ages in `describe` follow, is this machine's. */
function ours(of: Cluster, args: readonly string[], now: number): KubectlOutcome {
  const outcome: KubectlOutcome = { rc: 0, stdout: '', stderr: '' };
  const started = of.now();
  const env: KubectlEnv = {
    request: (request) => of.request(request),
    now: () => now + (of.now() - started),
    revision: () => of.revision(),
    changesSince: (revision) => of.changesSince(revision),
    logs: (namespace, pod, container, previous) => of.logs(namespace, pod, container, previous),
    out: (text) => (outcome.stdout += text),
    err: (text) => (outcome.stderr += text),
    readFile: (path) => FILES[path.replace(/^\.\//, '')],
    stdin: () => '',
    state: stateAt(door.url),
    exec: (asked) => runCommand(of, asked, outcome),
    reference,
    home: real.folder,
  };
  outcome.rc = runToEnd(kubectl(args, env), of, 10_000).exitCode;
  return outcome;
}

const READS = [...new Set(READ_LINES)];

/** How many lines there are of each command. */
function countsByCommand(lines: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const [command = ''] = line.split(' ');
    counts.set(command, (counts.get(command) ?? 0) + 1);
  }
  const most = [...counts].toSorted(([, a], [, b]) => b - a);
  return `${most.map(([command, count]) => `${command} ${count}`).join(', ')}; ${lines.length} in all`;
}

/** The words of a line of `kubectl-lines.ts`, in which `\\s` stands for a space inside a word. */
function split(line: string): string[] {
  return line.split(' ').map((word) => word.replaceAll('\\s', ' '));
}

/** What a line gives in both, from the same state at the same moment. */
async function outcomes(args: readonly string[]): Promise<{ mine: KubectlOutcome; expected: KubectlOutcome }> {
  const before = cluster.checkpoint();
  const started = Date.now();
  const expected = await real.run(args);
  const ended = Date.now();
  const atStart = ours(restoreCluster(before), args, started);
  // A minute may have passed on this machine's clock while the real one ran.
  const isSame = JSON.stringify(atStart) === JSON.stringify(expected);
  return { mine: isSame ? atStart : ours(restoreCluster(before), args, ended), expected };
}

/** Each with a cluster of its own, and how the words of its lines are divided. */
const GROUPS = [
  { of: 'read', lines: READS, divide: split },
  { of: 'are about the client, the cluster as a whole and waiting', lines: CLIENT_LINES, divide: words },
  { of: 'debug, ask, prune and override, one after the other', lines: DEBUG_LINES, divide: words },
  { of: 'explain types and fields', lines: EXPLAIN_LINES, divide: words },
  { of: 'are examples of the help, one after the other', lines: EXAMPLE_LINES, divide: words },
  { of: 'ask for every kind in every form', lines: FORM_LINES, divide: words },
  { of: 'give rare flags, one after the other', lines: FLAG_LINES, divide: words },
  { of: 'give wrong or rare values, one after the other', lines: WRONG_LINES, divide: words },
  { of: 'set fields of objects, one after the other', lines: SET_LINES, divide: words },
  { of: 'look into pods and lead to them', lines: POD_LINES, divide: words },
  { of: 'tell and change rollouts, one after the other', lines: ROLLOUT_LINES, divide: words },
  { of: 'drain, taint and delete, one after the other', lines: REMOVE_LINES, divide: words },
  { of: 'make and mark objects, one after the other', lines: MAKE_LINES, divide: split },
  { of: 'change and remove objects, one after the other', lines: WRITE_LINES, divide: split },
];

describe.skipIf('missing' in found)('our kubectl prints what the real one prints', () => {
  afterAll(() => {
    const all = GROUPS.flatMap(({ lines }) => lines);
    console.log(`Lines that both kubectls ran, by command:\n${countsByCommand(all)}`);
  });

  describe.each(GROUPS)('of lines that $of', ({ lines, divide }) => {
    beforeAll(async () => {
      const startTime = Math.floor((Date.now() - AGE_MS) / 1000) * 1000;
      cluster = createCluster({ startTime });
      door = await openApiDoor(cluster, 0, 0);
      real = new RealKubectl('path' in found ? found.path : '', door.url, FILES);
      await real.run(['apply', '-f', 'shop.yaml', '-f', 'kinds.yaml']);
      cluster.advance(AGE_MS);
    });

    afterAll(async () => {
      real.remove();
      await door.close();
    });

    it.each(lines)('kubectl %s', async (line) => {
      const { mine, expected } = await outcomes(divide(line));
      expect(mine).toEqual(expected);
    });
  });
});
