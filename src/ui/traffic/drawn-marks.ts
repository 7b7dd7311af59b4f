/** Marks of requests that the legend names when they are in the picture. */
export type TrafficMark = 'dot' | 'wait' | 'back' | 'dead' | 'flow' | 'failedFlow' | 'call' | 'numbers';

export const trafficMarks: readonly TrafficMark[] = [
  'dot',
  'wait',
  'back',
  'dead',
  'flow',
  'failedFlow',
  'call',
  'numbers',
];

/** Wall ms for which a mark counts as drawn after it was: dots come and go faster than a legend can be read. */
const LINGER_MS = 5000;

const drawnAt = new Map<TrafficMark, number>();

/** Notes that a mark is in the picture now. */
export function noteDrawn(mark: TrafficMark): void {
  drawnAt.set(mark, performance.now());
}

/** The marks that are in the picture, or were a moment ago. */
export function marksDrawn(): readonly TrafficMark[] {
  const since = performance.now() - LINGER_MS;
  return trafficMarks.filter((mark) => (drawnAt.get(mark) ?? -Infinity) > since);
}
