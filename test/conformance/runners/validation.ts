import { expect } from 'vitest';
import { builtinResources, isFailure } from '../../../src/engine/index.ts';
import type { ApiRequest, Cluster, Json, Status } from '../../../src/engine/index.ts';
import { Terminal } from '../../kubectl/cluster-env.ts';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

interface ValidationFact {
  readonly when: string;
  readonly manifest: Manifest;
  readonly status: Status;
  /** What kubectl prints of it, by the beginning of the command. */
  readonly kubectl: Readonly<Record<string, { readonly rc: number; readonly stderr: string }>>;
}

function request(cluster: Cluster, verb: ApiRequest['verb'], manifest: Manifest): Status | undefined {
  const [group = ''] = manifest.apiVersion.includes('/') ? manifest.apiVersion.split('/') : [];
  const served = builtinResources.find((resource) => resource.group === group && resource.kind === manifest.kind);
  if (served === undefined) throw new Error(`${manifest.kind} is not served`);
  const { namespace = 'default', name } = manifest.metadata;
  const response = cluster.request({
    verb,
    group,
    resource: served.resource,
    ...(served.namespaced && { namespace: String(namespace) }),
    ...(verb === 'update' && { name: String(name) }),
    body: manifest as unknown as Json,
    fieldValidation: 'Strict',
  });
  return isFailure(response) ? response.body : undefined;
}

const object = (kind: string, spec: object): Manifest => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'other' },
  spec,
});

/** What a refusal says that there is besides the refused object, so that it is refused. */
const circumstances: readonly (readonly [RegExp, (found: RegExpMatchArray, manifest: Manifest) => Manifest])[] = [
  [/ already exists$/, (_, manifest) => manifest],
  [
    /nodePort: Invalid value: (\d+): provided port is already allocated/,
    ([, port]) => object('Service', { type: 'NodePort', ports: [{ port: 80, nodePort: Number(port) }] }),
  ],
  [
    /(maximum|minimum) (\S+) usage per (Container|Pod|PersistentVolumeClaim) is (\S+?)[,.]/,
    ([, bound, resource = '', type, amount]) =>
      object('LimitRange', { limits: [{ type, [bound === 'maximum' ? 'max' : 'min']: { [resource]: amount } }] }),
  ],
  [
    /(\S+) max limit to request ratio per (Container|Pod) is (\d+),/,
    ([, resource = '', type, ratio]) =>
      object('LimitRange', { limits: [{ type, maxLimitRequestRatio: { [resource]: ratio } }] }),
  ],
  [
    /failed quota: (\S+): must specify (.*?)(?: for: |$)/,
    ([, name, resources = '']) => ({
      ...object('ResourceQuota', { hard: Object.fromEntries(resources.split(/[,;]/).map((each) => [each, '1'])) }),
      metadata: { name },
    }),
  ],
];

/** What the objects that a refused update may have come from have in place of a value. */
function otherValue(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  return typeof value === 'boolean' ? !value : `${String(value)}x`;
}

/** Every field of an object with a plain value, as `key=value`; fields that are alike are changed together. */
function plainFields(value: unknown, key = ''): string[] {
  if (typeof value !== 'object' || value === null) return [`${key}=${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([name, part]) => plainFields(part, name));
}

function withChanged(value: unknown, field: string, key = ''): unknown {
  if (Array.isArray(value)) return value.map((part, index) => withChanged(part, field, String(index)));
  if (typeof value !== 'object' || value === null) {
    return `${key}=${JSON.stringify(value)}` === field ? otherValue(value) : value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withChanged(part, field, name)]));
}

/** Objects that differ from the manifest in one thing: where the facts tell of an update, they tell only what it led to. */
function predecessors(manifest: Manifest): readonly Manifest[] {
  const { apiVersion, kind, metadata, ...rest } = manifest;
  return [...new Set(plainFields(rest))].map((field) => ({
    apiVersion,
    kind,
    metadata,
    ...(withChanged(rest, field) as object),
  }));
}

function begin(terminal: Terminal, needed: readonly Manifest[]): void {
  const refusal = needed.map((each) => request(terminal.cluster, 'create', each)).find((each) => each !== undefined);
  if (refusal !== undefined) throw new Error(refusal.message);
}

/** Go writes no empty strings in details; the facts spell an empty name out. */
function withoutEmptyDetails(status: Status | undefined): unknown {
  if (status?.details === undefined) return status ?? 'accepted';
  return { ...status, details: Object.fromEntries(Object.entries(status.details).filter(([, value]) => value !== '')) };
}

/** The objects that are there before the manifest comes, and the Status that it is then answered with. */
function refusal({ when, manifest, status }: ValidationFact): { needed: readonly Manifest[]; answer: unknown } {
  const around = circumstances.flatMap(([pattern, make]) => {
    const found = pattern.exec(status.message);
    return found === null ? [] : [make(found, manifest)];
  });
  const attempt = (needed: readonly Manifest[]): { needed: readonly Manifest[]; answer: unknown } => {
    const terminal = new Terminal();
    begin(terminal, needed);
    return { needed, answer: withoutEmptyDetails(request(terminal.cluster, when as ApiRequest['verb'], manifest)) };
  };
  if (when === 'create') return attempt(around);
  if (when !== 'update') throw new Error(`unknown kind of request: ${when}`);
  const possible = predecessors(manifest).filter(
    (before) => request(new Terminal().cluster, 'create', before) === undefined,
  );
  const attempts = possible.map((before) => attempt([...around, before]));
  const expected = JSON.stringify(withoutEmptyDetails(status));
  return (
    attempts.find(({ answer }) => JSON.stringify(answer) === expected) ?? attempts[0] ?? attempt([...around, manifest])
  );
}

/** What the API server says of mistakes, and what kubectl prints of that. */
export function validation(fact: ValidationFact): void {
  const { needed, answer } = refusal(fact);
  expect(answer).toEqual(withoutEmptyDetails(fact.status));
  for (const [command, printed] of Object.entries(fact.kubectl)) {
    const terminal = new Terminal();
    begin(terminal, needed);
    terminal.files['m.yaml'] = JSON.stringify(fact.manifest);
    const { rc, stderr } = terminal.exec([...command.split(' ').slice(1), '-f', 'm.yaml']);
    expect({ rc, stderr: stderr.replace(/^Warning: resource .*\n/, '') }, command).toEqual(printed);
  }
}
