import type { Scores, Search } from './cycle.ts';
import type { NodeInfo } from './node-info.ts';
import type { Rejection } from './plugin.ts';

/** How one scheduling cycle saw one node. */
export interface NodeExplanation {
  node: string;
  /** Why the node was refused; absent when the pod could have gone there. */
  filtered?: string;
  /** Weighted points by plugin. Empty when nothing was scored, because only one node was left. */
  scores: Readonly<Record<string, number>>;
  total: number;
}

/** The last scheduling cycle of a pod, node by node; nodes that were not looked at are not in it. */
export interface PodExplanation {
  /** Virtual time, ms since the epoch. */
  time: number;
  nodes: readonly NodeExplanation[];
}

interface Row {
  uid: string;
  time: number;
  refused: [reason: string, nodes: string[]][];
  feasible: string[];
  points: [plugin: string, points: number[]][];
  totals: number[];
}

/** So many cycles, and so many nodes in all of them together, are remembered. */
const MOST_CYCLES = 200;
const MOST_NODES = 20_000;

/** What the filters and scores of the latest scheduling cycles said. */
export class Explanations {
  private readonly rows = new Map<string, Row>();
  private nodes = 0;

  record(uid: string, time: number, search: Search, scores: Scores | undefined): void {
    const { feasible, rejected } = search;
    this.add({
      uid,
      time,
      refused: byReason(rejected),
      feasible: feasible.map(({ name }) => name),
      points: scores?.byPlugin ?? [],
      totals: scores?.totals ?? [],
    });
  }

  get(uid: string): PodExplanation | undefined {
    const row = this.rows.get(uid);
    if (row === undefined) return undefined;
    const feasible = row.feasible.map((node, index) => ({
      node,
      scores: Object.fromEntries(row.points.map(([plugin, points]) => [plugin, points[index] ?? 0])),
      total: row.totals[index] ?? 0,
    }));
    const refused = row.refused.flatMap(([filtered, nodes]) =>
      nodes.map((node) => ({ node, filtered, scores: {}, total: 0 })),
    );
    return { time: row.time, nodes: [...feasible, ...refused] };
  }

  save(): Row[] {
    return [...this.rows.values()];
  }

  load(rows: readonly Row[]): void {
    this.rows.clear();
    this.nodes = 0;
    for (const row of rows) this.add(row);
  }

  private add(row: Row): void {
    this.remove(row.uid);
    this.rows.set(row.uid, row);
    this.nodes += nodesOf(row);
    for (const uid of this.rows.keys()) {
      if (this.rows.size === 1 || (this.rows.size <= MOST_CYCLES && this.nodes <= MOST_NODES)) break;
      this.remove(uid);
    }
  }

  private remove(uid: string): void {
    const row = this.rows.get(uid);
    if (row === undefined) return;
    this.rows.delete(uid);
    this.nodes -= nodesOf(row);
  }
}

function byReason(rejected: ReadonlyMap<NodeInfo, Rejection>): Row['refused'] {
  const nodesByReason = new Map<string, string[]>();
  for (const [{ name }, { reasons }] of rejected) {
    const reason = reasons.join(', ');
    const nodes = nodesByReason.get(reason);
    if (nodes === undefined) nodesByReason.set(reason, [name]);
    else nodes.push(name);
  }
  return [...nodesByReason];
}

function nodesOf({ refused, feasible }: Row): number {
  return refused.reduce((sum, [, nodes]) => sum + nodes.length, feasible.length);
}
