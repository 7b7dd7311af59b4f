import * as client from '@kubernetes/client-node';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** One field of a model class of @kubernetes/client-node. */
export interface ModelField {
  /** The name in JSON. */
  readonly name: string;
  /** The TypeScript type as the client's generator writes it: `string`, `Array<V1Container>`, `{ [key: string]: string; }`. */
  readonly type: string;
  /** The OpenAPI format: `int32`, `int64`, `double`, `byte`, `date-time`, `int-or-string`, or ''. */
  readonly format: string;
  readonly required: boolean;
  /** The field's documentation, '' where upstream wrote none on it. */
  readonly description: string;
}

/** A model class of @kubernetes/client-node, read from both its attribute map and its declaration. */
export interface Model {
  readonly description: string;
  readonly fields: readonly ModelField[];
}

interface Attribute {
  readonly name: string;
  readonly baseName: string;
  readonly type: string;
  readonly format: string;
}

const modelsFolder = join(dirname(createRequire(import.meta.url).resolve('@kubernetes/client-node')), 'gen', 'models');

interface ModelClass {
  getAttributeTypeMap(): readonly Attribute[];
}

const isModelClass = (value: unknown): value is ModelClass =>
  typeof value === 'function' && 'getAttributeTypeMap' in value;

const attributesOf = (className: string): readonly Attribute[] => {
  const model: unknown = Reflect.get(client, className);
  if (!isModelClass(model)) throw new Error(`@kubernetes/client-node has no model ${className}`);
  return model.getAttributeTypeMap();
};

const docText = (comment: string): string =>
  comment
    .split('\n')
    .map((line) => line.trim().replace(/^\*\s?/, ''))
    .join('\n')
    // The client's generator escapes quotes, as in a string.
    .replaceAll('\\"', '"')
    .trim();

/**
 * Reads a model. The attribute map has types and formats; only the declaration file knows which fields are optional and
 * carries the documentation.
 *
 * @throws Error when the client has no such model, or the two sources disagree.
 */
export function readModel(className: string): Model {
  const declaration = readFileSync(join(modelsFolder, `${className}.d.ts`), 'utf8');
  const body = declaration.slice(declaration.indexOf('export declare class'));
  const preamble = declaration.slice(0, declaration.length - body.length);
  const declared = new Map<string, { optional: boolean; description: string }>();
  for (const [, comment, name, optional] of body.matchAll(
    /^ {4}(?:\/\*\*\n((?: {4}\*(?!\/).*\n)*) {4}\*\/\n {4})?'([^']+)'(\??):/gm,
  )) {
    declared.set(name ?? '', { optional: optional === '?', description: docText(comment ?? '') });
  }
  const fields = attributesOf(className).map(({ name, baseName, type, format }): ModelField => {
    const found = declared.get(name);
    if (!found) throw new Error(`${className}.d.ts does not declare ${name}`);
    return { name: baseName, type, format, required: !found.optional, description: found.description };
  });
  const [, about = ''] = /\/\*\*\n((?: *\*(?!\/).*\n)*) *\*\/\n$/.exec(preamble) ?? [];
  return { description: docText(about), fields };
}
