import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { LoadRate, TrafficOrigin } from '../../engine/index.ts';
import type { Session } from '../../session/index.ts';
import { showRequests } from './show-requests.ts';

/** How often the request of the bar is sent. */
export type Pace = 'once' | LoadRate['type'];

/** What stands in the request bar. Numbers are kept as they are typed. */
export interface RequestDraft {
  readonly method: string;
  readonly url: string;
  readonly from: TrafficOrigin;
  readonly pace: Pace;
  /** Requests a second: constant, in a burst, or at the end of a ramp. */
  readonly perSecond: string;
  /** ... at the begin of a ramp. */
  readonly fromPerSecond: string;
  /** Seconds that a burst lasts, and from one burst to the next. */
  readonly forSeconds: string;
  readonly everySeconds: string;
  /** Seconds; empty: until it is stopped. */
  readonly durationSeconds: string;
}

/** What is looked at. */
export type Chosen = { readonly type: 'exchange' | 'load'; readonly id: number };

interface RequestPanel {
  readonly draft: RequestDraft;
  readonly chosen: Chosen | undefined;
  /** Ids of requests that a person sent one by one: they are always drawn as dots. */
  readonly followed: ReadonlySet<number>;
}

/** Single requests that are followed; older ones are long over. */
const MOST_FOLLOWED = 50;

const store = createStore<RequestPanel>(() => ({
  draft: {
    method: 'GET',
    url: '',
    from: 'outside',
    pace: 'once',
    perSecond: '50',
    fromPerSecond: '0',
    forSeconds: '1',
    everySeconds: '5',
    durationSeconds: '30',
  },
  chosen: undefined,
  followed: new Set(),
}));

export function useRequestPanel<T>(select: (panel: RequestPanel) => T): T {
  return useStore(store, select);
}

export function editDraft(change: Partial<RequestDraft>): void {
  store.setState(({ draft }) => ({ draft: { ...draft, ...change } }));
}

export function choose(chosen: Chosen | undefined): void {
  store.setState({ chosen });
}

/** A request that a person sent by itself: it is looked at, and drawn whatever else is under way. */
export function follow(id: number): void {
  store.setState(({ followed }) => ({
    chosen: { type: 'exchange', id },
    followed: new Set([...[...followed].slice(1 - MOST_FOLLOWED), id]),
  }));
}

export function requestPanel(): RequestPanel {
  return store.getState();
}

/** Fills the bar with a request, ready to be sent. */
export function prepareRequest(session: Session, url: string, from: TrafficOrigin = 'outside'): void {
  editDraft({ url, from });
  showRequests(session);
}
