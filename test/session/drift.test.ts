import { beforeEach, describe, expect, it } from 'vitest';
import { Session } from '../../src/session/index.ts';
import type { ReviewedObject } from '../../src/session/index.ts';
import { FakeFrames } from './fake-frames.ts';

let session: Session;
let frames: FakeFrames;

beforeEach(async () => {
  frames = new FakeFrames();
  session = new Session({ frames, settings: undefined, language: 'en' });
  session.start();
  await session.loadTools();
  frames.run(2);
});

function kubectl(...args: string[]): void {
  session.terminal.run(['kubectl', ...args]);
  frames.run(40);
}

function text(name = 'web.yaml'): string {
  return session.state.files.find((file) => file.name === name)?.text ?? '';
}

/** Lines that the first text has and the second has not, and the other way round. */
function changedLines(before: string, after: string): readonly string[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  return [
    ...a.filter((line) => !b.includes(line)).map((line) => `-${line.trim()}`),
    ...b.filter((line) => !a.includes(line)).map((line) => `+${line.trim()}`),
  ];
}

function verdicts(): readonly ReviewedObject['verdict'][] {
  return session.state.review.objects.map(({ verdict }) => verdict);
}

describe('text and cluster', () => {
  it('differ when kubectl scales, and the text does not change by itself', () => {
    const before = text();
    kubectl('scale', 'deployment/web', '--replicas=5');
    expect(session.state.review.drifted).toEqual(['web.yaml']);
    expect(session.state.review.objects[0]).toMatchObject({
      verdict: 'differs',
      differences: [{ path: ['spec', 'replicas'], inText: 3, inCluster: 5 }],
    });
    expect(text()).toBe(before);
  });

  it('differ without drift while one types', () => {
    session.editing.edit('web.yaml', text().replace('replicas: 3', 'replicas: 4'));
    session.editing.review();
    expect(session.state.review.drifted).toEqual([]);
    expect(session.state.review.objects[0]?.differences).toEqual([
      { path: ['spec', 'replicas'], inText: 4, inCluster: 3 },
    ]);
  });

  it("agree again with the cluster's values in the text, whose comments and order stay", () => {
    session.editing.edit(
      'web.yaml',
      text().replace('replicas: 3', 'replicas: 3 # for now').replace('spec:', '# what we want\nspec:'),
    );
    session.editing.review();
    kubectl('scale', 'deployment/web', '--replicas=5');
    kubectl('set', 'image', 'deployment/web', 'nginx=nginx:1.28');
    const before = text();
    expect(session.state.review.drifted).toEqual(['web.yaml']);
    session.editing.takeClusterText('web.yaml');
    expect(changedLines(before, text())).toEqual([
      '-replicas: 3 # for now',
      '-image: nginx:1.27',
      '+replicas: 5 # for now',
      '+image: nginx:1.28',
    ]);
    expect(verdicts()).toEqual(['matches', 'matches']);
    expect(session.state.review.drifted).toEqual([]);
  });

  it('agree again when the text is applied', () => {
    kubectl('set', 'image', 'deployment/web', 'nginx=nginx:1.28');
    expect(session.state.review.drifted).toEqual(['web.yaml']);
    session.editing.apply();
    expect(verdicts()).toEqual(['matches', 'matches']);
    expect(session.state.review.drifted).toEqual([]);
    expect(session.cluster.live.get('deployments', 'default', 'web')?.spec.template.spec.containers[0]?.image).toBe(
      'nginx:1.27',
    );
  });

  it('differ in a label that was taken away', () => {
    session.editing.edit('web.yaml', text().replace('  name: web\n', '  name: web\n  labels:\n    tier: front\n'));
    session.editing.apply();
    kubectl('label', 'deployment/web', 'tier-');
    expect(session.editing.clusterText('web.yaml')).not.toContain('tier');
    session.editing.takeClusterText('web.yaml');
    expect(verdicts()).toEqual(['matches', 'matches']);
  });

  it('do not differ in what the text leaves to others', () => {
    kubectl('label', 'deployment/web', 'tier=front');
    kubectl('set', 'env', 'deployment/web', 'MODE=dark');
    expect(verdicts()).toEqual(['matches', 'matches']);
  });

  it('differ when an object is deleted; the text without it is the cluster’s', () => {
    kubectl('delete', 'service', 'web');
    expect(verdicts()).toEqual(['matches', 'missing']);
    expect(session.state.review.drifted).toEqual(['web.yaml']);
    session.editing.takeClusterText('web.yaml');
    expect(text()).not.toContain('kind: Service');
    expect(text()).toContain('kind: Deployment');
    expect(text()).not.toContain('---');
    expect(verdicts()).toEqual(['matches']);
  });

  it('differ by file', () => {
    session.editing.open([
      { name: 'side.yaml', text: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: side\ndata:\n  a: "1"\n' },
    ]);
    session.editing.apply();
    kubectl('patch', 'configmap', 'side', '-p', '{"data":{"a":"2"}}');
    expect(session.state.review.drifted).toEqual(['side.yaml']);
    expect(changedLines(text('side.yaml'), session.editing.clusterText('side.yaml') ?? '')).toEqual([
      '-a: "1"',
      '+a: "2"',
    ]);
  });
});
