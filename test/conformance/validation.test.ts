import { describe, expect, test } from 'vitest';
import { builtinResources, createCluster, isFailure } from '../../src/engine/index.ts';
import type { ApiRequest, Cluster, Json, Status } from '../../src/engine/index.ts';
import facts from './facts/validation.json' with { type: 'json' };

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly spec?: Readonly<Record<string, unknown>>;
}

function request(cluster: Cluster, verb: ApiRequest['verb'], manifest: Manifest): Status | undefined {
  const group = manifest.apiVersion.includes('/') ? (manifest.apiVersion.split('/')[0] ?? '') : '';
  const served = builtinResources.find((resource) => resource.group === group && resource.kind === manifest.kind);
  if (served === undefined) throw new Error(`${manifest.kind} is not served`);
  const response = cluster.request({
    verb,
    group,
    resource: served.resource,
    namespace: 'default',
    body: manifest as unknown as Json,
    fieldValidation: 'Strict',
    ...(verb === 'update' && { name: String(manifest.metadata['name']) }),
  });
  return isFailure(response) ? response.body : undefined;
}

/** A Service that holds a node port, which the facts take for granted. */
const nodePortService: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'other' },
  spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] },
};

/** What else there must be for a mistake to be one. */
const limits: Readonly<Record<string, object>> = {
  'LimitRange max cpu': { type: 'Container', max: { cpu: '1' } },
  'LimitRange min memory': { type: 'Container', min: { memory: '500Mi' } },
};

function prepare(cluster: Cluster, what: string, manifest: Manifest, isUpdate: boolean): void {
  const limit = limits[what];
  const limitRange = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'limits' }, spec: { limits: [limit] } };
  const before = { ...manifest, spec: { ...manifest.spec, serviceName: 'db' } };
  const needed = [nodePortService, ...(limit ? [limitRange] : []), ...(isUpdate ? [before] : [])];
  const refused = needed.map((object) => request(cluster, 'create', object)).find((status) => status !== undefined);
  if (refused !== undefined) throw new Error(refused.message);
}

/** Go writes no empty strings in details; the facts spell an empty name out. */
function withoutEmptyDetails(status: object): object {
  const { details, ...rest } = status as { details?: object };
  if (details === undefined) return rest;
  return { ...rest, details: Object.fromEntries(Object.entries(details).filter(([, value]) => value !== '')) };
}

describe('what the API server says of mistakes', () => {
  test.each(facts.cases)('$id: $what', ({ when, what, manifest, status }) => {
    const cluster = createCluster({});
    const mistake = manifest as unknown as Manifest;
    prepare(cluster, what, mistake, when === 'update');
    const answer = request(cluster, when === 'update' ? 'update' : 'create', mistake);
    expect(answer === undefined ? 'accepted' : withoutEmptyDetails(answer)).toEqual(withoutEmptyDetails(status));
  });
});
