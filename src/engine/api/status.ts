import { errorBody, errorListText } from './field.ts';
import type { FieldError, FieldErrorType } from './field.ts';
import { goQuote } from './go-syntax.ts';

/** Why a request failed, for machines (metav1.StatusReason). */
export type StatusReason =
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Gone'
  | 'Invalid'
  | 'ServerTimeout'
  | 'Timeout'
  | 'TooManyRequests'
  | 'BadRequest'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'RequestEntityTooLarge'
  | 'UnsupportedMediaType'
  | 'InternalError'
  | 'Expired'
  | 'ServiceUnavailable';

/** One cause of a failure (metav1.StatusCause). */
export interface StatusCause {
  readonly reason?:
    | FieldErrorType
    | 'UnexpectedServerResponse'
    | 'FieldManagerConflict'
    | 'DisruptionBudget'
    | 'NamespaceTerminating'
    | 'ResourceVersionTooLarge';
  readonly message?: string;
  readonly field?: string;
}

/** What a failure is about (metav1.StatusDetails). Empty strings are left out, as Go's `omitempty` does. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** The answer of the API server when it is not an object (metav1.Status). */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  /** `continue`: how a list whose token has expired can go on. */
  readonly metadata: { readonly continue?: string };
  readonly status: 'Failure';
  readonly message: string;
  readonly reason?: StatusReason;
  readonly details?: StatusDetails;
  /** HTTP status code. */
  readonly code: number;
}

/** The answer of the API server to what leaves no object to show. */
export interface SuccessStatus {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Readonly<Record<never, never>>;
  readonly status: 'Success';
  readonly details?: StatusDetails;
  readonly code?: number;
}

/** A failed API request; `message` is the Status message. */
export class ApiError extends Error {
  readonly status: Status;

  constructor(status: Status) {
    super(status.message);
    this.name = 'ApiError';
    this.status = status;
  }
}

/** A resource by its plural name; the core group is ''. */
export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

/** A kind; the core group is ''. */
export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** `pods`, or `deployments.apps` (schema.GroupResource.String). */
export function groupResourceText({ group, resource }: GroupResource): string {
  return group === '' ? resource : `${resource}.${group}`;
}

/** `Pod`, or `Deployment.apps` (schema.GroupKind.String). */
export function groupKindText({ group, kind }: GroupKind): string {
  return group === '' ? kind : `${kind}.${group}`;
}

function failure(code: number, reason: StatusReason, message: string, details?: StatusDetails): ApiError {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason } as const;
  return new ApiError(details === undefined ? { ...status, code } : { ...status, details, code });
}

function detailsOf(group: string, kind: string, name: string): StatusDetails {
  return { ...(name !== '' && { name }), ...(group !== '' && { group }), ...(kind !== '' && { kind }) };
}

function resourceDetails({ group, resource }: GroupResource, name: string): StatusDetails {
  return detailsOf(group, resource, name);
}

// The constructors below follow apimachinery pkg/api/errors/errors.go, one for one.

/** 404 NotFound: `pods "web" not found`. */
export function notFound(resource: GroupResource, name: string): ApiError {
  const message = `${groupResourceText(resource)} ${goQuote(name)} not found`;
  return failure(404, 'NotFound', message, resourceDetails(resource, name));
}

/** 404 for a resource the server does not serve at all. */
export function resourceNotServed(): ApiError {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** 405 for a method that a path of the API does not have, in the words of go-restful's error handler. */
export function methodNotAllowed(): ApiError {
  return failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}

/** 409 AlreadyExists. */
export function alreadyExists(resource: GroupResource, name: string): ApiError {
  const message = `${groupResourceText(resource)} ${goQuote(name)} already exists`;
  return failure(409, 'AlreadyExists', message, resourceDetails(resource, name));
}

/** 409 AlreadyExists: no free name was found for a generateName. */
export function generateNameConflict(resource: GroupResource, name: string, retryAfterSeconds: number): ApiError {
  const message = `${groupResourceText(resource)} ${goQuote(name)} already exists, the server was not able to generate a unique name for the object`;
  return failure(409, 'AlreadyExists', message, { ...resourceDetails(resource, name), retryAfterSeconds });
}

/** 403 Forbidden: `pods "web" is forbidden: <message>`. */
export function forbidden(resource: GroupResource, name: string, message: string): ApiError {
  const subject = groupResourceText(resource);
  let text = `${subject} ${goQuote(name)} is forbidden: ${message}`;
  if (subject === '') text = `forbidden: ${message}`;
  else if (name === '') text = `${subject} is forbidden: ${message}`;
  return failure(403, 'Forbidden', text, resourceDetails(resource, name));
}

/** The message of a conflict by resourceVersion (apiserver pkg/registry/generic/registry/store.go, OptimisticLockErrorMsg). */
export const optimisticLockMessage =
  'the object has been modified; please apply your changes to the latest version and try again';

/** 409 Conflict: `Operation cannot be fulfilled on pods "web": <message>`. */
export function conflict(resource: GroupResource, name: string, message: string): ApiError {
  const text = `Operation cannot be fulfilled on ${groupResourceText(resource)} ${goQuote(name)}: ${message}`;
  return failure(409, 'Conflict', text, resourceDetails(resource, name));
}

/** 410 Gone. */
export function gone(message: string): ApiError {
  return failure(410, 'Gone', message);
}

/** 410 Expired: a resourceVersion or continue token from before the last compaction. */
export function expired(message: string): ApiError {
  return failure(410, 'Expired', message);
}

/** 422 Invalid, with one cause an error. */
export function invalid(kind: GroupKind, name: string, errors: readonly FieldError[]): ApiError {
  const causes = errors.map((error) => ({ reason: error.type, message: errorBody(error), field: error.field }));
  const subject = `${groupKindText(kind)} ${goQuote(name)} is invalid`;
  const message = errors.length === 0 ? subject : `${subject}: ${errorListText(errors)}`;
  return failure(422, 'Invalid', message, { ...detailsOf(kind.group, kind.kind, name), causes });
}

/** 422 for a patch that cannot be applied. Why is told to nobody (NewGenericServerResponse as the patch handler calls it). */
export function unprocessable(): ApiError {
  return failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

/** 400 BadRequest. */
export function badRequest(message: string): ApiError {
  return failure(400, 'BadRequest', message);
}

/** 429 TooManyRequests, as the eviction of a pod guarded by a PodDisruptionBudget gets. */
export function tooManyRequests(message: string, retryAfterSeconds: number, causes?: readonly StatusCause[]): ApiError {
  const details = { ...(retryAfterSeconds > 0 && { retryAfterSeconds }), ...(causes && { causes }) };
  return failure(429, 'TooManyRequests', message, details);
}

/** 503 ServiceUnavailable. */
export function serviceUnavailable(reason: string): ApiError {
  return failure(503, 'ServiceUnavailable', reason);
}

/** 405 MethodNotAllowed: `delete is not supported on resources of kind "pods"`. */
export function methodNotSupported(resource: GroupResource, action: string): ApiError {
  const message = `${action} is not supported on resources of kind ${goQuote(groupResourceText(resource))}`;
  return failure(405, 'MethodNotAllowed', message, resourceDetails(resource, ''));
}

/** 415 UnsupportedMediaType, as a strategic merge patch of a custom resource gets. */
export function unsupportedMediaType(message: string): ApiError {
  return failure(415, 'UnsupportedMediaType', message);
}

/** 413 RequestEntityTooLarge. */
export function requestEntityTooLarge(message: string): ApiError {
  return failure(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);
}

/** 504 Timeout. */
export function timeout(message: string, retryAfterSeconds: number): ApiError {
  return failure(504, 'Timeout', `Timeout: ${message}`, { ...(retryAfterSeconds > 0 && { retryAfterSeconds }) });
}

/** 500 InternalError. */
export function internal(message: string): ApiError {
  return failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
}
