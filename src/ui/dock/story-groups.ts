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

/** Whether a line, told by this sentence, passes a filter. */
export function isWanted({ decision, uids }: StoryLine, sentence: string, { text, actor, uid }: StoryFilter): boolean {
  const words = text.trim().toLowerCase().split(/\s+/);
  const said = `${sentence} ${decision.actor} ${decision.subject}`.toLowerCase();
  return (
    (actor === '' || decision.actor === actor) &&
    (uid === undefined || uids.includes(uid)) &&
    words.every((word) => said.includes(word))
  );
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
