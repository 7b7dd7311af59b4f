import { createContext, useCallback, useContext, useSyncExternalStore, type ComponentType } from 'react';
import type { Translate } from '../../i18n/index.ts';
import type { ObjectRef, Phrase, PictureStore, PodGroup, PodView, Scene, Topic } from '../../scene/index.ts';
import type { LiveSpans } from './live-spans.ts';
import type { Marks } from './marks.ts';
import type { Viewport } from './viewport.ts';

/** What everything in the picture shares. None of it changes while the picture lives, but for the language. */
export interface CanvasScope {
  readonly store: PictureStore;
  readonly marks: Marks;
  readonly live: LiveSpans;
  readonly viewport: Viewport;
  /** Asked for once: a hook of its own on every tile would cost more than drawing it. */
  readonly t: Translate;
  readonly rollout: ComponentType<{ workload: ObjectRef }> | undefined;
}

export const CanvasScopeContext = createContext<CanvasScope | undefined>(undefined);

export function useScope(): CanvasScope {
  const scope = useContext(CanvasScopeContext);
  if (scope === undefined) throw new Error('This part of the picture is drawn outside of it');
  return scope;
}

/** A part of the scene; the component renders again only when that topic is told and the part is another one. */
export function useTopic<T>(topic: Topic, read: (scene: Scene) => T): T {
  const { store } = useScope();
  const subscribe = useCallback((listener: () => void) => store.subscribe(topic, listener), [store, topic]);
  return useSyncExternalStore(subscribe, () => read(store.scene()));
}

export function usePod(uid: string): PodView | undefined {
  return useTopic(`pod/${uid}`, (scene) => scene.picture.pods.get(uid));
}

export function useGroup(cardId: string): PodGroup | undefined {
  return useTopic(`group/${cardId}`, (scene) => scene.arrangement.groups.get(cardId));
}

/** Class names that say whether a thing is selected, highlighted or dimmed. */
export function useMarkClasses(uid: string, isPod = false): string {
  const { marks } = useScope();
  return useSyncExternalStore(marks.subscribe, () => marks.classesOf(uid, isPod));
}

/** A phrase in the language of the page. */
export function say(t: Translate, phrase: Phrase): string {
  return t(phrase.key, phrase.params);
}
