import type { GenericObject } from '../../kinds/types/index.ts';
import type { Lister } from '../lister.ts';
import type { Judge } from '../registry.ts';
import type { ServedResource } from '../served-resource.ts';
import { scaleOf } from '../scale.ts';
import type { Judged } from './policy-matching.ts';
import { judgePodSecurity, podSecurityWarnings } from './pod-security.ts';
import { judgeByPolicies, policyWarnings } from './validating-policy.ts';

/**
 * What controllers make for people, and policies judge like what people make. The rest of what the control plane writes
 * keeps the cluster itself running.
 */
const MADE_FOR_PEOPLE: ReadonlySet<string> = new Set(['pods', 'replicasets', 'jobs', 'persistentvolumeclaims']);

/** What policies see of a write: of a scale only that. */
function written(
  served: ServedResource,
  object: GenericObject,
  old: GenericObject | undefined,
  subresource: string | undefined,
): Judged {
  const operation = old === undefined ? 'CREATE' : 'UPDATE';
  if (subresource !== 'scale' || old === undefined) return { served, operation, subresource, object, old };
  return { served, operation, subresource, object: scaleOf(served, object), old: scaleOf(served, old) };
}

/** Validating admission that only what requests bring can have work for; for `ObjectRegistry.judge`. */
export const judge: Judge = (served, object, old, lister, options) => {
  judgePodSecurity(served, object, old, lister, options);
  const isRequested = options.validation !== undefined;
  if (!isRequested && !MADE_FOR_PEOPLE.has(served.table)) return;
  const world = { lister, isRequested, dryRun: options.dryRun === true };
  judgeByPolicies(written(served, object, old, options.subresource), world);
};

/** Throws an `ApiError` for an object that a person may not delete. */
export function judgeDeletion(served: ServedResource, old: GenericObject, lister: Lister, dryRun: boolean): void {
  const world = { lister, isRequested: true, dryRun };
  judgeByPolicies({ served, operation: 'DELETE', subresource: undefined, object: undefined, old }, world);
}

/** What a person who wrote an object is warned of. */
export function admissionWarnings(
  served: ServedResource,
  object: GenericObject,
  old: GenericObject | undefined,
  lister: Lister,
  subresource?: string,
): string[] {
  const world = { lister, isRequested: true, dryRun: false };
  return [
    ...podSecurityWarnings(object, old, lister),
    ...policyWarnings(written(served, object, old, subresource), world),
  ];
}
