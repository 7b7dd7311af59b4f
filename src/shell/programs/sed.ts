import { replaceMatches } from '../../engine/index.ts';
import { PatternError, type Matcher } from '../../engine/index.ts';
import { compileRegex } from '../../engine/index.ts';
import type { Work } from '../run/block.ts';
import type { Process } from '../run/process.ts';
import { Pipe } from '../run/pipe.ts';
import { parseOptions } from './options.ts';

type Address = { type: 'line'; line: number } | { type: 'last' } | { type: 'pattern'; matcher: Matcher };

interface SedCommand {
  from?: Address;
  to?: Address;
  negated: boolean;
  /** Whether a range of addresses is open. */
  isOpen: boolean;
  action:
    | { name: 'p' | 'd' | 'q' | '=' }
    | { name: 'a' | 'i' | 'c'; text: string }
    | { name: 's'; matcher: Matcher; replacement: string; all: boolean; nth: number; print: boolean }
    | { name: 'y'; from: string[]; to: string[] };
}

/** A script that sed cannot read. */
class SedError extends Error {}

class SedParser {
  private position = 0;
  private readonly script: string;
  private readonly extended: boolean;

  constructor(script: string, extended: boolean) {
    this.script = script;
    this.extended = extended;
  }

  parse(): SedCommand[] {
    const commands: SedCommand[] = [];
    for (;;) {
      this.skip(/[\s;]*/y);
      if (this.position >= this.script.length) return commands;
      const from = this.parseAddress();
      const to = from !== undefined && this.skip(/\s*,\s*/y) ? this.parseAddress() : undefined;
      this.skip(/\s*/y);
      const negated = this.skip(/!\s*/y);
      commands.push({
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        negated,
        isOpen: false,
        action: this.parseAction(),
      });
    }
  }

  private error(message: string): SedError {
    return new SedError(`-e expression #1, char ${Math.min(this.position + 1, this.script.length)}: ${message}`);
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.position;
    const text = pattern.exec(this.script)?.[0] ?? '';
    this.position += text.length;
    return text !== '';
  }

  private parseAddress(): Address | undefined {
    const character = this.script[this.position];
    if (character === '$') {
      this.position += 1;
      return { type: 'last' };
    }
    if (character === '/') {
      this.position += 1;
      return {
        type: 'pattern',
        matcher: compileRegex(this.parseDelimited('/'), this.dialect, { ignoreCase: this.skip(/I/y) }),
      };
    }
    const digits = /^\d{1,9}/.exec(this.script.slice(this.position, this.position + 9))?.[0];
    if (digits === undefined) return undefined;
    this.position += digits.length;
    return { type: 'line', line: Number(digits) };
  }

  private get dialect(): 'basic' | 'extended' {
    return this.extended ? 'extended' : 'basic';
  }

  /** The text up to a delimiter, which may be escaped in it. */
  private parseDelimited(delimiter: string): string {
    let text = '';
    for (; this.position < this.script.length; this.position++) {
      const character = this.script[this.position] ?? '';
      if (character === delimiter) {
        this.position += 1;
        return text;
      }
      const next = this.script[this.position + 1];
      if (character === '\\' && next !== undefined) {
        text += next === delimiter ? next : character + next;
        this.position += 1;
      } else text += character;
    }
    throw this.error(`unterminated \`s' command`);
  }

  private parseAction(): SedCommand['action'] {
    const name = this.script[this.position];
    this.position += 1;
    switch (name) {
      case 'p':
      case 'd':
      case 'q':
      case '=':
        return { name };
      case 'a':
      case 'i':
      case 'c': {
        this.skip(/[ \t]*\\?\n?[ \t]*/y);
        const end = this.script.indexOf('\n', this.position);
        const text = this.script.slice(this.position, end < 0 ? this.script.length : end);
        this.position += text.length;
        return { name, text };
      }
      case 's':
        return this.parseSubstitution();
      case 'y': {
        const delimiter = this.script[this.position++] ?? '/';
        const [from, to] = [[...this.parseDelimited(delimiter)], [...this.parseDelimited(delimiter)]];
        if (from.length !== to.length) throw this.error("strings for `y' command are different lengths");
        return { name, from, to };
      }
      case undefined:
        throw this.error('missing command');
      default:
        throw this.error(`unknown command: \`${name}'`);
    }
  }

  private parseSubstitution(): SedCommand['action'] {
    const delimiter = this.script[this.position++];
    if (delimiter === undefined || delimiter === '\n' || delimiter === '\\')
      throw this.error("unterminated `s' command");
    const pattern = this.parseDelimited(delimiter);
    const replacement = this.parseDelimited(delimiter);
    const flags = /^[gpiI\d]*/.exec(this.script.slice(this.position, this.position + 20))?.[0] ?? '';
    this.position += flags.length;
    const next = this.script[this.position];
    if (next !== undefined && !/[\s;}]/.test(next)) throw this.error("unknown option to `s'");
    const matcher = compileRegex(pattern, this.dialect, { ignoreCase: /i/i.test(flags) });
    const nth = Number(/\d{1,6}/.exec(flags)?.[0] ?? 1);
    return { name: 's', matcher, replacement, all: flags.includes('g'), nth, print: flags.includes('p') };
  }
}

/** Fills `&` and `\1` of a replacement. */
function fill(replacement: string, text: string, found: readonly number[]): string {
  const group = (index: number): string => {
    const [start = -1, end = -1] = [found[index * 2], found[index * 2 + 1]];
    return start < 0 || end < 0 ? '' : text.slice(start, end);
  };
  return replacement.replaceAll(
    /\\(\d)|\\(n|t)|\\([\s\S])|&/g,
    (_whole, digit?: string, blank?: string, other?: string) => {
      if (digit !== undefined) return group(Number(digit));
      if (blank !== undefined) return blank === 'n' ? '\n' : '\t';
      return other ?? group(0);
    },
  );
}

class SedRun {
  private number = 0;
  private readonly commands: SedCommand[];
  private readonly process: Process;
  private readonly isQuiet: boolean;

  constructor(commands: SedCommand[], process: Process, isQuiet: boolean) {
    this.commands = commands;
    this.process = process;
    this.isQuiet = isQuiet;
  }

  /** Answers what a line becomes, and whether sed ends after it. */
  line(text: string, isLast: boolean): { output: string; ends: boolean } {
    this.number += 1;
    let current = text;
    let output = '';
    let appended = '';
    let ends = false;
    let isDeleted = false;
    for (const command of this.commands) {
      if (isDeleted || ends) break;
      if (this.applies(command, current, isLast) === command.negated) continue;
      const { action } = command;
      switch (action.name) {
        case 'p':
          output += `${current}\n`;
          break;
        case 'd':
          isDeleted = true;
          break;
        case 'q':
          ends = true;
          break;
        case '=':
          output += `${this.number}\n`;
          break;
        case 'i':
          output += `${action.text}\n`;
          break;
        case 'a':
          appended += `${action.text}\n`;
          break;
        case 'c':
          output += `${action.text}\n`;
          isDeleted = true;
          break;
        case 'y':
          current = [...current].map((letter) => action.to[action.from.indexOf(letter)] ?? letter).join('');
          break;
        case 's': {
          const changed = this.substitute(action, current);
          if (changed !== undefined && action.print) output += `${changed}\n`;
          current = changed ?? current;
        }
      }
    }
    if (!isDeleted && !this.isQuiet) output += `${current}\n`;
    return { output: output + appended, ends };
  }

  /** The changed text; undefined when the pattern is not found. */
  private substitute(action: Extract<SedCommand['action'], { name: 's' }>, text: string): string | undefined {
    const { spend } = this.process.shell.budget;
    let count = 0;
    let isChanged = false;
    const result = replaceMatches(
      text,
      action.matcher,
      (found) => {
        count += 1;
        const isWanted = action.all ? count >= action.nth : count === action.nth;
        if (isWanted) isChanged = true;
        return isWanted ? fill(action.replacement, text, found) : text.slice(found[0], found[1]);
      },
      action.all || action.nth > 1,
      spend,
    );
    return isChanged ? result : undefined;
  }

  private isAt(address: Address, text: string, isLast: boolean): boolean {
    if (address.type === 'line') return address.line === this.number;
    if (address.type === 'last') return isLast;
    return address.matcher.find(text, 0, this.process.shell.budget.spend) !== undefined;
  }

  private applies(command: SedCommand, text: string, isLast: boolean): boolean {
    const { from, to } = command;
    if (from === undefined) return true;
    if (to === undefined) return this.isAt(from, text, isLast);
    if (!command.isOpen) {
      if (!this.isAt(from, text, isLast)) return false;
      command.isOpen = to.type !== 'line' || to.line > this.number;
      return true;
    }
    if (to.type === 'line' ? this.number >= to.line : this.isAt(to, text, isLast)) command.isOpen = false;
    return to.type !== 'line' || this.number <= to.line;
  }
}

export function* sed(process: Process): Work {
  const options = parseOptions(process, 'nEre:i', {
    quiet: 'n',
    silent: 'n',
    'regexp-extended': 'E',
    expression: 'e',
    'in-place': 'i',
  });
  if (typeof options === 'number') return options;
  const operands = [...options.operands];
  const script = options.has('e') ? options.values('e').join('\n') : operands.shift();
  if (script === undefined) {
    process.err('Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n');
    return 1;
  }
  try {
    return yield* runSed(
      process,
      script,
      operands,
      options.has('n'),
      options.has('E') || options.has('r'),
      options.has('i'),
    );
  } catch (error) {
    if (error instanceof SedError) return process.fail(error.message);
    if (error instanceof PatternError) return process.fail(`-e expression #1, char ${script.length}: ${error.message}`);
    throw error;
  }
}

function* runSed(
  process: Process,
  script: string,
  operands: readonly string[],
  isQuiet: boolean,
  isExtended: boolean,
  isInPlace: boolean,
): Work {
  const newRun = (): SedRun => new SedRun(new SedParser(script, isExtended).parse(), process, isQuiet);
  if (!isInPlace) {
    const run = newRun();
    const inputs = yield* process.openOperands(operands);
    yield* sedLines(
      run,
      inputs.map(({ pipe }) => pipe),
      function* (text) {
        process.out(text);
        yield* process.flush();
      },
    );
    return operands.length > inputs.length && operands.length > 0 ? 2 : 0;
  }
  for (const name of operands) {
    const text = yield* process.readOperand(name);
    if (text === undefined) return 2;
    let result = '';
    // oxlint-disable-next-line require-yield -- what is gathered needs no wait
    yield* sedLines(newRun(), [Pipe.of(text)], function* (output) {
      result += output;
    });
    const reason = process.world.files.write(process.shell.resolve(name), result);
    if (reason !== undefined) return process.fail(`couldn't open file ${name}: ${reason}`, 4);
  }
  return 0;
}

function* sedLines(run: SedRun, pipes: readonly Pipe[], write: (text: string) => Work<void>): Work<void> {
  let held: string | undefined;
  for (const pipe of pipes) {
    for (let line = yield* pipe.readLine(); line !== undefined; line = yield* pipe.readLine()) {
      if (held !== undefined) {
        const { output, ends } = run.line(held, false);
        yield* write(output);
        if (ends) return;
      }
      held = line;
    }
  }
  if (held !== undefined) yield* write(run.line(held, true).output);
}
