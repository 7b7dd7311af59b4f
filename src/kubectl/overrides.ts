import { jsonMergePatch, jsonPatch, jsonProblem, patchSchemaOf, strategicMergePatch } from '../engine/index.ts';
import type { MadeObject } from './create-generator.ts';
import { KubectlError } from './errors.ts';
import { stringFlag } from './flags.ts';

/** The flags that change what kubectl has made, before it is sent. */
export const overrideFlags = { 'override-type': stringFlag('merge'), overrides: stringFlag() };

/** What `--overrides` makes of an object (kubectl pkg/cmd/util/override_options.go). */
export function withOverrides(
  made: MadeObject,
  { overrides, 'override-type': type }: { overrides: string; 'override-type': string },
): MadeObject {
  if (overrides === '') return made;
  if (!['json', 'merge', 'strategic'].includes(type)) throw new KubectlError(`invalid override type: ${type}`);
  const problem = jsonProblem(overrides);
  if (problem !== undefined) {
    if (type === 'json') throw new KubectlError(problem);
    throw new KubectlError(type === 'merge' ? 'Invalid JSON Patch' : 'invalid JSON document');
  }
  const patch: unknown = JSON.parse(overrides);
  try {
    if (type === 'json') return jsonPatch(made, patch) as MadeObject;
    if (type === 'merge') return jsonMergePatch(made, patch) as MadeObject;
    const { apiVersion, kind } = made;
    return strategicMergePatch(
      { ...made },
      patch as Record<string, unknown>,
      patchSchemaOf(apiVersion, kind),
    ) as unknown as MadeObject;
  } catch (error) {
    throw new KubectlError(error instanceof Error ? error.message : String(error));
  }
}
