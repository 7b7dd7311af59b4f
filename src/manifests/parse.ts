import { isMap, isPair, isScalar, isSeq, parseDocument, type Document, type Node } from 'yaml';
import { syntaxProblem } from './go-yaml/syntax-error.ts';
import { LineIndex } from './lines.ts';
import { NodeReader, type JsonValue } from './node-value.ts';
import { splitDocuments, type DocumentText } from './split.ts';

/** Field names and list positions from the object down: `['spec', 'ports', 0, 'port']`. */
export type FieldPath = readonly (string | number)[];

/** Offsets in the file, `to` exclusive. */
export interface SourceRange {
  from: number;
  to: number;
}

export interface ManifestProblem extends SourceRange {
  /** What is wrong, in go-yaml's words but without its line number. */
  message: string;
  /** What kubectl prints after `error: `. */
  kubectl: string;
  severity: 'error' | 'warning';
  /** From 1. */
  line: number;
  column: number;
  /** Which document of the file, from 0. */
  document: number;
}

/** One object of a manifest file. */
export interface ManifestDocument {
  /** The object as JSON; not checked against any kind. */
  object: { readonly [field: string]: JsonValue };
  /** Which document of the file, from 0; items of a List share it. */
  index: number;
  /** Where the object stands in the file. */
  range: SourceRange;
  /** Where a field's value stands; when the field is not there, its nearest parent's key. */
  rangeOf(path: FieldPath): SourceRange;
  /** The line of a field's key, from 1; when the field is not there, of its nearest parent. */
  lineOf(path: FieldPath): number;
}

export interface Manifests {
  documents: readonly ManifestDocument[];
  problems: readonly ManifestProblem[];
}

/** Longer files are not read: nobody writes them, and a paste must not freeze the page. Characters. */
const LONGEST_FILE = 3_000_000;

/** Lists within lists are unpacked this deep. */
const DEEPEST_LIST = 10;

function keyText(key: unknown): string | undefined {
  return isScalar(key) ? (key.source ?? String(key.value)) : undefined;
}

/** The deepest nodes along a path: of the last field that exists, its key (or list item) and its value. */
function locate(document: Document, path: FieldPath): { key: Node | null; value: Node | null; found: boolean } {
  let value: unknown = document.contents;
  let key: unknown = document.contents;
  for (const step of path) {
    if (isSeq(value)) {
      const item = typeof step === 'number' ? value.items[step] : undefined;
      if (item === undefined) return { key: key as Node, value: value, found: false };
      key = item;
      value = item;
    } else if (isMap(value)) {
      const pair = value.items.find((candidate) => isPair(candidate) && keyText(candidate.key) === String(step));
      if (pair === undefined) return { key: key as Node, value: value, found: false };
      key = pair.key;
      value = pair.value ?? pair.key;
    } else return { key: key as Node, value: (value ?? key) as Node, found: false };
  }
  return { key: (key ?? value) as Node | null, value: value as Node | null, found: true };
}

class ManifestReader {
  readonly documents: ManifestDocument[] = [];
  readonly problems: ManifestProblem[] = [];
  private readonly lines: LineIndex;
  private readonly fileName: string;

  constructor(text: string, fileName: string) {
    this.lines = new LineIndex(text);
    this.fileName = fileName;
  }

  report(
    document: number,
    severity: 'error' | 'warning',
    texts: { message: string; kubectl: string },
    range: SourceRange,
  ): void {
    const { line, column } = this.lines.at(range.from);
    this.problems.push({
      ...texts,
      severity,
      line,
      column,
      document,
      from: range.from,
      to: Math.max(range.to, range.from + 1),
    });
  }

  private reportParsing(index: number, severity: 'error' | 'warning', message: string, range: SourceRange): void {
    const detail = message.replace(/^yaml: (?:line \d+: )?/, '');
    const kubectl = `error parsing ${this.fileName}: error converting YAML to JSON: ${message}`;
    this.report(index, severity, { message: detail, kubectl }, range);
  }

  read(index: number, { text, from }: DocumentText): void {
    const wrong = syntaxProblem(text);
    if (wrong !== undefined) {
      const at = from + Math.min(wrong.mark.index, text.length);
      this.reportParsing(index, 'error', wrong.message, { from: at, to: at + 1 });
      return;
    }
    const parsed = parseDocument(text, { schema: 'failsafe', version: '1.1', uniqueKeys: false, prettyErrors: false });
    const error = parsed.errors[0];
    if (error !== undefined) {
      const range = { from: from + error.pos[0], to: from + error.pos[1] };
      this.reportParsing(index, 'error', `yaml: ${error.message}`, range);
      return;
    }
    const reader = new NodeReader(parsed);
    const value = reader.read();
    for (const problem of reader.problems) {
      this.reportParsing(index, problem.severity, problem.message, {
        from: from + problem.from,
        to: from + problem.to,
      });
    }
    if (value !== undefined && value !== null) this.add(parsed, value, index, from, []);
  }

  private add(parsed: Document, value: JsonValue, index: number, from: number, prefix: FieldPath): void {
    const rangeOfNode = (node: Node | null): SourceRange => {
      const range = node?.range ?? [0, 0, 0];
      return { from: from + range[0], to: from + range[1] };
    };
    const own = rangeOfNode(locate(parsed, prefix).value);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      const message = 'invalid object to validate';
      const advice = 'if you choose to ignore these errors, turn validation off with --validate=false';
      const kubectl = `error validating "${this.fileName}": error validating data: ${message}; ${advice}`;
      this.report(index, 'error', { message, kubectl }, own);
      return;
    }
    const items = value['items'];
    if (Array.isArray(items) && typeof value['kind'] === 'string' && value['kind'].endsWith('List')) {
      if (prefix.length / 2 >= DEEPEST_LIST) return;
      for (const [position, item] of items.entries())
        this.add(parsed, item, index, from, [...prefix, 'items', position]);
      return;
    }
    this.documents.push({
      object: value,
      index,
      range: own,
      rangeOf: (path) => {
        const place = locate(parsed, [...prefix, ...path]);
        return rangeOfNode(place.found ? place.value : place.key);
      },
      lineOf: (path) => this.lines.at(rangeOfNode(locate(parsed, [...prefix, ...path]).key).from).line,
    });
  }
}

/**
 * Reads YAML or JSON as kubectl does (1.32): documents divided by `---`, Lists unpacked, empty documents skipped, YAML 1.1
 * scalars. Never throws; what cannot be read is a problem with kubectl's text, and the other documents are still there.
 * `fileName` is what the error texts name, `STDIN` for standard input.
 */
export function parseManifests(text: string, fileName = 'STDIN'): Manifests {
  const reader = new ManifestReader(text, fileName);
  if (text.length > LONGEST_FILE) {
    const message = `the file is longer than ${LONGEST_FILE} characters`;
    reader.report(0, 'error', { message, kubectl: `error parsing ${fileName}: ${message}` }, { from: 0, to: 1 });
    return reader;
  }
  for (const [index, document] of splitDocuments(text).entries()) reader.read(index, document);
  return reader;
}
