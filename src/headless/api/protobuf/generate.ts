/**
 * Writes messages.json from a kubectl of the version that Podground behaves like:
 * `npx tsx src/headless/api/protobuf/generate.ts /usr/bin/kubectl`. See README.md for its notation.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { messagesInBinary, type DescribedField, type DescribedMessage } from './descriptors.ts';

const API = 'k8s.io.api.';
const MACHINERY = 'k8s.io.apimachinery.pkg.';

/** The group versions that are served, by their Go packages. */
const PACKAGES: readonly (readonly [from: string, to: string])[] = [
  [`${MACHINERY}apis.meta.v1`, 'meta.v1'],
  ['k8s.io.metrics.pkg.apis.metrics.v1beta1', 'metrics.v1beta1'],
  ...[
    'admissionregistration.v1',
    'apps.v1',
    'authentication.v1',
    'authorization.v1',
    'autoscaling.v1',
    'autoscaling.v2',
    'batch.v1',
    'certificates.v1',
    'coordination.v1',
    'core.v1',
    'discovery.v1',
    'events.v1',
    'flowcontrol.v1',
    'networking.v1',
    'node.v1',
    'policy.v1',
    'rbac.v1',
    'scheduling.v1',
    'storage.v1',
  ].map((name) => [API + name, name] as const),
];

/** Messages that JSON writes as something simpler, each through a MarshalJSON of its own. */
const SIMPLE: ReadonlyMap<string, string> = new Map([
  [`${MACHINERY}apis.meta.v1.Time`, 'time'],
  [`${MACHINERY}apis.meta.v1.MicroTime`, 'microTime'],
  [`${MACHINERY}apis.meta.v1.Duration`, 'duration'],
  [`${MACHINERY}apis.meta.v1.FieldsV1`, 'json'],
  [`${MACHINERY}apis.meta.v1.Verbs`, 'strings'],
  [`${MACHINERY}api.resource.Quantity`, 'quantity'],
  [`${MACHINERY}util.intstr.IntOrString`, 'intOrString'],
  [`${MACHINERY}runtime.RawExtension`, 'json'],
  [`${API}authentication.v1.ExtraValue`, 'strings'],
  [`${API}authorization.v1.ExtraValue`, 'strings'],
  [`${API}certificates.v1.ExtraValue`, 'strings'],
]);

/** Fields whose message is embedded in Go (`json:",inline"`): JSON has its fields in their place. */
const INLINE: ReadonlySet<string> = new Set([
  'core.v1.ConfigMapEnvSource.localObjectReference',
  'core.v1.ConfigMapKeySelector.localObjectReference',
  'core.v1.ConfigMapProjection.localObjectReference',
  'core.v1.ConfigMapVolumeSource.localObjectReference',
  'core.v1.EphemeralContainer.ephemeralContainerCommon',
  'core.v1.PersistentVolumeSpec.persistentVolumeSource',
  'core.v1.Probe.handler',
  'core.v1.SecretEnvSource.localObjectReference',
  'core.v1.SecretKeySelector.localObjectReference',
  'core.v1.SecretProjection.localObjectReference',
  'core.v1.Volume.volumeSource',
  'networking.v1.IngressRule.ingressRuleValue',
  'admissionregistration.v1.NamedRuleWithOperations.ruleWithOperations',
  'admissionregistration.v1.RuleWithOperations.rule',
]);

/** The few fields that protobuf and JSON spell differently. */
const JSON_NAMES: Readonly<Record<string, string>> = {
  'authentication.v1.BoundObjectReference.uID': 'uid',
  'networking.v1.IngressClassParametersReference.aPIGroup': 'apiGroup',
  'admissionregistration.v1.MutatingWebhookConfiguration.Webhooks': 'webhooks',
  'admissionregistration.v1.ValidatingWebhookConfiguration.Webhooks': 'webhooks',
  'admissionregistration.v1.Validation.Expression': 'expression',
  'admissionregistration.v1.Variable.Expression': 'expression',
  'admissionregistration.v1.Variable.Name': 'name',
};

/** Names of FieldDescriptorProto.Type. */
const SCALARS: Readonly<Record<number, string>> = { 3: 'int64', 5: 'int32', 8: 'bool', 9: 'string', 12: 'bytes' };
const TYPE_MESSAGE = 11;

function shortName(name: string): string | undefined {
  const [from, to] = PACKAGES.find(([prefix]) => name.startsWith(`${prefix}.`)) ?? [];
  return from === undefined || to === undefined ? undefined : to + name.slice(from.length);
}

const [binary] = process.argv.slice(2);
if (binary === undefined) throw new Error('name a kubectl binary');
const described = messagesInBinary(readFileSync(binary));

function singleType(field: DescribedField): string {
  if (field.type !== TYPE_MESSAGE) {
    const scalar = SCALARS[field.type];
    if (scalar === undefined) throw new Error(`no rule for type ${field.type} of ${field.name}`);
    return scalar;
  }
  const name = field.typeName.slice(1);
  const type = SIMPLE.get(name) ?? shortName(name);
  if (type === undefined) throw new Error(`no rule for ${name}`);
  return type;
}

function mapEntry(field: DescribedField): DescribedMessage | undefined {
  const message = described.get(field.typeName.slice(1));
  return message?.isMapEntry === true ? message : undefined;
}

function typeOf(message: string, field: DescribedField): string {
  const value = mapEntry(field)?.fields.find(({ number }) => number === 2);
  if (value !== undefined) return `map[string]${singleType(value)}`;
  if (INLINE.has(`${message}.${field.name}`)) return `inline ${singleType(field)}`;
  return field.repeated ? `[]${singleType(field)}` : singleType(field);
}

const messages = [...described.values()].flatMap(({ name, fields, isMapEntry }) => {
  const short = shortName(name);
  // TableOptions and the like never travel in bodies.
  if (short === undefined || isMapEntry || SIMPLE.has(name)) return [];
  const rows = fields.map((field) => [
    JSON_NAMES[`${short}.${field.name}`] ?? field.name,
    `${field.number} ${typeOf(short, field)}`,
  ]);
  return [[short, Object.fromEntries(rows) as Record<string, string>] as const];
});
const sorted = messages.toSorted(([a], [b]) => (a < b ? -1 : 1));
const lines = sorted.map(([name, fields]) => `${JSON.stringify(name)}: ${JSON.stringify(fields)}`);
writeFileSync(new URL('./messages.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`);
console.log(`${sorted.length} messages`);
