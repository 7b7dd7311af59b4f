import type { KeyboardEvent, RefObject } from 'react';
import { flushSync } from 'react-dom';
import { createWireReader, type Card, type Wire } from '../../scene/index.ts';
import type { CanvasProps } from './canvas-props.ts';
import { useScope, type CanvasScope } from './canvas-scope.ts';
import { isSeen } from './Cards.tsx';
import { refOf, thingAt } from './find-ref.ts';
import { distance, isArrow, nextStop, stops, type Arrow } from './roving-focus.ts';

/** px of the window between its edge and a card that was brought into it. */
const MARGIN = 16;

/** Whether something on a card can have the focus. */
function hasStops(card: Card, { store }: CanvasScope): boolean {
  if (card.kind === 'region') return false;
  if (card.kind !== 'tray' && card.kind !== 'loose' && card.kind !== 'endpoints') return true;
  return (
    store
      .scene()
      .arrangement.groups.get(card.id)
      ?.slots.some((uid) => uid !== undefined) === true
  );
}

/** Where a card is in the page, also when it is out of sight and not drawn; px of the window. */
function rectOf(card: Card, root: HTMLElement, { viewport }: CanvasScope): DOMRect {
  const { left, top } = root.getBoundingClientRect();
  const { x, y, zoom } = viewport.view();
  return new DOMRect(left + x + card.x * zoom, top + y + card.y * zoom, card.width * zoom, card.height * zoom);
}

/** Brings a card into the window, drawn at once; answers by how much everything moved. */
function bringIn(card: Card, { viewport }: CanvasScope): { dx: number; dy: number } {
  const size = viewport.size();
  const { x, y, zoom } = viewport.view();
  const shift = (low: number, length: number, room: number): number =>
    low < MARGIN || length > room - 2 * MARGIN
      ? MARGIN - low
      : low + length > room - MARGIN
        ? room - MARGIN - low - length
        : 0;
  const dx = shift(x + card.x * zoom, card.width * zoom, size.width);
  const dy = shift(y + card.y * zoom, card.height * zoom, size.height);
  flushSync(() => viewport.moveTo({ x: x + dx, y: y + dy, zoom }, 0));
  return { dx, dy };
}

function stopsOf(card: Card, root: HTMLElement): readonly HTMLElement[] {
  const element = root.querySelector<HTMLElement>(`[data-card="${CSS.escape(card.id)}"]`);
  return element === null ? [] : stops(element);
}

/** The nearest thing in the direction of an arrow; one that is out of sight comes into it. */
function goTo(root: HTMLElement, from: HTMLElement, arrow: Arrow, scope: CanvasScope): HTMLElement | undefined {
  const start = from.getBoundingClientRect();
  const seen = nextStop(root, from, arrow);
  let shortest = seen === undefined ? Infinity : (distance(start, seen.getBoundingClientRect(), arrow) ?? Infinity);
  let hidden: Card | undefined;
  for (const card of scope.store.scene().layout.cards) {
    if (isSeen(card, scope.viewport.view(), scope.viewport.size()) || !hasStops(card, scope)) continue;
    const length = distance(start, rectOf(card, root, scope), arrow);
    if (length === undefined || length >= shortest) continue;
    shortest = length;
    hidden = card;
  }
  if (hidden === undefined) return seen;
  const { dx, dy } = bringIn(hidden, scope);
  const moved = new DOMRect(start.x + dx, start.y + dy, start.width, start.height);
  let best: { stop: HTMLElement; length: number } | undefined;
  for (const stop of stopsOf(hidden, root)) {
    const length = distance(moved, stop.getBoundingClientRect(), arrow) ?? Infinity;
    if (best === undefined || length < best.length) best = { stop, length };
  }
  return best?.stop ?? seen;
}

/** The first or the last thing of the picture, brought into sight. */
function goToEnd(root: HTMLElement, end: 'first' | 'last', scope: CanvasScope): HTMLElement | undefined {
  const cards = scope.store.scene().layout.cards.filter((card) => hasStops(card, scope));
  const card = end === 'first' ? cards[0] : cards.at(-1);
  if (card === undefined) return undefined;
  if (!isSeen(card, scope.viewport.view(), scope.viewport.size())) bringIn(card, scope);
  return stopsOf(card, root).at(end === 'first' ? 0 : -1);
}

/** Whether a line begins or ends at a card; ends stand a little off some cards. */
function touches(wire: Wire, card: Card): boolean {
  return [wire.from, wire.to].some(
    ({ x, y }) => x >= card.x - 4 && x <= card.x + card.width + 4 && y >= card.y - 4 && y <= card.y + card.height + 4,
  );
}

/** Has the next of the lines at a thing tell what is behind it; after the last one none does. */
function tellNextWire(element: HTMLElement, { store, marks }: CanvasScope): void {
  const scene = store.scene();
  const id = element.closest<HTMLElement>('[data-card]')?.dataset['card'];
  const card = id === undefined ? undefined : scene.layout.byId.get(id);
  const wires = createWireReader()(scene).filter((wire) => card !== undefined && touches(wire, card));
  const index = wires.findIndex((wire) => wire.id === marks.emphasis().wire);
  marks.set({ wire: wires[index + 1]?.id });
}

/** What the keys do while something in the picture has the focus. */
export function usePictureKeys(
  canvas: RefObject<HTMLElement | null>,
  { onSelect, onAction }: Pick<CanvasProps, 'onSelect' | 'onAction'>,
  fit: () => void,
): (event: KeyboardEvent) => void {
  const scope = useScope();
  return (event) => {
    const root = canvas.current;
    const element = thingAt(event.target);
    if (root === null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') {
      if (scope.marks.emphasis().wire === undefined) onSelect(undefined);
      else scope.marks.set({ wire: undefined });
      return;
    }
    if (element === undefined) return;
    const ref = refOf(element, scope.store.scene().picture);
    let stop: HTMLElement | undefined;
    if (isArrow(event.key)) stop = goTo(root, element, event.key, scope);
    else if (event.key === 'Home') stop = goToEnd(root, 'first', scope);
    else if (event.key === 'End') stop = goToEnd(root, 'last', scope);
    else if (event.key === 'Enter' && ref !== undefined) {
      onSelect(ref);
      onAction('inspect', ref);
    } else if (event.key === 'Delete' && ref !== undefined) onAction('delete', ref);
    else if (event.key === 'w') tellNextWire(element, scope);
    else if (event.key === '0') fit();
    else return;
    event.preventDefault();
    stop?.focus({ preventScroll: true });
  };
}
