import { expect } from 'vitest';
import { badRequest } from '../../../src/engine/api/status.ts';
import { toRFC3339 } from '../../../src/engine/api/time.ts';
import { slowStart } from '../../../src/engine/controllers/pod-control.ts';
import { podsToDelete } from '../../../src/engine/controllers/replicaset-controller.ts';
import { podsInDeletionOrder } from '../../../src/engine/controllers/replicaset-deletion-order.ts';
import { countReplicas } from '../../../src/engine/controllers/replicaset-status.ts';
import { replicaOf } from '../../../src/engine/kinds/replica.ts';
import type { Pod, PodPhase } from '../../../src/engine/index.ts';

const NOW = Date.UTC(2025, 5, 1);
const HOUR = 3600;
const MONTH = 30 * 24 * HOUR;
const TEMPLATE_LABELS = { app: 'web', tier: 'front' };

/** Times in seconds before now. `readyFor`: undefined is not ready, null is ready without saying since when. */
interface Sketch {
  node?: string;
  phase?: PodPhase;
  readyFor?: number | null;
  age?: number;
  restarts?: number;
}

const running = { node: 'foo', phase: 'Running' } as const;

/** The pods that the facts speak of. */
const SKETCHES: Readonly<Record<string, Sketch>> = {
  unscheduled: { phase: 'Pending' },
  'not scheduled': { phase: 'Pending' },
  'unscheduled-pending': { phase: 'Pending' },
  'unscheduled 5h': { phase: 'Pending', age: 5 * HOUR },
  'unscheduled 8h': { phase: 'Pending', age: 8 * HOUR },
  'scheduled pending': { node: 'foo', phase: 'Pending' },
  'scheduled-pending': { node: 'node-1', phase: 'Pending' },
  'phase Unknown': { node: 'foo', phase: 'Unknown' },
  'running not ready': running,
  'running-not-ready': { ...running, node: 'node-1' },
  'ready, no transition time': { ...running, readyFor: null },
  'ready-on-node-1': { ...running, node: 'node-1', readyFor: 0 },
  'ready-on-node-2': { ...running, node: 'node-2', readyFor: 0 },
  'ready since now': { ...running, readyFor: 0 },
  'ready since now, created now': { ...running, readyFor: 0 },
  'ready now, created 1 month ago': { ...running, readyFor: 0, age: MONTH },
  'ready now, 9001 restarts': { ...running, readyFor: 0, restarts: 9001 },
  'ready 5h': { ...running, readyFor: 5 * HOUR },
  'ready 8h': { ...running, readyFor: 8 * HOUR },
  'ready and created 1 month ago': { ...running, readyFor: MONTH, age: MONTH },
  'ready since a month': { ...running, readyFor: MONTH, restarts: 3 },
  'ready a month, fewer restarts (2 vs 3), created now': { ...running, readyFor: MONTH, restarts: 2 },
  'ready a month, fewer restarts, created a month ago': { ...running, readyFor: MONTH, restarts: 2, age: MONTH },
  ready: { ...running, readyFor: 60 },
  pending: { phase: 'Pending' },
};

function makePod(sketch: Sketch, uid: string, labels: Record<string, string> = TEMPLATE_LABELS): Pod {
  const { node, phase = 'Running', readyFor, age = 0, restarts } = sketch;
  const since = typeof readyFor === 'number' ? { lastTransitionTime: toRFC3339(NOW - readyFor * 1000) } : {};
  const containerStatus = { name: 'web', state: {}, lastState: {}, ready: true, image: '', imageID: '' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: uid, uid, resourceVersion: '1', creationTimestamp: toRFC3339(NOW - age * 1000), labels },
    spec: { containers: [{ name: 'web' }], ...(node !== undefined && { nodeName: node }) },
    status: {
      phase,
      ...(readyFor !== undefined && { conditions: [{ type: 'Ready', status: 'True', ...since }] }),
      ...(restarts !== undefined && { containerStatuses: [{ ...containerStatus, restartCount: restarts }] }),
    },
  };
}

function sketched(name: string): Sketch {
  const sketch = SKETCHES[name];
  if (sketch === undefined) throw new Error(`no such pod in this test: ${name}`);
  return sketch;
}

interface DeleteInput {
  pods: string[];
  relatedPods: string[] | 'same as pods';
  delete: number;
}

function deleted(input: DeleteInput): unknown {
  const names = new Map<Pod, string>();
  const make = (name: string, index: number): Pod => {
    const pod = makePod(sketched(name), `pod-${index}`);
    names.set(pod, name);
    return pod;
  };
  const pods = input.pods.map(make);
  const related = input.relatedPods === 'same as pods' ? pods : input.relatedPods.map(make);
  return { deleted: podsToDelete(pods, related, input.delete, NOW).map((pod) => names.get(pod)) };
}

function order({ podsInAnyOrder }: { podsInAnyOrder: string[] }): unknown {
  const pods = podsInAnyOrder.map((name, index) => makePod(sketched(name), `pod-${index}`));
  const sorted = podsInDeletionOrder(pods.toReversed(), new Map(), NOW);
  return { deletionOrderFirstToLast: sorted.map((pod) => pods.indexOf(pod)) };
}

interface Ranked {
  pod: string;
  'podsOfSameRSReadyOnNode(rank)': number;
}

interface PairInput {
  a: Ranked | string;
  b: Ranked | string;
}

/** Which of two pods goes first when they have these uids and are found in this order. */
function firstOf(input: PairInput, uids: [a: string, b: string], order: ('a' | 'b')[]): 'a' | 'b' {
  const ranks = new Map<string, number>();
  const make = (which: 'a' | 'b', uid: string): Pod => {
    const given = input[which];
    const sketch = sketched(typeof given === 'string' ? given : given.pod);
    const node = sketch.node === undefined ? '' : which;
    if (typeof given !== 'string') ranks.set(node, given['podsOfSameRSReadyOnNode(rank)']);
    return makePod(node === '' ? sketch : { ...sketch, node }, uid);
  };
  const pods = { a: make('a', uids[0]), b: make('b', uids[1]) };
  const [first] = podsInDeletionOrder(
    order.map((which) => pods[which]),
    ranks,
    NOW,
  );
  return first === pods.a ? 'a' : 'b';
}

function pair(input: PairInput): unknown {
  const lowA = firstOf(input, ['1', '2'], ['a', 'b']);
  const lowB = firstOf(input, ['2', '1'], ['b', 'a']);
  if (lowA === lowB) return { deletedFirst: lowA };
  return { deletedFirst: 'tie (lower uid when times differ within the same log2 bucket)' };
}

interface CreateInput {
  podsToCreate: number;
  createsThatSucceed: number;
}

/** How many creations are tried when the one after `succeeding` fails. */
function callsUntilFailure(count: number, succeeding: number): number {
  let calls = 0;
  slowStart(count, () => (++calls > succeeding ? badRequest('no') : undefined));
  return calls;
}

function batches({ podsToCreate, createsThatSucceed }: CreateInput): unknown {
  const ends = [0, 1, 3, 7].map((succeeding) => callsUntilFailure(1000, succeeding));
  const sizes = ends.map((end, index) => end - (ends[index - 1] ?? 0));
  return {
    created: createsThatSucceed,
    createCallsMade: callsUntilFailure(podsToCreate, createsThatSucceed),
    batches: `${sizes.join(',')}... stop after first batch with an error`,
  };
}

interface StatusInput {
  pods: { state: string; hasAllTemplateLabels: boolean }[];
  minReadySeconds: number;
}

function status({ pods, minReadySeconds }: StatusInput): unknown {
  const made = pods.map(({ state, hasAllTemplateLabels }, index) =>
    makePod(sketched(state), `pod-${index}`, hasAllTemplateLabels ? TEMPLATE_LABELS : { app: 'web' }),
  );
  const template = { metadata: { labels: TEMPLATE_LABELS }, spec: { containers: [] } };
  const counts = countReplicas(made.map(replicaOf), template, minReadySeconds, NOW);
  return {
    replicas: counts.replicas,
    fullyLabeledReplicas: counts.fullyLabeled,
    readyReplicas: counts.ready,
    availableReplicas: counts.available,
  };
}

function answer(input: object): unknown {
  if ('delete' in input) return deleted(input as DeleteInput);
  if ('podsInAnyOrder' in input) return order(input as { podsInAnyOrder: string[] });
  if ('a' in input) return pair(input as PairInput);
  if ('podsToCreate' in input) return batches(input as CreateInput);
  return status(input as StatusInput);
}

/** What a ReplicaSet deletes first, how it creates, and what it counts. */
export function scaleDownOrder({ input, expect: expected }: { input: object; expect: unknown }): void {
  expect(answer(input)).toEqual(expected);
}
