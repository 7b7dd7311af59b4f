import type { ShellSyntaxError } from './language/syntax-error.ts';
import type { ShellState } from './shell-state.ts';

/*
 * bash, dash (Debian's sh) and busybox's ash each say in their own words what is wrong.
 */

/** A shell's message with what it puts in front. */
export function complaint({ kind, name, isTyped, isFile, line }: ShellState, message: string): string {
  if (kind === 'dash') return `${name}: ${line}: ${message}`;
  if (isFile || (kind === 'bash' && !isTyped)) return `${name}: line ${line}: ${message}`;
  return `${name}: ${message}`;
}

const endOfFile = /unexpected end of file/;
const unendedQuote = /unexpected EOF while looking for matching `["']'/;

/** Why a shell cannot read its text, a line or two. */
export function syntaxComplaint(state: ShellState, error: ShellSyntaxError): string {
  const { kind, name, isTyped, isFile } = state;
  const at = { ...state, line: error.line } as ShellState;
  if (kind === 'bash') {
    const place = isTyped ? name : isFile ? `${name}: line ${error.line}` : `${name}: -c: line ${error.line}`;
    const shown = error.written === undefined ? '' : `\n${place}: \`${error.written}'`;
    return `${place}: ${error.message}${shown}`;
  }
  const what = endOfFile.test(error.message)
    ? ['unexpected end of file', 'end of file unexpected']
    : unendedQuote.test(error.message)
      ? ['unterminated quoted string', 'Unterminated quoted string']
      : error.token === undefined
        ? [error.message, error.message]
        : [`unexpected "${error.token}"`, `"${error.token}" unexpected`];
  return complaint(at, kind === 'ash' ? `syntax error: ${what[0]}` : `Syntax error: ${what[1]}`);
}

/** Why an expansion failed; `message` is bash's. */
export function expansionComplaint(state: ShellState, message: string): string {
  if (state.kind === 'bash') return complaint(state, message);
  const said = message.replace(/: unbound variable$/, ': parameter not set');
  const isDivision = said.includes('division by 0');
  if (state.kind === 'ash') return complaint(state, isDivision ? 'divide by zero' : said);
  return complaint(state, isDivision ? 'arithmetic expression: division by zero' : said);
}

/** What `[` and `test` say of words that they cannot read; `message` is bash's. */
export function testComplaint(state: ShellState, command: string, message: string): string {
  const number = /^(.*): integer expression expected$/s.exec(message)?.[1];
  switch (state.kind) {
    case 'bash':
      return complaint(state, `${command}: ${message}`);
    case 'dash':
      return complaint(
        state,
        `${command}: ${number === undefined ? message.replace(/unary operator expected|binary operator expected/, 'unexpected operator') : `Illegal number: ${number}`}`,
      );
    case 'ash':
      return complaint(
        state,
        number === undefined
          ? message.replace(/(?:unary|binary) operator expected/, 'unknown operand')
          : `${number}: bad number`,
      );
  }
}

/** There is no such program. */
export function notFoundComplaint(state: ShellState, program: string): string {
  const reason = program.includes('/') ? 'No such file or directory' : 'command not found';
  return complaint(state, `${program}: ${state.kind === 'bash' ? reason : 'not found'}`);
}

/** A redirection reads a file that is not there. */
export function cannotOpenComplaint(state: ShellState, path: string): string {
  switch (state.kind) {
    case 'bash':
      return complaint(state, `${path}: No such file or directory`);
    case 'dash':
      return complaint(state, `cannot open ${path}: No such file`);
    case 'ash':
      return complaint(state, `can't open ${path}: no such file`);
  }
}

/** A redirection cannot write a file; `why` is the system's word. */
export function cannotCreateComplaint(state: ShellState, path: string, why: string): string {
  const isMissing = why === 'No such file or directory';
  switch (state.kind) {
    case 'bash':
      return complaint(state, `${path}: ${why}`);
    case 'dash':
      return complaint(state, `cannot create ${path}: ${isMissing ? 'Directory nonexistent' : why}`);
    case 'ash':
      return complaint(state, `can't create ${path}: ${isMissing ? 'nonexistent directory' : why}`);
  }
}
