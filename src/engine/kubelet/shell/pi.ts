function arctanOfInverse(x: bigint, unity: bigint): bigint {
  let term = unity / x;
  let sum = term;
  const square = x * x;
  for (let divisor = 3n, sign = -1n; term !== 0n; divisor += 2n, sign = -sign) {
    term /= square;
    sum += (sign * term) / divisor;
  }
  return sum;
}

/** Pi to `digits` significant digits (at most 5000), by Machin's formula: what the Job of the Kubernetes documentation prints. */
export function piDigits(digits: number): string {
  const count = Math.max(1, Math.min(5000, Math.trunc(digits)));
  const unity = 10n ** BigInt(count + 10);
  const pi = 4n * (4n * arctanOfInverse(5n, unity) - arctanOfInverse(239n, unity));
  // Ten guard digits, then rounded as bignum does.
  const rounded = (pi + 5n * 10n ** 10n) / 10n ** 11n;
  const text = String(rounded);
  return text.length === 1 ? text : `${text[0]}.${text.slice(1)}`;
}
