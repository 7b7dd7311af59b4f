import { describe, expect, test } from 'vitest';
import { runCanned } from './canned-env.ts';
import golden from './goldens/explain.json' with { type: 'json' };

describe('what the real kubectl explained of the same API', () => {
  test.each(golden.cases)('$argv', ({ argv, rc, stdout, stderr }) => {
    expect(runCanned(argv.slice(1))).toEqual({ rc, stdout, stderr });
  });
});
