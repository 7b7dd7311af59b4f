import { describe, expect, test } from 'vitest';
import type { GenericObject } from '../../src/engine/index.ts';
import { runCanned } from './canned-env.ts';
import golden from './goldens/describe-every-kind.json' with { type: 'json' };

const objects = golden.objects as unknown as GenericObject[];

describe('what the real kubectl told of objects of every kind, with every field that it tells of', () => {
  test.each(golden.cases)('$argv', ({ argv, rc, stdout, stderr }) => {
    expect(runCanned(argv.split(' ').slice(1), { objects })).toEqual({ rc, stdout, stderr });
  });
});
