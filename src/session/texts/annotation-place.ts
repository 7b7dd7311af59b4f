import { annotationName, behaviourAnnotations } from '../../engine/index.ts';
import type { BehaviourAnnotation } from '../../engine/index.ts';
import { templatePath } from './pod-template.ts';

/** Lines above the cursor that are looked at: texts may be long, and are read while one types. */
const MOST_LINES = 5000;

/** A line that is a key of a mapping: its indentation (dashes of lists count as blanks), its key and its value. */
const keyLine = /^([ -]*)("[^"]*"|'[^']*'|[^\s:#"'-][^:#]*):(?:[ \t]+(.*))?$/;

interface KeyLine {
  readonly indent: number;
  readonly key: string;
  readonly value: string;
  readonly isItem: boolean;
}

function read(line: string): KeyLine | undefined {
  const match = keyLine.exec(line.trimEnd());
  if (match === null) return undefined;
  const [, before = '', key = '', value = ''] = match;
  return { indent: before.length, key: key.replaceAll(/^["']|["']$/g, ''), value, isItem: before.includes('-') };
}

/** The kind that the document of a line says it is. */
function kindAround(lines: readonly string[], index: number): string {
  const isEnd = (line: string | undefined): boolean => line === undefined || line.startsWith('---');
  let from = index;
  while (from > 0 && index - from < MOST_LINES && !isEnd(lines[from - 1])) from--;
  for (let at = from; at < lines.length && at - from < MOST_LINES; at++) {
    const line = lines[at] ?? '';
    if (at > index && isEnd(line)) break;
    const found = /^kind:[ \t]+["']?(\w+)/.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  return '';
}

/** The keys above a line that it lies within, outermost first. */
function pathAbove(lines: readonly string[], index: number, indent: number): readonly string[] {
  const path: string[] = [];
  let left = indent;
  for (let at = index - 1; at >= 0 && index - at < MOST_LINES && left > 0; at--) {
    const line = lines[at] ?? '';
    if (line.startsWith('---')) break;
    const found = read(line);
    if (found === undefined || found.indent >= left) continue;
    path.unshift(found.key);
    left = found.isItem ? line.indexOf('-') : found.indent;
  }
  return path;
}

/** What may be written at a place among the annotations of pods. */
export interface AnnotationPlace {
  /** Column, from 1, at which the key begins. */
  readonly column: number;
  /** The annotations that are not there yet. */
  readonly offered: readonly BehaviourAnnotation[];
}

/**
 * Whether a key of an annotation of pods can stand in a line (from 1) whose text up to the cursor is `before`, and which may
 * be offered there. Reads lines, not YAML: what is being typed is none yet. Undefined elsewhere.
 */
export function annotationPlace(text: string, line: number, before: string): AnnotationPlace | undefined {
  const typed = /^( +)(["']?[\w./-]*)$/.exec(before);
  const lines = text.split('\n');
  const index = line - 1;
  const indent = typed?.[1]?.length;
  if (indent === undefined) return undefined;
  const template = templatePath(kindAround(lines, index));
  const path = pathAbove(lines, index, indent);
  if (template === undefined || path.join('.') !== [...template, 'metadata', 'annotations'].join('.')) return undefined;
  const present = new Set(siblings(lines, index, indent));
  const offered = behaviourAnnotations.filter(({ name }) => !present.has(name));
  return { column: indent + 1, offered };
}

/** The names under `podground.dev/` that stand in the same mapping as a line, but for its own. */
function siblings(lines: readonly string[], index: number, indent: number): readonly string[] {
  const found: string[] = [];
  for (const step of [-1, 1]) {
    for (let at = index + step; at >= 0 && at < lines.length && Math.abs(at - index) < MOST_LINES; at += step) {
      const line = lines[at] ?? '';
      if (line.trim() === '') continue;
      const own = read(line);
      if (own === undefined || own.indent !== indent) break;
      found.push(annotationName(own.key)?.name ?? '');
    }
  }
  return found;
}

/** The annotation under `podground.dev/` that is the key of a line of text, and the columns, from 1, where its key stands. */
export function annotationOfLine(
  line: string,
): { readonly annotation: BehaviourAnnotation; readonly from: number; readonly to: number } | undefined {
  const own = read(line);
  const { name } = (own && annotationName(own.key)) ?? {};
  const annotation = behaviourAnnotations.find((each) => each.name === name);
  if (own === undefined || annotation === undefined) return undefined;
  const from = line.indexOf(own.key) + 1;
  return { annotation, from, to: from + own.key.length };
}
