import { arrange, type Arrangement, type ViewName } from './arrange.ts';
import type { Size } from './geometry.ts';
import { columned, layout, sameLayout, type Shape } from './layout.ts';
import type { Picture } from './picture.ts';
import { transitions, type Scene, type Transition } from './transitions.ts';
import { bestShape } from './window-shape.ts';

/**
 * What one can listen to: `time` (virtual time moved), `picture` (anything changed), `layout` (a card came, went or
 * moved), `group/<card id>` (its slots), and `pod/`, `node/`, `service/` or `workload/` with a uid (that view).
 */
export type Topic =
  | 'time'
  | 'picture'
  | 'layout'
  | `group/${string}`
  | `pod/${string}`
  | `node/${string}`
  | `service/${string}`
  | `workload/${string}`;

/** Holds the scene that is on the screen and tells each subscriber only of what it listens to. */
export interface PictureStore {
  scene(): Scene;
  /** Virtual time, ms since the epoch. */
  now(): number;
  /** Shows another picture. `still`: at once, as after a jump in time, with nothing flying. */
  publish(picture: Picture, still?: boolean): void;
  /** Tells the virtual time (ms since the epoch) while nothing else changes. */
  setNow(now: number): void;
  setView(view: ViewName): void;
  /** The window that the picture should suit, in px; it decides how many nodes or workloads stand side by side and how large words are, now if `refit`. */
  setWindow(size: Size, refit?: boolean): void;
  /** Answers how to stop listening. */
  subscribe(topic: Topic, listener: () => void): () => void;
  /** Hears what came, moved and went, before the listeners of the scene do. */
  onTransitions(listener: (transitions: readonly Transition[], after: Scene) => void): () => void;
}

export const emptyPicture: Picture = {
  now: 0,
  revision: 0,
  shown: { type: 'own' },
  namespaces: [],
  nodes: [],
  pods: new Map(),
  tray: { pods: [], more: 0, staying: [] },
  services: [],
  workloads: [],
};

function changedViews<V extends { uid: string }>(before: readonly V[], after: readonly V[]): readonly string[] {
  if (before === after) return [];
  const known = new Map(before.map((view) => [view.uid, view]));
  const changed: string[] = [];
  for (const view of after) {
    if (known.get(view.uid) !== view) changed.push(view.uid);
    known.delete(view.uid);
  }
  return [...changed, ...known.keys()];
}

function changedTopics(before: Scene, after: Scene): readonly Topic[] {
  const topics: Topic[] = [];
  const [a, b] = [before.picture, after.picture];
  if (a.pods !== b.pods) {
    for (const [uid, view] of b.pods) if (a.pods.get(uid) !== view) topics.push(`pod/${uid}`);
    for (const uid of a.pods.keys()) if (!b.pods.has(uid)) topics.push(`pod/${uid}`);
  }
  for (const uid of changedViews(a.nodes, b.nodes)) topics.push(`node/${uid}`);
  for (const uid of changedViews(a.services, b.services)) topics.push(`service/${uid}`);
  for (const uid of changedViews(a.workloads, b.workloads)) topics.push(`workload/${uid}`);
  if (before.arrangement !== after.arrangement) {
    const ids = new Set([...before.arrangement.groups.keys(), ...after.arrangement.groups.keys()]);
    for (const id of ids) {
      if (before.arrangement.groups.get(id) !== after.arrangement.groups.get(id)) topics.push(`group/${id}`);
    }
  }
  if (before.layout !== after.layout) topics.push('layout');
  return topics;
}

/** What decides how large a picture is; while it is the same, its shape is too. */
function crowd(arrangement: Arrangement): string {
  const { services, workloads, groups } = arrangement;
  const slots = [...groups.values()].reduce((sum, group) => sum + group.lasting, 0);
  return [columned(arrangement), services.length, workloads.length, slots].join(' ');
}

export function createPictureStore(initial: Picture = emptyPicture, view: ViewName = 'cluster'): PictureStore {
  const listeners = new Map<Topic, Set<() => void>>();
  const observers = new Set<(transitions: readonly Transition[], after: Scene) => void>();
  let window: Size | undefined;
  let shape: Shape = { columns: 3, scale: 1, band: 1 };
  const firstArrangement = arrange(initial, view);
  let scene: Scene = {
    picture: initial,
    arrangement: firstArrangement,
    layout: layout(initial, firstArrangement, shape),
  };
  let now = initial.now;

  const notify = (topic: Topic): void => {
    for (const listener of listeners.get(topic) ?? []) listener();
  };

  const show = (picture: Picture, arrangement: Scene['arrangement'], still: boolean): void => {
    const before = scene;
    const isOtherView = before.arrangement.view !== arrangement.view;
    if (window !== undefined && (isOtherView || crowd(before.arrangement) !== crowd(arrangement))) {
      shape = bestShape(picture, arrangement, window, isOtherView ? undefined : shape);
    }
    const placed = layout(picture, arrangement, shape);
    scene = { picture, arrangement, layout: sameLayout(before.layout, placed) ? before.layout : placed };
    const happened = still ? [] : transitions(before, scene);
    if (happened.length > 0) for (const observer of observers) observer(happened, scene);
    for (const topic of changedTopics(before, scene)) notify(topic);
    notify('picture');
  };

  return {
    scene: () => scene,
    now: () => now,
    publish(picture, still = false) {
      const moved = picture.now !== now;
      now = picture.now;
      show(picture, arrange(picture, scene.arrangement.view, scene.arrangement), still);
      if (moved) notify('time');
    },
    setNow(time) {
      if (time === now) return;
      now = time;
      notify('time');
    },
    setView(next) {
      if (next !== scene.arrangement.view) show(scene.picture, arrange(scene.picture, next), false);
    },
    setWindow(size, refit = false) {
      const isFirst = window === undefined;
      window = size;
      if (!isFirst && !refit) return;
      const better = bestShape(scene.picture, scene.arrangement, size, isFirst ? undefined : shape);
      if (better.columns === shape.columns && better.scale === shape.scale && better.band === shape.band) return;
      shape = better;
      show(scene.picture, scene.arrangement, true);
    },
    subscribe(topic, listener) {
      const known = listeners.get(topic) ?? new Set();
      listeners.set(topic, known.add(listener));
      return () => {
        known.delete(listener);
        if (known.size === 0 && listeners.get(topic) === known) listeners.delete(topic);
      };
    },
    onTransitions(observer) {
      observers.add(observer);
      return () => observers.delete(observer);
    },
  };
}
