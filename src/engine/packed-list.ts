/**
 * What `make` makes of each item: `items.map(make)` for lists that are kept with thousands of objects. V8's compiled `map`
 * answers lists of another kind (which may have holes) than the same `map` does before it is compiled, and whatever was
 * compiled to read the one kind is thrown away and compiled again when it meets the other. This one always answers the
 * same kind, with no room to grow.
 */
export function packedList<Item, Made>(items: readonly Item[], make: (item: Item) => Made): Made[] {
  const list: Made[] = [];
  for (const item of items) list.push(make(item));
  return [...list];
}
