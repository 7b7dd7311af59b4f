import { useLayoutEffect, useRef, type ReactNode, type RefObject } from 'react';
import { useScope } from './canvas-scope.ts';
import { followGestures } from './pan-zoom.ts';

export interface GroundProps {
  canvas: RefObject<HTMLElement | null>;
  /** A person begins to move the picture. */
  onMoveStart: () => void;
  children: ReactNode;
}

/** What the picture is drawn on: moved and zoomed as a whole. */
export function Ground({ canvas, onMoveStart, children }: GroundProps) {
  const { viewport } = useScope();
  const pane = useRef<HTMLDivElement>(null);
  const ground = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const show = (durationMs: number): void => {
      if (ground.current === null) return;
      const { x, y, zoom } = viewport.view();
      ground.current.style.transition = durationMs === 0 ? '' : `transform ${durationMs}ms var(--ease-out)`;
      ground.current.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`;
    };
    show(0);
    return viewport.subscribe(show);
  }, [viewport]);

  useLayoutEffect(() => {
    const element = pane.current;
    if (element === null) return;
    const measure = (): void => viewport.setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    const stop = followGestures(element, viewport, {
      onStart: () => {
        onMoveStart();
        canvas.current?.setAttribute('data-moving', '');
      },
      onEnd: () => canvas.current?.removeAttribute('data-moving'),
    });
    return () => {
      observer.disconnect();
      stop();
    };
  }, [viewport, canvas, onMoveStart]);

  return (
    <div ref={pane} className="canvas-pane">
      <div ref={ground} className="canvas-ground">
        {children}
      </div>
    </div>
  );
}
