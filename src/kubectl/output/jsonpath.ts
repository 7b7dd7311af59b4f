import { jsonPathText, type JsonPath } from '../../engine/index.ts';
import { KubectlError } from '../errors.ts';
import { sortedJson } from '../last-applied.ts';

/** `.metadata.name`, `metadata.name` or `{.metadata.name}`, as custom columns and `--sort-by` take it. */
export function relaxedExpression(text: string): string {
  if (text === '') return text;
  const match = /^\{\.?([^{}]+)\}$/.exec(text) ?? /^\.?([^{}]+)$/.exec(text);
  if (match === null) {
    throw new KubectlError(
      `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    );
  }
  return `{.${match[1] ?? ''}}`;
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null) return sortedJson(value);
  return value === null || value === undefined ? '' : String(value);
}

/** The text that a template makes of an object. Throws an Error with client-go's words. */
export function evaluateJsonPath(path: JsonPath, object: unknown, allowMissing: boolean): string {
  return jsonPathText(path, object, allowMissing, valueText);
}
