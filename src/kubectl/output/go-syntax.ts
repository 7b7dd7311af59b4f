import { goQuote } from '../../engine/index.ts';

/** A value as Go's `%#v` shows what was decoded from JSON. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (typeof value === 'object') {
    const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `map[string]interface {}{${fields.map(([key, of]) => `${goQuote(key)}:${goSyntax(of)}`).join(', ')}}`;
  }
  return typeof value === 'string' ? goQuote(value) : String(value);
}
