import { useEffect, useRef, type RefObject } from 'react';
import { useTopic } from './canvas-scope.ts';
import { focusAgain, setTabStop } from './roving-focus.ts';

interface Focused {
  readonly element: HTMLElement;
  readonly uid: string;
  readonly x: number;
  readonly y: number;
}

function placeOf(element: HTMLElement): Focused | undefined {
  const { left, top, width, height } = element.getBoundingClientRect();
  const { uid } = element.dataset;
  return uid === undefined ? undefined : { element, uid, x: left + width / 2, y: top + height / 2 };
}

/** Sees to it that the picture always has one tab stop, and that the focus is not lost with a pod that goes. */
export function FocusKeeper({ canvas }: { canvas: RefObject<HTMLElement | null> }) {
  // Renders with every picture, for the effect after it.
  useTopic('picture', (scene) => scene.picture);
  const focused = useRef<Focused>(undefined);
  useEffect(() => {
    const root = canvas.current;
    if (root === null) return undefined;
    // It may go before the next picture, which is what is looked at below.
    const note = ({ target }: FocusEvent): void => {
      if (target instanceof HTMLElement) focused.current = placeOf(target);
    };
    root.addEventListener('focusin', note);
    return () => root.removeEventListener('focusin', note);
  }, [canvas]);
  useEffect(() => {
    const root = canvas.current;
    if (root === null) return;
    const element = document.activeElement;
    if (element instanceof HTMLElement && root.contains(element)) {
      focused.current = placeOf(element);
    } else if (focused.current !== undefined && !focused.current.element.isConnected) {
      focusAgain(root, focused.current.uid, focused.current);
    } else focused.current = undefined;
    setTabStop(root);
  });
  return null;
}
