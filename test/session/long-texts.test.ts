import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DocumentMemory, parseManifests } from '../../src/manifests/index.ts';
import { Session } from '../../src/session/index.ts';
import { FakeFrames } from './fake-frames.ts';

const PODS = 120;

const pod = (index: number, image = 'nginx:1.27'): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p${index}\nspec:\n  containers:\n    - name: a\n      image: ${image}\n`;

const pods = (image?: string): string =>
  Array.from({ length: PODS }, (_, index) => pod(index, index === 100 ? image : undefined)).join('---\n');

describe('a long text in the editor', () => {
  let frames: FakeFrames;
  let session: Session;

  beforeEach(async () => {
    vi.useFakeTimers();
    frames = new FakeFrames();
    session = new Session({ frames, settings: undefined, language: 'en' });
    session.start();
    await session.loadTools();
    vi.runOnlyPendingTimers();
    session.editing.open([{ name: 'pods.yaml', text: pods() }]);
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  const reviewed = (): number => session.state.review.objects.filter(({ file }) => file === 'pods.yaml').length;

  it('is looked at in pieces, between which the page can answer', () => {
    let pieces = 0;
    for (; reviewed() === 0 && pieces < 100; pieces++) vi.advanceTimersToNextTimer();
    expect(reviewed()).toBe(PODS);
    expect(pieces).toBeGreaterThan(PODS / 25);
  });

  it('is looked at anew when it is edited meanwhile', () => {
    for (let piece = 0; piece < 5; piece++) vi.advanceTimersToNextTimer();
    expect(reviewed()).toBe(0);
    session.editing.edit('pods.yaml', pods('nginx:1.28'));
    vi.advanceTimersByTime(1000);
    expect(session.state.review.problems.map(({ file, line }) => [file, line])).toEqual([]);
    session.editing.edit('pods.yaml', pods().replace('name: p100\n', 'name: P_100\n'));
    vi.advanceTimersByTime(1000);
    const line = pods().split('\n').indexOf('  name: p100') + 1;
    expect(session.state.review.problems.map((problem) => [problem.file, problem.line])).toEqual([['pods.yaml', line]]);
  });

  it('is tied to the picture once it was read', () => {
    session.editing.apply();
    frames.run(300);
    session.editing.edit('pods.yaml', `${pods()}---\n${pod(PODS)}`);
    session.linking.cursorAt({ file: 'pods.yaml', offset: pods().indexOf('name: p100') });
    vi.advanceTimersByTime(100);
    expect(session.state.governed).toBeUndefined();
    vi.advanceTimersByTime(1000);
    frames.run(30);
    expect(session.state.governed?.uids).toHaveLength(1);
  });

  it('is applied as it is typed only when all of it was looked at', () => {
    session.editing.setApplyAsYouType(true);
    session.editing.edit('pods.yaml', pods().replace('name: p119\n', 'name: P_119\n'));
    vi.advanceTimersByTime(5000);
    frames.run(1);
    expect(session.state.review.problems).toHaveLength(1);
    expect(session.cluster.live.list('pods').some(({ metadata }) => metadata.name === 'p0')).toBe(false);
  });
});

describe('a memory of documents', () => {
  it('reads only the document that changed, and knows where the others stand now', () => {
    const memory = new DocumentMemory();
    const before = parseManifests(pods(), 'f.yaml', memory).documents;
    const after = parseManifests(`# one line more\n${pods('nginx:1.28')}`, 'f.yaml', memory).documents;
    const same = after.map(({ object }, index) => object === before[index]?.object);
    expect(same.flatMap((isSame, index) => (isSame ? [] : [index]))).toEqual([0, 100]);
    const line = (documents: typeof before): number | undefined => documents[110]?.lineOf(['metadata', 'name']);
    expect(line(after)).toBe((line(before) ?? 0) + 1);
  });

  it('keeps what was asked for last, when there is too much', () => {
    const memory = new DocumentMemory();
    const large = (index: number): string => `${pod(index)}# ${'x'.repeat(300_000)}\n`;
    const first = memory.read(large(0));
    expect(memory.read(large(0))).toBe(first);
    for (let index = 1; index < 5; index++) memory.read(large(index));
    expect(memory.read(large(0))).not.toBe(first);
    const last = memory.read(large(4));
    expect(memory.read(large(4))).toBe(last);
  });
});
