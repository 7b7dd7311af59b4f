import { describe, expect, it } from 'vitest';
import { Session } from '../../src/session/index.ts';
import { tools } from '../../src/session/tools.ts';
import { goToNext, goToPrevious, indexAt, stepsOf } from '../../src/ui/present/steps.ts';
import { FakeFrames } from '../session/fake-frames.ts';

async function readySession(): Promise<Session> {
  const session = new Session({ frames: new FakeFrames(), settings: undefined, language: 'en', tools });
  await session.terminal.prepare(tools);
  return session;
}

const codes = (session: Session): readonly string[] =>
  stepsOf(session).flatMap((step) => step.decisions.map((decision) => decision.code));

function deletePod(session: Session): void {
  const [pod] = session.state.frame.snapshot.list('pods', 'default');
  if (pod === undefined) throw new Error('there is no pod');
  const { name, namespace = '', uid } = pod.metadata;
  session.commands.delete({ resource: 'pods', namespace, name, uid });
}

describe('the steps that one presents', () => {
  it('begin with what a person did, and have nothing that the picture does not show', async () => {
    const session = await readySession();
    const decisions = stepsOf(session).flatMap((step) => step.decisions);
    expect(decisions[0]?.code).toBe('user.create');
    expect(decisions.filter(({ subject }) => /\/kube-|^(?:namespaces|events|serviceaccounts)\//.test(subject))).toEqual(
      [],
    );
    const told = new Set(codes(session));
    expect([...told]).toEqual(
      expect.arrayContaining(['deployment.newReplicaSet', 'replicaset.scaleUp', 'kubelet.pulling']),
    );
    expect(told.has('node.taint')).toBe(false);
  });

  it('have the system’s own once somebody looks at its namespaces', async () => {
    const session = await readySession();
    const before = stepsOf(session).length;
    session.showNamespaces({ type: 'all' });
    expect(stepsOf(session).length).toBeGreaterThan(before);
  });

  it('are gone through one by one, and each shows something new', async () => {
    const session = await readySession();
    deletePod(session);
    const count = stepsOf(session).length;
    for (const wanted of ['kubelet.stopping', 'replicaset.scaleUp', 'scheduler.bound']) {
      for (let press = 0; press < 3 && !codes(session).slice(-4).includes(wanted); press++) goToNext(session);
      expect(codes(session)).toContain(wanted);
    }
    expect(stepsOf(session).length).toBeGreaterThan(count);
    expect(session.state.playing).toBe(false);
    expect(indexAt(stepsOf(session), session.state.now)).toBe(stepsOf(session).length - 1);
  });

  it('end where the cluster rests: going on passes a minute, not an hour', async () => {
    const session = await readySession();
    while (goToNext(session)) expect(session.state.now - session.state.startTime).toBeLessThan(120_000);
    const rested = session.state.now;
    expect(goToNext(session)).toBe(false);
    expect(session.state.now - rested).toBe(60_000);
  });

  it('can be gone back to, and on from there', async () => {
    const session = await readySession();
    const last = stepsOf(session).length - 1;
    goToPrevious(session);
    expect(indexAt(stepsOf(session), session.state.now)).toBe(last - 1);
    expect(session.state.frame.past).toBe(true);
    goToNext(session);
    expect(indexAt(stepsOf(session), session.state.now)).toBe(last);
  });
});
