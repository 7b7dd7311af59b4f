/**
 * A set of fields as `fieldsV1` writes it: `f:name` for a field, `k:{"name":"nginx"}` for an item of a list by its keys,
 * `v:"x"` for an item of a set; `{}` ends a path, `.` stands for the item itself.
 */
export interface FieldSet {
  readonly [element: string]: FieldSet;
}

export const SELF = '.';
const LEAF: FieldSet = {};

export function isEmptySet(set: FieldSet): boolean {
  for (const _ in set) return false;
  return true;
}

/** A path's end: nothing below it. */
function isLeaf(set: FieldSet): boolean {
  return isEmptySet(set);
}

export function unionOf(a: FieldSet, b: FieldSet): FieldSet {
  const union: Record<string, FieldSet> = { ...a };
  for (const [element, below] of Object.entries(b)) {
    const other = union[element];
    union[element] = other === undefined ? below : unionOf(other, below);
  }
  return union;
}

/** Paths of `a` that are not in `b`. A path that ends in `a` is in `b` when `b` has it, whatever is below. */
export function differenceOf(a: FieldSet, b: FieldSet): FieldSet {
  const difference: Record<string, FieldSet> = {};
  for (const [element, below] of Object.entries(a)) {
    const other = b[element];
    if (other === undefined) {
      difference[element] = below;
      continue;
    }
    if (isLeaf(below) || isLeaf(other)) continue;
    const rest = differenceOf(below, other);
    if (!isEmptySet(rest)) difference[element] = rest;
  }
  return difference;
}

/** Paths that both have; where one ends above the other, the longer ones count. */
export function intersectionOf(a: FieldSet, b: FieldSet): FieldSet {
  const intersection: Record<string, FieldSet> = {};
  for (const [element, below] of Object.entries(a)) {
    const other = b[element];
    if (other === undefined) continue;
    if (isLeaf(below)) intersection[element] = other;
    else if (isLeaf(other)) intersection[element] = below;
    else {
      const common = intersectionOf(below, other);
      if (!isEmptySet(common)) intersection[element] = common;
    }
  }
  return intersection;
}

/** Every path of the set as conflicts name it: `.spec.template.spec.containers[name="nginx"].image`. */
export function pathsOf(set: FieldSet, prefix = ''): string[] {
  const paths: string[] = [];
  for (const [element, below] of Object.entries(set).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (element === SELF) {
      paths.push(prefix);
      continue;
    }
    const path = prefix + elementText(element);
    if (isLeaf(below)) paths.push(path);
    else paths.push(...pathsOf(below, path));
  }
  return paths;
}

function elementText(element: string): string {
  const kind = element.slice(0, 2);
  const rest = element.slice(2);
  if (kind === 'f:') return `.${rest}`;
  if (kind === 'v:') return `[=${rest}]`;
  const keys = JSON.parse(rest) as Record<string, unknown>;
  const texts = Object.entries(keys).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return `[${texts.join(',')}]`;
}

export { LEAF };
