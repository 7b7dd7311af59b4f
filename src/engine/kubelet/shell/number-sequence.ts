/** Numbers that `seq` counts through, as it writes them. */
export interface NumberSequence {
  readonly count: number;
  readonly separator: string;
  at(index: number): string;
}

/** Reads the arguments of `seq [-w] [-s TEXT] [FIRST [STEP]] LAST`; answers what is wrong with them in GNU's words. */
export function numberSequence(args: readonly string[]): NumberSequence | string {
  const operands = [...args];
  let separator = '\n';
  let isPadded = false;
  while (/^-[sw]/.test(operands[0] ?? '')) {
    const option = operands.shift() ?? '';
    if (option === '-w') isPadded = true;
    else separator = option.length > 2 ? option.slice(2) : (operands.shift() ?? '\n');
  }
  const numbers = operands.map(Number);
  const bad = operands.find((text, index) => text === '' || !Number.isFinite(numbers[index]));
  if (bad !== undefined) return `invalid floating point argument: '${bad}'`;
  const [first = 1, second, third] = numbers;
  if (numbers.length === 0) return 'missing operand';
  if (numbers.length > 3) return `extra operand '${operands[3] ?? ''}'`;
  const [start, step, end] =
    third === undefined ? (second === undefined ? [1, 1, first] : [first, 1, second]) : [first, second ?? 1, third];
  if (step === 0) return "invalid Zero increment value: '0'";
  const decimals = Math.min(20, Math.max(...operands.map((text) => /\.(\d+)$/.exec(text)?.[1]?.length ?? 0)));
  const width = isPadded ? Math.max(start.toFixed(decimals).length, end.toFixed(decimals).length) : 0;
  return {
    count: Math.max(0, Math.floor((end - start) / step + 1e-9) + 1),
    separator,
    at: (index) => (start + index * step).toFixed(decimals).padStart(width, '0'),
  };
}
