/** Something that is wrong with the text of an expression, and where; `at` counts characters from its beginning. */
export interface Problem {
  readonly at: number;
  readonly message: string;
}

/** An expression that cannot be read any further. */
export class ProblemFound extends Error {
  readonly problem: Problem;

  constructor(at: number, message: string) {
    super(message);
    this.problem = { at, message };
  }
}

/** A problem with the line that it is in, and an arrow (cel-go common/error.go, ToDisplayString). */
function displayed(source: string, { at, message }: Problem): string {
  const before = source.slice(0, at);
  const line = before.split('\n').length;
  const column = Array.from(before.slice(before.lastIndexOf('\n') + 1));
  const snippet = (source.split('\n')[line - 1] ?? '').replaceAll('\t', ' ');
  const dots = column.map((character) => (character > '\u{7f}' ? '．' : '.')).join('');
  const found = source[at] ?? '';
  const arrow = found > '\u{7f}' ? '＾' : '^';
  return `ERROR: <input>:${line}:${column.length + 1}: ${message}\n | ${snippet}\n | ${dots}${arrow}`;
}

/** Problems as cel-go prints them, in the order of the text. */
export function problemsText(source: string, problems: readonly Problem[]): string {
  return problems
    .toSorted((a, b) => a.at - b.at)
    .map((problem) => displayed(source, problem))
    .join('\n');
}
