/** What of a slice Go's sort sees. */
interface Sorted {
  readonly length: number;
  less(i: number, j: number): boolean;
  swap(i: number, j: number): void;
}

const MOST_INSERTED = 12;
const SHORTEST_NINTHER = 50;
const SHORTEST_SHIFTED = 50;
const MOST_SWAPS = 12;
const MOST_STEPS = 5;

type Hint = 'increasing' | 'decreasing' | 'unknown';

function bitLength(value: number): number {
  return value === 0 ? 0 : Math.floor(Math.log2(value)) + 1;
}

function insertionSort(data: Sorted, a: number, b: number): void {
  for (let i = a + 1; i < b; i++) for (let j = i; j > a && data.less(j, j - 1); j--) data.swap(j, j - 1);
}

function siftDown(data: Sorted, low: number, high: number, first: number): void {
  for (let root = low; ;) {
    let child = 2 * root + 1;
    if (child >= high) return;
    if (child + 1 < high && data.less(first + child, first + child + 1)) child++;
    if (!data.less(first + root, first + child)) return;
    data.swap(first + root, first + child);
    root = child;
  }
}

function heapSort(data: Sorted, a: number, b: number): void {
  const length = b - a;
  for (let i = Math.floor((length - 1) / 2); i >= 0; i--) siftDown(data, i, length, a);
  for (let i = length - 1; i >= 0; i--) {
    data.swap(a, a + i);
    siftDown(data, 0, i, a);
  }
}

/** Three swaps that only depend on the length: Go's xorshift begins with it. */
function breakPatterns(data: Sorted, a: number, b: number): void {
  const length = b - a;
  if (length < 8) return;
  let random = BigInt(length);
  const mask = (1n << BigInt(bitLength(length))) - 1n;
  const at = a + Math.floor(length / 4) * 2 - 1;
  for (let i = 0; i < 3; i++) {
    random = BigInt.asUintN(64, random ^ (random << 13n));
    random ^= random >> 17n;
    random = BigInt.asUintN(64, random ^ (random << 5n));
    const other = Number(random & mask);
    data.swap(at + i, a + (other >= length ? other - length : other));
  }
}

function choosePivot(data: Sorted, a: number, b: number): { pivot: number; hint: Hint } {
  let swaps = 0;
  const order = (i: number, j: number): [number, number] => {
    if (!data.less(j, i)) return [i, j];
    swaps++;
    return [j, i];
  };
  const median = (first: number, second: number, third: number): number => {
    let [i, j] = order(first, second);
    [j] = order(j, third);
    [i, j] = order(i, j);
    return j;
  };
  const quarter = Math.floor((b - a) / 4);
  let [i, j, k] = [a + quarter, a + quarter * 2, a + quarter * 3];
  if (b - a >= SHORTEST_NINTHER)
    [i, j, k] = [median(i - 1, i, i + 1), median(j - 1, j, j + 1), median(k - 1, k, k + 1)];
  const pivot = median(i, j, k);
  return { pivot, hint: swaps === 0 ? 'increasing' : swaps === MOST_SWAPS ? 'decreasing' : 'unknown' };
}

function reverse(data: Sorted, a: number, b: number): void {
  for (let i = a, j = b - 1; i < j; i++, j--) data.swap(i, j);
}

/** Moves what is too great, which is before `from`, to its place. */
function shiftRight(data: Sorted, from: number, end: number): void {
  for (let j = from; j < end && data.less(j, j - 1); j++) data.swap(j, j - 1);
}

/** Whether a few steps sorted what was almost sorted. */
function partialInsertionSort(data: Sorted, a: number, b: number): boolean {
  let i = a + 1;
  for (let step = 0; step < MOST_STEPS; step++) {
    while (i < b && !data.less(i, i - 1)) i++;
    if (i === b) return true;
    if (b - a < SHORTEST_SHIFTED) return false;
    data.swap(i, i - 1);
    if (i - a >= 2) for (let j = i - 1; j >= 1 && data.less(j, j - 1); j--) data.swap(j, j - 1);
    if (b - i >= 2) shiftRight(data, i + 1, b);
  }
  return false;
}

/** Divides into what is less than the pivot and the rest; answers where the pivot is then. */
function partition(data: Sorted, a: number, b: number, pivot: number): { middle: number; wasPartitioned: boolean } {
  data.swap(a, pivot);
  let [i, j] = [a + 1, b - 1];
  for (let wasPartitioned = true; ; wasPartitioned = false) {
    while (i <= j && data.less(i, a)) i++;
    while (i <= j && !data.less(j, a)) j--;
    if (i > j) {
      data.swap(j, a);
      return { middle: j, wasPartitioned };
    }
    data.swap(i, j);
    i++;
    j--;
  }
}

/** Divides into what equals the pivot and what is greater; nothing is less. */
function partitionEqual(data: Sorted, a: number, b: number, pivot: number): number {
  data.swap(a, pivot);
  let [i, j] = [a + 1, b - 1];
  for (;;) {
    while (i <= j && !data.less(a, i)) i++;
    while (i <= j && data.less(a, j)) j--;
    if (i > j) return i;
    data.swap(i, j);
    i++;
    j--;
  }
}

function patternDefeatingSort(data: Sorted, from: number, to: number, badPivots: number): void {
  let [a, b, limit] = [from, to, badPivots];
  let wasBalanced = true;
  let wasPartitioned = true;
  for (;;) {
    const length = b - a;
    if (length <= MOST_INSERTED) {
      insertionSort(data, a, b);
      return;
    }
    if (limit === 0) {
      heapSort(data, a, b);
      return;
    }
    if (!wasBalanced) {
      breakPatterns(data, a, b);
      limit--;
    }
    let { pivot, hint } = choosePivot(data, a, b);
    if (hint === 'decreasing') {
      reverse(data, a, b);
      pivot = b - 1 - (pivot - a);
      hint = 'increasing';
    }
    if (wasBalanced && wasPartitioned && hint === 'increasing' && partialInsertionSort(data, a, b)) return;
    if (a > 0 && !data.less(a - 1, pivot)) {
      a = partitionEqual(data, a, b, pivot);
      continue;
    }
    const divided = partition(data, a, b, pivot);
    wasPartitioned = divided.wasPartitioned;
    const { middle } = divided;
    const [left, right] = [middle - a, b - middle];
    const enough = Math.floor(length / 8);
    if (left < right) {
      wasBalanced = left >= enough;
      patternDefeatingSort(data, a, middle, limit);
      a = middle + 1;
    } else {
      wasBalanced = right >= enough;
      patternDefeatingSort(data, middle + 1, b, limit);
      b = middle;
    }
  }
}

/**
 * Items as Go's `sort.Sort` leaves them (sort/zsortinterface.go). It is not stable, so that what is equal comes out in an
 * order of its own, which kubectl prints; and `less` need not be a strict order.
 */
export function goSorted<T>(items: readonly T[], less: (a: T, b: T) => boolean): T[] {
  const sorted = [...items];
  const data: Sorted = {
    length: sorted.length,
    less: (i, j) => less(sorted[i] as T, sorted[j] as T),
    swap: (i, j) => {
      [sorted[i], sorted[j]] = [sorted[j] as T, sorted[i] as T];
    },
  };
  patternDefeatingSort(data, 0, sorted.length, bitLength(sorted.length));
  return sorted;
}
