/**
 * resource.Quantity (apimachinery pkg/api/resource/quantity.go): an exact amount with the suffix family it was written in.
 * Amounts are whole nano units, the finest a quantity can hold; finer ones round away from zero.
 */

/** The family of suffixes a quantity is printed with. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** A parsed quantity. Not JSON-safe: objects keep the text. */
export interface Quantity {
  /** The amount in 1e-9 units. */
  readonly nano: bigint;
  readonly format: QuantityFormat;
  /** The text as written when upstream keeps it ("1.", "01"), else ''. */
  readonly text: string;
}

/** Upstream's refusal of a text that does not look like a quantity (resource.ErrFormatWrong). */
export const quantityFormatError =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** Upstream's refusal of an unknown suffix (resource.ErrSuffix). */
const quantitySuffixError = "unable to parse quantity's suffix";

const nanoDigits = 9;
const unit = 1_000_000_000n;
const milliUnit = 1_000_000n;
const largestBinary = (2n ** 63n - 1n) * unit;

// Beyond this a quantity is text to fill memory with, not an amount; upstream has no bound.
const longestText = 256;
const largestExponent = 256;

const decimalSuffixes: readonly string[] = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const binarySuffixes: readonly string[] = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

const syntax = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;
const exponentSuffix = /^[eE]([-+]?\d+)$/;

interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

function readSuffix(suffix: string): Suffix | undefined {
  const decimal = decimalSuffixes.indexOf(suffix);
  if (decimal >= 0) return { base: 10, exponent: (decimal - 3) * 3, format: 'DecimalSI' };
  const binary = binarySuffixes.indexOf(suffix);
  if (binary > 0) return { base: 2, exponent: binary * 10, format: 'BinarySI' };
  const exponent = exponentSuffix.exec(suffix)?.[1];
  if (exponent === undefined) return undefined;
  return { base: 10, exponent: Number(exponent), format: 'DecimalExponent' };
}

/** Divides rounding away from zero. */
function divideUp(amount: bigint, divisor: bigint): bigint {
  const quotient = amount / divisor;
  if (quotient * divisor === amount) return quotient;
  return amount < 0n ? quotient - 1n : quotient + 1n;
}

function toNano(digits: bigint, fractionDigits: number, { base, exponent }: Suffix): bigint {
  const scale = nanoDigits - fractionDigits + (base === 10 ? exponent : 0);
  const amount = base === 2 ? digits << BigInt(exponent) : digits;
  return scale >= 0 ? amount * 10n ** BigInt(scale) : divideUp(amount, 10n ** BigInt(-scale));
}

/** Whether ParseQuantity keeps the text instead of writing the canonical form (the "reuse the string" branches). */
function keepsText(whole: string, fraction: string, suffix: Suffix): boolean {
  const shifted = whole + fraction;
  if (suffix.format === 'BinarySI') {
    const precision = 15 - whole.length - Math.trunc((suffix.exponent * 3) / 10) - 1;
    return fraction === '' && precision >= 0 && (Number(whole) & 7) !== 0;
  }
  const scale = suffix.exponent - fraction.length;
  if (shifted.length > 18 || scale < -nanoDigits) return false;
  return scale % 3 === 0 && !shifted.endsWith('000') && !shifted.startsWith('0');
}

function parse(text: string): Quantity | string {
  if (text === '0') return { nano: 0n, format: 'DecimalSI', text };
  if (text === '' || text.length > longestText) return quantityFormatError;
  const match = syntax.exec(text);
  if (match === null) return quantityFormatError;
  const [, sign, digits = '', fraction = '', suffixText = ''] = match;
  const suffix = readSuffix(suffixText);
  if (suffix === undefined) return quantitySuffixError;
  if (Math.abs(suffix.exponent) > largestExponent) return quantitySuffixError;
  const whole = digits.replace(/^0+/, '') || '0';
  const magnitude = toNano(BigInt(whole + fraction), fraction.length, suffix);
  let { format } = suffix;
  const capped = format === 'BinarySI' && magnitude > largestBinary ? largestBinary : magnitude;
  const kept = keepsText(whole, fraction, suffix);
  if (format === 'BinarySI' && !kept && magnitude < unit) format = 'DecimalSI';
  return { nano: sign === '-' ? -capped : capped, format, text: kept ? text : '' };
}

// Objects hold quantities as text and the scheduler reads the same few again and again.
const remembered = new Map<string, Quantity | string>();
const mostRemembered = 4096;

function parseRemembered(text: string): Quantity | string {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const parsed = parse(text);
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(text, parsed);
  return parsed;
}

/** Parses a quantity as written in JSON; undefined when it is not one (quantityError says why). */
export function parseQuantity(text: string | number): Quantity | undefined {
  const parsed = parseRemembered(String(text));
  return typeof parsed === 'string' ? undefined : parsed;
}

/** Upstream's refusal of a text, or undefined when it is a quantity. */
export function quantityError(text: string | number): string | undefined {
  const parsed = parseRemembered(String(text));
  return typeof parsed === 'string' ? parsed : undefined;
}

function decimalText(nano: bigint, format: QuantityFormat): string {
  let mantissa = nano;
  let exponent = -nanoDigits;
  const largest = format === 'DecimalExponent' ? Number.POSITIVE_INFINITY : 18;
  for (; mantissa % 1000n === 0n && exponent < largest; exponent += 3) mantissa /= 1000n;
  const suffix = format === 'DecimalExponent' ? `e${exponent}` : (decimalSuffixes[exponent / 3 + 3] ?? '');
  return `${mantissa}${exponent === 0 ? '' : suffix}`;
}

function binaryText(amount: bigint): string {
  let mantissa = amount;
  let thousands = 0;
  while (mantissa % 1024n === 0n && thousands < binarySuffixes.length - 1) {
    mantissa /= 1024n;
    thousands++;
  }
  return `${mantissa}${binarySuffixes[thousands] ?? ''}`;
}

/** The text the API stores and shows: the canonical form (CanonicalizeBytes), or the text as written where upstream keeps it. */
export function quantityText(quantity: Quantity): string {
  const { nano, format, text } = quantity;
  if (text !== '') return text;
  if (nano === 0n) return '0';
  const fitsBinary = format === 'BinarySI' && nano % unit === 0n && (nano >= 1024n * unit || nano <= -1024n * unit);
  if (fitsBinary) return binaryText(nano / unit);
  return decimalText(nano, format === 'BinarySI' ? 'DecimalSI' : format);
}

/** parseQuantity and quantityText in one; undefined when it is not a quantity. */
export function canonicalQuantity(text: string | number): string | undefined {
  const quantity = parseQuantity(text);
  return quantity === undefined ? undefined : quantityText(quantity);
}

type QuantityLike = Quantity | string | number;

const zero: Quantity = { nano: 0n, format: 'DecimalSI', text: '' };

function toQuantity(value: QuantityLike): Quantity {
  return typeof value === 'object' ? value : (parseQuantity(value) ?? zero);
}

/** Numbers by text: big integers are slow, and the same few amounts are asked for again and again. */
const values = new Map<string, number>();
const milliValues = new Map<string, number>();

function inUnits(quantity: QuantityLike, size: bigint, known: Map<string, number>): number {
  if (typeof quantity !== 'string') return Number(divideUp(toQuantity(quantity).nano, size));
  let value = known.get(quantity);
  if (value === undefined) {
    value = Number(divideUp(toQuantity(quantity).nano, size));
    if (known.size >= mostRemembered) known.clear();
    known.set(quantity, value);
  }
  return value;
}

/** The amount in whole units, rounded away from zero (Quantity.Value). What is not a quantity counts as 0. */
export function quantityValue(quantity: QuantityLike): number {
  return inUnits(quantity, unit, values);
}

/** The amount in thousandths (millicores for cpu), rounded away from zero (Quantity.MilliValue). */
export function milliValue(quantity: QuantityLike): number {
  return inUnits(quantity, milliUnit, milliValues);
}

/** The amount in bytes; the same rule as quantityValue. */
export function bytesValue(quantity: QuantityLike): number {
  return quantityValue(quantity);
}

/** -1, 0 or 1 (Quantity.Cmp). */
export function compareQuantity(a: QuantityLike, b: QuantityLike): -1 | 0 | 1 {
  const left = toQuantity(a).nano;
  const right = toQuantity(b).nano;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** a + b in the family of a, or of b when a is zero (Quantity.Add). */
export function addQuantity(a: QuantityLike, b: QuantityLike): Quantity {
  const [left, right] = [toQuantity(a), toQuantity(b)];
  return { nano: left.nano + right.nano, format: left.nano === 0n ? right.format : left.format, text: '' };
}

/** a - b in the family of a, or of b when a is zero (Quantity.Sub). */
export function subtractQuantity(a: QuantityLike, b: QuantityLike): Quantity {
  const [left, right] = [toQuantity(a), toQuantity(b)];
  return { nano: left.nano - right.nano, format: left.nano === 0n ? right.format : left.format, text: '' };
}

/** The quantity rounded away from zero to whole thousandths, as the API server defaults every resource list. */
export function roundUpToMilli(quantity: Quantity): Quantity {
  if (quantity.nano % milliUnit === 0n) return quantity;
  return { nano: divideUp(quantity.nano, milliUnit) * milliUnit, format: quantity.format, text: '' };
}

/** Whole thousandths as text: 250 is `250m`, 2000 is `2`. */
export function formatMilli(milli: number): string {
  return quantityText({ nano: BigInt(Math.trunc(milli)) * milliUnit, format: 'DecimalSI', text: '' });
}

/** Whole bytes as text: 1073741824 is `1Gi` in BinarySI. */
export function formatBytes(bytes: number, format: QuantityFormat = 'BinarySI'): string {
  return quantityText({ nano: BigInt(Math.trunc(bytes)) * unit, format, text: '' });
}
