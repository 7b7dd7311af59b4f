import { describe, expect, test } from 'vitest';
import { withTimestamps } from '../conformance/relative-times.ts';
import { runCanned } from './canned-env.ts';
import golden from './goldens/describe-golden.json' with { type: 'json' };

/** The goldens' absolute times are 3 h 31 min before they were recorded. */
const RECORDED = Date.UTC(2025, 0, 15, 13, 31, 30);

/** The stand-in server always had this namespace. */
const DEFAULT_NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } };

describe('what the real kubectl printed of the same objects', () => {
  test.each(golden.cases)('$name', ({ argv, objects, rc, stdout, stderr }) => {
    const placed = [...(objects as unknown[]), DEFAULT_NAMESPACE].map((object) => withTimestamps(object, RECORDED));
    const logs = [
      { time: RECORDED, text: 'line 1' },
      { time: RECORDED, text: 'line 2' },
    ];
    const outcome = runCanned(argv.split(' ').slice(1), { objects: placed, now: RECORDED, logs });
    expect(outcome).toEqual({ rc, stdout, stderr });
  });
});
