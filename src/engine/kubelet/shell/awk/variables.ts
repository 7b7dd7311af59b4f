import { AwkError } from './errors.ts';
import type { Value } from './values.ts';

/** A place for a value or an array; which of them it is its first use decides. */
export interface Cell {
  value?: Value;
  array?: Map<string, Value>;
  /** The caller's variable that a function got as its parameter before anybody used it: it becomes the same array. */
  origin?: Cell;
}

/** Calls of functions within functions. */
const MAX_CALLS = 500;

/** The variables of a program: its own, and the parameters of the functions that run. */
export class Variables {
  private readonly globals = new Map<string, Cell>();
  private readonly frames: ReadonlyMap<string, Cell>[] = [];

  cell(name: string): Cell {
    const local = this.frames.at(-1)?.get(name);
    if (local !== undefined) return local;
    const known = this.globals.get(name);
    if (known !== undefined) return known;
    const made: Cell = {};
    this.globals.set(name, made);
    return made;
  }

  get(name: string): Value | undefined {
    const cell = this.cell(name);
    if (cell.array !== undefined) throw new AwkError(`illegal reference to array ${name}`);
    return cell.value;
  }

  set(name: string, value: Value): void {
    const cell = this.cell(name);
    if (cell.array !== undefined) throw new AwkError(`illegal reference to array ${name}`);
    cell.value = value;
  }

  array(name: string): Map<string, Value> {
    return arrayOf(this.cell(name), name);
  }

  /** Whether a name is an array's already. */
  isArray(name: string): boolean {
    return this.cell(name).array !== undefined;
  }

  enter(frame: ReadonlyMap<string, Cell>): void {
    if (this.frames.length >= MAX_CALLS) throw new AwkError('function call nesting too deep');
    this.frames.push(frame);
  }

  leave(): void {
    this.frames.pop();
  }
}

function arrayOf(cell: Cell, name: string): Map<string, Value> {
  if (cell.value !== undefined) throw new AwkError(`type error in arg to array ${name}`);
  cell.array ??= cell.origin === undefined ? new Map<string, Value>() : arrayOf(cell.origin, name);
  return cell.array;
}
