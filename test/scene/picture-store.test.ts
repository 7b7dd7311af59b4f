import { describe, expect, it } from 'vitest';
import {
  createPictureStore,
  podPlace,
  project,
  type PictureStore,
  type Topic,
  type Transition,
} from '../../src/scene/index.ts';
import { draw, type DrawnCluster } from './drawn-cluster.ts';

/** A store that shows one drawing after another. */
function showing(first: string): { store: PictureStore; show: (drawing: string) => void } {
  let drawn: DrawnCluster = draw(first);
  const store = createPictureStore(project(drawn.snapshot));
  return {
    store,
    show: (drawing) => {
      drawn = draw(drawing, {}, drawn);
      store.publish(project(drawn.snapshot, store.scene().picture));
    },
  };
}

function heard(store: PictureStore, topics: readonly Topic[]): Topic[] {
  const told: Topic[] = [];
  for (const topic of topics) store.subscribe(topic, () => told.push(topic));
  return told;
}

function transitionsOf(store: PictureStore): Transition[] {
  const all: Transition[] = [];
  store.onTransitions((transitions) => all.push(...transitions));
  return all;
}

const place = (store: PictureStore, uid: string) => {
  const { arrangement, layout } = store.scene();
  return podPlace(uid, arrangement, layout);
};

const two = `
  node-1
    web-a ready
    web-b ready
  node-2
    web-c ready
`;

describe('the picture on the screen', () => {
  it('tells of the pod that changed, and of no other', () => {
    const { store, show } = showing(two);
    const told = heard(store, ['pod/web-a', 'pod/web-b', 'pod/web-c', 'group/node/node-1', 'node/node-2', 'layout']);
    show(two.replace('web-b ready', 'web-b half'));
    expect(told).toEqual(['pod/web-b']);
  });

  it('moves no tile because another went or came', () => {
    const { store, show } = showing(two);
    const before = place(store, 'web-b');
    show(two.replace('web-a ready', ''));
    expect(place(store, 'web-b')).toEqual(before);
    show(two.replace('web-a ready', 'web-z ready'));
    expect(place(store, 'web-b')).toEqual(before);
  });

  it('moves no node because another was removed', () => {
    const { store, show } = showing(`${two}\nnode-3`);
    const before = store.scene().layout.byId.get('node/node-3');
    show(`node-1\nnode-3`);
    expect(store.scene().layout.byId.get('node/node-3')).toMatchObject({ x: before?.x, width: before?.width });
  });

  it('gives all nodes the same size', () => {
    const many = Array.from({ length: 9 }, (_, index) => `web-${index} ready`).join('\n');
    const { store } = showing(`node-1\n${many}\nnode-2\nnode-3`);
    const sizes = store.scene().layout.cards.filter((card) => card.kind === 'node');
    expect(new Set(sizes.map(({ width, height }) => `${width}x${height}`)).size).toBe(1);
  });

  it('flies a pod from the tray to the node it was bound to', () => {
    const { store, show } = showing(`web-x pending\n${two}`);
    const from = place(store, 'web-x');
    const happened = transitionsOf(store);
    show(two.replace('web-c ready', 'web-c ready\n web-x creating'));
    expect(happened).toMatchObject([{ type: 'move', pod: { uid: 'web-x' }, from, to: place(store, 'web-x') }]);
    expect(from).not.toEqual(place(store, 'web-x'));
  });

  it('keeps its size for pods that pass by, and grows for those that have to wait', () => {
    const waiting = (state: string): string =>
      Array.from({ length: 12 }, (_, index) => `web-w${index} ${state}`).join('\n');
    const { store, show } = showing(two);
    store.setWindow({ width: 892, height: 298 });
    const { bounds } = store.scene().layout;
    show(`${waiting('new')}\n${two}`);
    expect(store.scene().picture.tray.pods).toHaveLength(12);
    expect(store.scene().layout).toMatchObject({ bounds });
    show(`${waiting('pending')}\n${two}`);
    expect(store.scene().layout.bounds.height).toBeGreaterThan(bounds.height);
  });

  it('tells what appears and what leaves, and where', () => {
    const { store, show } = showing(two);
    const at = place(store, 'web-a');
    const happened = transitionsOf(store);
    show(two.replace('web-a ready', '').replace('web-c ready', 'web-c ready\n web-d creating'));
    expect(happened).toMatchObject([
      { type: 'leave', pod: { uid: 'web-a' }, at },
      // It waited in the tray, if only for a moment.
      { type: 'move', pod: { uid: 'web-d' }, from: { x: 10 } },
    ]);
  });

  it('flies nothing after a jump in time', () => {
    const { store } = showing(two);
    const happened = transitionsOf(store);
    store.publish(project(draw('node-1').snapshot), true);
    expect(happened).toEqual([]);
  });

  it('keeps every pod when the view changes, and sends it to its new place', () => {
    const { store } = showing(two);
    const happened = transitionsOf(store);
    store.setView('network');
    expect(happened.map((transition) => transition.type)).toEqual(['move', 'move', 'move']);
    expect(store.scene().arrangement.groups.get('loose')?.slots).toEqual(['web-a', 'web-b', 'web-c']);
  });

  it('tells the time without a picture', () => {
    const { store } = showing(two);
    const told = heard(store, ['time', 'picture']);
    store.setNow(store.now() + 1000);
    store.setNow(store.now());
    expect(told).toEqual(['time']);
  });
});
