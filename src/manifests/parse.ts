import type { Document } from 'yaml';
import { DocumentMemory } from './document-memory.ts';
import { removeEarlierEdit, removeEdit, setEdit, type TextEdit } from './field-edit.ts';
import { LineIndex } from './lines.ts';
import type { JsonValue } from './node-value.ts';
import { locate, pathAt, rangeOfNode } from './source-map.ts';
import type { FieldPath, SourceRange } from './source-range.ts';
import { splitDocuments, type DocumentText } from './split.ts';

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
  /** Where a field stands, its key included; undefined when it is not there. */
  fieldRange(path: FieldPath): SourceRange | undefined;
  /** The field that an offset of the file stands in; undefined outside the object, in empty lines and in comments. */
  pathAt(offset: number): FieldPath | undefined;
  /** The change of the file that gives a field a value; other lines, their comments and order stay. */
  setEdit(path: FieldPath, value: JsonValue): TextEdit | undefined;
  /** The change of the file that takes a field away; undefined when it is not there. */
  removeEdit(path: FieldPath): TextEdit | undefined;
  /** The same for the first of several fields with one name. */
  removeEarlierEdit(path: FieldPath): TextEdit | undefined;
}

export interface Manifests {
  documents: readonly ManifestDocument[];
  problems: readonly ManifestProblem[];
}

/** Longer files are not read: nobody writes them, and a paste must not freeze the page. Characters. */
const LONGEST_FILE = 3_000_000;

/** Lists within lists are unpacked this deep. */
const DEEPEST_LIST = 10;

/** One YAML document: its nodes, its text, and where that stands in the file. */
interface ParsedText {
  readonly parsed: Document;
  readonly text: string;
  readonly index: number;
  readonly from: number;
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

  read(index: number, { text, from }: DocumentText, memory: DocumentMemory): void {
    const read = memory.read(text);
    for (const { message, severity, from: start, to } of read.problems) {
      this.reportParsing(index, severity, message, { from: from + start, to: from + to });
    }
    const { parsed, value } = read;
    if (parsed !== undefined && value !== undefined && value !== null)
      this.add({ parsed, text, index, from }, value, []);
  }

  private add(source: ParsedText, value: JsonValue, prefix: FieldPath): void {
    const { parsed, text, index, from } = source;
    const rangeInFile = (node: unknown): SourceRange => {
      const range = rangeOfNode(node);
      return { from: from + range.from, to: from + range.to };
    };
    const editInFile = (edit: TextEdit | undefined): TextEdit | undefined =>
      edit && { ...edit, from: from + edit.from, to: from + edit.to };
    const own = rangeInFile(locate(parsed, prefix).value);
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
      for (const [position, item] of items.entries()) this.add(source, item, [...prefix, 'items', position]);
      return;
    }
    this.documents.push({
      object: value,
      index,
      range: own,
      rangeOf: (path) => {
        const place = locate(parsed, [...prefix, ...path]);
        return rangeInFile(place.found ? place.value : place.key);
      },
      lineOf: (path) => this.lines.at(rangeInFile(locate(parsed, [...prefix, ...path]).key).from).line,
      fieldRange: (path) => {
        const place = locate(parsed, [...prefix, ...path]);
        return place.found ? { from: rangeInFile(place.key).from, to: rangeInFile(place.value).to } : undefined;
      },
      pathAt: (offset) => {
        if (offset < from || offset > from + text.length) return undefined;
        const path = pathAt(parsed, text, offset - from);
        const isInside = path !== undefined && prefix.every((step, depth) => path[depth] === step);
        return isInside ? path.slice(prefix.length) : undefined;
      },
      setEdit: (path, field) => editInFile(setEdit(parsed, text, [...prefix, ...path], field)),
      removeEdit: (path) => editInFile(removeEdit(parsed, text, [...prefix, ...path])),
      removeEarlierEdit: (path) => editInFile(removeEarlierEdit(parsed, text, [...prefix, ...path])),
    });
  }
}

/**
 * Reads YAML or JSON as kubectl does (1.32): documents divided by `---`, Lists unpacked, empty documents skipped, YAML 1.1
 * scalars. Never throws; what cannot be read is a problem with kubectl's text, and the other documents are still there.
 * `fileName` is what the error texts name, `STDIN` for standard input. Documents that `memory` knows are not read again.
 */
export function parseManifests(text: string, fileName = 'STDIN', memory = new DocumentMemory()): Manifests {
  const reader = new ManifestReader(text, fileName);
  if (text.length > LONGEST_FILE) {
    const message = `the file is longer than ${LONGEST_FILE} characters`;
    reader.report(0, 'error', { message, kubectl: `error parsing ${fileName}: ${message}` }, { from: 0, to: 1 });
    return reader;
  }
  for (const [index, document] of splitDocuments(text).entries()) reader.read(index, document, memory);
  return reader;
}
