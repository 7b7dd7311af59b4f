/** Whether a character (a UTF-16 code unit) belongs to a set. */
export type CharacterTest = (character: string) => boolean;

export type Assertion = 'start' | 'end' | 'wordBoundary' | 'notWordBoundary' | 'wordStart' | 'wordEnd';

/** What a pattern means, whatever it is written in. */
export type PatternNode =
  | { type: 'character'; test: CharacterTest }
  | { type: 'sequence'; nodes: PatternNode[] }
  | { type: 'choice'; nodes: PatternNode[] }
  | { type: 'repeat'; node: PatternNode; min: number; max: number }
  | { type: 'group'; index: number; node: PatternNode }
  | { type: 'assertion'; assertion: Assertion };

type Instruction =
  | { op: 'character'; test: CharacterTest }
  | { op: 'assert'; assertion: Assertion }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { op: 'save'; slot: number }
  | { op: 'match' };

/** A pattern whose program would be longer is refused: `(a{1000}){1000}` must not fill the memory. */
const MAX_INSTRUCTIONS = 5000;

/** A pattern that cannot be read; the message is what grep and sed say of it. */
export class PatternError extends Error {}

class Compiler {
  readonly instructions: Instruction[] = [];

  emit(instruction: Instruction): number {
    if (this.instructions.length >= MAX_INSTRUCTIONS) throw new PatternError('Regular expression too big');
    return this.instructions.push(instruction) - 1;
  }

  compile(node: PatternNode): void {
    switch (node.type) {
      case 'character':
        this.emit({ op: 'character', test: node.test });
        break;
      case 'assertion':
        this.emit({ op: 'assert', assertion: node.assertion });
        break;
      case 'sequence':
        for (const part of node.nodes) this.compile(part);
        break;
      case 'group':
        this.emit({ op: 'save', slot: node.index * 2 });
        this.compile(node.node);
        this.emit({ op: 'save', slot: node.index * 2 + 1 });
        break;
      case 'choice':
        this.compileChoice(node.nodes);
        break;
      case 'repeat':
        this.compileRepeat(node.node, node.min, node.max);
    }
  }

  private compileChoice(nodes: readonly PatternNode[]): void {
    const jumps: number[] = [];
    nodes.forEach((node, index) => {
      if (index === nodes.length - 1) return this.compile(node);
      const split = this.emit({ op: 'jump', to: 0 });
      this.compile(node);
      jumps.push(this.emit({ op: 'jump', to: 0 }));
      this.instructions[split] = { op: 'split', first: split + 1, second: this.instructions.length };
    });
    for (const jump of jumps) this.instructions[jump] = { op: 'jump', to: this.instructions.length };
  }

  private compileRepeat(node: PatternNode, min: number, max: number): void {
    for (let count = 0; count < min; count++) this.compile(node);
    if (max === Infinity) {
      const split = this.emit({ op: 'jump', to: 0 });
      this.compile(node);
      this.emit({ op: 'jump', to: split });
      this.instructions[split] = { op: 'split', first: split + 1, second: this.instructions.length };
      return;
    }
    const splits: number[] = [];
    for (let count = min; count < max; count++) {
      splits.push(this.emit({ op: 'jump', to: 0 }));
      this.compile(node);
    }
    for (const split of splits) {
      this.instructions[split] = { op: 'split', first: split + 1, second: this.instructions.length };
    }
  }
}

/** Where a pattern was found: slots `2n` and `2n + 1` are start and end of group n (0: all of it), -1 when it took no part. */
export type Found = readonly number[];

interface Thread {
  pc: number;
  slots: readonly number[];
}

const isWordCharacter = (character: string | undefined): boolean => character !== undefined && /\w/.test(character);

function holds(assertion: Assertion, text: string, position: number): boolean {
  const before = isWordCharacter(text[position - 1]);
  const after = isWordCharacter(text[position]);
  switch (assertion) {
    case 'start':
      return position === 0;
    case 'end':
      return position === text.length;
    case 'wordBoundary':
      return before !== after;
    case 'notWordBoundary':
      return before === after;
    case 'wordStart':
      return !before && after;
    case 'wordEnd':
      return before && !after;
  }
}

/**
 * Finds patterns in time that grows with the product of text and pattern, never faster (Thompson, Pike): all ways to
 * match go through the text side by side. The leftmost of the longest matches counts, as POSIX has it.
 */
export class Matcher {
  readonly groups: number;
  private readonly instructions: readonly Instruction[];
  private readonly ignoreCase: boolean;
  /** In which generation a place in the program was last reached: each is followed once at each position. */
  private readonly reached: Uint32Array;
  private generation = 0;

  /** Throws a PatternError when the pattern is too big. */
  constructor(node: PatternNode, groups: number, ignoreCase = false) {
    const compiler = new Compiler();
    compiler.compile({ type: 'group', index: 0, node });
    compiler.emit({ op: 'match' });
    this.instructions = compiler.instructions;
    this.groups = groups;
    this.ignoreCase = ignoreCase;
    this.reached = new Uint32Array(this.instructions.length);
  }

  /** The first match at or after `from`. `spend` is told about the work and may throw. `shortest` ends at the first end. */
  find(text: string, from: number, spend: (units: number) => void, mode?: 'anchored' | 'shortest'): Found | undefined {
    let threads: Thread[] = [];
    let best: Found | undefined;
    this.generation += 1;
    for (let position = from; position <= text.length; position++) {
      if (best === undefined && (mode === undefined || position === from)) {
        this.follow(threads, { pc: 0, slots: [] }, text, position);
      }
      if (threads.length === 0) {
        if (best !== undefined || mode !== undefined) break;
        spend(1);
        this.generation += 1;
        continue;
      }
      spend(threads.length);
      const character = this.characterAt(text, position);
      const next: Thread[] = [];
      this.generation += 1;
      for (const thread of threads) {
        if (best !== undefined && (thread.slots[0] ?? 0) > (best[0] ?? 0)) continue;
        const instruction = this.instructions[thread.pc];
        if (instruction?.op === 'match') {
          if (best === undefined || (thread.slots[0] ?? 0) < (best[0] ?? 0) || (best[1] ?? 0) < position) {
            best = thread.slots;
          }
          if (mode === 'shortest') return best;
        } else if (instruction?.op === 'character' && character !== undefined && instruction.test(character)) {
          this.follow(next, { pc: thread.pc + 1, slots: thread.slots }, text, position + 1);
        }
      }
      threads = next;
    }
    return best;
  }

  private characterAt(text: string, position: number): string | undefined {
    const character = text[position];
    return this.ignoreCase ? character?.toLowerCase() : character;
  }

  /** Adds a thread with all places that it reaches without reading a character; each place once, the first to come wins. */
  private follow(threads: Thread[], start: Thread, text: string, position: number): void {
    const stack: Thread[] = [start];
    for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
      const { pc, slots } = thread;
      if (this.reached[pc] === this.generation) continue;
      this.reached[pc] = this.generation;
      const instruction = this.instructions[pc];
      switch (instruction?.op) {
        case 'jump':
          stack.push({ pc: instruction.to, slots });
          break;
        case 'split':
          stack.push({ pc: instruction.second, slots }, { pc: instruction.first, slots });
          break;
        case 'save': {
          const saved = [...slots];
          while (saved.length <= instruction.slot) saved.push(-1);
          saved[instruction.slot] = position;
          stack.push({ pc: pc + 1, slots: saved });
          break;
        }
        case 'assert':
          if (holds(instruction.assertion, text, position)) stack.push({ pc: pc + 1, slots });
          break;
        default:
          threads.push(thread);
      }
    }
  }
}
