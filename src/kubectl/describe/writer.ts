import { alignLines } from '../output/tabular.ts';

/** Collects what `describe` prints; columns are divided by tabs (kubectl pkg/describe/describe.go, prefixWriter). */
export class DescribeWriter {
  private text = '';

  /** Writes a line, indented by two spaces a level. */
  line(level: number, text: string): void {
    this.text += `${'  '.repeat(level)}${text}\n`;
  }

  /** Writes text as it is. */
  write(text: string): void {
    this.text += text;
  }

  /** The text with its tabs, as `rollout history --revision` shows it. */
  raw(): string {
    return this.text;
  }

  /** The text in columns. */
  toString(): string {
    return alignLines(this.text.split('\n'), { minWidth: 0, padding: 2 }).join('\n');
  }
}
