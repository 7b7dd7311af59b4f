import type { Scores, Search } from './cycle.ts';
import type { NodeInfo } from './node-info.ts';
import type { Rejection } from './plugin.ts';

/** How one scheduling cycle saw one node. */
export interface NodeExplanation {
  node: string;
  /** Why the node was refused, as the FailedScheduling message counts it; absent when the pod could have gone there. */
  filtered?: string;
  /** The filter that refused it, e.g. `NodeResourcesFit`; present with `filtered`. */
  filteredBy?: string;
  /** Weighted points by plugin. Empty when nothing was scored, because only one node was left. */
  scores: Readonly<Record<string, number>>;
  total: number;
}

/** The last scheduling cycle of a pod, node by node; nodes that were not looked at are not in it. */
export interface PodExplanation {
  /** Virtual time, ms since the epoch. */
  time: number;
  /** The node that was chosen; absent when none was. */
  chosen?: string;
  /** Feasible nodes first, then those refused. */
  nodes: readonly NodeExplanation[];
}

interface Row {
  uid: string;
  time: number;
  chosen: string;
  refused: [plugin: string, reason: string, nodes: string[]][];
  feasible: readonly { readonly name: string }[];
  points: [plugin: string, points: number[]][];
  totals: number[];
}

/** Of the nodes only their names are saved. */
interface SavedRow extends Omit<Row, 'feasible'> {
  feasible: string[];
}

/** So many cycles, and so many nodes in all of them together, are remembered. */
const MOST_CYCLES = 200;
const MOST_NODES = 20_000;

/** What the filters and scores of the latest scheduling cycles said. */
export class Explanations {
  private readonly rows = new Map<string, Row>();
  private nodes = 0;

  /** `chosen`: the node that the pod goes to, `''` for none. */
  record(uid: string, time: number, search: Search, scores: Scores | undefined, chosen: string): void {
    const { feasible, rejected } = search;
    this.add({
      uid,
      time,
      chosen,
      refused: byReason(rejected),
      feasible,
      points: scores?.byPlugin ?? [],
      totals: scores?.totals ?? [],
    });
  }

  get(uid: string): PodExplanation | undefined {
    const row = this.rows.get(uid);
    if (row === undefined) return undefined;
    const feasible = row.feasible.map(({ name }, index) => ({
      node: name,
      scores: Object.fromEntries(row.points.map(([plugin, points]) => [plugin, points[index] ?? 0])),
      total: row.totals[index] ?? 0,
    }));
    const refused = row.refused.flatMap(([filteredBy, filtered, nodes]) =>
      nodes.map((node) => ({ node, filtered, filteredBy, scores: {}, total: 0 })),
    );
    const chosen = row.chosen === '' ? {} : { chosen: row.chosen };
    return { time: row.time, ...chosen, nodes: [...feasible, ...refused] };
  }

  save(): SavedRow[] {
    return [...this.rows.values()].map((row) => ({ ...row, feasible: row.feasible.map(({ name }) => name) }));
  }

  load(rows: readonly SavedRow[]): void {
    this.rows.clear();
    this.nodes = 0;
    for (const row of rows) this.add({ ...row, feasible: row.feasible.map((name) => ({ name })) });
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

const NOBODY: Row['refused'] = [];

function byReason(rejected: ReadonlyMap<NodeInfo, Rejection>): Row['refused'] {
  if (rejected.size === 0) return NOBODY;
  const rows = new Map<string, Row['refused'][number]>();
  for (const [{ name }, { plugin, reasons }] of rejected) {
    const reason = reasons.join(', ');
    const key = `${plugin} ${reason}`;
    const row = rows.get(key);
    if (row === undefined) rows.set(key, [plugin, reason, [name]]);
    else row[2].push(name);
  }
  return [...rows.values()];
}

function nodesOf({ refused, feasible }: Row): number {
  let nodes = feasible.length;
  for (const row of refused) nodes += row[2].length;
  return nodes;
}
