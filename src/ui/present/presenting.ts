import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { spotlight } from '../../scene/index.ts';

/** Whether the page is shown to a room, and which of the panels that are then out of the way were asked for. */
export interface Presenting {
  readonly on: boolean;
  readonly editor: boolean;
  readonly dock: boolean;
  /** Finds what a spotlight falls on, once what presents is loaded. */
  readonly spotlight: typeof spotlight | undefined;
}

const nothing: Presenting = { on: false, editor: false, dock: false, spotlight: undefined };

const store = createStore<Presenting>(() => nothing);

export function startPresenting(): void {
  store.setState({ ...nothing, on: true });
}

export function stopPresenting(): void {
  store.setState(nothing);
}

/** Shows a panel while presenting, or puts it out of the way again. */
export function togglePresented(panel: 'editor' | 'dock'): void {
  store.setState((state) => ({ [panel]: !state[panel] }));
}

/** Has a spotlight fall on what is selected. */
export function light(find: typeof spotlight): void {
  store.setState({ spotlight: find });
}

export function usePresenting(): Presenting {
  return useStore(store);
}
