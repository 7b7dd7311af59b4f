import { describe, expect, test } from 'vitest';
import { podPhase, shouldStart } from '../../src/engine/kubelet/pod-phase.ts';
import type { ContainerState } from '../../src/engine/index.ts';
import facts from './facts/pod-phase.json' with { type: 'json' };

const time = '2025-01-01T00:00:00Z';

function ended(exitCode: number): ContainerState {
  return { terminated: { exitCode, startedAt: time, finishedAt: time } };
}

/** The container states that the facts tell in words. */
function states(words: string): { state: ContainerState; lastState: ContainerState } {
  const [now = '', before = ''] = words.split(', lastState ');
  const exitCode = (text: string): number => (/non-zero|!= 0/.test(text) ? 1 : 0);
  const state = ((): ContainerState => {
    if (now.startsWith('unknown')) return {};
    if (now.startsWith('running')) return { running: { startedAt: time } };
    return now.startsWith('waiting') ? { waiting: {} } : ended(exitCode(now));
  })();
  return { state, lastState: before === '' ? {} : ended(exitCode(before)) };
}

function statuses(containers: readonly { name: string; is: string }[]): { name: string; state: ContainerState }[] {
  return containers.map(({ name, is }) => ({ name, ...states(is) }));
}

const named = (names: readonly string[]): { name: string }[] => names.map((name) => ({ name }));

const policies = ['Always', 'OnFailure', 'Never'] as const;

/** Whether a container is (re)started, under each policy that the fact speaks of. */
function starts(fact: (typeof facts.cases)[number]): boolean {
  const words = fact.container ?? '';
  const lastExit = words === 'last exit 0' ? 0 : 1;
  // A container in an unknown state is started like one that never was.
  const state = words === 'unknown' || words === 'created' ? 'never started' : words;
  const exitCode = state === 'never started' || state === 'running' ? state : lastExit;
  const told = policies.filter((policy) => fact.restartPolicy === 'any' || fact.restartPolicy === policy);
  const answers = new Set(told.map((policy) => shouldStart(exitCode, policy, fact.podBeingDeleted === true)));
  if (answers.size !== 1) throw new Error('the policies disagree');
  return answers.has(true);
}

describe('pods and their containers', () => {
  test.each(facts.cases)('$id', (fact) => {
    const answer =
      fact.containers === undefined
        ? { startOrRestart: starts(fact) }
        : {
            phase: podPhase(
              {
                restartPolicy: fact.restartPolicy as (typeof policies)[number],
                containers: named(fact.specContainers),
                initContainers: named(fact.specInitContainers),
              },
              statuses(fact.containers),
              statuses(fact.initContainers),
            ),
          };
    expect(answer).toEqual(fact.expect);
  });
});
