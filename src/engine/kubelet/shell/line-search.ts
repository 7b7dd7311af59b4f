import type { Matcher } from './pattern/matcher.ts';

/** What grep looks for in lines, and how it tells. */
export interface SearchOptions {
  readonly matcher: Matcher;
  /** `-v`. */
  readonly isInverted: boolean;
  /** Only whether and how often it is found matters (`-q`, `-c`, `-l`, `-L`). */
  readonly isSilent: boolean;
  /** `-o`. */
  readonly onlyMatches: boolean;
  /** `-n`. */
  readonly showsNumbers: boolean;
  /** Lines of context (`-A`, `-B`, `-C`). */
  readonly before: number;
  readonly after: number;
  /** After so many matches the search ends (`-m`). */
  readonly max: number;
  /** The file, where each line says in which it was found. */
  readonly name: string | undefined;
}

/** A search through the lines of one input. */
export class LineSearch {
  /** Lines in which it was found. */
  count = 0;
  private readonly options: SearchOptions;
  private readonly print: (text: string) => void;
  private readonly spend: (units: number) => void;
  private readonly kept: { text: string; number: number }[] = [];
  private number = 0;
  private printedTo = 0;
  private printUntil = 0;

  constructor(options: SearchOptions, print: (text: string) => void, spend: (units: number) => void) {
    this.options = options;
    this.print = print;
    this.spend = spend;
  }

  /** Looks at the next line; false when the search ends there. */
  take(line: string): boolean {
    const { matcher, isInverted, isSilent, onlyMatches, before, after, max } = this.options;
    this.number += 1;
    const isMatch = (matcher.find(line, 0, this.spend) !== undefined) !== isInverted;
    if (isMatch) {
      this.count += 1;
      if (!isSilent && onlyMatches) {
        if (!isInverted) for (const part of this.matchesIn(line)) this.show(part, this.number, ':');
      } else if (!isSilent) {
        for (const earlier of this.kept)
          if (earlier.number > this.printedTo) this.show(earlier.text, earlier.number, '-');
        this.show(line, this.number, ':');
        this.printUntil = this.number + after;
      }
      if (this.count >= max) return false;
    } else if (!isSilent && this.number <= this.printUntil) this.show(line, this.number, '-');
    if (before > 0) {
      this.kept.push({ text: line, number: this.number });
      if (this.kept.length > before) this.kept.shift();
    }
    return true;
  }

  private show(text: string, number: number, mark: ':' | '-'): void {
    const { before, after, name, showsNumbers } = this.options;
    if ((before > 0 || after > 0) && this.printedTo > 0 && number > this.printedTo + 1) this.print('--\n');
    this.printedTo = number;
    this.print(`${name === undefined ? '' : name + mark}${showsNumbers ? String(number) + mark : ''}${text}\n`);
  }

  private matchesIn(line: string): string[] {
    const parts: string[] = [];
    for (let from = 0; from <= line.length;) {
      const found = this.options.matcher.find(line, from, this.spend);
      if (found === undefined) break;
      const [start = 0, end = 0] = found;
      if (end > start) parts.push(line.slice(start, end));
      from = end > start ? end : end + 1;
    }
    return parts;
  }
}
