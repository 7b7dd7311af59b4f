import type { Script, Word } from './language/ast.ts';

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

/** Whether a loop's body can end the loop or the script. */
export function mayLeave(body: Script): boolean {
  return JSON.stringify(body).search(/"text":"(?:exit|break|return|exec)"/) >= 0;
}
