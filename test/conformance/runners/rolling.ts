import { expect } from 'vitest';
import { toRFC3339 } from '../../../src/engine/api/time.ts';
import { DESIRED_REPLICAS, MAX_REPLICAS, REVISION } from '../../../src/engine/controllers/deployment-annotations.ts';
import {
  maxUnavailableOf,
  minAvailableOf,
  newReplicaSetSize,
  resolveFenceposts,
  scaleDownOld,
  scaleDownStep,
  scaleDownUnhealthy,
} from '../../../src/engine/controllers/deployment-rolling.ts';
import type { SizedDeployment, SizedReplicaSet } from '../../../src/engine/controllers/deployment-rolling.ts';
import {
  deploymentCondition,
  isComplete,
  isProgressing,
  isTimedOut,
  newCondition,
  rolloutStatus,
} from '../../../src/engine/controllers/deployment-status.ts';
import { DeploymentSync } from '../../../src/engine/controllers/deployment-sync.ts';
import type { Condition, Deployment, DeploymentStatus, IntOrString, ReplicaSet } from '../../../src/engine/index.ts';
import { DeploymentWorld, imageOf } from '../../support/deployment-world.ts';

interface Bounds {
  replicas: number;
  maxSurge?: IntOrString | null;
  maxUnavailable?: IntOrString | null;
  strategy?: 'RollingUpdate' | 'Recreate';
}

function sizedDeployment({ replicas, maxSurge, maxUnavailable, strategy = 'RollingUpdate' }: Bounds): SizedDeployment {
  const rollingUpdate = {
    ...(maxSurge != null && { maxSurge }),
    ...(maxUnavailable != null && { maxUnavailable }),
  };
  return { spec: { replicas, strategy: { type: strategy, rollingUpdate } }, status: {} };
}

/** `age`: how many seconds after the start it was made. */
function sized(name: string, replicas: number, available: number, age = 0): SizedReplicaSet {
  return {
    metadata: { name, creationTimestamp: toRFC3339(age * 1000) },
    spec: { replicas },
    status: { availableReplicas: available },
  };
}

interface SizeInput extends Bounds {
  oldSpec: number;
  oldAvailable: number;
  newSpec: number;
  newAvailable: number;
  maxCleanup: number;
  available: number;
}

function sizeOfNew(input: SizeInput): unknown {
  const all = [sized('old', input.oldSpec, 0), sized('new', input.newSpec, 0)];
  const newSpec = newReplicaSetSize(sizedDeployment(input), all, input.newSpec);
  return { scaled: newSpec !== input.newSpec, newSpec };
}

function sizeOfOld(input: SizeInput): unknown {
  const old = [sized('old', input.oldSpec, input.oldAvailable)];
  const step = scaleDownStep(sizedDeployment(input), old, sized('new', input.newSpec, input.newAvailable));
  const last = [...step.unhealthy, ...step.surplus].at(-1);
  return { scaled: last !== undefined, oldSpec: last?.to ?? input.oldSpec };
}

function unhealthyFirst(input: SizeInput): unknown {
  const { changes } = scaleDownUnhealthy([sized('old', input.oldSpec, input.oldAvailable)], input.maxCleanup);
  const oldSpec = changes.at(-1)?.to ?? input.oldSpec;
  return { removed: input.oldSpec - oldSpec, oldSpec };
}

function scaledDownOld(input: SizeInput): unknown {
  const old = [sized('old', input.oldSpec, input.available)];
  const change = scaleDownOld(sizedDeployment(input), old, old).at(-1);
  return { scaled: change !== undefined, oldSpec: change?.to ?? input.oldSpec };
}

interface StatusInput {
  before: DeploymentStatus;
  after: DeploymentStatus;
  replicas: number;
  'status.replicas': number;
  'status.updatedReplicas': number;
  'status.availableReplicas': number;
}

function complete(input: StatusInput): unknown {
  const { deployment } = new DeploymentWorld({ replicas: input.replicas });
  const status = {
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas: input['status.replicas'],
    updatedReplicas: input['status.updatedReplicas'],
    availableReplicas: input['status.availableReplicas'],
  };
  return { complete: isComplete(deployment, status) };
}

interface DeadlineInput {
  progressDeadlineSeconds?: number | null;
  secondsSinceLastUpdate: number;
  /** `Progressing=True` and, when that is not of a rollout under way, its reason; none without the condition. */
  condition?: string | null;
}

function timedOut({ progressDeadlineSeconds, secondsSinceLastUpdate, condition }: DeadlineInput): unknown {
  const { deployment } = new DeploymentWorld({ progressDeadlineSeconds: progressDeadlineSeconds ?? 2 ** 31 - 1 });
  const [, is = 'True'] = /Progressing=(True|False|Unknown)/.exec(condition ?? '') ?? [];
  const [reason = 'ReplicaSetUpdated'] = /\b[A-Z][a-z]+(?:[A-Z][a-z]+){2,}\b/.exec(condition ?? '') ?? [];
  const progress = newCondition('Progressing', is as Condition['status'], reason, '', 0);
  const status = condition === null || condition === 'none' ? {} : { conditions: [progress] };
  return { timedOut: isTimedOut(deployment, status, secondsSinceLastUpdate * 1000) };
}

interface Sized {
  name: string;
  spec: number;
}

interface ScalingInput {
  replicas: { from: number; to: number };
  maxSurge?: { from: number; to: number };
  newRS?: Sized | null;
  /** Newest first. */
  oldRS?: Sized[] | null;
}

/** What the note of a fact adds: a ReplicaSet that missed the last time that the Deployment was scaled. */
function missedScaling(note: string): { name?: string; desired?: number } {
  const [, name, desired] = /(\S+) carries desired-replicas annotation (\d+)/.exec(note.replace('(', '')) ?? [];
  return name === undefined ? {} : { name, desired: Number(desired) };
}

/** A Deployment that is only scaled, as those are that are paused; its ReplicaSets know how large it was. */
function scaledProportionally(input: ScalingInput, note: string): unknown {
  const { replicas, newRS, oldRS, maxSurge = { from: 0, to: 0 } } = input;
  const missed = missedScaling(note);
  const rollingUpdate = { maxSurge: maxSurge.to, maxUnavailable: 1 };
  const strategy = { type: 'RollingUpdate', rollingUpdate } as const;
  const world = new DeploymentWorld({ replicas: replicas.to, paused: true, strategy });
  for (const { name, spec } of [...(newRS == null ? [] : [newRS]), ...(oldRS ?? [])].toReversed()) {
    const desired = name === missed.name ? (missed.desired ?? 0) : replicas.from;
    const known = { [DESIRED_REPLICAS]: String(desired), [MAX_REPLICAS]: String(desired + maxSurge.from) };
    world.addReplicaSet(name, spec, known);
    world.report(name, { replicas: spec, readyReplicas: spec, availableReplicas: spec });
  }
  if (newRS != null) world.setImage(imageOf(newRS.name));
  world.look();
  return Object.fromEntries(world.replicaSets.map(({ metadata, spec }) => [metadata.name, spec.replicas]));
}

function deletedBy(world: DeploymentWorld): string[] {
  const before = world.replicaSets.map(({ metadata }) => metadata.name);
  new DeploymentSync(world.deployment, world.port).cleanUpHistory();
  const left = new Set(world.replicaSets.map(({ metadata }) => metadata.name));
  return before.filter((name) => !left.has(name));
}

interface HistoryInput {
  revisionHistoryLimit: number;
  'oldRS(spec,status replicas)': [number, number][] | string;
  oldRS: { name: string; replicas: number; revision: string }[];
}

function historyLimited(input: HistoryInput): unknown {
  const world = new DeploymentWorld({ revisionHistoryLimit: input.revisionHistoryLimit });
  const old = input['oldRS(spec,status replicas)'];
  if (typeof old === 'string') {
    world.addReplicaSet('rs0', 0);
    world.report('rs0', {});
    world.startDeleting('rs0');
  } else {
    old.forEach(([spec, replicas], index) => {
      world.addReplicaSet(`rs${index}`, spec);
      world.report(`rs${index}`, { replicas });
    });
  }
  return { deleted: deletedBy(world).length };
}

function historyOrdered({ revisionHistoryLimit, oldRS }: HistoryInput): unknown {
  const world = new DeploymentWorld({ revisionHistoryLimit });
  for (const { name, replicas, revision } of oldRS) {
    world.addReplicaSet(name, replicas, revision === '' ? {} : { [REVISION]: revision });
    world.report(name, { replicas });
  }
  return { deleted: deletedBy(world) };
}

interface RecreateInput {
  oldPods: ('Running' | 'Pending' | 'Failed' | 'Succeeded' | 'Unknown')[];
  oldStatusReplicas?: number;
}

function waitsForOldPods({ oldPods, oldStatusReplicas = 0 }: RecreateInput): unknown {
  const world = new DeploymentWorld({ strategy: { type: 'Recreate' } });
  const old = world.addReplicaSet('old', 0);
  world.report('old', { replicas: oldStatusReplicas });
  for (const phase of oldPods) world.addPod(old, phase);
  world.look();
  return { newRSMayBeCreated: world.replicaSets.length > 1 };
}

interface ProgressInput {
  deadline?: number | null;
  replicas?: number;
  /** Its status, its reason, and `(old)` when it came about longer ago than the deadline. */
  condition?: string | null;
  rs?: string;
  /** What the Deployment told before: replicas, updated and available ones. */
  status?: [replicas: number, updated: number, available: number];
}

/** `new 3/2/2, old 0/1/1`: spec.replicas, status.replicas and available ones of each. */
function reportedReplicaSets(text: string): Map<string, ReplicaSet> {
  const world = new DeploymentWorld({});
  for (const [, name = '', spec, replicas, available] of text.matchAll(/(new|old\d*) (\d+)\/(\d+)\/(\d+)/g)) {
    world.addReplicaSet(name, Number(spec));
    const counts = {
      replicas: Number(replicas),
      readyReplicas: Number(available),
      availableReplicas: Number(available),
    };
    world.report(name, counts);
  }
  return new Map(world.replicaSets.map((replicaSet) => [replicaSet.metadata.name, replicaSet]));
}

/** What a Deployment tells of ReplicaSets of which nothing has changed since it looked last. */
function unchanged(replicaSets: ReadonlyMap<string, ReplicaSet>): ProgressInput['status'] {
  const sum = (field: 'replicas' | 'availableReplicas'): number =>
    [...replicaSets.values()].reduce((total, { status }) => total + (status[field] ?? 0), 0);
  return [sum('replicas'), replicaSets.get('new')?.status.replicas ?? 0, sum('availableReplicas')];
}

function progressing(input: ProgressInput): unknown {
  const { deadline, condition, replicas = 3, rs = 'new 3/2/2' } = input;
  const now = 1_000_000;
  const world = new DeploymentWorld({ replicas, progressDeadlineSeconds: deadline ?? 2 ** 31 - 1 });
  const replicaSets = reportedReplicaSets(rs);
  const [told, updatedReplicas = 0, available = 0] =
    input.status ?? (rs.includes('no change') ? unchanged(replicaSets) : undefined) ?? [];
  const [, is = 'True', reason = 'ReplicaSetUpdated'] = /^(True|False|Unknown) (\w+)/.exec(condition ?? '') ?? [];
  const since = condition?.includes('old') === true ? now - 3_600_000 : now - 1000;
  const before: DeploymentStatus = {
    ...(told !== undefined && {
      replicas: told,
      updatedReplicas,
      readyReplicas: available,
      availableReplicas: available,
    }),
    ...(condition !== null && {
      conditions: [newCondition('Progressing', is as Condition['status'], reason, '', since)],
    }),
  };
  const deployment: Deployment = { ...world.deployment, status: before };
  const status = rolloutStatus(deployment, [...replicaSets.values()], replicaSets.get('new'), now);
  const answer = deploymentCondition(status, 'Progressing');
  return { Progressing: answer === undefined ? null : `${answer.status} ${answer.reason}` };
}

interface RolloutInput extends Bounds {
  newPods?: string;
  newPodsBecomeAvailable?: string;
}

interface Rollout {
  sizes: [old: number, new: number][];
  steps: object[];
  available: number;
  end: 'complete' | 'stuck';
}

/** The sizes of the old and the new ReplicaSet after each write that changed one, since a revision. */
function sizeWrites(world: DeploymentWorld, since: number): { write: string; old: number; new: number }[] {
  const [oldest] = world.replicaSets;
  const writes = [];
  let sizes = { old: 0, new: 0 };
  for (const { resource, type, object, revision } of world.plane.store.changesSince(0) ?? []) {
    if (resource !== 'replicasets') continue;
    const { spec, metadata } = object as ReplicaSet;
    const which = metadata.name === oldest?.metadata.name ? 'old' : 'new';
    const changed = sizes[which] !== spec.replicas;
    sizes = { ...sizes, [which]: spec.replicas };
    if (revision <= since || (!changed && type !== 'ADDED')) continue;
    writes.push({ write: type === 'ADDED' ? 'create new RS' : `scale ${which}`, ...sizes });
  }
  return writes;
}

/** Rolls out a new image; pods that old ReplicaSets lose are gone at once, new ones become available only between looks. */
function rollout(input: RolloutInput): Rollout {
  const { replicas, maxSurge, maxUnavailable } = input;
  const rollingUpdate = { maxSurge: maxSurge ?? 0, maxUnavailable: maxUnavailable ?? 0 };
  const world = new DeploymentWorld({ replicas, strategy: { type: 'RollingUpdate', rollingUpdate } });
  let availableOld = replicas;
  let availableNew = 0;
  const report = (): void => {
    for (const [index, available] of [availableOld, availableNew].entries()) {
      const replicaSet = world.replicaSets[index];
      if (replicaSet === undefined) return;
      const counts = { replicas: replicaSet.spec.replicas, readyReplicas: available, availableReplicas: available };
      world.report(replicaSet.metadata.name, counts);
    }
  };
  world.look();
  report();
  world.look();
  world.setImage('nginx:2');

  const answer: Rollout = { sizes: [], steps: [], available: 0, end: 'stuck' };
  for (let looks = 0; looks < 100 + 4 * replicas; looks++) {
    const { revision } = world.plane.store;
    if (world.look()) {
      for (const { write, ...sizes } of sizeWrites(world, revision)) {
        availableOld = Math.min(availableOld, sizes.old);
        answer.sizes.push([sizes.old, sizes.new]);
        answer.steps.push({ write, ...sizes, availableOld, availableNew });
      }
      report();
      continue;
    }
    const newSize = world.replicaSets[1]?.spec.replicas ?? 0;
    if (availableNew === newSize || input.newPods !== undefined) break;
    availableNew = input.newPodsBecomeAvailable === 'one at a time' ? availableNew + 1 : newSize;
    answer.steps.push({ event: `available new pods now ${availableNew}` });
    report();
  }
  answer.available = availableOld + availableNew;
  if (isComplete(world.deployment, world.deployment.status)) answer.end = 'complete';
  return answer;
}

function rolledOut(input: RolloutInput): unknown {
  const { sizes, steps, end } = rollout(input);
  return { 'rsSizes(old,new)': sizes, end, steps };
}

function stuck(input: RolloutInput): unknown {
  const { sizes, available } = rollout(input);
  const [oldSpec, newSpec] = sizes.at(-1) ?? [0, 0];
  return {
    'rsSizes(old,new)': sizes,
    stuckAt: { oldSpec, newSpec },
    available,
    kubectlReady: `${available}/${input.replicas}`,
    upToDate: newSpec,
  };
}

/** How each group's question is asked. */
const answers: Readonly<Record<string, (input: never, note: string) => unknown>> = {
  'size-of-new-rs': sizeOfNew,
  'size-of-old-rs': sizeOfOld,
  'unhealthy-old-pods-first': unhealthyFirst,
  'scale-down-old': scaledDownOld,
  'surge-unavailable-rounding': ({ maxSurge, maxUnavailable, replicas }: Bounds) =>
    resolveFenceposts(maxSurge ?? undefined, maxUnavailable ?? undefined, replicas) ?? { error: true },
  'max-unavailable': (input: Bounds) => maxUnavailableOf(sizedDeployment({ ...input, replicas: input.replicas ?? 1 })),
  'min-available': (input: Bounds) => minAvailableOf(sizedDeployment(input)),
  'deployment-complete': complete,
  'deployment-progressing': ({ before, after }: StatusInput) => ({ progressing: isProgressing(before, after) }),
  'progress-deadline': timedOut,
  'proportional-scaling': scaledProportionally,
  'revision-history-limit': historyLimited,
  'revision-history-order': historyOrdered,
  'recreate-waits-for-old-pods': waitsForOldPods,
  'progressing-condition': progressing,
  'rollout-sequence': rolledOut,
  'rollout-broken-image': stuck,
};

interface RollingFact {
  group: string;
  input: unknown;
  source?: { note?: string };
  expect: unknown;
}

/** The arithmetic of a Deployment, and whole rollouts. */
export function rolling({ group, input, source, expect: expected }: RollingFact): void {
  const ask = answers[group];
  if (ask === undefined) throw new Error(`unknown group: ${group}`);
  expect(ask(input as never, source?.note ?? '')).toEqual(expected);
}
