import type { Process } from '../run/process.ts';

/** Rows under a heading, each column as wide as it needs (docker's tabwriter: at least 10 wide, 3 apart). */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 7, cell.length)));
  return rows
    .map((row) => {
      const cells = row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd((widths[index] ?? 0) + 3)));
      return `${cells.join('')}\n`;
    })
    .join('');
}

/** Prints what the daemon refuses, and answers the exit code. */
export function dockerError(process: Process, message: string): number {
  process.err(`Error response from daemon: ${message}\n`);
  return 1;
}
