import { BOOL, DYN, INT, listOf, mapOf, simple, STRING } from '../cel/index.ts';
import type { CelType, Scope } from '../cel/index.ts';
import { fieldTypeOf, typeNameOf, typeSchema } from '../schema.ts';
import type { FieldType, TypeSchema } from '../schema.ts';

/** What the expressions of admission policies can name (apiserver pkg/admission/plugin/cel/compile.go). */

function objectOf(name: string, fields: Readonly<Record<string, CelType>>): CelType {
  return { kind: 'object', name, fields: new Map(Object.entries(fields)) };
}

const timestamp = simple('timestamp');
const texts = mapOf(STRING, STRING);

const versionKind = objectOf('kubernetes.GroupVersionKind', { group: STRING, version: STRING, kind: STRING });
const versionResource = objectOf('kubernetes.GroupVersionResource', {
  group: STRING,
  version: STRING,
  resource: STRING,
});

const requestType = objectOf('kubernetes.AdmissionRequest', {
  kind: versionKind,
  resource: versionResource,
  subResource: STRING,
  requestKind: versionKind,
  requestResource: versionResource,
  requestSubResource: STRING,
  name: STRING,
  namespace: STRING,
  operation: STRING,
  userInfo: objectOf('kubernetes.UserInfo', {
    username: STRING,
    uid: STRING,
    groups: listOf(STRING),
    extra: mapOf(STRING, listOf(STRING)),
  }),
  dryRun: BOOL,
  options: DYN,
});

const namespaceType = objectOf('kubernetes.Namespace', {
  metadata: objectOf('kubernetes.NamespaceMetadata', {
    name: STRING,
    generateName: STRING,
    namespace: STRING,
    labels: texts,
    annotations: texts,
    UID: STRING,
    creationTimestamp: timestamp,
    deletionGracePeriodSeconds: INT,
    deletionTimestamp: timestamp,
    generation: INT,
    resourceVersion: STRING,
    finalizers: listOf(STRING),
  }),
  spec: objectOf('kubernetes.NamespaceSpec', { finalizers: listOf(STRING) }),
  status: objectOf('kubernetes.NamespaceStatus', { phase: STRING }),
});

/** The names of a policy's expressions; `object`: the type of what is written, where that is known. */
export function policyScope(hasParams: boolean, variables: ReadonlyMap<string, CelType>, object: CelType = DYN): Scope {
  return new Map<string, CelType>([
    ['object', object],
    ['oldObject', object],
    ['request', requestType],
    ['namespaceObject', namespaceType],
    ...(hasParams ? [['params', DYN] as const] : []),
    ...(variables.size > 0
      ? [['variables', { kind: 'object', name: 'kubernetes.variables', fields: variables }] as const]
      : []),
  ]);
}

const SCALARS: Readonly<Record<string, CelType>> = {
  string: STRING,
  quantity: STRING,
  bool: BOOL,
  int32: INT,
  int64: INT,
  double: simple('double'),
  time: timestamp,
  microTime: timestamp,
  bytes: simple('bytes'),
};

/** Types of the API may hold themselves: their fields are looked at when they are asked for. */
class ObjectType {
  readonly kind = 'object';
  readonly name: string;
  private readonly schema: TypeSchema;
  private known: ReadonlyMap<string, CelType> | undefined;

  constructor(name: string, schema: TypeSchema) {
    this.name = name;
    this.schema = schema;
  }

  get fields(): ReadonlyMap<string, CelType> {
    this.known ??= new Map(
      Object.keys(this.schema.fields).map((field) => [field, celType(fieldTypeOf(this.schema, field))] as const),
    );
    return this.known;
  }
}

function celType(type: FieldType | undefined): CelType {
  if (type === undefined) return DYN;
  if (type.is === 'list') return listOf(celType(type.of));
  if (type.is === 'map') return mapOf(STRING, celType(type.of));
  return type.is === 'type' ? new ObjectType(type.name, type.schema) : (SCALARS[type.is] ?? DYN);
}

/** The type of a built-in kind; undefined for kinds that nobody knows the fields of. */
export function kindType(apiVersion: string, kind: string): CelType | undefined {
  const name = typeNameOf(apiVersion, kind);
  const schema = name === undefined ? undefined : typeSchema(name);
  if (name === undefined || schema === undefined) return undefined;
  const type = new ObjectType(name, schema);
  const fields = new Map(type.fields).set('apiVersion', STRING).set('kind', STRING);
  return { kind: 'object', name, fields };
}
