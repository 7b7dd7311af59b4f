/** px at zoom 1. */
export const tile = { width: 112, height: 52, gap: 8 } as const;

interface Cell {
  readonly column: number;
  readonly row: number;
}

interface Shape {
  readonly columns: number;
  readonly rows: number;
}

const cells: Cell[] = [];
/** The grid grows by whole rows and columns; each shape contains the one before it. */
const shapes: Shape[] = [{ columns: 2, rows: 2 }];
for (let slot = 0; slot < 4; slot += 1) cells.push({ column: slot % 2, row: slot >> 1 });

/** A little wider than high, so that cards of any size look alike. */
const aspect = 1.2;

function grow(): void {
  const last = shapes.at(-1) ?? { columns: 2, rows: 2 };
  const isWide = last.columns * (tile.width + tile.gap) > aspect * last.rows * (tile.height + tile.gap);
  const next = isWide ? { columns: last.columns, rows: last.rows + 1 } : { columns: last.columns + 1, rows: last.rows };
  if (isWide) for (let column = 0; column < next.columns; column += 1) cells.push({ column, row: last.rows });
  else for (let row = 0; row < next.rows; row += 1) cells.push({ column: last.columns, row });
  shapes.push(next);
}

/** Where a slot is. It stays there when the grid grows, so that no tile moves because others came. */
export function slotCell(slot: number): Cell {
  while (cells.length <= slot) grow();
  return cells[slot] ?? { column: 0, row: 0 };
}

/** The smallest grid with at least `count` slots. */
export function gridShape(count: number): Shape {
  for (let index = 0; ; index += 1) {
    while (shapes.length <= index) grow();
    const shape = shapes[index];
    if (shape !== undefined && shape.columns * shape.rows >= count) return shape;
  }
}

/** How many slots to draw for `used` ones, when `before` were drawn: grows at need, shrinks only when half is unused. */
export function steadyCapacity(used: number, before: number | undefined): number {
  const shape = gridShape(used);
  const needed = shape.columns * shape.rows;
  return before !== undefined && before >= needed && used * 2 > before ? before : needed;
}

/** px from the corner of the grid. */
export function slotOffset(slot: number): { x: number; y: number } {
  const { column, row } = slotCell(slot);
  return { x: column * (tile.width + tile.gap), y: row * (tile.height + tile.gap) };
}

/** px that a grid of this many slots takes. */
export function gridSize(capacity: number): { width: number; height: number } {
  const { columns, rows } = gridShape(capacity);
  return { width: columns * (tile.width + tile.gap) - tile.gap, height: rows * (tile.height + tile.gap) - tile.gap };
}
