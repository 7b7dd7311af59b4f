import { expect, it } from 'vitest';
import { kindOf } from '../../src/session/index.ts';

it('tells the kind of a resource, of those that two API groups name alike the one that is drawn', () => {
  expect(['pods', 'nodes', 'deployments', 'events'].map(kindOf)).toEqual(['Pod', 'Node', 'Deployment', 'Event']);
  expect(kindOf('widgets')).toBe('widgets');
});
