import type { Count, EdgeCount } from './exchange.ts';

/** How often things were asked since the cluster began: cumulative, by place and from place to place. */
export class Counters {
  private readonly edges = new Map<string, Map<string, EdgeCount>>();
  private readonly places = new Map<string, Count>();

  edge(from: string, to: string, failed: boolean): void {
    let targets = this.edges.get(from);
    if (targets === undefined) this.edges.set(from, (targets = new Map<string, EdgeCount>()));
    let edge = targets.get(to);
    if (edge === undefined) targets.set(to, (edge = { from, to, requests: 0, failed: 0 }));
    edge.requests++;
    if (failed) edge.failed++;
  }

  place(key: string, failed: boolean): void {
    let count = this.places.get(key);
    if (count === undefined) this.places.set(key, (count = { requests: 0, failed: 0 }));
    count.requests++;
    if (failed) count.failed++;
  }

  allEdges(): EdgeCount[] {
    return [...this.edges.values()].flatMap((targets) => [...targets.values()].map((edge) => ({ ...edge })));
  }

  at(key: string): Count {
    return { ...(this.places.get(key) ?? { requests: 0, failed: 0 }) };
  }

  /** What is gone is counted no more: pods come and go without end. */
  forget(key: string): void {
    if (!this.places.delete(key) && !this.edges.has(key)) return;
    this.edges.delete(key);
    for (const targets of this.edges.values()) targets.delete(key);
  }

  save(): { edges: EdgeCount[]; places: [string, Count][] } {
    return { edges: this.allEdges(), places: [...this.places].map(([key, count]) => [key, { ...count }]) };
  }

  load(saved: { edges: EdgeCount[]; places: [string, Count][] }): void {
    this.edges.clear();
    this.places.clear();
    for (const edge of saved.edges) {
      const targets = this.edges.get(edge.from) ?? new Map<string, EdgeCount>();
      this.edges.set(edge.from, targets);
      targets.set(edge.to, { ...edge });
    }
    for (const [key, count] of saved.places) this.places.set(key, { ...count });
  }
}
