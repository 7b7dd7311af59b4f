import { podGlyphs, type GlyphCounts } from '../../scene/index.ts';
import { PodGlyphMark } from './PodGlyphMark.tsx';

/** Counts by state, each with its glyph. */
export function GlyphTally({ counts }: { counts: GlyphCounts }) {
  return (
    <span className="tally">
      {podGlyphs
        .filter((glyph) => counts[glyph] > 0)
        .map((glyph) => (
          <span key={glyph}>
            <PodGlyphMark glyph={glyph} />
            {counts[glyph]}
          </span>
        ))}
    </span>
  );
}
