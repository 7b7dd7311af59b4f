/** Everything in a part of the picture that can have the focus, in the order of the document. */
export function stops(root: HTMLElement): readonly HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('[data-uid]')];
}

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

export function isArrow(key: string): key is Arrow {
  return key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowUp' || key === 'ArrowDown';
}

interface Middle {
  readonly x: number;
  readonly y: number;
}

function middleOf(element: Element): Middle {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}

/** What lies beside the line of the arrow counts as this much further away, and four times what it is aside; pixels. */
const BESIDE = 400;

/**
 * How far `to` is in the direction of the arrow; undefined when it is not in that direction. Things in line, whose sides
 * overlap, come before things that are nearer but beside it: from a pod to the right is a pod, not the next node's head.
 */
export function distance(from: DOMRect, to: DOMRect, arrow: Arrow): number | undefined {
  const isSideways = arrow === 'ArrowLeft' || arrow === 'ArrowRight';
  const dx = to.left + to.width / 2 - from.left - from.width / 2;
  const dy = to.top + to.height / 2 - from.top - from.height / 2;
  const ahead = { ArrowLeft: -dx, ArrowRight: dx, ArrowUp: -dy, ArrowDown: dy }[arrow];
  const aside = isSideways
    ? Math.max(to.top - from.bottom, from.top - to.bottom)
    : Math.max(to.left - from.right, from.left - to.right);
  if (ahead < 2 || aside > 3 * ahead) return undefined;
  // Of two that are as far, the one that is more in line.
  const off = Math.abs(isSideways ? dy : dx) / 100;
  return aside < 0 ? ahead + off : ahead + BESIDE + 4 * aside;
}

/** The nearest thing in the direction of an arrow key. */
export function nextStop(root: HTMLElement, from: HTMLElement, arrow: Arrow): HTMLElement | undefined {
  const start = from.getBoundingClientRect();
  let best: HTMLElement | undefined;
  let shortest = Number.POSITIVE_INFINITY;
  for (const stop of stops(root)) {
    if (stop === from) continue;
    const length = distance(start, stop.getBoundingClientRect(), arrow);
    if (length !== undefined && length < shortest) {
      best = stop;
      shortest = length;
    }
  }
  return best;
}

/** Makes one thing the picture's only tab stop: the one given, else one that was, else the first. */
export function setTabStop(root: HTMLElement, wanted?: HTMLElement): void {
  const current = root.querySelectorAll<HTMLElement>('[data-uid][tabindex="0"]');
  const stop = wanted ?? current[0] ?? stops(root)[0];
  for (const element of current) if (element !== stop) element.tabIndex = -1;
  if (stop !== undefined && stop.tabIndex !== 0) stop.tabIndex = 0;
}

/** Where the focus goes when the thing that had it is gone: to itself at its new place, else to what is nearest. */
export function focusAgain(root: HTMLElement, uid: string, was: Middle): void {
  const all = stops(root);
  const itself = all.find((stop) => stop.dataset['uid'] === uid);
  const far = (stop: HTMLElement): number => {
    const { x, y } = middleOf(stop);
    return Math.hypot(x - was.x, y - was.y);
  };
  const heir =
    itself ?? all.reduce<HTMLElement | undefined>((a, b) => (a !== undefined && far(a) <= far(b) ? a : b), undefined);
  heir?.focus({ preventScroll: true });
}
