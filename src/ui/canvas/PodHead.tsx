import type { ReactNode } from 'react';
import { headingOf, oneLineScale, type Card } from '../../scene/index.ts';

/** The class of a card whose heading has one line only. */
export function lowClass(card: Card): string {
  return card.scale >= oneLineScale ? ' is-low' : '';
}

/** What stands above the pods of a card, as large as the layout has room for. */
export function PodHead({ card, className = '', children }: { card: Card; className?: string; children: ReactNode }) {
  return (
    <div style={{ height: headingOf(card.kind, card.scale) }}>
      <div className={`card-face ${className}`}>{children}</div>
    </div>
  );
}
