/** What a pipe tells those who wait for it. */
export interface Flow {
  /** Characters that are to be read. */
  readonly pending: number;
  /** Nobody will write any more. */
  readonly isEnded: boolean;
  readonly hasRoom: boolean;
}

/** What a running command stands still for; it goes on when any one of these is there. */
export interface Block {
  /** A revision of the cluster later than this one. */
  sinceRevision?: number;
  /** A virtual time, ms since the epoch. */
  deadline?: number;
  /** More text than was `pending`, or the end of it, in any of these pipes. */
  inputs?: readonly { pipe: Flow; pending: number }[];
  /** Room in any of these pipes, or nobody who reads them. */
  rooms?: readonly Flow[];
}

/** A running part of a command. `.return()` ends it, as Ctrl-C does. */
export type Work<T = number> = Generator<Block, T, void>;

/** What passes: time, and the cluster's revisions. */
export interface Passage {
  now(): number;
  revision(): number;
}

export function isOver(block: Block, passage: Passage): boolean {
  return (
    (block.sinceRevision !== undefined && passage.revision() > block.sinceRevision) ||
    (block.deadline !== undefined && passage.now() >= block.deadline) ||
    (block.inputs?.some(({ pipe, pending }) => pipe.isEnded || pipe.pending > pending) ?? false) ||
    (block.rooms?.some((pipe) => pipe.hasRoom) ?? false)
  );
}

/** Stands still until any of several blocks is over. */
export function anyOf(blocks: readonly Block[]): Block {
  const revisions = blocks.flatMap(({ sinceRevision }) => (sinceRevision === undefined ? [] : [sinceRevision]));
  const deadlines = blocks.flatMap(({ deadline }) => (deadline === undefined ? [] : [deadline]));
  return {
    ...(revisions.length > 0 ? { sinceRevision: Math.min(...revisions) } : {}),
    ...(deadlines.length > 0 ? { deadline: Math.min(...deadlines) } : {}),
    inputs: blocks.flatMap(({ inputs = [] }) => inputs),
    rooms: blocks.flatMap(({ rooms = [] }) => rooms),
  };
}
