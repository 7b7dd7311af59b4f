import { describe, expect, it } from 'vitest';
import { askedSize } from '../../src/session/asked-size.ts';

describe('a size asked for by address', () => {
  it('is read', () => {
    expect(askedSize('#nodes=100&replicas=2000')).toEqual({ nodes: 100, replicas: 2000 });
  });

  it.each([
    '',
    '#states',
    '#nodes=0&replicas=3',
    '#nodes=201&replicas=3',
    '#nodes=3&replicas=5001',
    '#nodes=3&replicas=-1',
    '#nodes=3&replicas=1e3',
    '#nodes=99999999999&replicas=99999999999',
    '#nodes=3&replicas=3&nodes=3',
  ])('is none in %s', (hash) => {
    expect(askedSize(hash)).toBeUndefined();
  });
});
