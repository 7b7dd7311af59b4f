import { decodeBase64, encodeBase64 } from '../programs/base64.ts';
import type { JsonValue } from './ast.ts';
import { described, JqError } from './errors.ts';
import { JqSyntaxError } from './parser.ts';
import { printJson } from './values.ts';

/** A text as it is, anything else as JSON. */
export function toText(value: JsonValue): string {
  return typeof value === 'string' ? value : printJson(value);
}

const HTML: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&quot;' };

/** What `@base64`, `@csv` ... make of a value. */
export function formatted(name: string, value: JsonValue): string {
  const row = (cell: (item: JsonValue) => string, separator: string): string => {
    if (!Array.isArray(value))
      throw new JqError(`${described(value)} cannot be ${name}-formatted, only an array can be`);
    return value.map(cell).join(separator);
  };
  switch (name) {
    case 'text':
      return toText(value);
    case 'json':
      return printJson(value);
    case 'base64':
      return encodeBase64(toText(value));
    case 'base64d': {
      const decoded = decodeBase64(toText(value));
      if (decoded === undefined) throw new JqError(`${described(value)} is not valid base64 data`);
      return decoded;
    }
    case 'html':
      return toText(value).replaceAll(/[<>&'"]/g, (character) => HTML[character] ?? character);
    case 'uri':
      return encodeURIComponent(toText(value).replaceAll(/\p{Surrogate}/gu, '\uFFFD'));
    case 'sh':
      return (Array.isArray(value) ? value : [value])
        .map((item) => (typeof item === 'string' ? `'${item.replaceAll("'", "'\\''")}'` : printJson(item)))
        .join(' ');
    case 'csv':
      return row(
        (item) => (typeof item === 'string' ? `"${item.replaceAll('"', '""')}"` : item === null ? '' : toText(item)),
        ',',
      );
    case 'tsv':
      return row((item) => (item === null ? '' : toText(item).replaceAll('\t', '\\t').replaceAll('\n', '\\n')), '\t');
    default:
      throw new JqSyntaxError(`${name} is not a valid format`);
  }
}
