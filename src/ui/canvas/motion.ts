/** ms of real time; the style sheet's --calm. */
export const calm = 280;

/** Whether the person asked for less motion: flights become fades. */
export function wantsLessMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

const easeOut = 'cubic-bezier(0.2, 0.7, 0.2, 1)';

/** One flash: something was killed. */
export function flash(element: Element | null): void {
  element?.animate(
    [
      { boxShadow: '0 0 0 0 var(--bad)' },
      { boxShadow: '0 0 0 5px color-mix(in srgb, var(--bad) 45%, transparent)', offset: 0.3 },
      { boxShadow: '0 0 0 0 transparent' },
    ],
    { duration: 400, easing: easeOut },
  );
}

export function fadeIn(element: Element | null): Animation | undefined {
  const from = wantsLessMotion() ? { opacity: 0 } : { opacity: 0, transform: 'scale(0.86)' };
  return element?.animate([from, { opacity: 1, transform: 'none' }], { duration: 220, easing: easeOut });
}

export function fadeOut(element: Element | null): Animation | undefined {
  return element?.animate([{ opacity: 1 }, { opacity: 0 }], { duration: calm, easing: 'ease-out', fill: 'forwards' });
}

/** Out of sight while what it joins moves, then back. */
export function comeBack(element: Element | null): void {
  element?.animate([{ opacity: 0 }, { opacity: 0, offset: 0.6 }, { opacity: 1 }], { duration: calm + 120 });
}

/** From an offset (px) to where the element is. */
export function fly(element: Element | null, dx: number, dy: number): Animation | undefined {
  return element?.animate([{ transform: `translate(${dx}px, ${dy}px)` }, { transform: 'none' }], {
    duration: calm + 60,
    easing: easeOut,
  });
}

/** Keeps a tile out of sight while its image flies to it. */
export function hide(element: Element | null): Animation | undefined {
  return element?.animate([{ opacity: 0 }, { opacity: 0 }], { duration: calm + 60 });
}
