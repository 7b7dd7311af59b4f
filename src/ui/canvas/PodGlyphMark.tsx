import { createElement } from 'react';
import type { PodGlyph } from '../../scene/index.ts';
import { glyphShapes, type Shape } from './glyph-shapes.ts';

/** The attributes of a shape with its colours as the page's. */
function inColour({ attributes }: Shape): Readonly<Record<string, string | number>> {
  const colour = (name: string | number | undefined) =>
    name === undefined || name === 'none' ? name : `var(--${name})`;
  const { fill, stroke } = attributes;
  return {
    ...attributes,
    ...(fill !== undefined && { fill: colour(fill) ?? '' }),
    ...(stroke !== undefined && { stroke: colour(stroke) ?? '' }),
  };
}

/** A glyph never changes, so each is made once. */
const drawn = Object.fromEntries(
  Object.entries(glyphShapes).map(([glyph, shapes]) => [
    glyph,
    shapes.map((shape, index) => createElement(shape.tag, { key: index, ...inColour(shape) }, shape.text)),
  ]),
);

/** A pod's state as a shape. */
export function PodGlyphMark({ glyph }: { glyph: PodGlyph }) {
  return (
    <svg className="glyph" viewBox="0 0 12 12" aria-hidden>
      {drawn[glyph]}
    </svg>
  );
}
