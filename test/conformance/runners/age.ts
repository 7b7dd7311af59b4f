import { expect } from 'vitest';
import { shortHumanDuration } from '../../../src/engine/api/duration.ts';
import { toRFC3339 } from '../../../src/engine/index.ts';
import { runCanned } from '../../kubectl/canned-env.ts';

interface AgeFact {
  readonly style: 'human' | 'short';
  readonly seconds: number;
  readonly text: string;
}

/** The beginning of all time, so that parts of a microsecond are not lost in large numbers. */
const CREATED = 0;

/** The AGE that `kubectl get` prints of an object so many seconds old. */
function ageColumn(seconds: number): string {
  const metadata = { name: 'a', uid: '1', resourceVersion: '1', creationTimestamp: toRFC3339(CREATED) };
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
  const { stdout } = runCanned(['get', 'configmaps'], { objects: [object], now: CREATED + seconds * 1000 });
  return stdout.trimEnd().split(/\s+/).at(-1) ?? '';
}

/** Elapsed time as text; kubectl shows the long style, the short one is upstream's function alone. */
export function age({ style, seconds, text }: AgeFact): void {
  expect(style === 'short' ? shortHumanDuration(seconds * 1000) : ageColumn(seconds)).toBe(text);
}
