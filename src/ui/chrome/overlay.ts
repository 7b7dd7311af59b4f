import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { ComponentType } from 'react';

/** One entry of a menu or of the palette. */
export interface Action {
  readonly id: string;
  readonly label: string;
  readonly icon?: ComponentType<{ size?: number }>;
  readonly tone?: 'danger';
  /** A key that does the same, as it is shown. */
  readonly keys?: string;
  run(): void;
}

/** A question with one line as its answer. */
export interface Question {
  readonly title: string;
  readonly label: string;
  readonly initial: string;
  readonly confirm: string;
  /** `number`: only whole numbers from 0. */
  readonly type: 'text' | 'number';
  answer(text: string): void;
}

/** What lies over the page: at most one thing at a time. */
export type Overlay =
  | { type: 'palette' }
  | { type: 'keys' }
  | { type: 'examples' }
  | { type: 'menu'; label: string; heading?: string; actions: readonly Action[]; x: number; y: number }
  | { type: 'question'; question: Question }
  /** The annotations that say what images do. */
  | { type: 'behaviour' }
  /** Two ways to roll a Deployment out; without one, the first that requests come to. */
  | { type: 'compare'; deployment?: { readonly namespace: string; readonly name: string } };

const store = createStore<{ overlay: Overlay | undefined }>(() => ({ overlay: undefined }));
let opener: Element | null = null;

/** Opens an overlay in the place of the one that is open; the focus returns to where it was. */
export function openOverlay(overlay: Overlay): void {
  if (store.getState().overlay === undefined) opener = document.activeElement;
  store.setState({ overlay });
}

export function closeOverlay(): void {
  store.setState({ overlay: undefined });
}

/** Gives the focus back to what had it before the overlay. */
export function returnFocus(): void {
  if (opener instanceof HTMLElement || opener instanceof SVGElement) opener.focus();
}

export function useOverlay(): Overlay | undefined {
  return useStore(store, (state) => state.overlay);
}
