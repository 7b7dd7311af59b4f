import { findByJsonPath, parseJsonPath, type Condition, type GenericObject } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { command, type Call } from '../command.ts';
import type { Wait } from '../env.ts';
import { isNotFound, KubectlError, throwAll } from '../errors.ts';
import { filenameFlags, namesFiles, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag, durationFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { printerFor, printFlags } from '../output/format.ts';
import { relaxedExpression } from '../output/jsonpath.ts';
import { Discovery, nameOf } from '../resources.ts';
import { fetchTargets, LOCAL_NEEDS_FILE, MISSING_RESOURCES, parseTargets, type ObjectInfo } from '../targets.ts';

const flags = {
  filename: filenameFlags.filename,
  recursive: boolFlag(true, { shorthand: 'R' }),
  ...printFlags,
  all: boolFlag(),
  'all-namespaces': boolFlag(false, { shorthand: 'A' }),
  'field-selector': stringFlag(),
  for: stringFlag(),
  local: boolFlag(),
  selector: stringFlag('', { shorthand: 'l' }),
  timeout: durationFlag(30_000),
};

type WaitCall = Call<typeof flags>;

/** A negative `--timeout` stands for a week. */
const WEEK = 168 * 3600 * 1000;

/** Whether an object, or its absence, is what is waited for. */
type Test = (object: GenericObject | undefined, info: ObjectInfo) => boolean;

function conditionTest(text: string): Test {
  const [name = '', value = 'true'] = text.split('=');
  return (object) => {
    const { conditions = [], observedGeneration } = (object?.status ?? {}) as {
      conditions?: Condition[];
      observedGeneration?: number;
    };
    const condition = conditions.find(({ type }) => type.toLowerCase() === name.toLowerCase());
    if (object === undefined || condition === undefined) return false;
    const seen = condition.observedGeneration ?? observedGeneration;
    if (seen !== undefined && seen < (object.metadata.generation ?? 0)) return false;
    return condition.status.toLowerCase() === value.toLowerCase();
  };
}

function jsonPathTest(text: string): Test {
  const close = text.lastIndexOf('}');
  const equals = text.indexOf('=', Math.max(0, close));
  const expression = equals < 0 ? text : text.slice(0, equals);
  const value = equals < 0 ? undefined : text.slice(equals + 1).replace(/^(["'])(.*)\1$/, '$2');
  if (value === '') throw new KubectlError('jsonpath wait value cannot be empty');
  if (expression === '') throw new KubectlError('jsonpath expression cannot be empty');
  let path: ReturnType<typeof parseJsonPath>;
  try {
    path = parseJsonPath(relaxedExpression(expression));
  } catch (error) {
    throw new KubectlError(error instanceof Error ? error.message : String(error));
  }
  return (object) => {
    if (object === undefined) return false;
    const found = findByJsonPath(path, object, true);
    if (found.length > 1) throw new KubectlError(`given jsonpath expression matches more than one value`);
    if (found.length === 0) return false;
    const [only] = found;
    if (value === undefined) return true;
    if (typeof only === 'object' && only !== null) {
      throw new KubectlError('jsonpath leads to a nested object or list which is not supported');
    }
    return String(only) === value;
  };
}

function testOf(text: string): { test: Test; kind: 'condition' | 'delete' | 'create' } {
  const lower = text.toLowerCase();
  if (lower === 'delete') {
    return {
      kind: 'delete',
      test: (object, info) => object === undefined || object.metadata.uid !== info.object.metadata.uid,
    };
  }
  if (lower === 'create') return { kind: 'create', test: (object) => object !== undefined };
  if (lower.startsWith('condition='))
    return { kind: 'condition', test: conditionTest(text.slice('condition='.length)) };
  if (lower.startsWith('jsonpath=')) return { kind: 'condition', test: jsonPathTest(text.slice('jsonpath='.length)) };
  throw new KubectlError(`unrecognized condition: "${text}"`);
}

function readTargets(call: WaitCall, api: ApiClient, waitsForCreation: boolean): ObjectInfo[] {
  const { env, args, flags: given } = call;
  const { namespace, isExplicit } = namespaceOf(call);
  const discovery = new Discovery(api);
  const errors: Error[] = [];
  if (given.local && (given.filename.length === 0 || args.length > 0)) throw new KubectlError(LOCAL_NEEDS_FILE);
  namesFiles(given, args);
  if (given.filename.length > 0) {
    const options = { namespace, isExplicit, validate: false };
    const read = readObjects(readManifestFiles(env, given), discovery, options, errors);
    throwAll(errors);
    if (waitsForCreation) return read;
    // `--local` asks the server for nothing before the first look.
    if (given.local) return read;
    return read.map((info) => ({ ...info, object: api.get(info.resource, info.namespace, info.name) }));
  }
  const targets = parseTargets(args, discovery);
  if (targets.length === 0) throw new KubectlError(MISSING_RESOURCES);
  const isSelection = given.all || given.selector !== '' || given['field-selector'] !== '';
  if (targets.some(({ name }) => name === undefined) && !isSelection) {
    throw new KubectlError('resource(s) were provided, but no name was specified');
  }
  if (waitsForCreation) {
    return targets.flatMap(({ resource, name }) => {
      if (name === undefined) return [];
      const metadata = { name, uid: '', resourceVersion: '', creationTimestamp: '' };
      const object = { apiVersion: '', kind: resource.kind, metadata };
      return [{ resource, namespace: resource.namespaced ? namespace : '', name, object, source: '' }];
    });
  }
  const selection = { labelSelector: given.selector, fieldSelector: given['field-selector'] };
  const infos = fetchTargets(api, targets, given['all-namespaces'] ? '' : namespace, selection, errors);
  throwAll(given.for.toLowerCase() === 'delete' ? errors.filter((error) => !isNotFound(error)) : errors);
  return infos;
}

/** Creation is waited for before anything else is known of the objects. */
function timeoutText(kind: 'condition' | 'delete' | 'create', timeout: number, place: string): string {
  if (kind === 'create') return 'timed out waiting for the condition';
  return timeout === 0 ? `condition not met for ${place}` : `timed out waiting for the condition on ${place}`;
}

/** `kubectl wait` (kubectl pkg/cmd/wait/wait.go). */
export const wait = command({
  name: 'wait',
  flags,
  *run(call): Generator<Wait, void, void> {
    const { env, flags: given } = call;
    const { test, kind } = testOf(given.for);
    const print = printerFor(given, { readFile: (path) => env.readFile(path), extra: [] });
    const api = new ApiClient(env);
    const infos = readTargets(call, api, kind === 'create');
    if (infos.length === 0 && kind !== 'delete') throw new KubectlError('no matching resources found');
    const deadline = env.now() + (given.timeout < 0 ? WEEK : given.timeout);
    const errors: Error[] = [];
    for (const info of infos) {
      for (;;) {
        const revision = env.revision();
        const object = api.find(info.resource, info.namespace, info.name);
        if (test(object, info)) {
          const name = nameOf(info.resource, info.name);
          if (print !== undefined) env.out(print(object ?? info.object));
          else env.out(given.output === 'name' ? `${name}\n` : `${name} condition met\n`);
          break;
        }
        const timeoutMs = deadline - env.now();
        if (timeoutMs <= 0) {
          const place = `${info.resource.resource}/${info.name}`;
          errors.push(new KubectlError(timeoutText(kind, given.timeout, place)));
          break;
        }
        yield { until: 'change', sinceRevision: revision, timeoutMs };
      }
    }
    throwAll(errors);
  },
});
