import { memo, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type RefObject } from 'react';
import { tile, type PodView, type Transition } from '../../scene/index.ts';
import { useScope } from './canvas-scope.ts';
import { useDetail } from './detail.ts';
import './flights.css';
import { fadeIn, fadeOut, fly, hide, wantsLessMotion } from './motion.ts';
import { PodImage } from './PodTile.tsx';

interface Flight {
  readonly id: number;
  readonly transition: Transition;
}

/** More at once would be a blur, and cost frames. */
const mostAtOnce = 120;

function placeOf(transition: Transition): { x: number; y: number } {
  return transition.type === 'move' ? transition.to : transition.at;
}

function FlyingTile({
  flight,
  canvas,
  onDone,
}: {
  flight: Flight;
  canvas: RefObject<HTMLElement | null>;
  onDone: (id: number) => void;
}) {
  const element = useRef<HTMLDivElement>(null);
  const { id, transition } = flight;
  const { pod } = transition;
  useLayoutEffect(() => {
    const real = canvas.current?.querySelector(`[data-resource="pods"][data-uid="${CSS.escape(pod.uid)}"]`) ?? null;
    const animations: (Animation | undefined)[] = [];
    if (transition.type === 'appear') animations.push(fadeIn(real));
    else if (transition.type === 'leave') animations.push(fadeOut(element.current));
    else if (wantsLessMotion()) animations.push(fadeIn(real));
    else {
      const { from, to } = transition;
      animations.push(fly(element.current, from.x - to.x, from.y - to.y), hide(real));
    }
    const first = animations[0];
    if (first === undefined) onDone(id);
    else first.addEventListener('finish', () => onDone(id));
    return () => {
      for (const animation of animations) animation?.cancel();
    };
  }, [id, transition, pod, canvas, onDone]);
  const isDrawn = transition.type === 'leave' || (transition.type === 'move' && !wantsLessMotion());
  if (!isDrawn) return null;
  const { x, y } = placeOf(transition);
  return (
    <div ref={element} className="flight" style={{ left: x, top: y, width: tile.width, height: tile.height }}>
      <FlightImage pod={pod} />
    </div>
  );
}

const FlightImage = memo(function FlightImage({ pod }: { pod: PodView }) {
  return <PodImage pod={pod} />;
});

/**
 * The flights in the air. Not React state: React would draw it one frame after the picture, and a tile would be seen at
 * its end before it starts.
 */
function createFlightList() {
  let flights: readonly Flight[] = [];
  let nextId = 1;
  const listeners = new Set<() => void>();
  const set = (next: readonly Flight[]): void => {
    flights = next;
    for (const listener of listeners) listener();
  };
  return {
    get: () => flights,
    start(transitions: readonly Transition[]): void {
      const started = transitions.map((transition) => ({ id: nextId++, transition }));
      const again = new Set(started.map((flight) => flight.transition.pod.uid));
      set([...flights.filter((flight) => !again.has(flight.transition.pod.uid)), ...started]);
    },
    end(id: number): void {
      set(flights.filter((flight) => flight.id !== id));
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Tiles on their way: from the tray to the node that a pod was bound to, from place to place when the view changes. */
export function Flights({ canvas }: { canvas: RefObject<HTMLElement | null> }) {
  const { store } = useScope();
  const isFar = useDetail() === 'count';
  const [list] = useState(createFlightList);
  const flights = useSyncExternalStore(list.subscribe, list.get);
  useEffect(
    () =>
      store.onTransitions((transitions) => {
        if (!isFar && !document.hidden && transitions.length <= mostAtOnce) list.start(transitions);
      }),
    [store, list, isFar],
  );
  return (
    <div className="flights" aria-hidden>
      {flights.map((flight) => (
        <FlyingTile key={flight.id} flight={flight} canvas={canvas} onDone={list.end} />
      ))}
    </div>
  );
}
