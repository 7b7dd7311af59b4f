import { memo, useCallback, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { createWireReader, wireLimit, type Wire } from '../../scene/index.ts';
import { say, useScope, useTopic } from './canvas-scope.ts';
import { comeBack, wantsLessMotion } from './motion.ts';
import { brokenEnd, wirePath } from './wire-path.ts';
import './wires.css';

const WireLine = memo(function WireLine({
  wire,
  scale,
  dim,
  open,
  onToggle,
}: {
  wire: Wire;
  scale: number;
  dim: boolean;
  open: boolean;
  onToggle: (id: string) => void;
}) {
  const d = wirePath(wire);
  const classes = `wire is-${wire.state}${dim ? ' is-dim' : ''}${open ? ' is-open' : ''}`;
  return (
    <g className={classes}>
      <path d={d} className="wire-line" />
      <path d={d} className="wire-touch" onClick={() => onToggle(wire.id)} />
      {wire.state === 'broken' && <path className="wire-line" d={brokenEnd(wire, scale)} />}
      {wire.state === 'ready' && <circle className="wire-end" cx={wire.to.x} cy={wire.to.y} r="3" />}
    </g>
  );
});

function WireWhy({ wire }: { wire: Wire }) {
  const { t } = useScope();
  const left = (wire.from.x + wire.to.x) / 2;
  const top = (wire.from.y + wire.to.y) / 2;
  return (
    <div className="wire-why" role="note" style={{ left, top }}>
      {say(t, wire.why)}
    </div>
  );
}

function isElsewhere(wire: Wire, { from, to }: Wire): boolean {
  return wire.from.x !== from.x || wire.from.y !== from.y || wire.to.x !== to.x || wire.to.y !== to.y;
}

/** Whether the cards that these join are on their way: lines have other ends than before, or there were none of these. */
function haveMoved(before: readonly Wire[], now: readonly Wire[]): boolean {
  const known = new Map(before.map((wire) => [wire.id, wire]));
  const kept = now.flatMap((wire) => {
    const was = known.get(wire.id);
    return was === undefined ? [] : [isElsewhere(wire, was)];
  });
  return before.length > 0 && (kept.length === 0 || kept.includes(true));
}

/** Lines are where their cards will be; until these are there, nothing is drawn. */
function useWait(drawn: readonly Wire[]) {
  const sheet = useRef<SVGSVGElement>(null);
  const before = useRef(drawn);
  useLayoutEffect(() => {
    if (!wantsLessMotion() && before.current !== drawn && haveMoved(before.current, drawn)) comeBack(sheet.current);
    before.current = drawn;
  }, [drawn]);
  return sheet;
}

/** The lines between cards, behind them. A click on one tells the selector or owner reference behind it. */
export function Wires() {
  const { marks, t } = useScope();
  const [read] = useState(createWireReader);
  const scale = useTopic('layout', (scene) => scene.layout.shape.scale);
  const all = useTopic('picture', read);
  const open = useSyncExternalStore(marks.subscribe, () => marks.emphasis().wire);
  const pointed = useSyncExternalStore(marks.subscribe, () => marks.emphasis().pointed);
  const selected = useSyncExternalStore(marks.subscribe, () => marks.emphasis().selected);
  const found = useSyncExternalStore(marks.subscribe, () => marks.emphasis().found);
  const focus = pointed ?? selected;
  const drawn = useMemo(
    () => (all.length <= wireLimit ? all : all.filter((wire) => wire.service !== undefined && wire.service === focus)),
    [all, focus],
  );
  const isService = pointed !== undefined && drawn.some((wire) => wire.service === pointed);
  const sheet = useWait(drawn);
  const toggle = useCallback(
    (id: string) => marks.set({ wire: marks.emphasis().wire === id ? undefined : id }),
    [marks],
  );
  const chosen = drawn.find((wire) => wire.id === open);
  return (
    <>
      <svg ref={sheet} className="wires" aria-hidden width="1" height="1">
        {drawn.map((wire) => (
          <WireLine
            key={wire.id}
            wire={wire}
            scale={scale}
            dim={
              (isService && wire.service !== pointed) ||
              (found !== undefined && wire.service !== undefined && !found.has(wire.service))
            }
            open={wire.id === open}
            onToggle={toggle}
          />
        ))}
      </svg>
      {chosen !== undefined && <WireWhy wire={chosen} />}
      <div role="status" className="visually-hidden">
        {chosen !== undefined && say(t, chosen.why)}
      </div>
    </>
  );
}
