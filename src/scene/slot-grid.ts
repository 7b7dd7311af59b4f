import type { Point, Size } from './geometry.ts';

/** px at zoom 1. */
export const tile = { width: 124, height: 52, gap: 8 } as const;

interface Shape {
  readonly columns: number;
  readonly rows: number;
}

/** Numbered places for tiles. A slot stays where it is when the grid grows: no tile moves because others came. */
export interface SlotGrid {
  /** px from the corner of a grid with `capacity` slots. */
  offset(slot: number, capacity: number): Point;
  /** px that a grid with `capacity` slots takes. */
  size(capacity: number): Size;
  /** The number of slots of the smallest grid with at least `count`. */
  capacity(count: number): number;
}

const pitch = { x: tile.width + tile.gap, y: tile.height + tile.gap } as const;

function pixels({ columns, rows }: Shape): Size {
  return { width: columns * pitch.x - tile.gap, height: rows * pitch.y - tile.gap };
}

/** A grid that grows by whole rows and columns, about `aspect` times as wide as high. */
function growingGrid(start: Shape, aspect: number): SlotGrid {
  const cells: { column: number; row: number }[] = [];
  const shapes: Shape[] = [];
  const add = (shape: Shape, before: Shape): void => {
    for (let row = 0; row < shape.rows; row += 1) {
      for (let column = 0; column < shape.columns; column += 1) {
        if (column >= before.columns || row >= before.rows) cells.push({ column, row });
      }
    }
    shapes.push(shape);
  };
  const shapeAt = (index: number): Shape => {
    while (shapes.length <= index) {
      const last = shapes.at(-1);
      if (last === undefined) add(start, { columns: 0, rows: 0 });
      else if (last.columns * pitch.x > aspect * last.rows * pitch.y) add({ ...last, rows: last.rows + 1 }, last);
      else add({ ...last, columns: last.columns + 1 }, last);
    }
    return shapes[index] ?? start;
  };
  const smallest = (count: number): Shape => {
    let index = 0;
    let shape = shapeAt(index);
    while (shape.columns * shape.rows < count) shape = shapeAt(++index);
    return shape;
  };
  return {
    offset(slot) {
      smallest(slot + 1);
      const { column, row } = cells[slot] ?? { column: 0, row: 0 };
      return { x: column * pitch.x, y: row * pitch.y };
    },
    size: (capacity) => pixels(smallest(capacity)),
    capacity(count) {
      const { columns, rows } = smallest(count);
      return columns * rows;
    },
  };
}

const trayRows = 8;

/** Columns from the right to the left: the tray grows away from the nodes. */
const trayGrid: SlotGrid = {
  offset(slot, capacity) {
    const column = Math.ceil(capacity / trayRows) - 1 - Math.floor(slot / trayRows);
    return { x: column * pitch.x, y: (slot % trayRows) * pitch.y };
  },
  size: (capacity) => pixels({ columns: Math.ceil(capacity / trayRows), rows: Math.min(capacity, trayRows) }),
  capacity: (count) => (count <= trayRows ? Math.max(2, count) : Math.ceil(count / trayRows) * trayRows),
};

export const slotGrids = {
  /** Nodes: narrow with the one pod that most have, else a little wider than high. */
  box: growingGrid({ columns: 1, rows: 2 }, 1.2),
  /** What stands in a list: wide and low. */
  strip: growingGrid({ columns: 2, rows: 1 }, 3),
  /** What is alone in its row: wider and lower. */
  lane: growingGrid({ columns: 3, rows: 1 }, 5),
  tray: trayGrid,
} as const;

/** How many slots to draw for `used` ones, when `before` were drawn: grows at need, shrinks only when half is unused. */
export function steadyCapacity(grid: SlotGrid, used: number, before: number | undefined): number {
  const needed = grid.capacity(used);
  return before !== undefined && before >= needed && used * 2 > before ? before : needed;
}
