/**
 * The import cycles of a graph: every group of two or more nodes that reach each other, and every node that names itself
 * (Tarjan's strongly connected components, with a stack of its own so that a long chain cannot overflow the call stack).
 */
export function importCycles(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: string[] = [];
  const cycles: string[][] = [];

  const open = (node: string): { node: string; next: number } => {
    const order = index.size;
    index.set(node, order);
    low.set(node, order);
    stack.push(node);
    onStack.add(node);
    return { node, next: 0 };
  };
  const lower = (node: string, to: number | undefined): void => {
    low.set(node, Math.min(low.get(node) ?? Infinity, to ?? Infinity));
  };
  const close = (node: string): void => {
    if (low.get(node) !== index.get(node)) return;
    const members = stack.splice(stack.lastIndexOf(node));
    for (const member of members) onStack.delete(member);
    if (members.length > 1 || graph.get(node)?.includes(node)) cycles.push(members.toSorted());
  };

  for (const root of graph.keys()) {
    if (index.has(root)) continue;
    const path = [open(root)];
    for (let frame = path.at(-1); frame; frame = path.at(-1)) {
      const child = graph.get(frame.node)?.[frame.next];
      frame.next += 1;
      if (child === undefined) {
        path.pop();
        close(frame.node);
        const parent = path.at(-1);
        if (parent) lower(parent.node, low.get(frame.node));
      } else if (!index.has(child)) path.push(open(child));
      else if (onStack.has(child)) lower(frame.node, index.get(child));
    }
  }
  return cycles;
}
