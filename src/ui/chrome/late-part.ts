import { createElement, use } from 'react';
import type { ComponentType } from 'react';

/** A part of the page whose code comes when it is first needed, or a little before. */
export interface LatePart<Props> {
  /** To be drawn within a `Suspense`. */
  readonly Part: ComponentType<Props>;
  /** Fetches the code ahead of need; what fails is tried again when it is needed. */
  preload(): void;
}

/**
 * Like React's `lazy`, but a part that was preloaded is drawn in the same frame: `lazy` shows its fallback once even
 * when the code is here, and React leaves a fallback on the screen for 300 ms.
 */
export function latePart<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
): LatePart<Props> {
  let loading: Promise<ComponentType<Props>> | undefined;
  const start = (): Promise<ComponentType<Props>> => {
    const promise = load().then((module) => module.default);
    promise.then(
      // React reads this and need not wait a turn to learn what the promise came to.
      (value) => Object.assign(promise, { status: 'fulfilled', value }),
      () => undefined,
    );
    return promise;
  };
  return {
    Part: (props) => createElement(use((loading ??= start())), props),
    preload: () => {
      if (loading !== undefined) return;
      const early = (loading = start());
      early.catch(() => {
        if (loading === early) loading = undefined;
      });
    },
  };
}
