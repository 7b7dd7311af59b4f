import { isMap, isNode, isPair, isScalar, isSeq, type Document, type Node, type Pair, type YAMLMap } from 'yaml';
import type { FieldPath, SourceRange } from './source-range.ts';

/** The text of a mapping's key as it was written. */
export function keyText(key: unknown): string | undefined {
  return isScalar(key) ? (key.source ?? String(key.value)) : undefined;
}

export function pairOf(map: YAMLMap, name: string): Pair | undefined {
  // Of a key that is there twice the last one counts, as in go-yaml.
  return map.items.findLast((candidate) => isPair(candidate) && keyText(candidate.key) === name);
}

/** The deepest nodes along a path: of the last field that exists, its key (or list item) and its value. */
export function locate(document: Document, path: FieldPath): { key: Node | null; value: Node | null; found: boolean } {
  let value: unknown = document.contents;
  let key: unknown = document.contents;
  for (const step of path) {
    if (isSeq(value)) {
      const item = typeof step === 'number' ? value.items[step] : undefined;
      if (item === undefined) return { key: key as Node, value: value, found: false };
      key = item;
      value = item;
    } else if (isMap(value)) {
      const pair = pairOf(value, String(step));
      if (pair === undefined) return { key: key as Node, value: value, found: false };
      key = pair.key;
      value = pair.value ?? pair.key;
    } else return { key: key as Node, value: (value ?? key) as Node, found: false };
  }
  return { key: (key ?? value) as Node | null, value: value as Node | null, found: true };
}

/** Offsets of a node's own text, without what follows it; in the document. */
export function rangeOfNode(node: unknown): SourceRange {
  const range = isNode(node) ? node.range : undefined;
  return range ? { from: range[0], to: range[1] } : { from: 0, to: 0 };
}

/**
 * The field that an offset of a document stands in: of a line the field that begins in it, wherever in the line. Undefined
 * on an empty line, in a line that is a comment, and outside of everything.
 */
export function pathAt(document: Document, text: string, offset: number): FieldPath | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = text.indexOf('\n', offset) === -1 ? text.length : text.indexOf('\n', offset);
  // Before the line's first word one means that word; dashes of list items are not words.
  const indent = /^[ \t]*(?:-[ \t]+)*/.exec(text.slice(lineStart, lineEnd))?.[0].length ?? 0;
  const first = text[lineStart + indent];
  if (first === undefined || first === '\n' || first === '#' || lineStart + indent >= lineEnd) return undefined;
  const at = Math.max(offset, lineStart + indent);
  const path: (string | number)[] = [];
  let node: unknown = document.contents;
  for (;;) {
    if (isMap(node)) {
      const pair = node.items.findLast((each) => isPair(each) && rangeOfNode(each.key).from <= at);
      const name = keyText(pair?.key);
      if (pair === undefined || name === undefined) return path;
      path.push(name);
      node = pair.value;
    } else if (isSeq(node)) {
      const index = node.items.findLastIndex((each) => rangeOfNode(each).from <= at);
      if (index === -1) return path;
      path.push(index);
      node = node.items[index];
    } else return path;
    if (rangeOfNode(node).from > at) return path;
  }
}
