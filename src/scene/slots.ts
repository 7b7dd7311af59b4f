/** Numbered places and what is in each; a free place holds undefined, the last one never does. */
export type Slots = readonly (string | undefined)[];

/** The list that slots were made for: asking again with the same list is the common case, and free. */
const madeFor = new WeakMap<Slots, readonly string[]>();

/** Everything that was there keeps its slot; what is new takes the lowest free one. Answers `previous` when nothing changed. */
export function keepSlots(previous: Slots | undefined, present: readonly string[]): Slots {
  if (previous !== undefined && madeFor.get(previous) === present) return previous;
  const wanted = new Set(present);
  const slots: (string | undefined)[] = [];
  const placed = new Set<string>();
  for (const [index, id] of (previous ?? []).entries()) {
    const stays = id !== undefined && wanted.has(id);
    slots[index] = stays ? id : undefined;
    if (stays) placed.add(id);
  }
  let free = 0;
  for (const id of wanted) {
    if (placed.has(id)) continue;
    while (slots[free] !== undefined) free += 1;
    slots[free] = id;
  }
  while (slots.length > 0 && slots.at(-1) === undefined) slots.pop();
  const same = previous?.length === slots.length && slots.every((id, index) => id === previous[index]);
  const result = same ? previous : slots;
  madeFor.set(result, present);
  return result;
}
