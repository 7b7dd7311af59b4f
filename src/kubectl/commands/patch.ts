import {
  deepEqual,
  jsonMergePatch,
  jsonPatch,
  jsonProblem,
  patchSchemaOf,
  strategicMergePatch,
  type GenericObject,
} from '../../engine/index.ts';
import { parseManifests } from '../../manifests/index.ts';
import { ApiClient, subresourceOf } from '../api.ts';
import { changeCauseOf, recordFlags, withChangeCause } from '../change-cause.ts';
import { instantCommand, type Call } from '../command.ts';
import { dryRunFlags, dryRunOf } from '../dry-run.ts';
import { badRequest, KubectlError, throwAll } from '../errors.ts';
import { filenameFlags, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { printerFor, printFlags } from '../output/format.ts';
import { Discovery, nameOf } from '../resources.ts';
import { fetchTargets, parseTargets, type ObjectInfo } from '../targets.ts';

const flags = {
  ...dryRunFlags,
  ...filenameFlags,
  ...printFlags,
  ...recordFlags,
  'field-manager': stringFlag('kubectl-patch'),
  local: boolFlag(),
  patch: stringFlag('', { shorthand: 'p' }),
  'patch-file': stringFlag(),
  subresource: stringFlag(),
  type: stringFlag('strategic'),
};

type PatchCall = Call<typeof flags>;
type PatchType = 'json' | 'merge' | 'strategic';

/** A patch written in JSON or YAML. What begins as JSON goes to the server as it is, which refuses it if it must. */
function readPatch(text: string, type: PatchType): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    if (text.trimStart().startsWith('{')) {
      const problem = jsonProblem(text) ?? 'unexpected end of JSON input';
      throw badRequest(type === 'merge' ? `error decoding patch: ${problem}` : problem);
    }
    const { documents, problems } = parseManifests(text);
    const [problem] = problems;
    // A word alone is a text in YAML, which the server refuses.
    if (problem?.kubectl.includes('invalid object to validate') === true) return text.trim();
    if (problem !== undefined || documents[0] === undefined) {
      const reason = problem?.kubectl.replace(/^error parsing STDIN: error converting YAML to JSON: /, '') ?? '';
      throw new KubectlError(`unable to parse ${JSON.stringify(text)}: ${reason}`);
    }
    return documents[0].object;
  }
}

function patchedLocally(object: GenericObject, type: PatchType, patch: unknown): GenericObject {
  switch (type) {
    case 'json':
      return jsonPatch(object, patch) as GenericObject;
    case 'merge':
      return jsonMergePatch(object, patch) as GenericObject;
    case 'strategic': {
      const schema = patchSchemaOf(object.apiVersion, object.kind);
      return strategicMergePatch(object, patch as Record<string, unknown>, schema) as unknown as GenericObject;
    }
  }
}

function targets(call: PatchCall, api: ApiClient, errors: Error[]): ObjectInfo[] {
  const { env, flags: given, args } = call;
  const { namespace, isExplicit } = namespaceOf(call);
  const discovery = new Discovery(given.local ? undefined : api);
  if (given.filename.length > 0 || given.kustomize !== '') {
    const place = { namespace: given.local ? '' : namespace, isExplicit, validate: false };
    const read = readObjects(readManifestFiles(env, given), discovery, place, errors);
    return given.local
      ? read
      : read.map((info) => ({ ...info, object: api.get(info.resource, info.namespace, info.name) }));
  }
  const found = parseTargets(args, discovery);
  if (found.length === 0) throw new KubectlError('must specify resource type and name');
  if (found.some(({ name }) => name === undefined)) {
    throw new KubectlError('resource(s) were provided, but no name was specified');
  }
  return fetchTargets(api, found, namespace, {}, errors);
}

/** `kubectl patch` (kubectl pkg/cmd/patch/patch.go). */
export const patch = instantCommand({
  name: 'patch',
  flags,
  run(call) {
    const { env, flags: given } = call;
    if (given.patch !== '' && given['patch-file'] !== '') {
      throw new KubectlError('cannot specify --patch and --patch-file together');
    }
    if (given.patch === '' && given['patch-file'] === '') {
      throw new KubectlError('must specify --patch or --patch-file containing the contents of the patch');
    }
    const type = given.type.toLowerCase();
    if (type !== 'json' && type !== 'merge' && type !== 'strategic') {
      throw new KubectlError(`--type must be one of [json merge strategic], not "${given.type}"`);
    }
    const file = given['patch-file'];
    const text = file === '' ? given.patch : env.readFile(file);
    if (text === undefined)
      throw new KubectlError(`unable to read patch file: open ${file}: no such file or directory`);
    const body = readPatch(text, type);
    const dryRun = dryRunOf(given);
    const api = new ApiClient(env);
    const errors: Error[] = [];
    const print = printerFor(given, { readFile: (path) => env.readFile(path), extra: [] });
    for (const info of targets(call, api, errors)) {
      const isLocal = given.local || dryRun === 'client';
      const options = {
        fieldManager: given['field-manager'],
        dryRun: dryRun === 'server',
        ...subresourceOf(given.subresource),
      };
      let result = isLocal
        ? patchedLocally(info.object, type, body)
        : api.patch(info.resource, info.namespace, info.name, type, body, options);
      if (given.record && !isLocal && !deepEqual(info.object, result)) {
        const cause = withChangeCause(result, changeCauseOf(call)).metadata.annotations;
        const note = { metadata: { annotations: cause } };
        result = api.patch(info.resource, info.namespace, info.name, 'merge', note, options);
      }
      const operation = deepEqual(info.object, result) ? 'patched (no change)' : 'patched';
      // The scale of an object is an object of its own.
      const name = given.subresource === 'scale' ? `scale.autoscaling/${info.name}` : nameOf(info.resource, info.name);
      if (print !== undefined) env.out(print(result));
      else env.out(given.output === 'name' ? `${name}\n` : `${name} ${operation}\n`);
    }
    throwAll(errors);
  },
});
