import type { Quantity } from './quantity.ts';

/** Go's own spelling of values, as `fmt` prints them into the messages of the API server. */

const shortEscapes: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

const needsEscape = /["\\]|[^\x20-\x7e]/;
const notPrintable = /[\p{C}\p{Z}]/u;

function escapeCharacter(character: string): string {
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (character !== ' ' && notPrintable.test(character)) {
    if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
    if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
    if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
    return `\\U${code.toString(16).padStart(8, '0')}`;
  }
  return character;
}

/** A string as `%q` prints it (strconv.Quote). */
export function goQuote(text: string): string {
  if (!needsEscape.test(text)) return `"${text}"`;
  let quoted = '"';
  for (const character of text) quoted += escapeCharacter(character);
  return `${quoted}"`;
}

/** A value that is already spelled in Go syntax; field errors print it as it is, without quotes. */
export interface GoSyntax {
  readonly goSyntax: string;
}

/** True for what the functions below make. */
export function isGoSyntax(value: unknown): value is GoSyntax {
  return typeof value === 'object' && value !== null && typeof (value as Partial<GoSyntax>).goSyntax === 'string';
}

function mapText(map: unknown): string {
  if (typeof map !== 'object' || map === null) return 'map[string]string(nil)';
  const entries = Object.entries(map as Readonly<Record<string, unknown>>);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  // Validation sees what no decoder let through; what is no text there has no text here.
  const text = (value: unknown): string => goQuote(typeof value === 'string' ? value : '');
  return `map[string]string{${entries.map(([key, value]) => `${goQuote(key)}:${text(value)}`).join(', ')}}`;
}

function sliceText(list: unknown): string {
  if (!Array.isArray(list)) return '[]string(nil)';
  return `[]string{${list.map((item) => goQuote(String(item))).join(', ')}}`;
}

/** A `map[string]string` as `%#v` prints it; absent prints as the nil map. */
export function goStringMap(map: unknown): GoSyntax {
  return { goSyntax: mapText(map) };
}

/** Untyped JSON is not spelled out below this depth. */
const DEEPEST_VALUE = 50;

function valueSyntax(value: unknown, depth: number): string {
  if (value === null || value === undefined || depth > DEEPEST_VALUE) return 'interface {}(nil)';
  if (typeof value === 'string') return goQuote(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map((item) => valueSyntax(item, depth + 1)).join(', ')}}`;
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const fields = entries.map(([key, item]) => `${goQuote(key)}:${valueSyntax(item, depth + 1)}`);
  return `map[string]interface {}{${fields.join(', ')}}`;
}

/** Untyped JSON as field errors print it: plain values as they are, lists and maps as `%#v`. */
export function goValue(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? { goSyntax: valueSyntax(value, 0) } : value;
}

/** A `[]string` as `%#v` prints it; absent prints as the nil slice. */
export function goStringSlice(list: unknown): GoSyntax {
  return { goSyntax: sliceText(list) };
}

/** A `[]int32` as `%#v` prints it. */
export function goInt32Slice(list: readonly unknown[]): GoSyntax {
  return { goSyntax: `[]int32{${list.map(String).join(', ')}}` };
}

/** A `resource.Quantity` as `%#v` prints it: its amount with as many decimal zeros as it has taken out, and its text. */
export function goQuantity({ nano, format }: Quantity, text: string): GoSyntax {
  let value = nano;
  let scale = -9;
  while (scale < 0 && value % 10n === 0n) {
    value /= 10n;
    scale++;
  }
  // Amounts are parsed by thousands: 500m is 500 of 1e-3, never 5 of 1e-1.
  while (scale < 0 && scale % 3 !== 0) {
    value *= 10n;
    scale--;
  }
  const amount = `resource.int64Amount{value:${value}, scale:${scale}}`;
  return {
    goSyntax: `resource.Quantity{i:${amount}, d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:${goQuote(text)}, Format:${goQuote(format)}}`,
  };
}

/** An `intstr.IntOrString` as `%#v` prints it. */
export function goIntOrString(value: unknown): GoSyntax {
  return typeof value === 'string'
    ? { goSyntax: `intstr.IntOrString{Type:1, IntVal:0, StrVal:${goQuote(value)}}` }
    : { goSyntax: `intstr.IntOrString{Type:0, IntVal:${typeof value === 'number' ? value : 0}, StrVal:""}` };
}

/** A `metav1.LabelSelector` as `%#v` prints it. */
export function goLabelSelector(selector: unknown): GoSyntax {
  const { matchLabels, matchExpressions } = (
    typeof selector === 'object' && selector !== null ? selector : {}
  ) as Readonly<Record<string, unknown>>;
  const expressions = Array.isArray(matchExpressions)
    ? `{${matchExpressions
        .map((expression: Readonly<Record<string, unknown>> | null) => {
          const { key, operator, values } = expression ?? {};
          return `v1.LabelSelectorRequirement{Key:${goQuote(String(key ?? ''))}, Operator:${goQuote(String(operator ?? ''))}, Values:${sliceText(values)}}`;
        })
        .join(', ')}}`
    : '(nil)';
  return {
    goSyntax: `v1.LabelSelector{MatchLabels:${mapText(matchLabels)}, MatchExpressions:[]v1.LabelSelectorRequirement${expressions}}`,
  };
}
