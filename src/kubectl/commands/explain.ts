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
import { listedValues } from '../../manifests/index.ts';
import { DEFINITIONS, Discovery, groupVersion } from '../resources.ts';
import { explainFields, explainTree, jsonTypeText, schemaAt, withOwnFields } from './explain-custom.ts';

/** Descriptions are wrapped to this many characters. */
const WIDTH = 76;

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
    case 'microTime':
      return 'string';
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

/** Breaks lines between words and keeps the spaces inside them (github.com/mitchellh/go-wordwrap, WrapString). */
function wrapped(text: string, indent: string): string {
  let output = '';
  let line = 0;
  let spaces = '';
  let word = '';
  const flush = (): void => {
    output += spaces + word;
    line += spaces.length + word.length;
    spaces = '';
    word = '';
  };
  for (const character of text) {
    if (character === '\n') {
      if (word !== '' || line + spaces.length <= WIDTH) flush();
      spaces = '';
      output += '\n';
      line = 0;
    } else if (/\s/.test(character)) {
      if (spaces === '' || word !== '') flush();
      spaces += character;
    } else {
      word += character;
      if (line + word.length + spaces.length > WIDTH && word.length < WIDTH) {
        output += '\n';
        line = 0;
        spaces = '';
      }
    }
  }
  if (word !== '' || line + spaces.length <= WIDTH) flush();
  return `${indent}${output.replaceAll('\n', `\n${indent}`)}\n`;
}

/** So many values of a field are told beside it; more are only hinted at. */
const MOST_VALUES = 4;

function shownValue(value: string): string {
  return value === '' ? '""' : value;
}

class Explanation {
  private readonly env: KubectlEnv;
  output = '';

  constructor(env: KubectlEnv) {
    this.env = env;
  }

  documented(type: string, field?: string): string | undefined {
    const text = this.env.reference?.documentation(type, field);
    return text === '' ? undefined : text;
  }

  /** The line that tells which values a field takes; empty where it takes any. */
  private values(type: string, field: string, indent: string): string {
    const values = listedValues(this.documented(type, field) ?? '').map(shownValue);
    if (values.length === 0) return '';
    return `${indent}enum: ${values.slice(0, MOST_VALUES).join(', ')}${values.length > MOST_VALUES ? ', ....' : ''}\n`;
  }

  fields(name: string, schema: TypeSchema): void {
    for (const field of Object.keys(schema.fields).toSorted()) {
      const type = fieldTypeOf(schema, field);
      if (type === undefined) continue;
      const required = schema.required?.includes(field) === true ? ' -required-' : '';
      this.output += `  ${field}\t<${typeText(type)}>${required}\n`;
      this.output += this.values(name, field, '  ');
      this.output += `${wrapped(this.documented(name, field) ?? '<no description>', '    ')}\n`;
    }
  }

  /** The fields below a type; `above` are the types that it is in, which are not told again. */
  tree(name: string, schema: TypeSchema, above: readonly string[] = []): void {
    if (above.includes(name)) return;
    const level = above.length + 1;
    for (const field of Object.keys(schema.fields).toSorted()) {
      const type = fieldTypeOf(schema, field);
      if (type === undefined) continue;
      const required = schema.required?.includes(field) === true ? ' -required-' : '';
      this.output += `${'  '.repeat(level)}${field}\t<${typeText(type)}>${required}\n`;
      this.output += this.values(name, field, '  '.repeat(level));
      const inner = innerType(type);
      if (inner !== undefined) this.tree(inner.name, inner.schema, [...above, name]);
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
  const description = wrapped(found.description === undefined ? '<empty>' : `${found.description}\n`, '    ');
  return `${heading(resource)}${title}DESCRIPTION:\n${description}${list}\n`;
}

/** `kubectl explain` (kubectl pkg/explain/v2, plaintext.tmpl). */
export const explain = instantCommand({
  name: 'explain',
  flags: { 'api-version': stringFlag(), output: stringFlag('plaintext', { shorthand: 'o' }), recursive: boolFlag() },
  run({ env, flags, args }) {
    const [text] = args;
    if (text === undefined) {
      throw new KubectlError(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    }
    if (args.length > 1) throw new KubectlError('We accept only this format: explain RESOURCE');
    const [word = '', ...path] = text.replace(/\.$/, '').split('.');
    const api = new ApiClient(env);
    const resource = new Discovery(api).match(word);
    const asked = flags['api-version'];
    const isOther = asked !== '' && asked !== groupVersion(resource);
    if (isOther && typeNameOf(asked, resource.kind) === undefined) {
      const [version = '', group = ''] = asked.split('/').toReversed();
      throw new KubectlError(`couldn't find resource for "${group}/${version}, Resource=${resource.resource}"`);
    }
    if (resource.custom === true) {
      env.out(customText(api, resource, path, flags.recursive));
      return;
    }
    const [version = '', group = ''] = (asked === '' ? groupVersion(resource) : asked).split('/').toReversed();
    const typeName = typeNameOf(groupVersion({ group, version }), resource.kind);
    const schema = typeName === undefined ? undefined : typeSchema(typeName);
    if (flags.output === 'plaintext-openapiv2' || typeName === undefined || schema === undefined) {
      throw new KubectlError(
        `couldn't find resource for "${resource.group}/${resource.version}, Kind=${resource.kind}"`,
      );
    }
    if (flags.output !== 'plaintext') throw new KubectlError(`unrecognized format: ${flags.output}`);
    const explanation = new Explanation(env);
    explanation.output += heading({ ...resource, group, version });
    let owner = { name: typeName, schema };
    let field: { name: string; type: FieldType; owner: string } | undefined;
    for (const step of path) {
      const type = fieldTypeOf(owner.schema, step);
      if (type === undefined) {
        env.out(explanation.output);
        throw new KubectlError(`field "${path.at(-1) ?? step}" does not exist`);
      }
      field = { name: step, type, owner: owner.name };
      const inner = innerType(type);
      owner = inner ?? { name: '', schema: { fields: {} } };
    }
    if (field !== undefined) {
      const values = listedValues(explanation.documented(field.owner, field.name) ?? '');
      const list =
        values.length === 0 ? '\n' : `ENUM:\n${values.map((value) => `    ${shownValue(value)}\n`).join('')}`;
      explanation.output += `FIELD: ${field.name} <${typeText(field.type)}>\n${list}\n`;
    }
    explanation.output += 'DESCRIPTION:\n';
    const texts = [
      field === undefined ? explanation.documented(typeName) : explanation.documented(field.owner, field.name),
      field !== undefined && owner.name !== '' ? explanation.documented(owner.name) : undefined,
    ].filter((found) => found !== undefined);
    explanation.output += wrapped(texts.length === 0 ? '<empty>' : `${texts.join('\n')}\n`, '    ');
    if (Object.keys(owner.schema.fields).length > 0) {
      explanation.output += 'FIELDS:\n';
      if (flags.recursive) explanation.tree(owner.name, owner.schema);
      else explanation.fields(owner.name, owner.schema);
    }
    env.out(`${explanation.output}\n`);
  },
});
