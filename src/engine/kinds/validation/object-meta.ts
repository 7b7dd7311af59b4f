import { forbidden, invalid, required, tooLong } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { goStringSlice } from '../../api/go-syntax.ts';
import {
  isDNS1035Label,
  isDNS1123Label,
  isDNS1123Subdomain,
  isPathSegmentName,
  isQualifiedName,
} from '../../api/names.ts';
import { utf8Length } from '../../api/utf8.ts';
import { fieldsOf, isSet, listOf, sortedEntries, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkLabels, checkNonnegative, checkSyntax, immutableMessage } from './field-checks.ts';
import type { Errors } from './field-checks.ts';

/** The syntax of a kind's names; the messages of apimachinery pkg/api/validation/generic.go. */
export type NameRule = (name: string) => readonly string[];

/** The names of most kinds. */
export const subdomainName: NameRule = isDNS1123Subdomain;
/** Namespaces and StatefulSets. */
export const labelName: NameRule = isDNS1123Label;
/** Services. */
export const serviceName: NameRule = isDNS1035Label;
/** Roles and their bindings. */
export const pathSegmentName: NameRule = isPathSegmentName;

/** The sum of all keys and values of annotations, in bytes (TotalAnnotationSizeLimitB). */
const annotationsLimit = 256 * 1024;

/** Annotations; their keys are qualified names in any case (ValidateAnnotations). */
export function checkAnnotations(annotations: unknown, path: string, errors: Errors): void {
  if (!isSet(annotations)) return;
  let size = 0;
  for (const [key, value] of sortedEntries(annotations)) {
    checkSyntax(isQualifiedName(key.toLowerCase()), key, path, errors);
    size += utf8Length(key) + utf8Length(stringOf(value));
  }
  if (size > annotationsLimit) errors.push(tooLong(path, annotationsLimit));
}

function checkOwnerReferences(references: readonly unknown[], path: string, errors: Errors): void {
  let controller = '';
  for (const reference of references) {
    const { apiVersion, kind, name, uid, controller: controls } = fieldsOf(reference);
    if (stringOf(apiVersion) === '') errors.push(invalid(`${path}.apiVersion`, '', 'version must not be empty'));
    if (stringOf(kind) === '') errors.push(invalid(`${path}.kind`, '', 'must not be empty'));
    if (stringOf(name) === '') errors.push(invalid(`${path}.name`, '', 'must not be empty'));
    if (stringOf(uid) === '') errors.push(invalid(`${path}.uid`, '', 'must not be empty'));
    if (controls !== true) continue;
    const owner = `${stringOf(kind)}/${stringOf(name)}`;
    if (controller === '') controller = owner;
    else {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${owner}`;
      errors.push(invalid(path, references, detail));
    }
  }
}

function checkFinalizers(finalizers: readonly unknown[], path: string, errors: Errors): void {
  for (const finalizer of finalizers) checkSyntax(isQualifiedName(stringOf(finalizer)), finalizer, path, errors);
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const detail = 'finalizer orphan and foregroundDeletion cannot be both set';
    errors.push(invalid(path, goStringSlice(finalizers), detail));
  }
}

/** A generateName may end in dashes, which the random suffix follows (maskTrailingDash). */
function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** Without a domain, only Kubernetes's own finalizers have a name (validateKubeFinalizerName). */
export function checkStandardFinalizer(finalizer: string, path: string, errors: Errors): void {
  if (finalizer.includes('/') || standardFinalizers.includes(finalizer)) return;
  errors.push(invalid(path, finalizer, 'name is neither a standard finalizer name nor is it fully qualified'));
}

function checkStandardFinalizers(object: Fields, errors: Errors): void {
  listOf(fieldsOf(object['metadata'])['finalizers']).forEach((finalizer, index) => {
    checkStandardFinalizer(stringOf(finalizer), `metadata.finalizers[${index}]`, errors);
  });
}

/** The metadata of a new object of most built-in kinds, its name generated (pkg/apis/core/validation, ValidateObjectMeta). */
export function validateObjectMeta(object: Fields, namespaced: boolean, nameRule: NameRule): FieldError[] {
  const errors = validateGenericObjectMeta(object, namespaced, nameRule);
  checkStandardFinalizers(object, errors);
  return errors;
}

/** The metadata of a new object of any kind, its name generated (apimachinery pkg/api/validation, ValidateObjectMeta). */
export function validateGenericObjectMeta(object: Fields, namespaced: boolean, nameRule: NameRule): FieldError[] {
  const errors: Errors = [];
  const metadata = fieldsOf(object['metadata']);
  const generateName = stringOf(metadata['generateName']);
  const name = stringOf(metadata['name']);
  const namespace = stringOf(metadata['namespace']);
  if (generateName !== '') {
    checkSyntax(nameRule(maskTrailingDash(generateName)), generateName, 'metadata.generateName', errors);
  }
  if (name === '') errors.push(required('metadata.name', 'name or generateName is required'));
  else checkSyntax(nameRule(name), name, 'metadata.name', errors);
  if (!namespaced && namespace !== '') errors.push(forbidden('metadata.namespace', 'not allowed on this type'));
  else if (namespaced && namespace === '') errors.push(required('metadata.namespace'));
  else if (namespaced) checkSyntax(isDNS1123Label(namespace), namespace, 'metadata.namespace', errors);
  checkNonnegative(metadata['generation'], 'metadata.generation', errors);
  checkLabels(metadata['labels'], 'metadata.labels', errors);
  checkAnnotations(metadata['annotations'], 'metadata.annotations', errors);
  checkOwnerReferences(listOf(metadata['ownerReferences']), 'metadata.ownerReferences', errors);
  checkFinalizers(listOf(metadata['finalizers']), 'metadata.finalizers', errors);
  return errors;
}

/** The metadata of a changed object of most built-in kinds (pkg/apis/core/validation, ValidateObjectMetaUpdate). */
export function validateObjectMetaUpdate(object: Fields, old: Fields): FieldError[] {
  const errors = validateGenericObjectMetaUpdate(object, old);
  checkStandardFinalizers(object, errors);
  return errors;
}

/**
 * The metadata of a changed object of any kind (apimachinery's ValidateObjectMetaUpdate). The registry itself keeps the
 * fields that clients may not write and requires the resourceVersion.
 */
export function validateGenericObjectMetaUpdate(object: Fields, old: Fields): FieldError[] {
  const errors: Errors = [];
  const metadata = fieldsOf(object['metadata']);
  const before = fieldsOf(old['metadata']);
  if (isSet(before['deletionTimestamp'])) {
    const known = new Set(listOf(before['finalizers']));
    const added = listOf(metadata['finalizers']).filter((finalizer) => !known.has(finalizer));
    if (added.length > 0) {
      const names = goStringSlice([...new Set(added.map(stringOf))].toSorted((a, b) => (a < b ? -1 : 1))).goSyntax;
      const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${names}`;
      errors.push(forbidden('metadata.finalizers', detail));
    }
  }
  for (const field of ['name', 'namespace', 'uid']) {
    const value = stringOf(metadata[field]);
    if (value !== stringOf(before[field])) errors.push(invalid(`metadata.${field}`, value, immutableMessage));
  }
  checkLabels(metadata['labels'], 'metadata.labels', errors);
  checkAnnotations(metadata['annotations'], 'metadata.annotations', errors);
  checkOwnerReferences(listOf(metadata['ownerReferences']), 'metadata.ownerReferences', errors);
  return errors;
}
