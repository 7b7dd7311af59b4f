import { useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react';
import type { RefObject, UIEvent } from 'react';
import { usePointing } from '../chrome/pointing.ts';
import type { StoryRow } from './story-groups.ts';

/** px from the end that still count as being at it. */
const AT_END = 24;
/** Wall ms that the pointer rests on a thing before the story goes to it: on the way across the picture it stays. */
const REST_MS = 200;

/**
 * Where the story is scrolled to. It stays at its end while one is there. While the pointer rests on a thing of the picture,
 * it shows the last line about that, unless one is in sight, and goes back to its end when the pointer leaves. Answers what
 * the list does when it was scrolled.
 */
export function useStoryScroll(
  view: RefObject<HTMLElement | null>,
  rows: readonly StoryRow[],
  goTo: (index: number) => void,
): (event: UIEvent<HTMLElement>) => void {
  const follows = useRef(true);
  const scrolled = useRef(0);
  const pointed = usePointing(({ inPicture }) => inPicture);

  // What is drawn is measured only then, and the list grows by itself: only who scrolls back leaves the end.
  function note({ scrollHeight, scrollTop, clientHeight }: HTMLElement): void {
    if (scrollHeight - scrollTop - clientHeight < AT_END) follows.current = true;
    else if (scrollTop < scrolled.current) follows.current = false;
    scrolled.current = scrollTop;
  }

  useLayoutEffect(() => {
    if (view.current === null) return;
    // Whoever goes to a line by Tab has scrolled before the browser says so.
    note(view.current);
    if (follows.current) view.current.scrollTo({ top: view.current.scrollHeight });
  });

  const showLast = useEffectEvent((uid: string) => {
    const index = rows.findLastIndex(({ line }) => line.uids.includes(uid));
    if (index < 0 || view.current === null || isLineInSight(view.current)) return;
    follows.current = false;
    goTo(index);
  });
  useEffect(() => {
    if (pointed === undefined) return undefined;
    const wasAtEnd = follows.current;
    const list = view.current;
    const timer = setTimeout(() => showLast(pointed), REST_MS);
    return () => {
      clearTimeout(timer);
      if (!wasAtEnd || follows.current) return;
      follows.current = true;
      list?.scrollTo({ top: list.scrollHeight });
    };
  }, [pointed, view]);

  return ({ currentTarget }) => note(currentTarget);
}

/** Whether a line about what is pointed at can be read without scrolling. */
function isLineInSight(view: HTMLElement): boolean {
  const { top, bottom } = view.getBoundingClientRect();
  return [...view.querySelectorAll('.story-line[data-pointed="true"]')].some((line) => {
    const box = line.getBoundingClientRect();
    return box.top >= top && box.bottom <= bottom;
  });
}
