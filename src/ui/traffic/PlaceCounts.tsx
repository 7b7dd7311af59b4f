import { memo, useSyncExternalStore } from 'react';
import { cardId, podPlace, tile, type Point, type TrafficCount } from '../../scene/index.ts';
import { useScope } from '../canvas/canvas-scope.ts';
import { useDetail } from '../canvas/detail.ts';

/** More tiles with numbers than these cannot be read, and cost frames. */
const MOST_NUMBERS = 150;

/** How often each pod and each Service was asked, at its corner: drawn over the tiles, so that none renders for it. */
export const PlaceCounts = memo(function PlaceCounts({ counts }: { counts: ReadonlyMap<string, TrafficCount> }) {
  const { store } = useScope();
  const detail = useDetail();
  const layout = useSyncExternalStore(
    (listener) => store.subscribe('layout', listener),
    () => store.scene().layout,
  );
  if (detail !== 'tile') return null;
  const { arrangement } = store.scene();
  const corner = (uid: string): Point | undefined => {
    const pod = podPlace(uid, arrangement, layout);
    if (pod !== undefined) return { x: pod.x + tile.width - 6, y: pod.y + tile.height };
    const card = layout.byId.get(cardId.service(uid));
    return card && { x: card.x + card.width - 10, y: card.y };
  };
  return (
    <svg className="traffic-counts" aria-hidden width="1" height="1">
      {[...counts].slice(0, MOST_NUMBERS).map(([uid, count]) => {
        const at = corner(uid);
        return at && <CountBadge key={uid} x={at.x} y={at.y} requests={count.requests} failed={count.failed} />;
      })}
    </svg>
  );
});

/** px of a digit at the badge's size. */
const DIGIT = 6.4;

const CountBadge = memo(function CountBadge({
  x,
  y,
  requests,
  failed,
}: {
  x: number;
  y: number;
  requests: number;
  failed: number;
}) {
  const good = String(requests);
  const bad = failed > 0 ? ` ✕${failed}` : '';
  const width = (good.length + bad.length) * DIGIT + 10;
  return (
    <g className="count-badge" transform={`translate(${x - width} ${y})`}>
      <rect y={-8} width={width} height={16} rx={8} />
      <text x={width / 2} y={4}>
        {good}
        {bad !== '' && <tspan className="is-failed">{bad}</tspan>}
      </text>
    </g>
  );
});
