/** How long the timeline is, in virtual ms: it doubles as history outgrows it, so that what was drawn stays in view. */
export function axisLength(lived: number): number {
  let length = 60_000;
  while (lived > length * 0.92) length *= 2;
  return length;
}
