import type { ReactNode } from 'react';
import type { PodGlyph } from '../../scene/index.ts';

const shapes: Record<PodGlyph, ReactNode> = {
  ready: <circle cx="6" cy="6" r="5" fill="var(--ok)" />,
  starting: (
    <>
      <circle cx="6" cy="6" r="4.7" fill="none" stroke="var(--wait)" strokeWidth="1.5" />
      <path d="M6 1.3a4.7 4.7 0 0 1 0 9.4z" fill="var(--wait)" />
    </>
  ),
  waiting: <circle cx="6" cy="6" r="4.7" fill="none" stroke="var(--wait)" strokeWidth="1.5" />,
  failing: <path d="M6 .8 11.5 11H.5z" fill="var(--bad)" />,
  terminating: (
    <circle cx="6" cy="6" r="4.7" fill="none" stroke="var(--gone)" strokeWidth="1.6" strokeDasharray="2.2 2" />
  ),
  unknown: (
    <text x="6" y="10.5" fontSize="12" fontWeight="700" textAnchor="middle" fill="var(--bad)">
      ?
    </text>
  ),
  completed: <path d="M1.5 6.5 4.5 9.5 10.5 2.5" fill="none" stroke="var(--gone)" strokeWidth="2" />,
};

/** A pod's state as a shape. */
export function PodGlyphMark({ glyph }: { glyph: PodGlyph }) {
  return (
    <svg className="glyph" viewBox="0 0 12 12" aria-hidden>
      {shapes[glyph]}
    </svg>
  );
}
