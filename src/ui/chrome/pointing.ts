import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';

/** What the pointer or the focus is on in one place, so that the others can show the same. */
export interface Pointing {
  /** Uids of what a line of the story is about. */
  readonly inStory: readonly string[];
  /** Uid of a thing in the picture. */
  readonly inPicture: string | undefined;
}

const nothing: readonly string[] = [];

const store = createStore<Pointing>(() => ({ inStory: nothing, inPicture: undefined }));

/** Says what is pointed at in the story; nothing when the pointer has left it. */
export function pointInStory(uids: readonly string[] = nothing): void {
  if (store.getState().inStory !== uids) store.setState({ inStory: uids });
}

/** Says what is pointed at in the picture; undefined when that is nothing. */
export function pointInPicture(uid: string | undefined): void {
  if (store.getState().inPicture !== uid) store.setState({ inPicture: uid });
}

export function usePointing<T>(select: (pointing: Pointing) => T): T {
  return useStore(store, select);
}

/** The uid of the thing of the picture that an element belongs to. */
export function uidAt(target: EventTarget): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('[data-uid]')?.dataset['uid'] : undefined;
}
