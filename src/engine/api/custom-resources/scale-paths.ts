import type { GenericObject } from '../../kinds/types/index.ts';
import { invalid } from '../field.ts';
import type { FieldError } from '../field.ts';
import { ApiError, internal } from '../status.ts';
import type { DefinitionSpec, ScalePaths } from './definition.ts';
import { isMap } from './structural-schema.ts';

const stepsOf = (path: string): readonly string[] => path.split('.').filter((step) => step !== '');

function at(object: unknown, path: string): unknown {
  let value = object;
  for (const step of stepsOf(path)) {
    if (!isMap(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

function withValue(value: unknown, steps: readonly string[], wanted: number): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return wanted;
  const map = isMap(value) ? value : {};
  return { ...map, [step]: withValue(map[step], rest, wanted) };
}

/** Where a version of a definition keeps what a Scale says; undefined when it has no scale subresource. */
export function scalePathsOf(definition: GenericObject, version: string): ScalePaths | undefined {
  const { versions = [] } = definition.spec as DefinitionSpec;
  return versions.find(({ name }) => name === version)?.subresources?.scale;
}

/** What a Scale says of a custom resource (pkg/registry/customresource/etcd.go, scaleFromCustomResource). Throws ApiError 500 without replicas. */
export function readScale(
  object: GenericObject,
  paths: ScalePaths,
): { replicas: number; current: number; selector: string } {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath = '' } = paths;
  const replicas = at(object, specReplicasPath);
  if (typeof replicas !== 'number') throw internal(`the spec replicas field "${specReplicasPath}" does not exist`);
  const current = at(object, statusReplicasPath);
  const selector = labelSelectorPath === '' ? '' : at(object, labelSelectorPath);
  return {
    replicas,
    current: typeof current === 'number' ? current : 0,
    selector: typeof selector === 'string' ? selector : '',
  };
}

/** The object with another number of replicas. */
export function writeScale(object: GenericObject, paths: ScalePaths, replicas: number): GenericObject {
  const [first = '', ...rest] = stepsOf(paths.specReplicasPath);
  if (first === '' || first === 'metadata')
    throw new ApiError(internal('the spec replicas path is not below .spec').status);
  return { ...object, [first]: withValue(object[first], rest, replicas) };
}

const MOST_REPLICAS = 2 ** 31 - 1;

function checkReplicas(object: GenericObject, path: string): FieldError[] {
  const value = at(object, path);
  if (typeof value !== 'number') return [];
  const field = path.replace(/^\./, '');
  if (value < 0) return [invalid(field, value, 'should be a non-negative integer')];
  return value > MOST_REPLICAS ? [invalid(field, value, `should be less than or equal to ${MOST_REPLICAS}`)] : [];
}

/** Numbers of replicas that no Scale could tell (pkg/registry/customresource/validator.go, ValidateScaleSpec and -Status). */
export function checkScale(object: GenericObject, paths: ScalePaths): FieldError[] {
  return [...checkReplicas(object, paths.specReplicasPath), ...checkReplicas(object, paths.statusReplicasPath)];
}
