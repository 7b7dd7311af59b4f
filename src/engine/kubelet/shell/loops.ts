import type { Script, Word } from './language/ast.ts';
import { keptLines } from './process.ts';

/** What a turn of a loop may change. */
export interface LoopState {
  /** Ms since the start. */
  readonly time: number;
  readonly variables: ReadonlyMap<string, string>;
  /** How many files there are. */
  readonly files: number;
}

/** By how much each variable grew, if all that changed are whole numbers; undefined otherwise. */
export function variableGrowth(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): ReadonlyMap<string, number> | undefined {
  const growth = new Map<string, number>();
  for (const [name, value] of after) {
    const old = before.get(name);
    if (old === value) continue;
    if (old === undefined || !/^-?\d+$/.test(old) || !/^-?\d+$/.test(value)) return undefined;
    growth.set(name, Number(value) - Number(old));
  }
  return growth;
}

function onlyWord(word: Word | undefined): string {
  const [part, ...others] = word ?? [];
  return part?.type === 'text' && others.length === 0 ? part.text : '';
}

/** Whether a loop's condition holds whatever happens: `while true`, `until false`. */
export function isEndless(condition: Script, until: boolean): boolean {
  const [item, ...others] = condition.items;
  const [test, ...stages] = item?.first.stages ?? [];
  if (others.length > 0 || stages.length > 0 || (item?.rest.length ?? 0) > 0 || test?.type !== 'simple') return false;
  return test.words.length === 1 && (until ? ['false'] : ['true', ':']).includes(onlyWord(test.words[0]));
}

/** What is known of loops' bodies: each is asked about at every turn. */
const leaving = new WeakMap<Script, boolean>();

/** Whether a loop's body can end the loop or the script. */
export function mayLeave(body: Script): boolean {
  let leaves = leaving.get(body);
  if (leaves === undefined) {
    leaves = /"text":"(?:exit|break|return|exec)"/.test(JSON.stringify(body));
    leaving.set(body, leaves);
  }
  return leaves;
}

/** How many turns need not be played of a loop that goes on for `ms`: enough are left to fill the log that is kept. */
export const turnsToSkip = (ms: number, turn: number): number => Math.floor(ms / turn) - (keptLines + 50);
