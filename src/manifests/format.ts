import { parseDocument, type ScalarTag } from 'yaml';
import { parseManifests } from './parse.ts';
import { splitDocuments } from './split.ts';

/** Longer texts are left alone: nobody writes them, and the page must not stand still. Characters. */
const LONGEST_FORMATTED = 500_000;

const MOST_ROUNDS = 3;

/**
 * The text with its layout made even: two spaces for each level, lists within their field, one space before and after what
 * needs one, no spaces at line ends. Values keep their spelling and their quotes, comments and empty lines stay. A document
 * that cannot be read, or that would not say the same afterwards, stays as it is.
 */
export function formatManifests(text: string): string {
  if (text.length > LONGEST_FORMATTED) return text;
  let formatted = '';
  let end = 0;
  for (const document of splitDocuments(text)) {
    formatted += withoutTrailingSpace(text.slice(end, document.from)) + formatDocument(document.text);
    end = document.from + document.text.length;
  }
  formatted += withoutTrailingSpace(text.slice(end));
  return formatted === '' || formatted.endsWith('\n') ? formatted : `${formatted}\n`;
}

function formatDocument(text: string): string {
  if (text.trim() === '') return text.includes('\n') ? '\n' : '';
  let formatted = text;
  // What is printed first may be laid out otherwise when it is read again: comments settle at the second time.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const printed = print(formatted);
    if (printed === undefined || !saysTheSame(text, printed)) return text;
    if (printed === formatted) break;
    formatted = printed;
  }
  return formatted.endsWith('\n') ? formatted : `${formatted}\n`;
}

function print(text: string): string | undefined {
  try {
    // Without types every value is text, and is written again as it was.
    const document = parseDocument(text, {
      schema: 'failsafe',
      version: '1.1',
      uniqueKeys: false,
      keepSourceTokens: true,
      customTags: (tags) => tags.map((tag) => (isTextTag(tag) ? { ...tag, stringify: printText(tag) } : tag)),
    });
    if (document.errors.length > 0) return undefined;
    return document.toString({ indent: 2, lineWidth: 0, flowCollectionPadding: false, simpleKeys: false });
  } catch {
    // Nested too deep to be written, or an alias without its anchor.
    return undefined;
  }
}

/** Whether two texts hold the same objects, in the same order and with fields in the same order, and the same comments. */
function saysTheSame(before: string, after: string): boolean {
  const old = parseManifests(before);
  const now = parseManifests(after);
  if (old.problems.some(({ severity }) => severity === 'error')) return false;
  const objects = ({ documents }: typeof old): string => JSON.stringify(documents.map(({ object }) => object));
  return objects(old) === objects(now) && comments(before) === comments(after);
}

/** Every text after a `#`, whether that begins a comment or not: none may be lost. */
function comments(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => (line.includes('#') ? [line.slice(line.indexOf('#')).trimEnd()] : []))
    .join('\n');
}

function withoutTrailingSpace(text: string): string {
  return text.replaceAll(/[ \t]+$/gm, '');
}

type TextTag = ScalarTag & { stringify: NonNullable<ScalarTag['stringify']> };

function isTextTag(tag: unknown): tag is TextTag {
  return (tag as Partial<ScalarTag>).tag === 'tag:yaml.org,2002:str';
}

/** Prints text that was folded over several lines with the same lines: joined, they would be hard to read. */
function printText(tag: TextTag): TextTag['stringify'] {
  return (item, context, onComment, onChompKeep) => {
    const token = item.srcToken;
    const lines = token !== undefined && 'source' in token ? token.source.trimEnd().split('\n') : [];
    const isFolded = token?.type === 'block-scalar' && item.type === 'BLOCK_FOLDED';
    const isFlow = lines.length > 1 && (token?.type === 'scalar' || (token?.type.endsWith('quoted-scalar') ?? false));
    if (isFlow)
      return [lines[0] ?? '', ...lines.slice(1).map((line) => indented(line.trim(), context.indent))].join('\n');
    if (!isFolded || item.comment !== undefined) return tag.stringify(item, context, onComment, onChompKeep);
    const header = token.props
      .map((part) => ('source' in part ? part.source : ''))
      .find((part) => part.startsWith('>'));
    const depth = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
    const chomping = header?.replaceAll(/\d/g, '') ?? '>';
    return [chomping, ...lines.map((line) => indented(line.slice(depth), context.indent))].join('\n');
  };
}

function indented(line: string, indent: string): string {
  return line === '' ? '' : `${indent}${line}`;
}
