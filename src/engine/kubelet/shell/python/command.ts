import type { Process } from '../process.ts';
import { builtinsOf, methodOf, moduleOf, PythonOutput } from './library.ts';
import { type PythonHost, PythonMachine } from './machine.ts';
import { parsePython } from './parser.ts';
import { PythonSyntaxError } from './tokens.ts';
import { type PyException, Raised, text, type Value } from './values.ts';

/** What the interpreter takes to start, ms. */
const START_MS = 60;

/** The parts of Python's library that images have and the playground does not; third parties' are really not there. */
const UNPLAYED =
  /\b(?:import|from)\s+(?:http|socketserver|threading|asyncio|urllib|subprocess|signal|json|re|logging|collections|itertools|functools|multiprocessing|concurrent|pathlib|shutil|string|hashlib|base64|uuid|argparse|decimal|csv|io|queue|traceback|ctypes|gc)\b/;
const SERVES = /(?:HTTPServer|TCPServer|ThreadingHTTPServer)\(\s*\(\s*(?:"[^"]*"|'[^']*')\s*,\s*(?:int\()?(\d{2,5})/;

/**
 * `python -c SCRIPT` and `python FILE`: plays what fits a command line, and answers its exit code. `argv` begins with the
 * name of the script. Undefined: it holds
 * what is not played here.
 */
export function python(
  shell: Process,
  script: string,
  argv: readonly string[],
  isUnbuffered: boolean,
): number | undefined {
  const server = SERVES.exec(script)?.[1];
  if (server !== undefined) {
    shell.serve([Number(server)], 200);
    return shell.forever();
  }
  if (UNPLAYED.test(script)) return undefined;
  shell.pass(START_MS);
  const output = new PythonOutput(
    shell,
    isUnbuffered || shell.variable('PYTHONUNBUFFERED') !== '' || shell.state.isTyped,
  );
  const host: PythonHost = {
    get time() {
      return shell.time;
    },
    until: shell.until,
    pass: (ms) => shell.pass(ms),
    forever: () => shell.forever(),
    spend: (units) => shell.spend(units),
    method: (object, name) => methodOf(object, name, () => machine),
    module: (path) => moduleOf(path, shell, output, argv),
  };
  const machine: PythonMachine = new PythonMachine(
    host,
    builtinsOf(shell, output, () => machine),
  );
  try {
    machine.run(parsePython(script));
    output.flush();
    return 0;
  } catch (error) {
    if (error instanceof PythonSyntaxError) {
      if (error.isUnknown) return undefined;
      shell.complain(
        `  File "<string>", line ${error.line}\n    ${(script.split('\n')[error.line - 1] ?? '').trim()}\nSyntaxError: ${error.message}`,
      );
      return 1;
    }
    if (!(error instanceof Raised)) throw error;
    output.flush();
    return ended(shell, error.exception, machine.line);
  }
}

/** The exit code of a script that raised what nobody caught, and what it says of it. */
function ended(shell: Process, exception: PyException, line: number): number {
  if (exception.type === 'SystemExit') return exitCode(shell, exception.args[0] ?? null);
  const what = text(exception);
  shell.complain(
    `Traceback (most recent call last):\n  File "<string>", line ${line}, in <module>\n${exception.type}${what === '' ? '' : `: ${what}`}`,
  );
  return 1;
}

function exitCode(shell: Process, value: Value): number {
  if (value === null) return 0;
  if (typeof value === 'number' || typeof value === 'boolean') return Number(value) & 255;
  shell.complain(text(value));
  return 1;
}
