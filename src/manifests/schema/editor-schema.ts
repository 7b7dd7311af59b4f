import { readModel, type ModelField } from './client-models.ts';
import { fieldType, reachableModels, typeName, type FieldType, type ScalarType } from './field-types.ts';
import { modelledKinds } from './kinds.ts';

/** A JSON schema, as far as this generator writes one (draft 7, which yaml-language-server reads). */
export type JsonSchema = Readonly<Record<string, unknown>>;

const writtenKinds = modelledKinds.filter((kind) => kind.written);

/** What the cluster fills in and a manifest does not hold. */
const serverFields = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
]);

const isLeftOut = (className: string, field: ModelField): boolean =>
  className === 'V1ObjectMeta'
    ? serverFields.has(field.name)
    : field.name === 'status' && writtenKinds.some((kind) => kind.model === className);

const scalarSchemas: Readonly<Record<ScalarType, JsonSchema>> = {
  string: { type: 'string' },
  int32: { type: 'integer' },
  int64: { type: 'integer' },
  double: { type: 'number' },
  bool: { type: 'boolean' },
  quantity: { type: ['string', 'number'] },
  intOrString: { type: ['integer', 'string'] },
  time: { type: 'string' },
  microTime: { type: 'string' },
  bytes: { type: 'string' },
  any: {},
};

const valueSchema = (type: FieldType): JsonSchema => {
  switch (type.is) {
    case 'list':
      return { type: 'array', items: valueSchema(type.of) };
    case 'map':
      return { type: 'object', additionalProperties: valueSchema(type.of) };
    case 'type':
      return { $ref: `#/definitions/${typeName(type.model)}` };
    default:
      return scalarSchemas[type.is];
  }
};

const definition = (className: string): JsonSchema => {
  const model = readModel(className);
  const fields = model.fields.filter((field) => !isLeftOut(className, field));
  const kind = writtenKinds.find((candidate) => candidate.model === className);
  const required = kind
    ? ['apiVersion', 'kind', 'metadata']
    : fields.filter((field) => field.required).map((field) => field.name);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.name, valueSchema(fieldType(className, field))])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
};

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];

/** Offers the values without refusing others: a CustomResourceDefinition may add kinds that no schema knows. */
const oneOfOrOther = (values: readonly string[]): JsonSchema => ({ anyOf: [{ enum: values }, { type: 'string' }] });

/**
 * A schema for the manifests whose fields match the patterns. yaml-language-server also suggests what conditions name:
 * hence a pattern, which has no values to offer, instead of `const`, and `doNotSuggest`.
 */
const when = (fields: Readonly<Record<string, string>>, then: JsonSchema, otherwise?: JsonSchema): JsonSchema => ({
  if: {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(fields).map(([name, pattern]) => [name, { type: 'string', pattern, doNotSuggest: true }]),
    ),
    required: Object.keys(fields),
  },
  // oxlint-disable-next-line unicorn/no-thenable -- JSON schema's own keyword
  then,
  ...(otherwise && { else: otherwise }),
});

const exactly = (text: string): string => `^${text.replaceAll('.', String.raw`\.`)}$`;

const apiVersions = unique(writtenKinds.map((kind) => kind.apiVersion));

/**
 * Builds the JSON schema of a manifest, without texts (../described-schema.ts adds them): whichever kind `apiVersion` and `kind` name, without what the cluster
 * fills in. Upstream documents enumerations only in prose and the server checks them, so there is no `enum` here.
 */
export function editorSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: { apiVersion: oneOfOrOther(apiVersions), kind: { type: 'string' } },
    required: ['apiVersion', 'kind'],
    allOf: [
      when(
        { apiVersion: '.' },
        {},
        { properties: { kind: oneOfOrOther(unique(writtenKinds.map(({ kind }) => kind))) } },
      ),
      ...apiVersions.map((apiVersion) => {
        const kinds = writtenKinds.filter((kind) => kind.apiVersion === apiVersion).map(({ kind }) => kind);
        return when({ apiVersion: exactly(apiVersion) }, { properties: { kind: { enum: kinds } } });
      }),
      ...writtenKinds.map(({ apiVersion, kind, model }) =>
        when({ apiVersion: exactly(apiVersion), kind: exactly(kind) }, { $ref: `#/definitions/${typeName(model)}` }),
      ),
    ],
    definitions: Object.fromEntries(
      reachableModels(writtenKinds, isLeftOut).map((className) => [typeName(className), definition(className)]),
    ),
  };
}
