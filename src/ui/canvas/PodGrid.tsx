import { cardPadding, headingOf, slotOffset, tile, type Card } from '../../scene/index.ts';
import { useGroup } from './canvas-scope.ts';
import { useDetail } from './detail.ts';
import { PodTile } from './PodTile.tsx';

/** A card's pods, each in its slot. Too far out for a tile to be seen, it draws none. */
export function PodGrid({ card, emptySlots }: { card: Card; emptySlots: boolean }) {
  const group = useGroup(card.id);
  const detail = useDetail();
  if (group === undefined || detail === 'count') return null;
  const top = headingOf(card.kind) + cardPadding;
  const slots = Array.from({ length: Math.max(group.capacity, group.slots.length) }, (_, slot) => {
    const offset = slotOffset(slot);
    const uid = group.slots[slot];
    const x = offset.x + cardPadding;
    const y = offset.y + top;
    if (uid !== undefined) return <PodTile key={uid} uid={uid} x={x} y={y} />;
    if (!emptySlots) return null;
    return <span key={slot} className="slot" style={{ left: x, top: y, width: tile.width, height: tile.height }} />;
  });
  return <>{slots}</>;
}
