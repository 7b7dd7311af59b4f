/** A binary heap; `before` must order any two different items. */
export class BinaryHeap<T> {
  private items: T[] = [];
  private readonly before: (a: T, b: T) => boolean;

  constructor(before: (a: T, b: T) => boolean) {
    this.before = before;
  }

  get size(): number {
    return this.items.length;
  }

  peek(): T | undefined {
    return this.items[0];
  }

  push(item: T): void {
    const { items } = this;
    let index = items.length;
    items.push(item);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = items[parentIndex];
      if (parent === undefined || !this.before(item, parent)) break;
      items[index] = parent;
      index = parentIndex;
    }
    items[index] = item;
  }

  pop(): T | undefined {
    const top = this.items[0];
    const last = this.items.pop();
    if (last !== undefined && this.items.length > 0) {
      this.items[0] = last;
      this.sinkTop();
    }
    return top;
  }

  /** Finds the top's place again after it was changed. */
  sinkTop(): void {
    const { items } = this;
    const item = items[0];
    if (item === undefined) return;
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = items[childIndex];
      if (child === undefined) break;
      const right = items[childIndex + 1];
      if (right !== undefined && this.before(right, child)) {
        child = right;
        childIndex += 1;
      }
      if (!this.before(child, item)) break;
      items[index] = child;
      index = childIndex;
    }
    items[index] = item;
  }

  toArray(): T[] {
    return this.items.slice();
  }

  /** Takes items in an order that `toArray` gave. */
  load(items: readonly T[]): void {
    this.items = items.slice();
  }
}
