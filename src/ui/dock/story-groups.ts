import type { StoryLine } from '../../session/index.ts';

/** Which lines of the story one wants to see; an empty text, an empty actor and no uid leave all of them. */
export interface StoryFilter {
  readonly text: string;
  readonly actor: string;
  /** Of an object that they are to be about. */
  readonly uid: string | undefined;
}

/** A cause, and what followed from it, oldest first. */
export interface StoryGroup {
  readonly cause: StoryLine;
  readonly lines: readonly StoryLine[];
}

/** A line as it is shown: a cause says how much followed from it, and whether that is folded away. */
export interface StoryRow {
  readonly line: StoryLine;
  /** Undefined when it is not a cause. */
  readonly consequences: number | undefined;
  readonly isFolded: boolean;
}

/** Whether a filter lets every line pass. */
export function isEverything({ text, actor, uid }: StoryFilter): boolean {
  return text.trim() === '' && actor === '' && uid === undefined;
}

/** Says which lines pass a filter. `sentenceOf` tells a line; it is only asked when words are looked for. */
export function lineFilter(
  { text, actor, uid }: StoryFilter,
  sentenceOf: (line: StoryLine) => string,
): (line: StoryLine) => boolean {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return (line) => {
    const { decision, uids } = line;
    if (actor !== '' && decision.actor !== actor) return false;
    if (uid !== undefined && !uids.includes(uid)) return false;
    if (words.length === 0) return true;
    const said = `${sentenceOf(line)} ${decision.actor} ${decision.subject}`.toLowerCase();
    return words.every((word) => said.includes(word));
  };
}

/** The lines under their causes, in the order of the causes; a group without a wanted line is left out, a cause never. */
export function groupsOf(lines: readonly StoryLine[], wanted: (line: StoryLine) => boolean): readonly StoryGroup[] {
  const groups = new Map<number, { cause: StoryLine; lines: StoryLine[]; isWanted: boolean }>();
  for (const line of lines) {
    const isLineWanted = wanted(line);
    const group = groups.get(line.group);
    if (group === undefined) groups.set(line.group, { cause: line, lines: [], isWanted: isLineWanted });
    else if (isLineWanted) {
      group.lines.push(line);
      group.isWanted = true;
    }
  }
  return [...groups.values()].filter((group) => group.isWanted);
}

/** One row a line; the lines of folded groups (by the ids of their causes) are left out. */
export function rowsOf(groups: readonly StoryGroup[], folded: ReadonlySet<number>): readonly StoryRow[] {
  return groups.flatMap(({ cause, lines }) => {
    const isFolded = folded.has(cause.decision.id);
    const first = { line: cause, consequences: lines.length, isFolded };
    if (isFolded) return [first];
    return [first, ...lines.map((line) => ({ line, consequences: undefined, isFolded: false }))];
  });
}
