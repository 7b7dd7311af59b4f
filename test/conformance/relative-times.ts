import { toRFC3339 } from '../../src/engine/api/time.ts';
import type { GenericObject } from '../../src/engine/kinds/types/index.ts';

/** The virtual time at which facts are checked, ms since the epoch. */
export const NOW = Date.UTC(2025, 0, 15, 13, 30, 30);

const RELATIVE = /^@now(?:([+-][\d.e+]+)s)?$/;

/** A fact's object with `@now-90s` and the like replaced by timestamps; times are kept to the second, as the API does. */
export function withTimestamps(object: unknown, now: number = NOW): GenericObject {
  const text = JSON.stringify(object, (_key, value: unknown) => {
    const match = typeof value === 'string' ? RELATIVE.exec(value) : null;
    return match === null ? value : toRFC3339(now + Number(match[1] ?? 0) * 1000);
  });
  return JSON.parse(text) as GenericObject;
}
