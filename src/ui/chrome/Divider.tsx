import { useRef } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';

export interface DividerProps {
  /** What it resizes, for assistive technology. */
  label: string;
  /** `vertical`: a line between left and right. */
  orientation: 'vertical' | 'horizontal';
  /** Px, of the panel that it resizes. */
  size: number;
  min: number;
  max: number;
  /** Whether the panel grows as the divider moves right or down. */
  growsForward: boolean;
  onResize(size: number): void;
  onCollapse(): void;
}

const KEY_STEP = 24;

/** The line between two panels: drag it, move it by arrow keys, Enter or double click to collapse its panel. */
export function Divider({ label, orientation, size, min, max, growsForward, onResize, onCollapse }: DividerProps) {
  const drag = useRef<{ start: number; size: number } | undefined>(undefined);
  const position = (event: PointerEvent) => (orientation === 'vertical' ? event.clientX : event.clientY);
  const resize = (next: number) => onResize(Math.round(Math.min(max, Math.max(min, next))));

  function onPointerDown(event: PointerEvent<HTMLDivElement>) {
    if (event.button !== 0) return;
    drag.current = { start: position(event), size };
    event.currentTarget.setPointerCapture(event.pointerId);
  }

  function onPointerMove(event: PointerEvent) {
    if (drag.current === undefined) return;
    const moved = position(event) - drag.current.start;
    const wanted = drag.current.size + (growsForward ? moved : -moved);
    if (wanted < min / 2) {
      drag.current = undefined;
      onCollapse();
    } else {
      resize(wanted);
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    const [back, forward] = orientation === 'vertical' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const grow = growsForward ? forward : back;
    const shrink = growsForward ? back : forward;
    if (event.key === grow) resize(size + KEY_STEP);
    else if (event.key === shrink) resize(size - KEY_STEP);
    else if (event.key === 'Home') resize(min);
    else if (event.key === 'End') resize(max);
    else if (event.key === 'Enter') onCollapse();
    else return;
    event.preventDefault();
  }

  return (
    // A focusable separator is a widget: https://www.w3.org/TR/wai-aria-1.2/#separator
    <div
      role="separator"
      tabIndex={0}
      className={`divider divider-${orientation}`}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={Math.round(size)}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (drag.current = undefined)}
      onDoubleClick={onCollapse}
      onKeyDown={onKeyDown}
    />
  );
}
