import type { Strategy, Validation } from '../../kinds/strategy.ts';
import type { GenericObject } from '../../kinds/types/index.ts';
import {
  subdomainName,
  validateGenericObjectMeta,
  validateGenericObjectMetaUpdate,
} from '../../kinds/validation/object-meta.ts';
import type { FieldError } from '../field.ts';
import type { ApiRequest } from '../request.ts';
import type { ServedResource } from '../served-resource.ts';
import type { View } from '../view.ts';
import { servedVersionOf, specOf, storageVersionOf } from './definition.ts';
import type { DefinedVersion } from './definition.ts';
import { fillDefaults } from './defaulting.ts';
import { checkListTypes } from './list-types.ts';
import { prune } from './pruning.ts';
import { checkScale } from './scale-paths.ts';
import { checkSchema } from './schema-validation.ts';
import type { JsonSchema } from './structural-schema.ts';
import { checkRules } from './validation-rules.ts';

const ANYTHING: JsonSchema = { 'x-kubernetes-preserve-unknown-fields': true };

function schemaOf({ schema }: DefinedVersion): JsonSchema {
  return schema?.openAPIV3Schema ?? ANYTHING;
}

/** The object without the fields that a version's schema does not have, and the paths of these. */
export function prunedAs(
  version: DefinedVersion,
  object: GenericObject,
): { object: GenericObject; unknownFields: readonly string[] } {
  const { object: pruned, unknownFields } = prune(object, schemaOf(version));
  return { object: pruned as GenericObject, unknownFields };
}

function filledAs(version: DefinedVersion, object: GenericObject): GenericObject {
  // Metadata has a type of its own, which no schema changes.
  return { ...fillDefaults(object, schemaOf(version)), metadata: object.metadata } as GenericObject;
}

/** A custom resource in the version that a request asks for, its stored one by default; undefined when it is not served. */
export function servedAs(
  found: ServedResource,
  { version: wanted }: Pick<ApiRequest, 'version'>,
): ServedResource | undefined {
  const { definition, info } = found;
  if (definition === undefined) return found;
  const version = wanted === undefined ? storageVersionOf(definition) : servedVersionOf(definition, wanted);
  if (version?.name === undefined) return undefined;
  const strategy: Strategy = {
    statusSubresource: version.subresources?.status !== undefined,
    generation: true,
    defaults: (object) => filledAs(version, object),
  };
  return { ...found, info: { ...info, version: version.name }, strategy, version };
}

/** Whether a version of a custom resource has a subresource. */
export function definesSubresource(version: DefinedVersion, subresource: ApiRequest['subresource']): boolean {
  if (subresource === 'status') return version.subresources?.status !== undefined;
  return subresource === 'scale' && version.subresources?.scale !== undefined;
}

/** What a request for a deprecated version is warned of. */
export function deprecationOf({ version, info }: ServedResource): readonly string[] {
  if (version?.deprecated !== true) return [];
  return [version.deprecationWarning ?? `${info.group}/${info.version} ${info.kind} is deprecated`];
}

/** How a list of a resource calls itself. */
export function listKindOf({ definition, info }: ServedResource): string {
  return (definition === undefined ? undefined : specOf(definition).names?.listKind) ?? `${info.kind}List`;
}

/** What is checked of objects of a version (pkg/registry/customresource/strategy.go, Validate). */
export function customValidation(version: DefinedVersion, namespaced: boolean): Validation {
  const content = (object: GenericObject, meta: readonly FieldError[], old?: GenericObject): FieldError[] => {
    const schema = schemaOf(version);
    const scale = version.subresources?.scale;
    const errors = [
      ...meta,
      ...checkSchema(object, schema),
      ...(scale === undefined ? [] : checkScale(object, scale)),
      ...checkListTypes(object, schema),
    ];
    return [...errors, ...checkRules(object, old, schema, errors)];
  };
  return {
    validate: (object) => content(object, validateGenericObjectMeta(object, namespaced, subdomainName)),
    validateUpdate: (object, old) => content(object, validateGenericObjectMetaUpdate(object, old), old),
  };
}

/** Objects as the version that is asked for serves them: conversion `None` changes the name of the version alone. */
export function versionView({ definition, info, version }: ServedResource): View | undefined {
  if (definition === undefined || version === undefined) return undefined;
  const apiVersion = `${info.group}/${info.version}`;
  const storedVersion = `${info.group}/${storageVersionOf(definition)?.name ?? info.version}`;
  return {
    apiVersion,
    fromStored: (object) => ({ ...filledAs(version, prunedAs(version, object).object), apiVersion }),
    toStored: (object) => ({ ...object, apiVersion: storedVersion }),
    storedField: (field) => field,
  };
}
