import type { Translate } from '../../i18n/index.ts';
import { tile, type PodGlyph, type PodView } from '../../scene/index.ts';
import { glyphShapes } from '../canvas/glyph-shapes.ts';
import { momentOf } from '../canvas/live-spans.ts';
import type { SvgSheet } from './svg-sheet.ts';

const attributeNames: Readonly<Record<string, string>> = {
  strokeWidth: 'stroke-width',
  strokeDasharray: 'stroke-dasharray',
};

/** A glyph with its middle at a point. */
export function drawGlyph(sheet: SvgSheet, glyph: PodGlyph, x: number, y: number): void {
  sheet.group(x - 5.5, y - 5.5, undefined, {}, () => {
    for (const { tag, attributes, text } of glyphShapes[glyph]) {
      if (text !== undefined) sheet.text(6, 10.5, text, { size: 12, weight: 700, fill: 'bad', anchor: 'middle' });
      else {
        const written = Object.entries(attributes).map(([name, value]) => [attributeNames[name] ?? name, value]);
        sheet.shape(tag, Object.fromEntries(written));
      }
    }
  });
}

/** The token of a pod's revision. */
export function edgeOf(revision: { colour: number } | undefined): string {
  return revision === undefined ? 'line' : `rev${revision.colour + 1}`;
}

const boxColours = { ready: 'ok', notReady: 'wait', failing: 'bad', ended: 'gone' } as const;

function drawBoxes(sheet: SvgSheet, pod: PodView, isLost: boolean): number {
  let x = 12;
  // A pod without a node has no containers yet.
  for (const container of pod.glyph === 'waiting' ? [] : pod.containers) {
    const state = isLost ? 'ended' : container.state;
    const isFilled = state === 'ready' || state === 'ended';
    const colour = boxColours[state];
    const radius = container.init ? 4.5 : 2;
    if (isFilled) sheet.box(x, 31, 9, 9, { rx: radius, fill: colour });
    else sheet.box(x + 0.75, 31.75, 7.5, 7.5, { rx: radius, stroke: colour, 'stroke-width': 1.5 });
    x += 12;
  }
  return x;
}

/** A pod's tile, as it looks near, at a moment of virtual time. */
export function drawPod(sheet: SvgSheet, pod: PodView, x: number, y: number, now: number, t: Translate): void {
  const isLost = pod.leaving || pod.glyph === 'unknown';
  const { width, height } = tile;
  sheet.group(x, y, t(pod.label.key, pod.label.params), { 'data-pod': pod.name }, () => {
    sheet.box(0.5, 0.5, width - 1, height - 1, {
      rx: 7.5,
      fill: isLost ? 'bg' : 'tile',
      stroke: pod.glyph === 'failing' ? 'bad' : isLost ? 'faint' : 'line',
      'stroke-dasharray': isLost ? '3 3' : undefined,
    });
    sheet.shape('path', {
      // 5 px of the tile with its rounded corners of 8 px.
      d: `M5 .58V${height - 0.58}A8 8 0 0 1 0 ${height - 8}V8A8 8 0 0 1 5 .58Z`,
      fill: edgeOf(pod.revision),
      opacity: isLost ? 0.45 : undefined,
    });
    drawGlyph(sheet, pod.glyph, 17.5, 17);
    let right = width - 7;
    if (pod.revision !== undefined) {
      right -=
        sheet.text(right, 20, `r${pod.revision.number}`, { size: 10, mono: true, fill: 'muted', anchor: 'end' }) + 4;
    }
    if (pod.restarts > 0) {
      right -= sheet.text(right, 20, `↻${pod.restarts}`, { size: 10.5, weight: 600, fill: 'bad', anchor: 'end' }) + 4;
    }
    const name = { size: 12, weight: 600, mono: true, fill: isLost ? 'muted' : 'ink' };
    sheet.text(28, 21, pod.suffix, { ...name, room: right - 28 });
    const left = drawBoxes(sheet, pod, isLost);
    const moment = pod.span && momentOf(pod.span, now);
    const values = moment && { percent: Math.round(moment.passed * 100), seconds: moment.seconds };
    const detail = t(pod.detail.key, { ...pod.detail.params, ...values });
    sheet.text(left + (left > 12 ? 3 : 0), 39.5, detail, { size: 11, fill: 'muted', room: width - left - 10 });
    if (pod.span !== undefined && moment !== undefined) {
      const share = pod.span.type === 'pulling' ? moment.passed : 1 - moment.passed;
      const colour = { pulling: 'accent', backOff: 'wait', stopping: 'gone' }[pod.span.type];
      sheet.box(5, height - 4, width - 9, 3, { fill: 'line' });
      sheet.box(5, height - 4, (width - 9) * share, 3, { fill: colour });
    }
  });
}
