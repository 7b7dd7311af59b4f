/** A URL taken apart. */
export interface Url {
  readonly scheme: 'http' | 'https';
  /** Lower case; without brackets. */
  readonly host: string;
  readonly port: number;
  /** Path and query, at least `/`. */
  readonly target: string;
}

const pattern =
  /^(?:([a-zA-Z]{1,10}):\/\/)?(?:[^@/?#]{0,200}@)?(\[[\da-fA-F:]{1,60}\]|[^:/?#\s]{1,255})(?::(\d{1,5}))?([/?][^#\s]{0,8000})?(?:#.*)?$/;
const longest = 10_000;

/** Reads a URL as curl does; undefined when it is none, or neither http nor https. */
export function parseUrl(text: string): Url | undefined {
  const match = text.length > longest ? null : pattern.exec(text);
  if (match === null) return undefined;
  const scheme = (match[1] ?? 'http').toLowerCase();
  if (scheme !== 'http' && scheme !== 'https') return undefined;
  const port = match[3] === undefined ? (scheme === 'https' ? 443 : 80) : Number(match[3]);
  if (port < 1 || port > 65_535) return undefined;
  const path = match[4] ?? '/';
  const host = (match[2] ?? '').toLowerCase().replace(/^\[|\]$/g, '');
  return { scheme, host, port, target: path.startsWith('/') ? path : `/${path}` };
}
