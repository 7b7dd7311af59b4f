import type { Json } from '../json.ts';
import type { GenericObject } from '../kinds/types/index.ts';
import { decode } from './decode.ts';
import { prunedAs } from './custom-resources/custom-kind.ts';
import { goQuote } from './go-syntax.ts';
import type { ServedResource } from './served-resource.ts';
import type { ApiRequest } from './request.ts';
import { typeNameOf } from './schema.ts';
import { badRequest } from './status.ts';

/** The same text for every custom resource: their fields have no Go type to name. */
const METADATA_TYPE = 'ObjectMeta';

/**
 * The object in a request's body, with the types that its kind's schema says; ApiError 400 for another kind, for values
 * of wrong types and, when asked to be strict, for unknown fields (else they are dropped with a warning). Follows
 * apiserver pkg/endpoints/handlers/create.go and pkg/runtime/serializer/json.
 */
export function decodeBody(served: ServedResource, request: ApiRequest, warnings: string[]): GenericObject {
  const { info } = served;
  const { body } = request;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw badRequest(
      `${info.kind} in version ${goQuote(info.version)} cannot be handled as a ${info.kind}: expected an object`,
    );
  }
  const given = body as { readonly [key: string]: Json };
  const version = request.version ?? info.version;
  // The group of the request: events are served by two.
  const apiVersion = request.group === '' ? version : `${request.group}/${version}`;
  checkKind(given, apiVersion, info.kind);
  const refuse = (problem: string): never => {
    throw badRequest(`${info.kind} in version ${goQuote(version)} cannot be handled as a ${info.kind}: ${problem}`);
  };
  const typeName = typeNameOf(apiVersion, info.kind);
  const decoded = decode(typeName === undefined ? (given['metadata'] ?? {}) : given, typeName ?? METADATA_TYPE);
  if (decoded.error !== undefined) refuse(decoded.error);
  const object = typeName === undefined ? { ...given, metadata: decoded.object } : decoded.object;
  const shaped = prunedFor(served, object);
  // Those of the metadata have paths of their own: it was decoded alone.
  const ofMetadata = typeName === undefined ? decoded.unknownFields.map(underMetadata) : decoded.unknownFields;
  const unknownFields = [...ofMetadata, ...shaped.unknownFields];
  if (unknownFields.length > 0 && request.fieldValidation === 'Strict') {
    refuse(`strict decoding error: ${unknownFields.join(', ')}`);
  }
  if (request.fieldValidation !== 'Ignore') warnings.push(...unknownFields);
  const { metadata, ...rest } = shaped.object as Record<string, unknown> & {
    metadata?: Partial<GenericObject['metadata']>;
  };
  return { ...rest, apiVersion, kind: info.kind, metadata: { name: '', ...metadata } } as GenericObject;
}

function prunedFor({ version }: ServedResource, object: object): { object: object; unknownFields: readonly string[] } {
  if (version === undefined) return { object, unknownFields: [] };
  const pruned = prunedAs(version, object as GenericObject);
  return { object: pruned.object, unknownFields: pruned.unknownFields.map((path) => `unknown field ${goQuote(path)}`) };
}

function underMetadata(problem: string): string {
  return problem.replace('unknown field "', 'unknown field "metadata.');
}

function checkKind(given: { readonly [key: string]: Json }, apiVersion: string, kind: string): void {
  const { apiVersion: givenVersion, kind: givenKind } = given;
  if (typeof givenVersion === 'string' && givenVersion !== '' && givenVersion !== apiVersion) {
    throw badRequest(
      `the API version in the data (${givenVersion}) does not match the expected API version (${apiVersion})`,
    );
  }
  if (typeof givenKind === 'string' && givenKind !== '' && givenKind !== kind) {
    throw badRequest(`no kind ${goQuote(givenKind)} is registered for version ${goQuote(apiVersion)}`);
  }
}
