import type { Viewport } from './viewport.ts';

/** Px that a pressed pointer may tremble before it moves the picture. */
const TREMBLE = 4;
/** How much a px of wheel zooms; pinching on a touchpad comes as a wheel with Ctrl and small steps. */
const WHEEL_ZOOM = 0.002;
const PINCH_ZOOM = 0.02;
/** Px of a wheel that counts in lines. */
const LINE = 20;
/** A wheel that rests this long has ended its move. */
const WHEEL_REST_MS = 200;

interface Touch {
  x: number;
  y: number;
}

/** Moves a viewport as the pointer, fingers and the wheel over `pane` say. Answers how to stop. */
export function followGestures(
  pane: HTMLElement,
  viewport: Viewport,
  told: { onStart: () => void; onEnd: () => void },
): () => void {
  const touches = new Map<number, Touch>();
  let isMoving = false;
  let wheelEnd: ReturnType<typeof setTimeout> | undefined;
  /** Where the pointer went down, until it has moved far enough to mean it. */
  let pressed: Touch | undefined;

  const at = (event: { clientX: number; clientY: number }): Touch => {
    const { left, top } = pane.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const start = (): void => {
    if (isMoving) return;
    isMoving = true;
    told.onStart();
  };
  const end = (): void => {
    if (!isMoving) return;
    isMoving = false;
    told.onEnd();
  };

  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const px = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE : event.deltaY;
    start();
    viewport.zoomBy(2 ** (-px * (event.ctrlKey ? PINCH_ZOOM : WHEEL_ZOOM)), 0, at(event));
    clearTimeout(wheelEnd);
    wheelEnd = setTimeout(end, WHEEL_REST_MS);
  };
  const onPointerDown = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    pressed = at(event);
    touches.set(event.pointerId, pressed);
  };
  const onPointerMove = (event: PointerEvent): void => {
    const before = touches.get(event.pointerId);
    if (before === undefined) return;
    const now = at(event);
    if (!isMoving) {
      if (pressed !== undefined && Math.hypot(now.x - pressed.x, now.y - pressed.y) < TREMBLE) return;
      // From here on it is no click, wherever it ends.
      pane.setPointerCapture(event.pointerId);
      start();
    }
    const other = [...touches].find(([id]) => id !== event.pointerId)?.[1];
    const { x, y, zoom } = viewport.view();
    if (other === undefined) {
      viewport.moveTo({ x: x + now.x - before.x, y: y + now.y - before.y, zoom }, 0);
    } else {
      const spread = Math.hypot(now.x - other.x, now.y - other.y);
      const spreadBefore = Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      viewport.zoomBy(spread / spreadBefore, 0, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    }
    touches.set(event.pointerId, now);
  };
  const onPointerUp = (event: PointerEvent): void => {
    if (!touches.delete(event.pointerId)) return;
    if (touches.size === 0) end();
  };
  const onClick = (event: MouseEvent): void => {
    // A captured pointer's click lands on the pane itself, though it began elsewhere.
    if (pressed === undefined || event.detail === 0) return;
    const { x, y } = at(event);
    if (Math.hypot(x - pressed.x, y - pressed.y) >= TREMBLE) event.stopPropagation();
  };

  pane.addEventListener('wheel', onWheel, { passive: false });
  pane.addEventListener('pointerdown', onPointerDown);
  pane.addEventListener('pointermove', onPointerMove);
  pane.addEventListener('pointerup', onPointerUp);
  pane.addEventListener('pointercancel', onPointerUp);
  pane.addEventListener('click', onClick, { capture: true });
  return () => {
    clearTimeout(wheelEnd);
    pane.removeEventListener('wheel', onWheel);
    pane.removeEventListener('pointerdown', onPointerDown);
    pane.removeEventListener('pointermove', onPointerMove);
    pane.removeEventListener('pointerup', onPointerUp);
    pane.removeEventListener('pointercancel', onPointerUp);
    pane.removeEventListener('click', onClick, { capture: true });
  };
}
