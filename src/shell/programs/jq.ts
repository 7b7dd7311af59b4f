import type { Filter, JsonValue } from '../jq/ast.ts';
import { JqError } from '../jq/errors.ts';
import { JqMachine } from '../jq/machine.ts';
import { JqSyntaxError, parseJq } from '../jq/parser.ts';
import { isTrue, JsonError, parseJsonValues, printJson } from '../jq/values.ts';
import type { Work } from '../run/block.ts';
import type { Process } from '../run/process.ts';

const FLAGS: Readonly<Record<string, string>> = {
  '--raw-output': 'r',
  '--compact-output': 'c',
  '--slurp': 's',
  '--null-input': 'n',
  '--exit-status': 'e',
  '--sort-keys': 'S',
  '--join-output': 'j',
  '--raw-input': 'R',
  '--monochrome-output': 'M',
  '--color-output': 'C',
  '--tab': 't',
};

const USAGE = `Usage:\tjq [OPTIONS] FILTER [FILES...]
\tjq [OPTIONS] -n FILTER
`;

const PARSE_FAILED = 2;
const COMPILE_FAILED = 3;
const RUN_FAILED = 5;

/** What a command line asks of jq. */
interface Request {
  flags: Set<string>;
  indent: number;
  variables: Map<string, JsonValue>;
  operands: string[];
}

function readRequest(process: Process): Request | string {
  const request: Request = { flags: new Set(), indent: 2, variables: new Map(), operands: [] };
  const rest = [...process.args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--arg' || word === '--argjson') {
      const [name, text] = [rest.shift(), rest.shift()];
      if (name === undefined || text === undefined) {
        return `${word} takes two parameters (e.g. ${word} varname ${word === '--arg' ? 'value' : 'text'})`;
      }
      try {
        request.variables.set(name, word === '--arg' ? text : (parseJsonValues(text)[0] ?? null));
      } catch {
        return `Invalid JSON text passed to --argjson`;
      }
    } else if (word === '--indent') request.indent = Math.min(7, Math.max(0, Number(rest.shift() ?? 2) || 0));
    else if (word.startsWith('--') && word.length > 2) {
      const flag = FLAGS[word];
      if (flag === undefined) return `Unknown option: ${word}`;
      request.flags.add(flag);
    } else if (/^-[A-Za-z]/.test(word)) {
      for (const letter of word.slice(1)) {
        if (!'rcsnejSRMCh'.includes(letter)) return `Unknown option: ${word}`;
        request.flags.add(letter);
      }
    } else request.operands.push(word);
  }
  return request;
}

export function* jq(process: Process): Work {
  const request = readRequest(process);
  if (typeof request === 'string') {
    process.err(`jq: error: ${request}\n${USAGE}`);
    return PARSE_FAILED;
  }
  const [program, ...files] = request.operands;
  if (program === undefined) {
    if (request.flags.has('h')) process.out(USAGE);
    else process.err(USAGE);
    return request.flags.has('h') ? 0 : PARSE_FAILED;
  }
  try {
    return yield* runJq(process, parseJq(program), files, request);
  } catch (error) {
    if (!(error instanceof JqSyntaxError)) throw error;
    process.err(`jq: error: ${error.message} at <top-level>, line 1:\n${program}\njq: 1 compile error\n`);
    return COMPILE_FAILED;
  }
}

function* readInputs(process: Process, files: readonly string[], { flags }: Request): Work<JsonValue[] | number> {
  if (flags.has('n')) return [null];
  let text = '';
  for (const { pipe } of yield* process.openOperands(files)) text += yield* pipe.readAll();
  if (flags.has('R')) return flags.has('s') ? [text] : text.replace(/\n$/, '').split('\n');
  try {
    const values = parseJsonValues(text);
    process.spend(text.length / 10);
    return flags.has('s') ? [values] : values;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    process.err(`jq: parse error: ${error.message}\n`);
    return PARSE_FAILED;
  }
}

function* runJq(process: Process, filter: Filter, files: readonly string[], request: Request): Work {
  const { flags } = request;
  const inputs = yield* readInputs(process, files, request);
  if (typeof inputs === 'number') return inputs;
  const environment = [...process.state.variables].filter(([, { exported }]) => exported);
  const variables = new Map<string, JsonValue>([
    ['ENV', Object.fromEntries(environment.map(([name, { value }]) => [name, value]))],
    ...request.variables,
  ]);
  const { cluster } = process.world;
  const style = { indent: flags.has('c') ? 0 : request.indent, sortKeys: flags.has('S') };
  const isRaw = flags.has('r') || flags.has('j');
  let status = 0;
  let last: JsonValue | undefined;
  for (const input of inputs) {
    const machine = new JqMachine({ spend: process.shell.budget.spend, now: () => cluster.now() });
    try {
      for (const value of machine.run(filter, input, variables)) {
        const text = isRaw && typeof value === 'string' ? value : printJson(value, style);
        process.out(flags.has('j') ? text : `${text}\n`);
        last = value;
        yield* process.flush();
      }
    } catch (error) {
      if (!(error instanceof JqError)) throw error;
      process.err(`jq: error (at <stdin>:0): ${error.message}\n`);
      status = RUN_FAILED;
    }
  }
  if (status !== 0 || !flags.has('e')) return status;
  return last === undefined ? 4 : isTrue(last) ? 0 : 1;
}
