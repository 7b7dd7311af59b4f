import type { Matcher } from '../pattern/matcher.ts';
import { replaceMatches } from '../pattern/replace.ts';
import { fillReplacement } from './replacement.ts';
import { SedError, type Address, type RangeEnd, type SedCommand, type Substitution } from './script.ts';

/** Work of one command, in the units of `spend`. */
const STEP_UNITS = 10;
/** Characters that the pattern space and the hold space may grow to. */
const MAX_SPACE = 1_000_000;
/** Characters that are copied for one unit of work. */
const COPIED_A_UNIT = 50;
const LIST_WIDTH = 69;

/** What sed does to the world around it. */
export interface SedPort {
  print(text: string): void;
  /** Told about the work; may throw. */
  spend(units: number): void;
  /** The text of a file that `r` inserts; undefined when there is none. */
  readFile(path: string): string | undefined;
  appendFile(path: string, text: string): void;
}

export interface SedLine {
  readonly text: string;
  /** No line follows; asked for only when the script says `$` (`SedMachine.looksAhead`). */
  readonly isLast: boolean;
}

/** A run of sed asks for the next line (undefined: there is none) and answers its exit code. */
export type SedRun = Generator<'line', number, SedLine | undefined>;

type Flow = { type: 'cycle'; prints: boolean; keeps?: true } | { type: 'quit'; prints: boolean; code: number };

const isLastAddress = (address: Address | RangeEnd | undefined): boolean => address?.type === 'last';

function anyCommand(commands: readonly SedCommand[], test: (command: SedCommand) => boolean): boolean {
  return commands.some((one) => test(one) || (one.action.name === '{' && anyCommand(one.action.body, test)));
}

/** One command after another, blocks flattened: a block is a jump over its body for lines that it does not concern. */
type Step = { command: SedCommand; elseTo: number };

function flatten(commands: readonly SedCommand[], steps: Step[] = []): Step[] {
  for (const command of commands) {
    const step = { command, elseTo: 0 };
    steps.push(step);
    if (command.action.name === '{') flatten(command.action.body, steps);
    step.elseTo = steps.length;
  }
  return steps;
}

/** Runs a script of sed over lines. */
export class SedMachine {
  /** The script asks which line is the last: whoever gives the lines must have the next one at hand. */
  readonly looksAhead: boolean;
  private readonly steps: readonly Step[];
  private readonly labels = new Map<string, number>();
  private readonly isQuiet: boolean;
  private readonly port: SedPort;
  private space = '';
  private held = '';
  private number = 0;
  private isLast = false;
  private isChanged = false;
  private lastPattern: Matcher | undefined;
  /** The line on which each open range ends; undefined while only a pattern tells. */
  private readonly open = new Map<SedCommand, number | undefined>();
  /** What `a` and `r` print at the end of the cycle. */
  private appended = '';

  constructor(commands: readonly SedCommand[], port: SedPort, isQuiet: boolean) {
    this.steps = flatten(commands);
    this.steps.forEach(({ command: { action } }, index) => {
      if (action.name === ':') this.labels.set(action.label, index);
    });
    for (const { command } of this.steps) {
      const { from, to } = command;
      if (from?.type === 'line' && from.line === 0 && to?.type === 'pattern') this.open.set(command, undefined);
    }
    this.looksAhead = anyCommand(commands, ({ from, to }) => isLastAddress(from) || isLastAddress(to));
    this.isQuiet = isQuiet;
    this.port = port;
  }

  *run(): SedRun {
    for (let line = yield 'line'; line !== undefined; line = yield 'line') {
      this.take(line);
      let flow = yield* this.cycle();
      while (flow.type === 'cycle' && flow.keeps === true) flow = yield* this.cycle();
      this.endCycle(flow.prints);
      if (flow.type === 'quit') return flow.code;
    }
    return 0;
  }

  private take({ text, isLast }: SedLine): void {
    this.space = text;
    this.isLast = isLast;
    this.number += 1;
    this.isChanged = false;
  }

  private endCycle(prints: boolean): void {
    if (prints && !this.isQuiet) this.port.print(`${this.space}\n`);
    this.port.print(this.appended);
    this.appended = '';
  }

  /** Copying a long text is work, too. */
  private grow(text: string): string {
    this.port.spend(text.length / COPIED_A_UNIT);
    if (text.length > MAX_SPACE) throw new SedError('regex input buffer length larger than INT_MAX');
    return text;
  }

  private *cycle(): Generator<'line', Flow, SedLine | undefined> {
    for (let index = 0; index < this.steps.length; index++) {
      this.port.spend(STEP_UNITS);
      const step = this.steps[index];
      if (step === undefined) break;
      if (this.applies(step.command) === step.command.isNegated) {
        index = step.elseTo - 1;
        continue;
      }
      const { action } = step.command;
      switch (action.name) {
        case '{':
        case ':':
          break;
        case 'n':
        case 'N': {
          const line = yield 'line';
          if (line === undefined) return { type: 'quit', prints: true, code: 0 };
          const before = this.space;
          const wasChanged = this.isChanged;
          this.endCycle(action.name === 'n');
          this.take(line);
          this.isChanged = wasChanged;
          if (action.name === 'N') this.space = this.grow(`${before}\n${this.space}`);
          break;
        }
        case 'b':
        case 't':
        case 'T': {
          const jumps = action.name === 'b' || this.isChanged === (action.name === 't');
          if (action.name !== 'b') this.isChanged = false;
          if (!jumps) break;
          if (action.label === '') return { type: 'cycle', prints: true };
          index = this.labels.get(action.label) ?? this.steps.length;
          break;
        }
        case 'd':
          return { type: 'cycle', prints: false };
        case 'D': {
          const end = this.space.indexOf('\n');
          if (end < 0) return { type: 'cycle', prints: false };
          this.space = this.space.slice(end + 1);
          this.endCycle(false);
          return { type: 'cycle', prints: true, keeps: true };
        }
        case 'q':
          return { type: 'quit', prints: true, code: action.code };
        case 'Q':
          return { type: 'quit', prints: false, code: action.code };
        case 'c':
          // A range is changed as one: its text comes when it ends.
          if (step.command.isNegated || !this.open.has(step.command)) this.port.print(`${action.text}\n`);
          return { type: 'cycle', prints: false };
        case 'r': {
          const text = this.port.readFile(action.file) ?? '';
          this.appended = this.grow(this.appended + text + (text === '' || text.endsWith('\n') ? '' : '\n'));
          break;
        }
        case 'w':
          this.write(action.file);
          break;
        case 'y':
          this.space = [...this.space].map((letter) => action.to[action.from.indexOf(letter)] ?? letter).join('');
          break;
        case 's':
          this.substitute(action);
          break;
        case 'a':
          this.appended = this.grow(`${this.appended}${action.text}\n`);
          break;
        case 'i':
          this.port.print(`${action.text}\n`);
          break;
        default:
          this.simple(action.name);
      }
    }
    return { type: 'cycle', prints: true };
  }

  private simple(name: 'p' | 'P' | 'g' | 'G' | 'h' | 'H' | 'x' | '=' | 'l' | 'z'): void {
    switch (name) {
      case 'p':
        this.port.print(`${this.space}\n`);
        break;
      case 'P':
        this.port.print(`${this.space.split('\n', 1)[0] ?? ''}\n`);
        break;
      case 'g':
        this.space = this.held;
        break;
      case 'G':
        this.space = this.grow(`${this.space}\n${this.held}`);
        break;
      case 'h':
        this.held = this.space;
        break;
      case 'H':
        this.held = this.grow(`${this.held}\n${this.space}`);
        break;
      case 'x':
        [this.space, this.held] = [this.held, this.space];
        break;
      case '=':
        this.port.print(`${this.number}\n`);
        break;
      case 'l':
        this.port.print(listed(this.space));
        break;
      case 'z':
        this.space = '';
    }
  }

  private write(path: string): void {
    if (path === '/dev/stdout') this.port.print(`${this.space}\n`);
    else this.port.appendFile(path, `${this.space}\n`);
  }

  private find(pattern: Matcher | undefined): Matcher {
    const used = pattern ?? this.lastPattern;
    if (used === undefined) throw new SedError('no previous regular expression');
    this.lastPattern = used;
    return used;
  }

  private substitute(action: Substitution): void {
    const text = this.space;
    let count = 0;
    let isFound = false;
    const changed = replaceMatches(
      text,
      this.find(action.pattern),
      (found) => {
        count += 1;
        const isWanted = action.isGlobal ? count >= action.nth : count === action.nth;
        if (!isWanted) return text.slice(found[0], found[1]);
        isFound = true;
        return fillReplacement(action.replacement, text, found);
      },
      action.isGlobal || action.nth > 1,
      this.port.spend,
    );
    if (!isFound) return;
    this.space = this.grow(changed);
    this.isChanged = true;
    if (action.prints) this.port.print(`${changed}\n`);
    if (action.file !== undefined) this.write(action.file);
  }

  private isAt(address: Address): boolean {
    switch (address.type) {
      case 'line':
        return address.line === this.number;
      case 'step':
        return address.step === 0
          ? this.number === address.first
          : this.number >= address.first && (this.number - address.first) % address.step === 0;
      case 'last':
        return this.isLast;
      case 'pattern':
        return this.find(address.pattern).find(this.space, 0, this.port.spend) !== undefined;
    }
  }

  private applies(command: SedCommand): boolean {
    const { from, to } = command;
    if (from === undefined) return true;
    if (to === undefined) return this.isAt(from);
    if (this.open.has(command)) {
      const end = this.open.get(command);
      if (end === undefined ? to.type !== 'lines' && to.type !== 'multiple' && this.isAt(to) : this.number >= end) {
        this.open.delete(command);
      }
      return end === undefined || this.number <= end;
    }
    if (!this.isAt(from)) return false;
    const end = this.endOf(to);
    if (end === undefined || end > this.number) this.open.set(command, end);
    return true;
  }

  /** The line on which a range that begins here ends; undefined while only a pattern or the end of the text tells. */
  private endOf(to: RangeEnd): number | undefined {
    switch (to.type) {
      case 'line':
        return to.line;
      case 'lines':
        return this.number + to.count;
      case 'multiple':
        return to.of === 0 ? this.number : Math.ceil(this.number / to.of) * to.of;
      default:
        return undefined;
    }
  }
}

/** A text with all that cannot be seen written out, as `l` prints it. */
function listed(text: string): string {
  const names: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' };
  let line = '';
  let result = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isHidden = code < 32 || code === 127;
    const shown = names[character] ?? (isHidden ? `\\${code.toString(8).padStart(3, '0')}` : character);
    if (line.length + shown.length > LIST_WIDTH) {
      result += `${line}\\\n`;
      line = '';
    }
    line += shown;
  }
  return `${result}${line}$\n`;
}
