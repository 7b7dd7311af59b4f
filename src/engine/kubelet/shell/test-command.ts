type Operand = string;

const comparisons: Readonly<Record<string, (a: Operand, b: Operand) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '-eq': (a, b) => Number(a) === Number(b),
  '-ne': (a, b) => Number(a) !== Number(b),
  '-lt': (a, b) => Number(a) < Number(b),
  '-le': (a, b) => Number(a) <= Number(b),
  '-gt': (a, b) => Number(a) > Number(b),
  '-ge': (a, b) => Number(a) >= Number(b),
};

/** What `test` asks of files. */
export interface TestedFiles {
  contentOf(path: string): string | undefined;
  isFolder(path: string): boolean;
}

function single(args: readonly string[], files: TestedFiles): boolean {
  if (args[0] === '!') return !single(args.slice(1, 60), files);
  const [first = '', second = '', third = ''] = args;
  if (args.length <= 1) return first !== '';
  if (args.length === 2) {
    switch (first) {
      case '-n':
        return second !== '';
      case '-z':
        return second === '';
      case '-s':
        return (files.contentOf(second) ?? '') !== '';
      case '-d':
        return files.isFolder(second);
      case '-e':
        return files.contentOf(second) !== undefined || files.isFolder(second);
      case '-f':
      case '-r':
      case '-w':
      case '-x':
        return files.contentOf(second) !== undefined;
      default:
        return false;
    }
  }
  return comparisons[second]?.(first, third) ?? false;
}

/** What `test` or `[` finds about its arguments (without the closing bracket); `-a`, `-o`, `&&` and `||` join from left to right. */
export function evaluateTest(args: readonly string[], files: TestedFiles): boolean {
  let result = true;
  let join: 'and' | 'or' = 'and';
  let start = 0;
  for (let index = 0; index <= args.length; index++) {
    const word = args[index];
    const joins = word === '-a' || word === '&&' ? 'and' : word === '-o' || word === '||' ? 'or' : undefined;
    if (joins === undefined && index < args.length) continue;
    const part = single(args.slice(start, index), files);
    result = join === 'and' ? result && part : result || part;
    if (joins !== undefined) join = joins;
    start = index + 1;
  }
  return result;
}
