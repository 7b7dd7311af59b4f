/** Value of a shell's `$((...))`: integers, variables, `+ - * / %`, comparisons, brackets. Broken text counts as 0. */
export function evaluateArithmetic(expression: string, variable: (name: string) => string): number {
  // Manifests hold short sums; a longer text is no sum.
  const tokens = expression.slice(0, 1000).match(/\d+|[A-Za-z_]\w*|[<>=!]=|&&|\|\||[-+*/%()<>!$]/g) ?? [];
  const operators = tokens.filter((token) => token !== '$');
  let position = 0;
  let depth = 0;

  function primary(): number {
    const token = operators[position++];
    if (token === undefined || depth > 30) return 0;
    if (token === '-') return -primary();
    if (token === '+') return primary();
    if (token === '!') return primary() === 0 ? 1 : 0;
    if (token === '(') {
      depth++;
      const value = binary(0);
      depth--;
      position++;
      return value;
    }
    const value = /^\d/.test(token) ? Number(token) : Number.parseInt(variable(token), 10);
    return Number.isFinite(value) ? value : 0;
  }

  function binary(level: number): number {
    const row = levels[level];
    if (row === undefined) return primary();
    let value = binary(level + 1);
    for (;;) {
      const apply = row[operators[position] ?? ''];
      if (apply === undefined) return value;
      position++;
      value = apply(value, binary(level + 1));
    }
  }

  return binary(0);
}

type Apply = (a: number, b: number) => number;

const truth = (value: boolean): number => (value ? 1 : 0);

const levels: readonly Readonly<Record<string, Apply>>[] = [
  { '||': (a, b) => truth(a !== 0 || b !== 0) },
  { '&&': (a, b) => truth(a !== 0 && b !== 0) },
  { '==': (a, b) => truth(a === b), '!=': (a, b) => truth(a !== b) },
  {
    '<': (a, b) => truth(a < b),
    '>': (a, b) => truth(a > b),
    '<=': (a, b) => truth(a <= b),
    '>=': (a, b) => truth(a >= b),
  },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  {
    '*': (a, b) => a * b,
    '/': (a, b) => (b === 0 ? 0 : Math.trunc(a / b)),
    '%': (a, b) => (b === 0 ? 0 : a % b),
  },
];
