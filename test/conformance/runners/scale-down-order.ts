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
  phase: PodPhase;
  readyFor?: number | null;
  age: number;
  restarts?: number;
  deletionCost?: string;
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: HOUR, d: 24 * HOUR, month: MONTH };

/** `since now`, `5h`, `2 hours`, `a month`: how long it is, in seconds; undefined when nothing of the like is said. */
function lengthOf(words: string): number | undefined {
  if (/\bnow\b/.test(words)) return 0;
  const [, count = '', unit = ''] =
    /\b(\d+|an?)[ -]?(months?|hours?|minutes?|seconds?|days?|[smhd])\b/.exec(words) ?? [];
  if (unit === '') return undefined;
  const factor = UNITS[unit.startsWith('month') ? 'month' : unit.charAt(0)] ?? Number.NaN;
  return (/^an?$/.test(count) ? 1 : Number(count)) * factor;
}

function phaseOf(words: string, isAssigned: boolean): PodPhase {
  if (/\bunknown\b/i.test(words)) return 'Unknown';
  if (/\bpending\b/i.test(words) || !isAssigned) return 'Pending';
  if (/\b(ready|running)\b/i.test(words)) return 'Running';
  throw new Error(`no pod is "${words}"`);
}

/** What a person says of a pod: `ready-on-node-1`, `unscheduled 5h`, `ready a month, fewer restarts (2 vs 3), created now`. */
function sketchOf(words: string): Sketch {
  const parts = words
    .replace(/^([a-z]+(-[a-z]+)*-on-node-\d+|[a-z]+(-[a-z]+)+)$/, (name) => name.replaceAll('-', ' '))
    .split(/, | and /);
  const text = parts.join(', ');
  const created = parts.find((part) => /\bcreated\b/.test(part));
  const isAssigned = !/\b(unscheduled|unassigned|not scheduled)\b/i.test(text);
  const isReady = /\bready\b/i.test(text) && !/\b(not|un)[ -]?ready\b/i.test(text) && isAssigned;
  const stated = parts
    .filter((part) => part !== created)
    .map(lengthOf)
    .find((length) => length !== undefined);
  const age = created === undefined ? (isReady ? 0 : (stated ?? 0)) : (lengthOf(created) ?? 0);
  // `ready and created 1 month ago` says one time for both.
  const readyFor = /no (last )?transition time/.test(text)
    ? null
    : (stated ?? (words.includes('ready and created') ? age : 60));
  const [, restarts] = /\b(\d+) restarts?\b|fewer restarts/.exec(text) ?? [];
  const cost = /\bcost[^\d-]{0,10}(-?\d+)/.exec(text)?.[1] ?? /(-?\d+) (pod[ -])?deletion[ -]cost/.exec(text)?.[1];
  const named = /\b(low|high)(er)?\b.*\bcost\b/.exec(text)?.[1];
  const deletionCost = cost ?? (named === undefined ? undefined : named === 'low' ? '10' : '100');
  return {
    ...(isAssigned && { node: `node-${/\bnode (\d+)/.exec(text)?.[1] ?? 'any'}` }),
    phase: phaseOf(text, isAssigned),
    ...(isReady && { readyFor }),
    age,
    ...(text.includes('restarts') && { restarts: restarts === undefined ? FEWER_RESTARTS : Number(restarts) }),
    ...(deletionCost !== undefined && { deletionCost }),
  };
}

/** Beside pods with fewer restarts, those that tell nothing of it have more. */
const FEWER_RESTARTS = 2;
const MORE_RESTARTS = 3;

function makePod(sketch: Sketch, uid: string, labels: Record<string, string> = TEMPLATE_LABELS): Pod {
  const { node, phase, readyFor, age, restarts, deletionCost } = sketch;
  const since = typeof readyFor === 'number' ? { lastTransitionTime: toRFC3339(NOW - readyFor * 1000) } : {};
  const containerStatus = { name: 'web', state: {}, lastState: {}, ready: true, image: '', imageID: '' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: uid,
      uid,
      resourceVersion: '1',
      creationTimestamp: toRFC3339(NOW - age * 1000),
      labels,
      ...(deletionCost !== undefined && {
        annotations: { 'controller.kubernetes.io/pod-deletion-cost': deletionCost },
      }),
    },
    spec: { containers: [{ name: 'web' }], ...(node !== undefined && { nodeName: node }) },
    status: {
      phase,
      ...(readyFor !== undefined && { conditions: [{ type: 'Ready', status: 'True', ...since }] }),
      ...(restarts !== undefined && { containerStatuses: [{ ...containerStatus, restartCount: restarts }] }),
    },
  };
}

interface DeleteInput {
  pods: string[];
  relatedPods: string[] | 'same as pods';
  delete: number;
}

function deleted(input: DeleteInput): unknown {
  const names = new Map<Pod, string>();
  const make = (name: string, index: number): Pod => {
    const pod = makePod(sketchOf(name), `pod-${index}`);
    names.set(pod, name);
    return pod;
  };
  const pods = input.pods.map(make);
  const related = input.relatedPods === 'same as pods' ? pods : input.relatedPods.map(make);
  return { deleted: podsToDelete(pods, related, input.delete, NOW).map((pod) => names.get(pod)) };
}

function order({ podsInAnyOrder }: { podsInAnyOrder: string[] }): unknown {
  const others = podsInAnyOrder.some((name) => name.includes('fewer restarts')) ? { restarts: MORE_RESTARTS } : {};
  const pods = podsInAnyOrder.map((name, index) => makePod({ ...others, ...sketchOf(name) }, `pod-${index}`));
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
    const sketch = sketchOf(typeof given === 'string' ? given : given.pod);
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

/** How many creations are tried when those after `succeeding` fail, and how many succeed. */
function creations(count: number, succeeding: number): { calls: number; created: number } {
  let calls = 0;
  slowStart(count, () => (++calls > succeeding ? badRequest('no') : undefined));
  return { calls, created: Math.min(calls, succeeding) };
}

function batches({ podsToCreate, createsThatSucceed }: CreateInput): unknown {
  const ends = [0, 1, 3, 7].map((succeeding) => creations(1000, succeeding).calls);
  const { calls, created } = creations(podsToCreate, createsThatSucceed);
  const sizes = ends.map((end, index) => end - (ends[index - 1] ?? 0));
  return {
    created,
    createCallsMade: calls,
    batches: `${sizes.join(',')}... stop after first batch with an error`,
  };
}

interface StatusInput {
  pods: { state: string; hasAllTemplateLabels: boolean }[];
  minReadySeconds: number;
}

function status({ pods, minReadySeconds }: StatusInput): unknown {
  const made = pods.map(({ state, hasAllTemplateLabels }, index) =>
    makePod(sketchOf(state), `pod-${index}`, hasAllTemplateLabels ? TEMPLATE_LABELS : { app: 'web' }),
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
  if ('pods' in input) return status(input as StatusInput);
  throw new Error(`nothing is known to ask of: ${Object.keys(input).join(', ')}`);
}

/** What a ReplicaSet deletes first, how it creates, and what it counts. */
export function scaleDownOrder({ input, expect: expected }: { input: object; expect: unknown }): void {
  expect(answer(input)).toEqual(expected);
}
