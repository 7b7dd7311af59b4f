import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepSlots, type Slots } from '../../src/scene/slots.ts';
import { slotGrids, steadyCapacity } from '../../src/scene/slot-grid.ts';

describe('slots', () => {
  it('leaves a gap where something went and fills it first', () => {
    const first = keepSlots(undefined, ['a', 'b', 'c']);
    const second = keepSlots(first, ['a', 'c']);
    expect(second).toEqual(['a', undefined, 'c']);
    expect(keepSlots(second, ['a', 'c', 'd', 'e'])).toEqual(['a', 'd', 'c', 'e']);
  });

  it('is the same list when nothing changed', () => {
    const first = keepSlots(undefined, ['a', 'b']);
    expect(keepSlots(first, ['b', 'a'])).toBe(first);
  });

  it('never moves what stays, and holds each thing once', () => {
    const ids = fc.uniqueArray(fc.constantFrom(...'abcdefghij'));
    fc.assert(
      fc.property(fc.array(ids), (steps) => {
        let before: Slots = [];
        for (const present of steps) {
          const now = keepSlots(before, present);
          expect(now.filter((id) => id !== undefined).toSorted()).toEqual(present.toSorted());
          const stays = [...before.entries()].filter(([, id]) => id !== undefined && present.includes(id));
          expect(stays.map(([slot]) => now[slot])).toEqual(stays.map(([, id]) => id));
          before = now;
        }
      }),
    );
  });
});

describe.each(Object.entries(slotGrids))('the %s grid', (name, grid) => {
  it('keeps every slot in its place, inside, and apart from the others, however it grows', () => {
    const placesAt = (capacity: number) =>
      Array.from({ length: capacity }, (_, slot) => {
        const { x, y } = grid.offset(slot, capacity);
        // The tray stands still at its right edge, the others at their left one.
        return { x: name === 'tray' ? grid.size(capacity).width - x : x, y };
      });
    const large = placesAt(grid.capacity(200));
    expect(new Set(large.map(({ x, y }) => `${x},${y}`)).size).toBe(large.length);
    for (const count of [1, 2, 5, 12, 40, 110]) {
      const capacity = grid.capacity(count);
      expect(capacity).toBeGreaterThanOrEqual(count);
      expect(placesAt(capacity)).toEqual(large.slice(0, capacity));
      const { width, height } = grid.size(capacity);
      for (let slot = 0; slot < capacity; slot += 1) {
        const { x, y } = grid.offset(slot, capacity);
        expect(x >= 0 && y >= 0 && x < width && y < height).toBe(true);
      }
    }
  });
});

describe('capacity', () => {
  it('grows at need and shrinks only when half is unused', () => {
    const grid = slotGrids.box;
    expect(steadyCapacity(grid, 5, 4)).toBe(6);
    expect(steadyCapacity(grid, 4, 6)).toBe(6);
    expect(steadyCapacity(grid, 3, 6)).toBe(4);
  });
});
