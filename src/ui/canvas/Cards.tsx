import { memo, useMemo, useSyncExternalStore, type ComponentType } from 'react';
import type { Card, CardKind, Size } from '../../scene/index.ts';
import { useScope } from './canvas-scope.ts';
import './cards.css';
import { ClientCard } from './ClientCard.tsx';
import { NodeCard } from './NodeCard.tsx';
import { EndpointsCard, LooseCard, OwnerCard, RegionCard, TrayCard } from './PodCards.tsx';
import { ServiceCard } from './ServiceCard.tsx';
import type { View, Viewport } from './viewport.ts';
import { WorkloadCard } from './WorkloadCard.tsx';

const cardOf: Record<CardKind, ComponentType<{ card: Card }>> = {
  client: ClientCard,
  service: ServiceCard,
  workload: WorkloadCard,
  node: NodeCard,
  tray: TrayCard,
  owner: OwnerCard,
  region: RegionCard,
  endpoints: EndpointsCard,
  loose: LooseCard,
};

/** From this many cards on, those out of sight are not in the page. */
const manyCards = 40;

/** Whether a card is in the window, at least in part. */
export function isSeen(card: Card, { x, y, zoom }: View, size: Size): boolean {
  const left = card.x * zoom + x;
  const top = card.y * zoom + y;
  return left < size.width && top < size.height && left + card.width * zoom > 0 && top + card.height * zoom > 0;
}

/** Of many cards, those in sight; the same array while they are the same. */
function useSeen(cards: readonly Card[]): readonly Card[] {
  const { viewport } = useScope();
  const read = useMemo(() => createSeenReader(cards, viewport), [cards, viewport]);
  return useSyncExternalStore(viewport.subscribe, read);
}

function createSeenReader(cards: readonly Card[], viewport: Viewport): () => readonly Card[] {
  let seen = cards;
  return () => {
    const size = viewport.size();
    if (cards.length <= manyCards || size.width === 0) return cards;
    const view = viewport.view();
    const next = cards.filter((card) => isSeen(card, view, size));
    if (next.length !== seen.length || next.some((card, index) => card !== seen[index])) seen = next;
    return seen;
  };
}

/** Every card at its place. */
export function Cards({ cards }: { cards: readonly Card[] }) {
  return useSeen(cards).map((card) => <PlacedCard key={card.id} card={card} />);
}

const PlacedCard = memo(function PlacedCard({ card }: { card: Card }) {
  const CardOfKind = cardOf[card.kind];
  return (
    <div
      className="canvas-card"
      data-kind={card.kind}
      data-card={card.id}
      style={{ transform: `translate(${card.x}px, ${card.y}px)`, width: card.width, height: card.height }}
    >
      <CardOfKind card={card} />
    </div>
  );
});
