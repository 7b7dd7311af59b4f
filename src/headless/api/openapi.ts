import {
  builtinResources,
  customResources,
  fieldTypeOf,
  servedVersions,
  serverVersion,
  typeNameOf,
  typeSchema,
} from '../../engine/index.ts';
import type { Cluster, FieldType } from '../../engine/index.ts';
import { listedValues } from '../../manifests/index.ts';
import descriptions from '../../manifests/schema/descriptions.json' with { type: 'json' };

/** `2.0` as the one field of an OpenAPI v2 document: enough for clients to see that there is one. */
export const openapiV2 = Buffer.from([0x0a, 0x03, 0x32, 0x2e, 0x30]);
export const openapiV2Type = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

const PREFIX = 'io.k8s.api.';

const described: Readonly<Record<string, Readonly<Record<string, string>>>> = descriptions;

/** What is said of a type, or of one of its fields. */
function descriptionOf(type: string, field = ''): { description?: string } {
  const texts = Object.hasOwn(described, type) ? described[type] : undefined;
  const description = texts !== undefined && Object.hasOwn(texts, field) ? texts[field] : undefined;
  return description === undefined ? {} : { description };
}

const SCALARS: Readonly<Record<string, object>> = {
  string: { type: 'string' },
  bool: { type: 'boolean' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  double: { type: 'number', format: 'double' },
  time: { type: 'string', format: 'date-time' },
  microTime: { type: 'string', format: 'date-time' },
  bytes: { type: 'string', format: 'byte' },
  any: { type: 'object' },
};

const MACHINERY = 'io.k8s.apimachinery.pkg.';

/** Scalars that are types of their own, with a name. */
const NAMED_SCALARS: Readonly<Record<string, readonly [name: string, schema: object]>> = {
  quantity: [`${MACHINERY}api.resource.Quantity`, { oneOf: [{ type: 'string' }, { type: 'number' }] }],
  intOrString: [
    `${MACHINERY}util.intstr.IntOrString`,
    { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
  ],
};

/** Collects the schemas of types, each with all that it refers to. */
class Schemas {
  readonly byName: Record<string, object> = {};

  /** A reference to the type, whose schema is among `byName` then. */
  reference(type: string): object {
    this.add(type);
    return { $ref: `#/components/schemas/${PREFIX}${type}` };
  }

  /** The schema of a kind, which names itself by group, version and kind. */
  addKind(type: string, gvk: object): void {
    this.add(type);
    const name = `${PREFIX}${type}`;
    this.byName[name] = { ...this.byName[name], 'x-kubernetes-group-version-kind': [gvk] };
  }

  private add(type: string): void {
    const schema = typeSchema(type);
    const name = `${PREFIX}${type}`;
    if (schema === undefined || Object.hasOwn(this.byName, name)) return;
    // Types may contain themselves.
    this.byName[name] = {};
    const properties: Record<string, object> = {};
    for (const field of Object.keys(schema.fields)) {
      const fieldType = fieldTypeOf(schema, field);
      if (fieldType === undefined) continue;
      const description = descriptionOf(type, field);
      const values = listedValues(description.description ?? '');
      properties[field] = { ...description, ...this.of(fieldType), ...(values.length > 0 && { enum: values }) };
    }
    this.byName[name] = {
      ...descriptionOf(type),
      type: 'object',
      ...(schema.required !== undefined && { required: schema.required }),
      properties,
    };
  }

  private scalar(type: FieldType['is']): object {
    const named = NAMED_SCALARS[type];
    if (named === undefined) return { ...SCALARS[type] };
    const [name, schema] = named;
    this.byName[name] = schema;
    return { allOf: [{ $ref: `#/components/schemas/${name}` }] };
  }

  private of(type: FieldType): object {
    switch (type.is) {
      case 'list':
        return { type: 'array', items: this.of(type.of) };
      case 'map':
        return { type: 'object', additionalProperties: this.of(type.of) };
      case 'type':
        // Beside a description, a reference stands in allOf (OpenAPI 3.0).
        return { allOf: [this.reference(type.name)] };
      default:
        return this.scalar(type.is);
    }
  }
}

function pathOf({ group, version }: { group: string; version: string }): string {
  return group === '' ? `api/${version}` : `apis/${group}/${version}`;
}

/** The documents by their paths (`api/v1`), each with where to read it. The hash changes when the document may. */
export function openapiIndex(cluster: Cluster): object {
  const versions = [
    ...servedVersions,
    ...customResources(cluster.live).map(({ group, version }) => `${group}/${version}`),
  ];
  const paths = [...new Set(versions)].map((name) => {
    const path = name.includes('/') ? `apis/${name}` : `api/${name}`;
    return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hashOf(cluster, path)}` }] as const;
  });
  return { paths: Object.fromEntries(paths) };
}

/** Only definitions of custom resources change what is served. */
function hashOf(cluster: Cluster, path: string): string {
  const versions = cluster.live
    .list('customresourcedefinitions')
    .map(({ metadata }) => Number(metadata.resourceVersion));
  return `${Buffer.from(path).toString('hex').slice(-16)}${Math.max(0, ...versions).toString(16)}`.toUpperCase();
}

/** The OpenAPI v3 document of a path such as `apis/apps/v1`; undefined when nothing is served there. */
export function openapiDocument(cluster: Cluster, path: string): object | undefined {
  const resources = [...builtinResources, ...customResources(cluster.live)];
  const hpa = resources.find(({ resource }) => resource === 'horizontalpodautoscalers');
  if (hpa !== undefined) resources.push({ ...hpa, version: 'v1' });
  const here = resources.filter((info) => pathOf(info) === path);
  if (here.length === 0) return undefined;
  const schemas = new Schemas();
  const paths: Record<string, object> = {};
  for (const info of here) {
    const { group, version, kind, resource, namespaced } = info;
    const gvk = { group, version, kind };
    const type = typeNameOf(group === '' ? version : `${group}/${version}`, kind);
    if (type === undefined) schemas.byName[`${group}.${version}.${kind}`] = customSchema(gvk);
    else schemas.addKind(type, gvk);
    const collection = `/${path}/${namespaced ? 'namespaces/{namespace}/' : ''}${resource}`;
    paths[collection] = operations(gvk, { get: 'list', post: 'post' });
    paths[`${collection}/{name}`] = operations(gvk, { get: 'get', put: 'put', patch: 'patch', delete: 'delete' });
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: serverVersion.gitVersion },
    paths,
    components: { schemas: schemas.byName },
  };
}

function customSchema(gvk: object): object {
  return { type: 'object', 'x-kubernetes-group-version-kind': [gvk], 'x-kubernetes-preserve-unknown-fields': true };
}

/** Clients look here whether the server validates fields and knows dry runs. */
function operations(gvk: object, actions: Readonly<Record<string, string>>): object {
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({
    name,
    in: 'query',
    schema: { type: 'string', uniqueItems: true },
  }));
  const all = Object.entries(actions).map(([method, action]) => [
    method,
    {
      ...(method === 'get' || method === 'delete' ? {} : { parameters }),
      responses: { 200: { description: 'OK' } },
      'x-kubernetes-action': action,
      'x-kubernetes-group-version-kind': gvk,
    },
  ]);
  return Object.fromEntries(all) as object;
}
