/** Where somebody is in the lines that were typed before. */
export interface HistoryPlace {
  /** What was typed before they went back; it comes back at the end. */
  readonly typed: string;
  /** Index of the line that is shown; the number of lines: what is typed. */
  readonly index: number;
}

/** The next older (-1) or newer (1) line from a place, as in bash; the same place when there is none. */
export function walk(lines: readonly string[], place: HistoryPlace, step: -1 | 1): HistoryPlace {
  return { ...place, index: Math.max(0, Math.min(lines.length, place.index + step)) };
}

/** The last word of the `count`th line from the end, for Alt-.; undefined when there is no such line. */
export function lastWord(lines: readonly string[], count: number): string | undefined {
  return lines
    .at(-count)
    ?.trimEnd()
    .match(/(?:[^\s'"]|'[^']*'|"[^"]*")+$/)?.[0];
}

/** The latest line before `before` that holds a text, for Ctrl-R; undefined when there is none. */
export function searched(lines: readonly string[], text: string, before: number): number | undefined {
  if (text === '') return undefined;
  const index = lines.slice(0, Math.max(0, before)).findLastIndex((line) => line.includes(text));
  return index < 0 ? undefined : index;
}
