import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Document,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { resolveScalar } from './go-yaml/scalar.ts';

/** A value that JSON can hold. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** What keeps a document from becoming JSON, or deserves a warning, and where (offsets in the document). */
export interface ValueProblem {
  /** As go-yaml or sigs.k8s.io/yaml says it. */
  message: string;
  severity: 'error' | 'warning';
  from: number;
  to: number;
}

/** Manifests nested deeper than this are refused; Kubernetes' own types are nowhere near. */
const DEEPEST = 200;

/** Values that a document may become once its aliases are replaced: stops "billion laughs". */
const MOST_VALUES = 200_000;

class Refusal extends Error {}

/** Turns the nodes of one YAML document into JSON values by the rules of sigs.k8s.io/yaml. */
export class NodeReader {
  readonly problems: ValueProblem[] = [];
  private readonly document: Document;
  private count = 0;

  constructor(document: Document) {
    this.document = document;
  }

  /** The document's value; undefined when `problems` has an error. */
  read(): JsonValue | undefined {
    try {
      const value = this.value(this.document.contents, 0);
      return this.problems.some(({ severity }) => severity === 'error') ? undefined : value;
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }

  private refuse(message: string, node: unknown): never {
    this.report(message, 'error', node);
    throw new Refusal(message);
  }

  private report(message: string, severity: 'error' | 'warning', node: unknown): void {
    const range = (node as Node | null)?.range ?? [0, 0, 0];
    this.problems.push({ message, severity, from: range[0], to: Math.max(range[1], range[0]) });
  }

  private value(node: unknown, depth: number): JsonValue {
    this.count += 1;
    if (this.count > MOST_VALUES) this.refuse('yaml: document contains excessive aliasing', node);
    if (depth > DEEPEST) this.refuse('yaml: exceeded max depth of 10000', node);
    if (isAlias(node)) {
      const target = node.resolve(this.document);
      if (target === undefined) this.refuse(`yaml: unknown anchor '${node.source}' referenced`, node);
      return this.value(target, depth + 1);
    }
    if (isMap(node)) return this.mapping(node, depth);
    if (isSeq(node)) return node.items.map((item) => this.value(item, depth + 1));
    return isScalar(node) ? this.scalar(node) : null;
  }

  private scalar(node: Scalar): JsonValue {
    const text = typeof node.source === 'string' ? node.source : String(node.value ?? '');
    const isPlain = node.type === undefined || node.type === 'PLAIN';
    const isText = node.tag === undefined ? !isPlain : /(?:^!|:str|:binary)$/.test(node.tag);
    if (isText) return text;
    const resolved = resolveScalar(text);
    switch (resolved.type) {
      case 'null':
        return null;
      case 'bool':
        return resolved.value;
      case 'int':
      case 'float':
        if (!Number.isFinite(resolved.value)) this.refuse(`json: unsupported value: ${text}`, node);
        return resolved.value;
      case 'timestamp':
      case 'string':
        return text;
    }
  }

  private mapping(node: YAMLMap, depth: number): JsonValue {
    const fields: { [key: string]: JsonValue } = {};
    const set = (key: string, value: JsonValue): void => {
      Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
    };
    const merged: JsonValue[] = [];
    for (const pair of node.items) {
      if (!isPair(pair)) continue;
      if (isMergeKey(pair)) {
        merged.push(...this.mergeSources(pair, depth));
        continue;
      }
      const key = this.key(pair);
      if (Object.hasOwn(fields, key)) this.report(`key ${JSON.stringify(key)} already set in map`, 'warning', pair.key);
      set(key, this.value(pair.value, depth + 1));
    }
    for (const source of merged) {
      if (typeof source !== 'object' || source === null || Array.isArray(source)) continue;
      for (const [key, value] of Object.entries(source)) if (!Object.hasOwn(fields, key)) set(key, value);
    }
    return fields;
  }

  private mergeSources(pair: Pair, depth: number): JsonValue[] {
    const value = this.value(pair.value, depth + 1);
    const sources = Array.isArray(value) ? value : [value];
    if (sources.some((source) => typeof source !== 'object' || source === null || Array.isArray(source))) {
      this.refuse('yaml: map merge requires map or sequence of maps as the value', pair.key);
    }
    return sources;
  }

  private key(pair: Pair): string {
    const key = pair.key;
    const node = isAlias(key) ? key.resolve(this.document) : key;
    if (isMap(node) || isSeq(node)) this.refuse(`yaml: invalid map key: ${goMapText(node)}`, key);
    const value = isScalar(node) ? this.scalar(node) : null;
    if (value === null) this.refuse('unsupported map key of type: %!s(<nil>), key: <nil>', key ?? pair.value);
    return String(value);
  }
}

function isMergeKey(pair: Pair): boolean {
  return isScalar(pair.key) && pair.key.source === '<<' && pair.key.type === 'PLAIN';
}

/** How Go prints a map that was used as a key: what becomes of a template's `{{ .Values.x }}`. */
function goMapText(node: unknown): string {
  if (!isMap(node)) return '[]interface {}{...}';
  const fields = node.items.map(({ key, value }) => {
    const name = isScalar(key) ? JSON.stringify(key.source ?? '') : '...';
    const content = isScalar(value) && (value.source ?? '') !== '' ? JSON.stringify(value.source) : 'interface {}(nil)';
    return `${name}:${content}`;
  });
  return `map[interface {}]interface {}{${fields.join(', ')}}`;
}
