import { slotPlace, tile, type Card } from '../../scene/index.ts';
import { useGroup } from './canvas-scope.ts';
import { useDetail } from './detail.ts';
import { PodTile } from './PodTile.tsx';

/** A card's pods, each in its slot. Too far out for a tile to be seen, it draws none. */
export function PodGrid({ card, emptySlots }: { card: Card; emptySlots: boolean }) {
  const group = useGroup(card.id);
  const detail = useDetail();
  if (group === undefined || detail === 'count') return null;
  const slots = Array.from({ length: Math.max(group.capacity, group.slots.length) }, (_, slot) => {
    const { x, y } = slotPlace(card, slot, group.capacity);
    const uid = group.slots[slot];
    if (uid !== undefined) return <PodTile key={uid} uid={uid} x={x} y={y} />;
    if (!emptySlots) return null;
    return <span key={slot} className="slot" style={{ left: x, top: y, width: tile.width, height: tile.height }} />;
  });
  return <>{slots}</>;
}
