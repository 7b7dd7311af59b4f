import { isCollection, isMap, isPair, isScalar, isSeq, stringify, type Document, type Node, type Pair } from 'yaml';
import type { JsonValue } from './node-value.ts';
import type { FieldPath } from './source-range.ts';
import { keyText, pairOf, rangeOfNode } from './source-map.ts';

/** A change of a text: what stands from `from` to `to` (offsets, exclusive) becomes `text`. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The text with all of these changes, which do not overlap, made. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let changed = text;
  for (const { from, to, text: part } of edits.toSorted((a, b) => b.from - a.from)) {
    changed = changed.slice(0, from) + part + changed.slice(to);
  }
  return changed;
}

/** A value as YAML lines without the last line break, its lists indented as people write them. */
export function yamlLines(value: JsonValue): string {
  return stringify(value, { version: '1.1', lineWidth: 0, indentSeq: true, aliasDuplicateObjects: false }).trimEnd();
}

function isFlow(node: unknown): boolean {
  return isCollection(node) && node.flow === true;
}

const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1);

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}

/** Where the last line of a node ends; a collection's range may reach over empty lines and comments after it. */
function lastLineEnd(text: string, node: unknown): number {
  const { from } = rangeOfNode(node);
  let end = rangeOfNode(node).to;
  while (end > from) {
    const start = lineStart(text, end - 1);
    const line = text.slice(start, end);
    if (start <= from || !/^\s*(?:#.*)?$/.test(line)) break;
    end = start;
  }
  return lineEnd(text, Math.max(from, text.slice(from, end).trimEnd().length + from));
}

function indented(lines: string, indent: number): string {
  return lines.replaceAll(/\n(?=.)/g, `\n${' '.repeat(indent)}`);
}

/** A chain of fields around a value: `nested(['a', 'b'], 1)` is `{a: {b: 1}}`. */
function nested(path: FieldPath, value: JsonValue): JsonValue {
  return path.toReversed().reduce<JsonValue>((inner, step) => {
    return typeof step === 'number' ? [inner] : { [step]: inner };
  }, value);
}

function flowText(node: Node, path: FieldPath, value: JsonValue | undefined): string {
  const content = node.toJSON() as JsonValue;
  const changed = withValue(content, path, value) ?? {};
  return stringify(changed, { version: '1.1', lineWidth: 0, collectionStyle: 'flow' }).trimEnd();
}

/** JSON with one value set, or removed when it is undefined. */
export function withValue(content: JsonValue, path: FieldPath, value: JsonValue | undefined): JsonValue | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const items = Array.isArray(content) ? [...content] : [];
    const item = withValue(items[step] ?? null, rest, value);
    if (item === undefined) items.splice(step, 1);
    else items[step] = item;
    return items;
  }
  const fields = typeof content === 'object' && content !== null && !Array.isArray(content) ? { ...content } : {};
  const field = withValue(fields[step] ?? null, rest, value);
  if (field === undefined) delete fields[step];
  else fields[step] = field;
  return fields;
}

/** The nodes along a path as far as they exist, the document's own first. */
function trail(
  document: Document,
  path: FieldPath,
): { nodes: readonly unknown[]; pairs: readonly (Pair | undefined)[] } {
  const nodes: unknown[] = [document.contents];
  const pairs: (Pair | undefined)[] = [undefined];
  for (const step of path) {
    const node = nodes.at(-1);
    const pair = isMap(node) ? pairOf(node, String(step)) : undefined;
    const next = isSeq(node) && typeof step === 'number' ? node.items[step] : pair?.value;
    if (pair === undefined && next === undefined) break;
    nodes.push(next);
    pairs.push(pair);
  }
  return { nodes, pairs };
}

/**
 * The change of the text that gives a field a value, and leaves alone every other line with its comments and order. What is
 * missing on the way is added at the end of the last collection that is there.
 */
export function setEdit(document: Document, text: string, path: FieldPath, value: JsonValue): TextEdit | undefined {
  const { nodes, pairs } = trail(document, path);
  const flowAt = nodes.findIndex(isFlow);
  if (flowAt !== -1) {
    const node = nodes[flowAt] as Node;
    const { from, to } = rangeOfNode(node);
    return { from, to, text: flowText(node, path.slice(flowAt), value) };
  }
  const depth = nodes.length - 1;
  const node = nodes[depth];
  const rest = path.slice(depth);
  if (rest.length === 0) return replaceEdit(text, node, pairs[depth], value);
  const added = nested(rest, value) as { [key: string]: JsonValue } | JsonValue[];
  if (isMap(node) && node.items.length > 0 && !Array.isArray(added)) {
    const indent = columnOf(text, rangeOfNode(node.items[0]?.key).from);
    const at = lastLineEnd(text, node);
    return { from: at, to: at, text: `\n${' '.repeat(indent)}${indented(yamlLines(added), indent)}` };
  }
  if (isSeq(node) && Array.isArray(added)) {
    const indent = columnOf(text, rangeOfNode(node).from);
    const at = lastLineEnd(text, node);
    return { from: at, to: at, text: `\n${' '.repeat(indent)}${indented(yamlLines(added), indent)}` };
  }
  return replaceEdit(text, node, pairs[depth], added);
}

function replaceEdit(text: string, node: unknown, pair: Pair | undefined, value: JsonValue): TextEdit | undefined {
  const isPlainValue = typeof value !== 'object' || value === null;
  const key = pair?.key;
  if (isPlainValue && isScalar(node) && node.type !== 'BLOCK_FOLDED' && node.type !== 'BLOCK_LITERAL') {
    const { from, to } = rangeOfNode(node);
    // An empty value stands right behind the colon.
    return { from, to, text: `${from === to && text[from - 1] === ':' ? ' ' : ''}${scalarText(node.type, value)}` };
  }
  if (key === undefined) {
    if (node === undefined || node === null) return undefined;
    const { from } = rangeOfNode(node);
    const indent = columnOf(text, from);
    return { from, to: lastLineEnd(text, node), text: indented(yamlLines(value), indent) };
  }
  const { from, to } = rangeOfNode(key);
  const indent = columnOf(text, from);
  const end = node === undefined || node === null ? lineEnd(text, to) : lastLineEnd(text, node);
  const name = keyText(key) ?? '';
  return { from, to: end, text: indented(yamlLines({ [name]: value }), indent) };
}

function scalarText(type: string | null | undefined, value: JsonValue): string {
  if (typeof value === 'string' && type === 'QUOTE_DOUBLE') return JSON.stringify(value);
  if (typeof value === 'string' && type === 'QUOTE_SINGLE') return `'${value.replaceAll("'", "''")}'`;
  return yamlLines(value);
}

/**
 * The change of the text that takes a field or list item away, with its lines; its parent too when nothing else is in
 * it. Undefined when there is no such field.
 */
export function removeEdit(document: Document, text: string, path: FieldPath): TextEdit | undefined {
  const { nodes, pairs } = trail(document, path);
  if (nodes.length !== path.length + 1) return undefined;
  const flowAt = nodes.findIndex(isFlow);
  if (flowAt !== -1 && flowAt < path.length) {
    const node = nodes[flowAt] as Node;
    const { from, to } = rangeOfNode(node);
    return { from, to, text: flowText(node, path.slice(flowAt), undefined) };
  }
  const parent = nodes[path.length - 1];
  if (path.length > 1 && isCollection(parent) && parent.items.length === 1) {
    return removeEdit(document, text, path.slice(0, -1));
  }
  return removeItemEdit(text, parent, pairs[path.length], nodes[path.length]);
}

/** Removes a pair of a mapping, or an item of a list, that is not the only one. */
function removeItemEdit(text: string, parent: unknown, pair: Pair | undefined, node: unknown): TextEdit {
  const { from } = rangeOfNode(pair === undefined ? node : pair.key);
  const end = node === null || node === undefined ? lineEnd(text, from) : Math.max(lastLineEnd(text, node), from);
  const start = lineStart(text, from);
  const isAfterDash = pair !== undefined && /\S/.test(text.slice(start, from));
  if (isAfterDash && isMap(parent)) {
    // The next field takes its place behind the dash.
    const next = parent.items[parent.items.findIndex((each) => isPair(each) && each === pair) + 1];
    if (next !== undefined) return { from, to: rangeOfNode(next.key).from, text: '' };
  }
  return end < text.length
    ? { from: start, to: end + 1, text: '' }
    : { from: Math.max(0, start - 1), to: end, text: '' };
}

/** The change of the text that takes away the first of the pairs that a mapping has under one name. */
export function removeEarlierEdit(document: Document, text: string, path: FieldPath): TextEdit | undefined {
  const { nodes } = trail(document, path.slice(0, -1));
  const parent = nodes.at(-1);
  if (nodes.length !== path.length || !isMap(parent) || isFlow(parent)) return undefined;
  const pairs = parent.items.filter((pair) => keyText(pair.key) === String(path.at(-1)));
  const [first] = pairs;
  return pairs.length < 2 || first === undefined ? undefined : removeItemEdit(text, parent, first, first.value);
}
