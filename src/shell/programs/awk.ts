import { AwkError, AwkMachine } from '../awk/machine.ts';
import { AwkSyntaxError, parseAwk } from '../awk/parser.ts';
import type { Work } from '../run/block.ts';
import type { Process } from '../run/process.ts';
import { unescapeText } from '../../engine/index.ts';
import { parseOptions } from './options.ts';

export function* awk(process: Process): Work {
  const options = parseOptions(process, 'F:v:f:', {}, { stopAtOperand: true, exitCode: 2 });
  if (typeof options === 'number') return options;
  const operands = [...options.operands];
  const file = options.value('f');
  const program = file === undefined ? operands.shift() : yield* process.readOperand(file);
  if (program === undefined) {
    process.err('usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]\n');
    return 2;
  }
  try {
    const { cluster } = process.world;
    const machine = new AwkMachine(parseAwk(program), {
      print: (text) => process.out(text),
      spend: process.shell.budget.spend,
      now: () => cluster.now(),
    });
    const separator = options.value('F');
    if (separator !== undefined) machine.set('FS', separator === 't' ? '\t' : unescapeText(separator));
    for (const assignment of options.values('v')) {
      const equals = assignment.indexOf('=');
      machine.set(assignment.slice(0, equals), unescapeText(assignment.slice(equals + 1)));
    }
    return yield* run(process, machine, operands);
  } catch (error) {
    if (error instanceof AwkSyntaxError || error instanceof AwkError) return process.fail(error.message, 2);
    throw error;
  }
}

function* run(process: Process, machine: AwkMachine, operands: readonly string[]): Work {
  machine.begin();
  if (machine.hasMainRules) {
    const inputs = yield* process.openOperands(operands);
    reading: for (const { pipe } of inputs) {
      for (let line = yield* pipe.readLine(); line !== undefined; line = yield* pipe.readLine()) {
        if (!machine.processLine(line)) break reading;
        yield* process.flush();
      }
    }
    machine.end();
    if (operands.length > inputs.length && operands.length > 0) return 2;
  }
  return machine.exitCode;
}
