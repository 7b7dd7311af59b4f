import { describe, expect, test } from 'vitest';
import { decode, decodingMessage } from '../../src/engine/api/decode.ts';
import { typeNameOf } from '../../src/engine/api/schema.ts';
import { allocateService } from '../../src/engine/api/service-allocation.ts';
import { ApiError, badRequest, forbidden, invalid } from '../../src/engine/api/status.ts';
import type { Status } from '../../src/engine/api/status.ts';
import { defaulterOf } from '../../src/engine/kinds/defaults/by-kind.ts';
import { limitRangeRefusal } from '../../src/engine/kinds/limit-ranger.ts';
import type { GenericObject, Service } from '../../src/engine/kinds/types/index.ts';
import { validationOf } from '../../src/engine/kinds/validation/by-kind.ts';
import { Random } from '../../src/engine/random.ts';
import facts from './facts/validation.json' with { type: 'json' };

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** What the facts say was there before: a Service at the first address, one at a node port, a StatefulSet, a LimitRange. */
const service = (name: string, spec: object): Service =>
  ({ apiVersion: 'v1', kind: 'Service', metadata: { name, uid: name }, spec, status: {} }) as unknown as Service;
const existingServices = [
  service('kubernetes', { type: 'ClusterIP', clusterIP: '10.96.0.1', ports: [{ port: 443 }] }),
  service('other', { type: 'NodePort', clusterIP: '10.96.7.7', ports: [{ port: 80, nodePort: 30080 }] }),
];
const limitRanges: Readonly<Record<string, object>> = {
  'LimitRange max cpu': { type: 'Container', max: { cpu: '1' } },
  'LimitRange min memory': { type: 'Container', min: { memory: '500Mi' } },
};
const changedBefore = { serviceName: 'db' };

function prepared(manifest: Manifest): GenericObject {
  const [group, version] = manifest.apiVersion.includes('/')
    ? manifest.apiVersion.split('/')
    : ['', manifest.apiVersion];
  const decoded = decode(manifest, typeNameOf(manifest.apiVersion, manifest.kind) ?? '');
  const problem = decodingMessage(decoded, manifest.kind, version ?? '');
  if (problem !== undefined) throw badRequest(problem);
  const object = decoded.object as GenericObject;
  const served = { ...object, metadata: { ...object.metadata, namespace: 'default', uid: 'c0ffee' } };
  return defaulterOf(group ?? '', manifest.kind)?.(served) ?? served;
}

function checkLimits(pod: GenericObject, limit: object | undefined): void {
  const refusal = limit === undefined ? undefined : limitRangeRefusal(pod, { spec: { limits: [limit] } });
  if (refusal !== undefined) throw forbidden({ group: '', resource: 'pods' }, pod.metadata.name, refusal);
}

/** The request as the API server takes it: decoding, defaults, admission, validation, allocation. */
function answer(manifest: Manifest, isUpdate: boolean, limit: object | undefined): Status | undefined {
  try {
    const object = prepared(manifest);
    const group = manifest.apiVersion.includes('/') ? (manifest.apiVersion.split('/')[0] ?? '') : '';
    checkLimits(object, limit);
    const { validate, validateUpdate } = validationOf(group, manifest.kind, true);
    const old = isUpdate ? prepared({ ...manifest, spec: { ...manifest.spec, ...changedBefore } }) : undefined;
    let errors = old === undefined ? validate(object) : validateUpdate(object, old);
    if (errors.length === 0 && manifest.kind === 'Service') {
      ({ errors } = allocateService(object as unknown as Service, undefined, existingServices, new Random(1)));
    }
    if (errors.length > 0) throw invalid({ group, kind: manifest.kind }, object.metadata.name ?? '', errors);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error.status;
    throw error;
  }
}

/** Go writes no empty strings in details; the facts spell an empty name out. */
function withoutEmptyDetails(status: object): object {
  const { details, ...rest } = status as { details?: object };
  if (details === undefined) return rest;
  return { ...rest, details: Object.fromEntries(Object.entries(details).filter(([, value]) => value !== '')) };
}

describe('what the API server says of mistakes', () => {
  test.each(facts.cases)('$id: $what', ({ when, what, manifest, status }) => {
    const given = answer(manifest as unknown as Manifest, when === 'update', limitRanges[what]);
    expect(given === undefined ? 'accepted' : withoutEmptyDetails(given)).toEqual(withoutEmptyDetails(status));
  });
});
