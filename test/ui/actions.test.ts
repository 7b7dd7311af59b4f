import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Snapshot } from '../../src/engine/index.ts';
import { Session } from '../../src/session/index.ts';
import { plainText, snippets } from '../../src/session/writing/snippets.ts';
import type { Action, Overlay } from '../../src/ui/chrome/overlay.ts';
import { actionsFor } from '../../src/ui/inspector/actions.ts';
import { FakeFrames } from '../session/fake-frames.ts';

const opened = vi.hoisted(() => ({ overlay: undefined as Overlay | undefined }));
vi.mock('../../src/ui/chrome/overlay.ts', () => ({
  openOverlay: (overlay: Overlay) => (opened.overlay = overlay),
  closeOverlay: () => (opened.overlay = undefined),
}));

/** What opens something to fill in or to look at, and changes nothing by itself. */
const onlyOpens = /^(?:send|load|requests|compare|behaviour)/;

let frames: FakeFrames;
let session: Session;

// Menus open where there is room.
vi.stubGlobal('innerWidth', 1280);
vi.stubGlobal('innerHeight', 720);

beforeEach(async () => {
  frames = new FakeFrames();
  session = new Session({ frames, settings: undefined, language: 'en' });
  session.start();
  await session.terminal.prepare(await session.loadTools());
  const kinds = ['StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicationController', 'ConfigMap'];
  const files = snippets
    .filter(({ kind }) => kinds.includes(kind))
    .map((snippet) => ({ name: `${snippet.kind}.yaml`, text: plainText(snippet).replace('echo done', 'sleep 900') }));
  session.editing.open(files);
  session.editing.apply();
  pass(20);
  // A second revision, to roll back to the first.
  for (const name of ['deployment/web', 'statefulset/db', 'daemonset/agent'])
    session.commandRunner.run(['kubectl', 'rollout', 'restart', name]);
  pass(120);
  session.publish(false);
});

function pass(seconds: number): void {
  session.history.branch.advance(seconds * 1000, 1_000_000);
  session.publish(false);
}

function refTo(resource: string) {
  const found = session.cluster.live
    .list(resource)
    .find(({ metadata: { namespace } }) => namespace === undefined || namespace === 'default');
  if (found === undefined) throw new Error(`no ${resource}`);
  const { namespace = '', name, uid } = found.metadata;
  return { resource, namespace, name, uid };
}

const t = (key: string): string => key;

function actionsOf(resource: string): readonly Action[] {
  return actionsFor(refTo(resource), session.cluster.live, session, t);
}

/** Everything that people and controllers have asked for, to compare two moments. */
function wishes(snapshot: Snapshot): string {
  const resources = [
    'nodes',
    'pods',
    'deployments',
    'replicasets',
    'statefulsets',
    'daemonsets',
    'jobs',
    'cronjobs',
    'configmaps',
    'services',
  ];
  return JSON.stringify(
    resources.map((resource) =>
      snapshot
        .list(resource)
        .map(({ metadata: { uid, deletionTimestamp }, ...rest }) => [
          uid,
          deletionTimestamp,
          'spec' in rest ? rest.spec : null,
        ]),
    ),
  );
}

const resources = [
  'pods',
  'nodes',
  'deployments',
  'replicasets',
  'replicationcontrollers',
  'statefulsets',
  'daemonsets',
  'jobs',
  'cronjobs',
  'services',
  'configmaps',
];

describe('what one can do', () => {
  it('to a workload is more than deleting it', () => {
    const few = resources.filter((resource) => resource !== 'configmaps' && actionsOf(resource).length < 2);
    expect(few).toEqual([]);
  });

  it.each(resources)('to %s is shown as the line that does it, and can be undone', async (resource) => {
    const before = wishes(session.cluster.live);
    for (const { id } of actionsOf(resource)) {
      if (onlyOpens.test(id)) continue;
      opened.overlay = undefined;
      const entries = session.state.terminal.length;
      actionsOf(resource)
        .find((action) => action.id === id)
        ?.run();
      const asked = opened.overlay as Overlay | undefined;
      if (asked?.type === 'menu') asked.actions[0]?.run();
      if (asked?.type === 'question') asked.question.answer(asked.question.type === 'number' ? '5' : 'nginx:1.25');
      await Promise.resolve();
      frames.run(1);
      const line = session.state.terminal.slice(entries).map(({ command }) => command)[0] ?? '';
      expect(line, id).toMatch(/^(?:kubectl|docker|#) ?\S/);
      expect(session.state.canUndo, `${id}: ${line}`).toBe(true);
      session.undo();
      frames.run(1);
      expect(wishes(session.cluster.live) === before, `${id}: ${line}`).toBe(true);
    }
  });
});
