import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Session, wasHereBefore } from '../../src/session/index.ts';
import type { SessionState, SettingsStore } from '../../src/session/index.ts';
import { firstApplied, firstFiles } from '../../src/session/first-visit.ts';
import { createRequests } from '../../src/session/start-requests.ts';
import { tools } from '../../src/session/tools.ts';
import { cpuMs } from '../support/cpu-time.ts';
import { FakeFrames } from './fake-frames.ts';

let frames: FakeFrames;

function newSession(settings?: SettingsStore): Session {
  frames = new FakeFrames();
  const session = new Session({ frames, settings, language: 'en', ...(wasHereBefore(settings) && { tools }) });
  session.start();
  return session;
}

/** A session whose kubectl is loaded, as it is soon after the first picture. */
async function readySession(settings?: SettingsStore): Promise<Session> {
  const session = newSession(settings);
  await session.terminal.prepare(await session.loadTools());
  frames.run(2);
  return session;
}

/** Lets virtual time pass at a speed that makes the test short. */
function pass(session: Session, seconds: number): void {
  session.setPlaying(true);
  session.setSpeed(100);
  frames.run(Math.ceil(seconds / 2) + 1);
}

function pods(session: Session): string[] {
  return session.state.frame.snapshot.list('pods', 'default').map((pod) => pod.metadata.name);
}

function readyPods(session: Session): number {
  const deployment = session.state.frame.snapshot.get('deployments', 'default', 'web');
  return deployment?.status.readyReplicas ?? 0;
}

function podRef(session: Session) {
  const [pod] = session.state.frame.snapshot.list('pods', 'default');
  if (pod === undefined) throw new Error('there is no pod');
  return { resource: 'pods', namespace: 'default', name: pod.metadata.name, uid: pod.metadata.uid };
}

function webRef(session: Session) {
  const uid = session.state.frame.snapshot.get('deployments', 'default', 'web')?.metadata.uid ?? '';
  return { resource: 'deployments', namespace: 'default', name: 'web', uid };
}

function edit(session: Session, from: string, to: string): void {
  const [file] = session.state.files;
  if (file === undefined) throw new Error('there is no file');
  session.editing.edit(file.name, file.text.replace(from, to));
}

function lastEntry(state: SessionState): string {
  const entry = state.terminal.at(-1);
  return `${entry?.command}\n${entry?.output.map((chunk) => chunk.text).join('')}`;
}

describe('the first visit', () => {
  it('shows three ready pods before the first frame', () => {
    expect(readyPods(newSession())).toBe(3);
  });

  it('is the same when it is opened in steps, none of which is long', () => {
    const stepFrames = new FakeFrames();
    // Each question for the time takes as long as a step may.
    stepFrames.now = () => (stepFrames.wall += 4);
    const opening = Session.opening({ frames: stepFrames, settings: undefined, language: 'en' });
    let steps = 0;
    let last = opening.next();
    for (; last.done !== true; last = opening.next()) steps += 1;
    expect(steps).toBeGreaterThan(20);
    expect(JSON.stringify(last.value.cluster.checkpoint())).toBe(JSON.stringify(newSession().cluster.checkpoint()));
    expect(readyPods(last.value)).toBe(3);
  });

  it('starts with exactly what kubectl apply would ask of an empty cluster', () => {
    expect(firstFiles.map((file) => ({ name: file.name, requests: createRequests(file) }))).toEqual(firstApplied);
  });

  it('finds that text and cluster agree', async () => {
    const session = await readySession();
    expect(session.state.review.problems).toEqual([]);
    expect(session.state.review.objects.map(({ kind, verdict }) => [kind, verdict])).toEqual([
      ['Deployment', 'matches'],
      ['Service', 'matches'],
    ]);
  });

  it('has nothing to undo', () => {
    expect(newSession().state.canUndo).toBe(false);
  });
});

describe('applying', () => {
  it('makes the cluster what the text says, and prints what kubectl prints', async () => {
    const session = await readySession();
    edit(session, 'replicas: 3', 'replicas: 5');
    session.editing.apply();
    expect(lastEntry(session.state)).toBe(
      'kubectl apply -f web.yaml\ndeployment.apps/web configured\nservice/web unchanged\n',
    );
    pass(session, 30);
    expect(readyPods(session)).toBe(5);
  });

  it('changes nothing when the text is broken, and says where it is', async () => {
    const session = await readySession();
    const revision = session.cluster.revision();
    edit(session, 'replicas: 3', 'replicas: [3');
    session.editing.apply();
    expect(session.cluster.revision()).toBe(revision);
    expect(session.state.review.problems[0]).toMatchObject({ file: 'web.yaml', severity: 'error' });
    expect(session.state.canUndo).toBe(false);
  });

  it("puts the API server's refusal at the line of its field", async () => {
    const session = await readySession();
    edit(session, 'containerPort: 80', 'containerPort: 80808');
    session.editing.apply();
    expect(session.state.review.problems).toMatchObject([{ file: 'web.yaml', line: 19 }]);
    expect(session.state.review.problems[0]?.message).toContain('must be between 1 and 65535');
  });

  it('puts an unknown field at its line', async () => {
    const session = await readySession();
    edit(session, 'replicas: 3', 'replicass: 3');
    session.editing.apply();
    expect(session.state.review.problems).toMatchObject([{ line: 6, message: 'unknown field "spec.replicass"' }]);
  });

  it('puts a value of the wrong type at its line', async () => {
    const session = await readySession();
    edit(session, 'containerPort: 80', 'containerPort: eighty');
    session.editing.apply();
    expect(session.state.review.problems).toMatchObject([{ line: 19 }]);
  });

  it('offers to delete what was removed from the text, and deletes it', async () => {
    const session = await readySession();
    const [file] = session.state.files;
    session.editing.edit('web.yaml', (file?.text ?? '').split('---')[0] ?? '');
    session.editing.apply();
    expect(session.state.review.removed).toMatchObject([{ kind: 'Service', namespace: 'default', name: 'web' }]);
    session.editing.deleteRemoved();
    expect(session.state.review.removed).toEqual([]);
    expect(session.cluster.live.get('services', 'default', 'web')).toBeUndefined();
  });

  it('notices when the cluster leaves what the text says', async () => {
    const session = await readySession();
    session.commands.scale(webRef(session), 4);
    frames.run(40);
    expect(session.state.review.objects[0]?.verdict).toBe('differs');
    session.undo();
    frames.run(40);
    expect(session.state.review.objects[0]?.verdict).toBe('matches');
  });
});

describe('a step', () => {
  it('to a change that is far away says how far it went', async () => {
    const session = await readySession();
    pass(session, 40);
    const before = session.state.now;
    for (let steps = 0; steps < 20 && session.state.now - before < 60_000; steps++) session.step();
    expect(session.state.now - before).toBeGreaterThan(60_000);
    expect(session.state.toasts.at(-1)?.phrase).toMatchObject({ key: 'app.steppedFar' });
  });

  it('to one that is near says nothing', async () => {
    const session = await readySession();
    session.commands.delete(podRef(session));
    session.step();
    expect(session.state.toasts.filter(({ phrase }) => phrase.key === 'app.steppedFar')).toEqual([]);
  });
});

describe('undo', () => {
  it('takes any act back: the deleted pod is there again, and time too', async () => {
    const session = await readySession();
    const before = pods(session);
    const time = session.state.now;
    session.commands.delete(podRef(session));
    pass(session, 40);
    expect(pods(session)).not.toEqual(before);
    session.undo();
    expect(pods(session)).toEqual(before);
    expect(session.state.now).toBe(time);
    expect(session.state.toasts.at(-1)?.phrase.key).toBe('app.undone');
  });

  it('and leaves what was typed as it is, whatever was done', async () => {
    const acts: readonly ((session: Session) => void)[] = [
      (session) => session.commands.delete(podRef(session)),
      (session) => session.commands.scale(webRef(session), 5),
      (session) => session.commands.setImage(webRef(session), 'nginx', 'nginx:1.28'),
      (session) => session.commands.powerOff('node-1'),
      (session) => session.editing.apply(),
    ];
    for (const act of acts) {
      const session = await readySession();
      edit(session, 'replicas: 3', 'replicas: 4');
      session.editing.review();
      const typed = session.state.files.map(({ text }) => text);
      const live = JSON.stringify(session.cluster.live.get('deployments', 'default', 'web')?.spec);
      act(session);
      pass(session, 40);
      session.undo();
      frames.run(40);
      expect(session.state.files.map(({ text }) => text)).toEqual(typed);
      // What was undone is undone: what differs from the text is so again.
      expect(JSON.stringify(session.cluster.live.get('deployments', 'default', 'web')?.spec)).toBe(live);
      expect(session.state.review.objects[0]?.verdict).toBe('differs');
      session.redo();
      expect(session.state.files.map(({ text }) => text)).toEqual(typed);
    }
  });

  it('and brings it back with redo, as if nothing had happened', async () => {
    const session = await readySession();
    session.commands.powerOff('node-1');
    pass(session, 60);
    const after = { pods: pods(session), now: session.state.now, revision: session.cluster.revision() };
    session.undo();
    session.redo();
    expect({ pods: pods(session), now: session.state.now, revision: session.cluster.revision() }).toEqual(after);
  });

  it('has nothing to take back of what was refused', async () => {
    const session = await readySession();
    session.commands.setImage(webRef(session), 'no-such-container', 'nginx:1.28');
    session.terminal.type('kubectl create deployment web --image=nginx');
    frames.run(1);
    expect(session.state.canUndo).toBe(false);
  });

  it('also takes back what the API does not tell of', async () => {
    const session = await readySession();
    const container = { namespace: 'default', pod: podRef(session).name, container: 'nginx' };
    session.commands.crashContainer(container, true);
    expect(session.commands.isOn('crashContainer', container)).toBe(true);
    session.undo();
    expect(session.commands.isOn('crashContainer', container)).toBe(false);
  });

  it('goes back act by act', async () => {
    const session = await readySession();
    session.commands.scale(webRef(session), 4);
    pass(session, 20);
    session.commands.scale(webRef(session), 6);
    pass(session, 20);
    session.undo();
    expect(pods(session)).toHaveLength(4);
    session.undo();
    expect(pods(session)).toHaveLength(3);
    expect(session.state.canUndo).toBe(false);
    expect(session.state.toasts.map((toast) => toast.phrase.key)).toEqual(['app.undone', 'app.undone']);
  });

  it('ends commands that still run', async () => {
    const session = await readySession();
    session.commands.scale(webRef(session), 5);
    session.terminal.type('kubectl rollout status deployment/web');
    expect(session.state.terminal.at(-1)?.running).toBe(true);
    session.undo();
    expect(session.state.terminal.every((entry) => !entry.running)).toBe(true);
  });
});

describe('the past', () => {
  it('can be looked at while the present stays', async () => {
    const session = await readySession();
    const before = pods(session);
    const time = session.state.now;
    session.commands.scale(webRef(session), 6);
    pass(session, 30);
    session.look(time);
    expect(session.state.frame.past).toBe(true);
    expect(pods(session)).toEqual(before);
    session.goLive();
    expect(session.state.frame.past).toBe(false);
    expect(pods(session)).toHaveLength(6);
  });

  it('starts another future when one acts in it, and undo returns to the old one', async () => {
    const session = await readySession();
    const time = session.state.now;
    frames.run(5);
    session.commands.scale(webRef(session), 6);
    pass(session, 30);
    const old = { pods: pods(session), now: session.state.liveNow };
    session.look(time);
    session.commands.delete(podRef(session));
    expect(session.history.isPast).toBe(false);
    pass(session, 40);
    expect(pods(session)).toHaveLength(3);
    session.undo();
    expect({ pods: pods(session), now: session.state.liveNow }).toEqual(old);
  });

  it('is not left by a command that only reads', async () => {
    const session = await readySession();
    const time = session.state.now;
    session.commands.scale(webRef(session), 6);
    pass(session, 30);
    session.look(time);
    session.terminal.type('kubectl get pods');
    expect(lastEntry(session.state).match(/web-/g)).toHaveLength(3);
    expect(session.history.isPast).toBe(true);
    session.goLive();
    expect(pods(session)).toHaveLength(6);
  });

  it('plays on to the present', async () => {
    const session = await readySession();
    pass(session, 20);
    session.look(session.state.now - 4000);
    session.setPlaying(true);
    frames.run(10);
    expect(session.history.isPast).toBe(false);
  });

  it('is stepped through change by change', async () => {
    const session = await readySession();
    pass(session, 20);
    session.look(session.state.startTime);
    const { revision } = session.state.frame;
    session.step();
    expect(session.state.frame.revision).toBeGreaterThan(revision);
    expect(session.state.frame.past).toBe(true);
  });
});

describe('time', () => {
  it('is not waited for to show that a machine lost its power, which no object tells yet', async () => {
    const session = await readySession();
    const off = (): unknown => session.picture.scene().picture.nodes.find(({ name }) => name === 'node-3')?.poweredOn;
    expect(off()).toBe(true);
    const { frame } = session.state;
    session.commands.powerOff('node-3');
    frames.run(2);
    expect(off()).toBe(false);
    expect(session.state.frame).not.toBe(frame);
    expect(
      session.state.frame.snapshot.get('nodes', '', 'node-3')?.status.conditions?.find(({ type }) => type === 'Ready')
        ?.status,
    ).toBe('True');
  });

  it('stands when paused, and a step brings exactly the next change', async () => {
    const session = await readySession();
    session.commands.delete(podRef(session));
    session.setPlaying(false);
    const { now } = session.state;
    frames.run(10);
    expect(session.state.now).toBe(now);
    const revision = session.cluster.revision();
    session.step();
    expect(session.cluster.revision()).toBeGreaterThan(revision);
  });
});

describe('the prompt', () => {
  it('is a shell: pipes, variables, and what kubectl prints', async () => {
    const session = await readySession();
    session.terminal.type('kind=pods; kubectl get $kind --no-headers | wc -l');
    expect(lastEntry(session.state)).toMatch(/\n\s*3\n$/);
  });

  it('powers machines off, and that can be undone', async () => {
    const session = await readySession();
    session.terminal.type('docker stop node-2');
    expect(session.cluster.live.isPoweredOn('node-2')).toBe(false);
    session.undo();
    expect(session.cluster.live.isPoweredOn('node-2')).toBe(true);
  });

  it("shares the editor's files", async () => {
    const session = await readySession();
    session.terminal.type("sed -i 's/replicas: 3/replicas: 4/' web.yaml && kubectl apply -f web.yaml");
    expect(session.state.files[0]?.text).toContain('replicas: 4');
    pass(session, 20);
    expect(readyPods(session)).toBe(4);
  });

  it('waits for the end of what is not complete', async () => {
    const session = await readySession();
    session.terminal.type('cat > config.yaml <<EOF');
    session.terminal.type('a: 1');
    expect(session.state.unfinishedLine).toBe('cat > config.yaml <<EOF\na: 1');
    session.terminal.type('EOF');
    expect(session.state.unfinishedLine).toBe('');
    expect(session.state.files.map((file) => file.name)).toContain('config.yaml');
  });

  it('gives what is typed to the command that runs, until Ctrl-C ends it', async () => {
    const session = await readySession();
    session.terminal.type('cat');
    session.terminal.type('hello');
    expect(lastEntry(session.state)).toBe('cat\nhello\nhello\n');
    session.terminal.interrupt();
    expect(session.state.terminal.at(-1)?.running).toBe(false);
  });

  it('takes lines in the order in which they are typed, though what the first waited for comes after the second', async () => {
    const session = await readySession();
    let come = (): void => undefined;
    vi.spyOn(session, 'withTools').mockImplementationOnce((run) => {
      come = () => run(tools);
    });
    session.terminal.type('echo first');
    session.terminal.type('echo second');
    come();
    expect(session.terminal.typedLines).toEqual(['echo first', 'echo second']);
  });

  it('says what is no command', async () => {
    const session = await readySession();
    session.terminal.type('kubctl get pods');
    expect(lastEntry(session.state)).toContain('kubctl: command not found');
  });
});

describe('a million replicas', () => {
  let session: Session;

  beforeEach(async () => {
    session = await readySession();
    session.commands.scale(webRef(session), 1_000_000);
    session.setSpeed(100);
  });

  it('neither freezes the page nor can no longer be taken back', () => {
    frames.measures = true;
    const times: number[] = [];
    for (let frame = 0; frame < 60; frame++) {
      const start = cpuMs();
      frames.run(1);
      times.push(cpuMs() - start);
    }
    // A single event may be long (500 pods are made in one go); most frames keep to their budget.
    expect(times.toSorted((a, b) => a - b)[30]).toBeLessThan(60);
    expect(pods(session).length).toBeGreaterThan(400);
    expect(session.state.throttled).toBe(true);
    session.undo();
    expect(pods(session)).toHaveLength(3);
  });
});

describe('what is typed in the terminal', () => {
  it('keeps the end of what is too long, and says that it did', async () => {
    const session = await readySession();
    session.terminal.type('seq 120000');
    for (let left = 3000; left > 0 && session.state.terminal.at(-1)?.running === true; left--) frames.run(1);
    const entry = session.state.terminal.at(-1);
    const text = entry?.output.map((chunk) => chunk.text).join('') ?? '';
    expect(text.length).toBeLessThanOrEqual(600_000);
    expect(text).toMatch(/\n120000\n$/);
    expect(entry?.isCut).toBe(true);
    session.terminal.type('echo short');
    frames.run(2);
    expect(session.state.terminal.at(-1)?.isCut).not.toBe(true);
  });

  it('offers to have back what rm took away, all of one command together', async () => {
    const session = await readySession();
    session.terminal.type('echo "a: 1" > a.yaml; echo "b: 1" > b.yaml; mv b.yaml c.yaml');
    frames.run(2);
    await Promise.resolve();
    expect(session.state.toasts).toEqual([]);
    const before = session.state.files;
    session.terminal.type('rm a.yaml c.yaml');
    frames.run(2);
    await Promise.resolve();
    expect(session.state.files.map(({ name }) => name)).not.toContain('a.yaml');
    const [toast, ...others] = session.state.toasts;
    expect(toast?.phrase).toEqual({ key: 'editor.removedFiles', params: { count: 2, file: 'a.yaml' } });
    expect(others).toEqual([]);
    toast?.undo?.();
    expect(session.state.files).toEqual(before);
  });

  it('stands for lines before it as in bash', async () => {
    const session = await readySession();
    session.terminal.type('echo one two');
    session.terminal.type('!!');
    session.terminal.type('echo !$');
    session.terminal.type('!nosuch');
    frames.run(2);
    const shown = session.state.terminal
      .slice(-4)
      .map(({ command, output }) => [command, output.map(({ text }) => text).join('')]);
    expect(shown).toEqual([
      ['echo one two', 'one two\n'],
      ['echo one two', 'one two\n'],
      ['echo two', 'two\n'],
      ['!nosuch', 'bash: !nosuch: event not found\n'],
    ]);
  });
});

describe('what is remembered', () => {
  function memory(): SettingsStore & { text: string | null } {
    return {
      text: null,
      getItem() {
        return this.text;
      },
      setItem(_key, value) {
        this.text = value;
      },
    };
  }

  it('is the text, and what of it was applied', async () => {
    const settings = memory();
    const session = await readySession(settings);
    edit(session, 'replicas: 3', 'replicas: 4');
    session.editing.apply();
    edit(session, 'replicas: 4', 'replicas: 9');
    const next = newSession(settings);
    expect(next.state.files[0]?.text).toContain('replicas: 9');
    expect(readyPods(next)).toBe(4);
  });

  it('is not what was undone', async () => {
    const settings = memory();
    const session = await readySession(settings);
    edit(session, 'replicas: 3', 'replicas: 4');
    session.editing.apply();
    session.undo();
    expect(readyPods(newSession(settings))).toBe(3);
    session.redo();
    expect(readyPods(await readySession(settings))).toBe(4);
  });

  it.each([['not JSON'], ['null'], ['[]'], ['{"files":[],"applied":7,"speed":"x","layout":{"sizes":{"a":null}}}']])(
    'is left aside when it is broken: %s',
    (text) => {
      const session = newSession({ getItem: () => text, setItem: () => undefined });
      expect(session.state.files[0]?.name).toBe('web.yaml');
      expect(readyPods(session)).toBe(3);
    },
  );

  it('is not missed where the browser refuses', () => {
    const refuse = (): never => {
      throw new Error('denied');
    };
    const session = newSession({ getItem: refuse, setItem: refuse });
    session.setTheme('dark');
    expect(session.state.theme).toBe('dark');
  });
});
