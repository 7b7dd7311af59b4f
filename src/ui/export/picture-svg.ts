import type { Translate } from '../../i18n/index.ts';
import { boxAround, layout as layoutOf, wires, type Scene, type Wire } from '../../scene/index.ts';
import { brokenEnd, wirePath } from '../canvas/wire-path.ts';
import { drawCard } from './card-drawing.ts';
import { SvgSheet, type Measure, type Palette } from './svg-sheet.ts';

export interface PictureOptions {
  readonly scene: Scene;
  /** Virtual time, ms since the epoch: countdowns stand where they are. */
  readonly now: number;
  readonly t: Translate;
  readonly palette: Palette;
  readonly measure: Measure;
  /** What the picture is called by those who cannot see it. */
  readonly title: string;
}

/** px around the picture */
const margin = 24;

const wireColours = { ready: 'ok', notReady: 'wait', broken: 'bad', outside: 'accent', owner: 'faint' } as const;

function drawWire(sheet: SvgSheet, wire: Wire): void {
  const isWhole = wire.state === 'ready' || wire.state === 'outside' || wire.state === 'owner';
  const stroke = wireColours[wire.state];
  const dash = isWhole ? undefined : '4 4';
  sheet.shape('path', { d: wirePath(wire), stroke, 'stroke-width': 1.5, 'stroke-dasharray': dash });
  if (wire.state === 'broken') sheet.shape('path', { d: brokenEnd(wire, 1), stroke, 'stroke-width': 1.5 });
  if (wire.state === 'ready') sheet.shape('circle', { cx: wire.to.x, cy: wire.to.y, r: 3, fill: stroke });
}

/** The whole picture of a scene as an SVG file that needs nothing besides: every card, every tile, every wire. */
export function pictureSvg({ scene: shown, now, t, palette, measure, title }: PictureOptions): string {
  const sheet = new SvgSheet(palette, measure);
  const { picture, arrangement } = shown;
  // A file can be looked at as large as it is, so no words need be larger than tiles.
  const layout = layoutOf(picture, arrangement, { ...shown.layout.shape, scale: 1 });
  const scene = { ...shown, layout };
  const regions = layout.cards.filter((card) => card.kind === 'region');
  for (const card of regions) drawCard({ sheet, scene, now, t }, card);
  for (const wire of wires(picture, arrangement.view, layout)) drawWire(sheet, wire);
  for (const card of layout.cards) if (card.kind !== 'region') drawCard({ sheet, scene, now, t }, card);
  // Of a moment everything, also what passes by.
  const { x, y, width, height } = boxAround(layout.cards);
  const view = { x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin };
  return sheet.file(view, title);
}
