import { describe, expect, it } from 'vitest';
import { find, project } from '../../src/scene/index.ts';
import { draw } from './drawn-cluster.ts';

const picture = project(
  draw(`
    web-p pending
    node-1
      web-a ready
      api-b ready
    node-2
      web-c going
  `).snapshot,
);

describe('what a person looks for in the picture', () => {
  it.each([
    ['WEB-', ['web-a', 'web-c', 'web-p']],
    [' api ', ['api-b']],
    ['pending', ['web-p']],
  ])('%s is found', (text, uids) => {
    expect([...(find(picture, text) ?? [])].toSorted()).toEqual(uids);
  });

  it('is a node with its pods, by its name', () => {
    expect(find(picture, 'node-1')).toEqual(new Set(['web-a', 'api-b', picture.nodes[0]?.uid]));
  });

  it('may be nowhere, or nothing', () => {
    expect(find(picture, 'no such thing')).toEqual(new Set());
    expect(find(picture, '  ')).toBeUndefined();
  });
});
