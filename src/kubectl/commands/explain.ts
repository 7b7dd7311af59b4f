import {
  fieldTypeOf,
  servedVersionOf,
  typeNameOf,
  typeSchema,
  type BuiltinResource,
  type FieldType,
  type TypeSchema,
} from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { instantCommand } from '../command.ts';
import type { KubectlEnv } from '../env.ts';
import { KubectlError } from '../errors.ts';
import { boolFlag, stringFlag } from '../flags.ts';
import { DEFINITIONS, Discovery, groupVersion } from '../resources.ts';
import { explainFields, explainTree, jsonTypeText, schemaAt, withOwnFields } from './explain-custom.ts';

/** Descriptions are wrapped to this many characters. */
const WIDTH = 76;

/** `--recursive` goes this deep: some types contain themselves. */
const DEEPEST = 12;

function typeText(type: FieldType): string {
  switch (type.is) {
    case 'list':
      return `[]${typeText(type.of)}`;
    case 'map':
      return `map[string]${typeText(type.of)}`;
    case 'type':
      return type.name;
    case 'bool':
      return 'boolean';
    case 'int32':
    case 'int64':
      return 'integer';
    case 'double':
      return 'number';
    case 'quantity':
      return 'Quantity';
    case 'intOrString':
      return 'IntOrString';
    case 'time':
      return 'Time';
    case 'microTime':
      return 'MicroTime';
    case 'bytes':
      return 'string';
    case 'any':
      return 'Object';
    case 'string':
      return 'string';
  }
}

/** The type inside lists and maps, when it has fields. */
function innerType(type: FieldType): { name: string; schema: TypeSchema } | undefined {
  let inner = type;
  while (inner.is === 'list' || inner.is === 'map') inner = inner.of;
  return inner.is === 'type' ? inner : undefined;
}

function wrapped(text: string, indent: string): string {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > WIDTH) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines.map((line) => `${indent}${line}\n`).join('');
}

class Explanation {
  private readonly env: KubectlEnv;
  output = '';

  constructor(env: KubectlEnv) {
    this.env = env;
  }

  describe(type: string | undefined, field?: string): string {
    const text = type === undefined ? undefined : this.env.reference?.documentation(type, field);
    return text === undefined || text === '' ? '<no description>' : text;
  }

  fields(name: string, schema: TypeSchema): void {
    for (const field of Object.keys(schema.fields).toSorted()) {
      const type = fieldTypeOf(schema, field);
      if (type === undefined) continue;
      const required = schema.required?.includes(field) === true ? ' -required-' : '';
      this.output += `  ${field}\t<${typeText(type)}>${required}\n`;
      this.output += `${wrapped(this.describe(name, field), '    ')}\n`;
    }
  }

  tree(schema: TypeSchema, level: number): void {
    if (level > DEEPEST) return;
    for (const field of Object.keys(schema.fields).toSorted()) {
      const type = fieldTypeOf(schema, field);
      if (type === undefined) continue;
      const required = schema.required?.includes(field) === true ? ' -required-' : '';
      this.output += `${'  '.repeat(level)}${field}\t<${typeText(type)}>${required}\n`;
      const inner = innerType(type);
      if (inner !== undefined && inner.name !== 'JSONSchemaProps') this.tree(inner.schema, level + 1);
    }
  }
}

function heading({ group, kind, version }: BuiltinResource): string {
  return `${group === '' ? '' : `GROUP:      ${group}\n`}KIND:       ${kind}\nVERSION:    ${version}\n\n`;
}

/** What the API server's OpenAPI document says of a custom resource. */
function customText(api: ApiClient, resource: BuiltinResource, path: readonly string[], recursive: boolean): string {
  const definition = api.get(DEFINITIONS, '', `${resource.resource}.${resource.group}`);
  const root = withOwnFields(servedVersionOf(definition, resource.version)?.schema?.openAPIV3Schema ?? {});
  const found = schemaAt(root, path);
  const field = path.at(-1);
  const title = field === undefined ? '' : `FIELD: ${field} <${jsonTypeText(found)}>\n\n\n`;
  const fields = recursive ? explainTree(found) : explainFields(found, wrapped);
  const list = fields === '' ? '' : `FIELDS:\n${fields}`;
  const description = wrapped(found.description ?? '<empty>', '    ');
  return `${heading(resource)}${title}DESCRIPTION:\n${description}    \n${list}\n`;
}

/** `kubectl explain` (kubectl pkg/explain/v2, plaintext.tmpl). */
export const explain = instantCommand({
  name: 'explain',
  flags: { 'api-version': stringFlag(), output: stringFlag('plaintext'), recursive: boolFlag() },
  run({ env, flags, args }) {
    const [text] = args;
    if (text === undefined) {
      throw new KubectlError(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    }
    if (args.length > 1) throw new KubectlError('We accept only this format: explain RESOURCE');
    const [word = '', ...path] = text.split('.');
    const api = new ApiClient(env);
    const resource = new Discovery(api).resolve(word);
    if (resource.custom === true) {
      env.out(customText(api, resource, path, flags.recursive));
      return;
    }
    const typeName = typeNameOf(groupVersion(resource), resource.kind);
    const schema = typeName === undefined ? undefined : typeSchema(typeName);
    if (typeName === undefined || schema === undefined) {
      throw new KubectlError(`couldn't find resource for "${groupVersion(resource)}, Kind=${resource.kind}"`);
    }
    const explanation = new Explanation(env);
    let owner = { name: typeName, schema };
    let field: { name: string; type: FieldType; owner: string } | undefined;
    for (const step of path) {
      const type = fieldTypeOf(owner.schema, step);
      if (type === undefined) throw new KubectlError(`field "${step}" does not exist`);
      field = { name: step, type, owner: owner.name };
      const inner = innerType(type);
      owner = inner ?? { name: '', schema: { fields: {} } };
    }
    explanation.output += heading(resource);
    if (field !== undefined) explanation.output += `FIELD: ${field.name} <${typeText(field.type)}>\n\n\n`;
    explanation.output += 'DESCRIPTION:\n';
    explanation.output += wrapped(
      field === undefined ? explanation.describe(typeName) : explanation.describe(field.owner, field.name),
      '    ',
    );
    if (field !== undefined && owner.name !== '') {
      const own = env.reference?.documentation(owner.name);
      if (own !== undefined) explanation.output += wrapped(own, '    ');
    }
    explanation.output += '    \n';
    if (Object.keys(owner.schema.fields).length > 0) {
      explanation.output += 'FIELDS:\n';
      if (flags.recursive) explanation.tree(owner.schema, 1);
      else explanation.fields(owner.name, owner.schema);
    }
    env.out(`${explanation.output}\n`);
  },
});
