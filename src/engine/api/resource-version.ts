import { forbidden as forbiddenField, invalid as invalidField, notSupported } from './field.ts';
import type { ApiRequest } from './request.ts';
import { ApiError, badRequest, expired, invalid, timeout } from './status.ts';
import type { GroupResource } from './status.ts';

/** The number in a resourceVersion; ApiError 400 when it is none (apiserver pkg/storage/api_object_versioner.go). */
export function parseResourceVersion(text: string): number {
  if (!/^\d{1,15}$/.test(text)) {
    const why = `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
    throw badRequest(`invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: ${why}`);
  }
  return Number(text);
}

/** Refuses combinations of options as upstream does (apimachinery pkg/apis/meta/internalversion/validation). */
export function checkListOptions(request: ApiRequest): void {
  const { resourceVersion = '', resourceVersionMatch } = request;
  if (resourceVersionMatch === undefined) return;
  const path = 'resourceVersionMatch';
  const errors = [];
  if (resourceVersion === '') {
    errors.push(forbiddenField(path, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
  }
  if (request.continue !== undefined && request.continue !== '') {
    errors.push(forbiddenField(path, 'resourceVersionMatch is forbidden when continue is provided'));
  }
  if (resourceVersionMatch !== 'Exact' && resourceVersionMatch !== 'NotOlderThan') {
    errors.push(notSupported(path, resourceVersionMatch, ['Exact', 'NotOlderThan', '']));
  }
  if (resourceVersionMatch === 'Exact' && resourceVersion === '0') {
    errors.push(forbiddenField(path, 'resourceVersionMatch "Exact" is forbidden for resourceVersion "0"'));
  }
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
}

/**
 * The revision that a list must show, undefined for the latest: apiserver's table of resourceVersion and
 * resourceVersionMatch. ApiError 400 for what is no version.
 */
export function exactRevision(request: ApiRequest): number | undefined {
  const { resourceVersion = '', resourceVersionMatch, limit = 0 } = request;
  if (resourceVersion === '') return undefined;
  const revision = parseResourceVersion(resourceVersion);
  if (resourceVersionMatch === 'Exact') return revision;
  // A piece of a list without a match is of that very version, as before there was a match.
  return resourceVersionMatch === undefined && limit > 0 && revision !== 0 ? revision : undefined;
}

/** ApiError 504 for a version that is not written yet (apiserver pkg/storage/errors.go, NewTooLargeResourceVersionError). */
export function checkNotAhead(wanted: number, current: number): void {
  if (wanted <= current) return;
  const { status } = timeout(`Too large resource version: ${wanted}, current: ${current}`, 1);
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }] as const;
  throw new ApiError({ ...status, details: { ...status.details, causes } });
}

/** 410 Expired, with the way to go on that upstream offers (apiserver pkg/storage/etcd3/errors.go). */
export function continueExpired(inconsistentToken: string): ApiError {
  const { status } = expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  );
  return new ApiError({ ...status, metadata: { continue: inconsistentToken } });
}

export function listExpired(): ApiError {
  return expired('The resourceVersion for the provided list is too old.');
}

/** The version that a watch starts from; ApiError 422 when it is none (apiserver pkg/storage/errors.go, InterpretWatchError). */
export function parseWatchVersion({ group, resource }: GroupResource, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const why = `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
  throw invalid({ group, kind: resource }, '', [invalidField('resourceVersion', text, why)]);
}
