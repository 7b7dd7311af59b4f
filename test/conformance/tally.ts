import { strengths, strengthOf, type FactCase, type Strength } from './fact-case.ts';

interface Count {
  passed: number;
  total: number;
}

const headers = ['file', 'passed', ...strengths];

function add(a: Count, b: Count): Count {
  return { passed: a.passed + b.passed, total: a.total + b.total };
}

const nothing: Count = { passed: 0, total: 0 };

/** How many cases passed, a file and strength of source. */
export class Tally {
  private readonly counts = new Map<string, Map<Strength, Count>>();

  /** Counts a case as one that has to pass. */
  expect(file: string, { source }: FactCase): void {
    this.count(file, strengthOf(source), { passed: 0, total: 1 });
  }

  passed(file: string, { source }: FactCase): void {
    this.count(file, strengthOf(source), { passed: 1, total: 0 });
  }

  /** One line a file, in the order in which they were counted, and the sum of all. */
  toString(): string {
    const rows = [...this.counts].map(([file, counts]) => ({ file, counts: strengths.map((s) => counts.get(s)) }));
    const sums = strengths.map((_, index) => rows.map(({ counts }) => counts[index] ?? nothing).reduce(add, nothing));
    const lines = [...rows, { file: 'all', counts: sums }].map(({ file, counts }) => {
      const cells = [counts.map((count) => count ?? nothing).reduce(add, nothing), ...counts];
      return [file, ...cells.map((count) => (count && count.total > 0 ? `${count.passed}/${count.total}` : '-'))];
    });
    const widths = headers.map((header, index) =>
      Math.max(...[headers, ...lines].map((line) => (line[index] ?? header).length)),
    );
    const print = (line: readonly string[]): string =>
      line
        .map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
        .join('  ');
    return `${[headers, ...lines].map(print).join('\n')}\n`;
  }

  private count(file: string, strength: Strength, more: Count): void {
    const counts = this.counts.get(file) ?? new Map<Strength, Count>();
    counts.set(strength, add(counts.get(strength) ?? nothing, more));
    this.counts.set(file, counts);
  }
}
