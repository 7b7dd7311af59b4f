const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

// Most writes share their second with the one before.
let lastSecond = 0;
let lastText = '1970-01-01T00:00:00Z';

/** Milliseconds since 1970 as metav1.Time is written: UTC in whole seconds, `2025-01-01T00:00:00Z`. */
export function toRFC3339(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) {
    lastText = `${new Date(ms).toISOString().slice(0, 19)}Z`;
    lastSecond = second;
  }
  return lastText;
}

/** Milliseconds since 1970 as metav1.MicroTime is written: `2025-01-01T00:00:00.000000Z`. */
export function toMicroTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 23)}000Z`;
}

/** Milliseconds since 1970 of a metav1.Time or MicroTime; NaN when the text is not RFC 3339. */
export function fromRFC3339(text: string): number {
  return rfc3339.test(text) ? Date.parse(text) : Number.NaN;
}
