import { CircleAlert, CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import type { Verdict } from './outcome-text.ts';

const icons = { waiting: CircleDashed, answered: CircleCheck, refused: CircleAlert, failed: CircleX } as const;

/** How a request stands, by shape and colour. What it means is said beside it. */
export function VerdictMark({ verdict }: { verdict: Verdict }) {
  const Icon = icons[verdict];
  return <Icon size={14} aria-hidden className={`verdict is-${verdict}`} />;
}
