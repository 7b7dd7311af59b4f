import { describe, expect, it } from 'vitest';
import { Session } from '../../src/session/index.ts';
import { FakeFrames } from './fake-frames.ts';

async function readySession(): Promise<{ session: Session; frames: FakeFrames }> {
  const frames = new FakeFrames();
  const session = new Session({ frames, settings: undefined, language: 'en' });
  session.start();
  await session.terminal.prepare(await session.loadTools());
  frames.run(2);
  return { session, frames };
}

function lastOutput({ state }: Session): string {
  return (state.terminal.at(-1)?.output ?? []).map(({ text }) => text).join('');
}

function textOf({ state }: Session, name: string | undefined): string {
  return state.files.find((file) => file.name === name)?.text ?? '';
}

const replicas = ({ state }: Session): number | undefined =>
  state.frame.snapshot.get('deployments', 'default', 'web')?.spec.replicas;

describe('kubectl edit in the page', () => {
  it('opens the object as a tab, and changes the cluster when it is saved', async () => {
    const { session, frames } = await readySession();
    const before = session.state.activeFile;
    session.terminal.type('kubectl edit deployment web');
    const file = session.state.editedObject;
    expect(session.state.activeFile).toBe(file);
    expect(textOf(session, file)).toContain('# Please edit the object below.');
    expect(textOf(session, file)).toContain('kind: Deployment');
    session.editing.edit(file ?? '', textOf(session, file).replace('replicas: 3', 'replicas: 5'));
    session.editing.apply();
    frames.run(2);
    expect(lastOutput(session)).toBe('deployment.apps/web edited\n');
    expect(replicas(session)).toBe(5);
    expect(session.state.editedObject).toBeUndefined();
    expect(session.state.activeFile).toBe(before);
    expect(session.state.files.map(({ name }) => name)).not.toContain(file);
  });

  it('changes nothing when nothing is changed, when it is called off, and at Ctrl-C', async () => {
    const { session } = await readySession();
    session.terminal.type('kubectl edit deployment web');
    session.editing.apply();
    expect(lastOutput(session)).toBe('Edit cancelled, no changes made.\n');
    session.terminal.type('kubectl edit deployment web');
    session.terminal.objectEditing.cancel();
    expect(lastOutput(session)).toBe('Edit cancelled, no changes made.\n');
    session.terminal.type('kubectl edit deployment web');
    session.editing.close(session.state.editedObject ?? '');
    expect(lastOutput(session)).toBe('Edit cancelled, no changes made.\n');
    session.terminal.type('kubectl edit deployment web');
    session.terminal.interrupt();
    expect(session.state.editedObject).toBeUndefined();
    expect(session.state.files).toHaveLength(1);
    expect(replicas(session)).toBe(3);
  });

  it('opens again with the reason when the text is refused', async () => {
    const { session } = await readySession();
    session.terminal.type('kubectl edit deployment web');
    const first = session.state.editedObject ?? '';
    session.editing.edit(first, textOf(session, first).replace('replicas: 3', 'replicas: three'));
    session.editing.apply();
    const again = session.state.editedObject;
    expect(textOf(session, again)).toContain('# deployments.apps "web" was not valid:');
    session.terminal.objectEditing.cancel();
    expect(lastOutput(session)).toContain('Edit cancelled, no valid changes were saved.');
  });

  it('leaves the manifests alone: Apply does not send the object that is edited', async () => {
    const { session } = await readySession();
    const own = session.state.activeFile;
    session.terminal.type('kubectl edit deployment web');
    session.activateFile(own);
    session.editing.apply();
    expect(session.state.editedObject).toBeDefined();
    expect(session.state.terminal.at(-1)?.command).toBe(`kubectl apply -f ${own}`);
  });
});
