import { useLayoutEffect, useRef } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { clockTextShort } from '../../session/index.ts';
import { decisionText } from '../chrome/decision-text.ts';
import type { Step } from './steps.ts';

export interface StepListProps {
  steps: readonly Step[];
  /** Which one is on the screen. */
  index: number;
  /** Virtual time at which the clock says 00:00, ms since the epoch. */
  start: number;
  onChoose: (step: Step) => void;
  onClose: () => void;
}

/** Every step, to jump to; it goes when the focus or Escape leaves it. */
export function StepList({ steps, index, start, onChoose, onClose }: StepListProps) {
  const t = useTexts();
  const list = useRef<HTMLOListElement>(null);
  useLayoutEffect(() => {
    const scroller = list.current;
    const current =
      scroller?.querySelector<HTMLElement>('[aria-current]') ?? scroller?.querySelector<HTMLElement>('button');
    if (scroller === null || current === null || current === undefined) return;
    // Only the list scrolls: the browser's own ways would move the page with it.
    scroller.scrollTop += current.getBoundingClientRect().bottom - scroller.getBoundingClientRect().bottom + 8;
    current.focus({ preventScroll: true });
  }, []);
  const move = (from: Element, by: 1 | -1): void => {
    const item = from.closest('li');
    const next = by === 1 ? item?.nextElementSibling : item?.previousElementSibling;
    next?.querySelector('button')?.focus();
  };
  return (
    <ol
      ref={list}
      className="present-list"
      aria-label={t('present.steps')}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
        else if (event.key === 'ArrowDown') move(event.target as Element, 1);
        else if (event.key === 'ArrowUp') move(event.target as Element, -1);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
      onBlur={(event) => {
        // The button that opened the list closes it by itself.
        const isLeft =
          event.relatedTarget === null || !event.currentTarget.parentElement?.contains(event.relatedTarget);
        if (isLeft) onClose();
      }}
    >
      {steps.map((step, at) => (
        <li key={step.time}>
          <button
            type="button"
            aria-current={at === index ? 'step' : undefined}
            data-by={step.decisions[0]?.actor === 'user' ? 'person' : undefined}
            onClick={() => onChoose(step)}
          >
            <time>{clockTextShort(step.time - start)}</time>
            {step.decisions[0] !== undefined && decisionText(step.decisions[0], t)}
          </button>
        </li>
      ))}
    </ol>
  );
}
