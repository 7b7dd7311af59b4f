/** A span of virtual time as the clock shows it: `04:12.6`, `1:04:12.6` from an hour on. `ms` from 0. */
export function clockText(ms: number): string {
  const tenths = Math.floor(Math.max(0, ms) / 100);
  const seconds = Math.floor(tenths / 10);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const tail = `${two(minutes % 60)}:${two(seconds % 60)}.${tenths % 10}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** The same without tenths, for marks and messages: `04:12`. */
export function clockTextShort(ms: number): string {
  return clockText(ms).slice(0, -2);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
