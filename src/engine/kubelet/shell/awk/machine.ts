import type { AwkFunction, Output, Rule, Statement } from './ast.ts';
import { AwkError } from './errors.ts';
import { AwkEvaluator, MAX_TEXT, STEP_UNITS } from './evaluator.ts';
import { Input, isTrue, toNumber, toText, type Value } from './values.ts';

/** `next`, `break`, `continue`, `exit` and `return` on their way out. */
class Jump {
  readonly kind: 'next' | 'break' | 'continue' | 'exit' | 'return';

  constructor(kind: Jump['kind']) {
    this.kind = kind;
  }
}

/** Runs an awk program over records. */
export class AwkMachine extends AwkEvaluator {
  exitCode = 0;
  private readonly open = new Set<Rule>();
  private isOver = false;
  private returned: Value = new Input('');

  get hasMainRules(): boolean {
    return this.program.rules.some(({ pattern }) => pattern.type !== 'begin');
  }

  get readsAhead(): boolean {
    return this.program.readsAhead;
  }

  /** What divides the input into records; `\n` for lines. */
  get recordSeparator(): string {
    return this.text('RS');
  }

  /** To be called before the first line of each file. */
  startFile(name: string): void {
    this.variables.set('FILENAME', name);
    this.variables.set('FNR', 0);
  }

  begin(): void {
    this.runRules('begin');
  }

  /** Runs the program on a record; false when it has ended. */
  processLine(line: string): boolean {
    if (this.isOver) return false;
    this.takeRecord(line);
    this.guarded(() => {
      for (const rule of this.program.rules) if (this.applies(rule)) this.run(rule.action);
    });
    return !this.isOver;
  }

  end(): void {
    this.isOver = false;
    this.runRules('end');
  }

  private takeRecord(line: string): void {
    this.setLine(line);
    this.countRecord();
  }

  private runRules(type: 'begin' | 'end'): void {
    this.guarded(() => {
      for (const rule of this.program.rules) if (rule.pattern.type === type) this.run(rule.action);
    });
  }

  private guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof Jump)) throw error;
      if (error.kind === 'exit') this.isOver = true;
    }
  }

  private applies(rule: Rule): boolean {
    const { pattern } = rule;
    switch (pattern.type) {
      case 'always':
        return true;
      case 'when':
        return isTrue(this.evaluate(pattern.condition));
      case 'range': {
        if (!this.open.has(rule) && !isTrue(this.evaluate(pattern.from))) return false;
        if (isTrue(this.evaluate(pattern.to))) this.open.delete(rule);
        else this.open.add(rule);
        return true;
      }
      default:
        return false;
    }
  }

  private run(statement: Statement): void {
    this.spend(STEP_UNITS);
    switch (statement.type) {
      case 'block':
        for (const inner of statement.body) this.run(inner);
        break;
      case 'expression':
        this.evaluate(statement.expression);
        break;
      case 'print': {
        const values = statement.args.map((arg) => toText(this.evaluate(arg), this.text('OFMT')));
        this.write((values.length === 0 ? this.line : values.join(this.text('OFS'))) + this.text('ORS'), statement.to);
        break;
      }
      case 'printf':
        this.write(this.format(statement.args), statement.to);
        break;
      case 'if':
        if (isTrue(this.evaluate(statement.condition))) this.run(statement.yes);
        else if (statement.no !== undefined) this.run(statement.no);
        break;
      case 'while': {
        const { condition, body, testsLast } = statement;
        this.loop(() => isTrue(this.evaluate(condition)), body, undefined, testsLast);
        break;
      }
      case 'for': {
        const { start, condition, step, body } = statement;
        if (start !== undefined) this.run(start);
        this.loop(() => condition === undefined || isTrue(this.evaluate(condition)), body, step, false);
        break;
      }
      case 'forIn': {
        const keys = [...this.variables.array(statement.array).keys()];
        let index = 0;
        this.loop(() => this.nextKey(statement.name, keys[index++]), statement.body, undefined, false);
        break;
      }
      case 'delete':
        if (statement.index === undefined) this.variables.array(statement.array).clear();
        else this.variables.array(statement.array).delete(this.key(statement.index));
        break;
      case 'exit':
        if (statement.code !== undefined) this.exitCode = ((toNumber(this.evaluate(statement.code)) % 256) + 256) % 256;
        throw new Jump('exit');
      case 'return':
        this.returned = statement.value === undefined ? new Input('') : this.evaluate(statement.value);
        throw new Jump('return');
      case 'next':
      case 'break':
      case 'continue':
        throw new Jump(statement.type);
    }
  }

  private write(text: string, to: Output | undefined): void {
    if (to === undefined) return this.port.print(text);
    const name = toText(this.evaluate(to.name));
    if (to.how === '|') {
      const whole = (this.pipes.get(name) ?? '') + text;
      if (whole.length > MAX_TEXT) throw new AwkError('too much output to a command');
      this.pipes.set(name, whole);
    } else if (name === '/dev/stdout' || name === '-') this.port.print(text);
    else {
      this.port.writeFile(name, text, to.how === '>>' || this.written.has(name));
      this.written.add(name);
    }
  }

  private nextKey(name: string, key: string | undefined): boolean {
    if (key === undefined) return false;
    this.variables.set(name, new Input(key));
    return true;
  }

  private loop(goesOn: () => boolean, body: Statement, step: Statement | undefined, testsLast: boolean): void {
    for (let isDue = testsLast || goesOn(); isDue; isDue = goesOn()) {
      this.spend(STEP_UNITS);
      try {
        this.run(body);
      } catch (error) {
        if (!(error instanceof Jump) || (error.kind !== 'break' && error.kind !== 'continue')) throw error;
        if (error.kind === 'break') return;
      }
      if (step !== undefined) this.run(step);
    }
  }

  protected runBody({ body }: AwkFunction): Value {
    this.returned = new Input('');
    try {
      this.run(body);
    } catch (error) {
      if (!(error instanceof Jump) || error.kind !== 'return') throw error;
    }
    const { returned } = this;
    this.returned = new Input('');
    return returned;
  }
}
