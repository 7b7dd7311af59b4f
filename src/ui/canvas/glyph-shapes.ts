import type { PodGlyph } from '../../scene/index.ts';

/** An SVG element. `fill` and `stroke` name a colour of the page (`ok` for `--ok`), or `none`. */
export interface Shape {
  readonly tag: 'circle' | 'path' | 'text';
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly text?: string;
}

const ring = (stroke: string): Shape => ({
  tag: 'circle',
  attributes: { cx: 6, cy: 6, r: 4.7, fill: 'none', stroke, strokeWidth: 1.5 },
});

/** Each state of a pod as shapes in a box of 12 by 12, told apart by form and not only by colour. */
export const glyphShapes: Readonly<Record<PodGlyph, readonly Shape[]>> = {
  ready: [{ tag: 'circle', attributes: { cx: 6, cy: 6, r: 5, fill: 'ok' } }],
  starting: [ring('wait'), { tag: 'path', attributes: { d: 'M6 1.3a4.7 4.7 0 0 1 0 9.4z', fill: 'wait' } }],
  waiting: [ring('wait')],
  failing: [{ tag: 'path', attributes: { d: 'M6 .8 11.5 11H.5z', fill: 'bad' } }],
  terminating: [
    {
      tag: 'circle',
      attributes: { cx: 6, cy: 6, r: 4.7, fill: 'none', stroke: 'gone', strokeWidth: 1.6, strokeDasharray: '2.2 2' },
    },
  ],
  unknown: [
    {
      tag: 'text',
      attributes: { x: 6, y: 10.5, fontSize: 12, fontWeight: 700, textAnchor: 'middle', fill: 'bad' },
      text: '?',
    },
  ],
  completed: [
    { tag: 'path', attributes: { d: 'M1.5 6.5 4.5 9.5 10.5 2.5', fill: 'none', stroke: 'gone', strokeWidth: 2 } },
  ],
};
