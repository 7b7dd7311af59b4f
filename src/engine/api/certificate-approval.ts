import type { GenericObject } from '../kinds/types/index.ts';
import { invalid as invalidValue, type FieldError } from './field.ts';
import { requester } from './requester.ts';
import { invalid } from './status.ts';
import { toRFC3339 } from './time.ts';

interface RequestCondition {
  type?: string;
  status?: string;
  lastUpdateTime?: string | null;
  lastTransitionTime?: string | null;
}

/** A new request says who made it, whatever its text says (pkg/registry/certificates/certificates/strategy.go). */
export function withRequester(request: GenericObject): GenericObject {
  return { ...request, spec: { ...request.spec, ...requester } };
}

function conditionsOf({ status }: GenericObject): readonly RequestCondition[] {
  const conditions = status?.['conditions'];
  return Array.isArray(conditions) ? (conditions as RequestCondition[]) : [];
}

function conditionErrors(conditions: readonly RequestCondition[]): readonly FieldError[] {
  const types = new Set(conditions.map(({ type }) => type));
  const errors = conditions.flatMap(({ type = '', status = '' }, index) =>
    (type === 'Approved' || type === 'Denied') && status !== 'True'
      ? [invalidValue(`status.conditions[${index}].status`, status, `may not be set to anything but True for ${type}`)]
      : [],
  );
  if (!types.has('Approved') || !types.has('Denied')) return errors;
  const both = 'Approved and Denied conditions are mutually exclusive';
  return [...errors, invalidValue('status.conditions', 'Denied', both)];
}

/**
 * The stored request with the decision of `next`: its conditions and nothing else (approvalStrategy in
 * pkg/registry/certificates/certificates/strategy.go). ApiError 422 for a decision that is none. `now`: ms.
 */
export function decided(stored: GenericObject, next: GenericObject, now: number): GenericObject {
  const conditions = conditionsOf(next);
  const errors = conditionErrors(conditions);
  const { name } = stored.metadata;
  if (errors.length > 0)
    throw invalid({ group: 'certificates.k8s.io', kind: 'CertificateSigningRequest' }, name, errors);
  const time = toRFC3339(now);
  const timed = conditions.map((condition) => ({
    ...condition,
    lastUpdateTime: condition.lastUpdateTime ?? time,
    lastTransitionTime: condition.lastTransitionTime ?? time,
  }));
  const { resourceVersion } = next.metadata;
  const metadata = { ...stored.metadata, ...(resourceVersion !== undefined && { resourceVersion }) };
  return { ...stored, metadata, status: { ...stored.status, conditions: timed } };
}
