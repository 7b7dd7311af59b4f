import { expect } from 'vitest';
import { podPhase as phaseOf, shouldStart } from '../../../src/engine/kubelet/pod-phase.ts';
import type { ContainerState } from '../../../src/engine/index.ts';

const time = '2025-01-01T00:00:00Z';

function ended(exitCode: number): ContainerState {
  return { terminated: { exitCode, startedAt: time, finishedAt: time } };
}

/** The container states that the facts tell in words. */
function states(words: string): { state: ContainerState; lastState: ContainerState; started?: boolean } {
  const [now = '', before = ''] = words.split(/, (?:lastState|last state|last) /);
  const exitCode = (text: string): number =>
    /non-zero|!= 0/.test(text) ? 1 : Number(/\bexit (?:code )?(-?\d+)/.exec(text)?.[1] ?? 0);
  const state = ((): ContainerState => {
    if (now.startsWith('unknown')) return {};
    if (now.startsWith('running')) return { running: { startedAt: time } };
    if (now.startsWith('waiting')) return { waiting: {} };
    if (now.startsWith('terminated')) return ended(exitCode(now));
    throw new Error(`no container is "${words}"`);
  })();
  const started = /\bstarted\b/.test(now) ? { started: !/\bnot (?:yet )?started\b/.test(now) } : {};
  return { state, lastState: before === '' ? {} : ended(exitCode(before)), ...started };
}

function statuses(
  containers: readonly { name: string; is: string }[],
): ({ name: string } & ReturnType<typeof states>)[] {
  return containers.map(({ name, is }) => ({ name, ...states(is) }));
}

type NamedContainer = string | { readonly name: string; readonly restartPolicy?: string };

const named = (names: readonly NamedContainer[]): { name: string; restartPolicy?: string }[] =>
  names.map((name) => (typeof name === 'string' ? { name } : name));

interface PhaseFact {
  readonly restartPolicy: Policy;
  readonly specContainers: readonly NamedContainer[];
  readonly specInitContainers: readonly NamedContainer[];
  readonly containers: readonly { name: string; is: string }[];
  readonly initContainers: readonly { name: string; is: string }[];
}

interface RestartFact {
  readonly container: string;
  readonly restartPolicy: Policy | 'any';
  readonly podBeingDeleted: boolean;
}

type PodPhaseFact = (PhaseFact | RestartFact) & { readonly expect: object };

type Policy = (typeof policies)[number];

const policies = ['Always', 'OnFailure', 'Never'] as const;

/** Whether a container is (re)started, under each policy that the fact speaks of. */
function starts(fact: RestartFact): boolean {
  const words = fact.container;
  const exit = /^(?:last exit|exited) (?:(-?\d+)|non-zero|!= 0)$/.exec(words);
  if (exit === null && !/^(never started|created|unknown|running)$/.test(words)) {
    throw new Error(`no container is "${words}"`);
  }
  const lastExit = Number(exit?.[1] ?? 1);
  // A container in an unknown state is started like one that never was.
  const state = words === 'unknown' || words === 'created' ? 'never started' : words;
  const exitCode = state === 'never started' || state === 'running' ? state : lastExit;
  const told = policies.filter((policy) => fact.restartPolicy === 'any' || fact.restartPolicy === policy);
  const answers = new Set(told.map((policy) => shouldStart(exitCode, policy, fact.podBeingDeleted)));
  if (answers.size !== 1) throw new Error('the policies disagree');
  return answers.has(true);
}

/** The phase that the states of containers give a pod, and whether a container is started. */
export function podPhase(fact: PodPhaseFact): void {
  if ('container' in fact) {
    expect({ startOrRestart: starts(fact) }).toEqual(fact.expect);
    return;
  }
  const { restartPolicy, specContainers, specInitContainers, containers, initContainers } = fact;
  const spec = { restartPolicy, containers: named(specContainers), initContainers: named(specInitContainers) };
  expect({ phase: phaseOf(spec, statuses(containers), statuses(initContainers)) }).toEqual(fact.expect);
}
