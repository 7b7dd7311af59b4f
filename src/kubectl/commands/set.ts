import { canonicalQuantity, quantityError, type EnvVar, type GenericObject, type PodSpec } from '../../engine/index.ts';
import { instantCommand, type CommandGroup } from '../command.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { boolFlag, stringArrayFlag, stringFlag, stringsFlag } from '../flags.ts';
import { podSpecOf, withContainers, withPodSpec } from '../pod-spec.ts';
import { changeObjects, readSetTargets, setFlags, unselectedFlags } from '../set-resources.ts';
import { nameOf } from '../resources.ts';
import { setImage } from './set-image.ts';
import { setSubject } from './set-subject.ts';

/** Whether `--containers` chooses a container; `*` is a wildcard. */
function isChosen(pattern: string, name: string): boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`^${escaped}$`).test(name);
}

const NO_RESOURCES = 'one or more resources must be specified as <resource> <name> or <resource>/<name>';

const envFlags = {
  ...setFlags,
  containers: stringFlag('*', { shorthand: 'c' }),
  env: stringArrayFlag({ shorthand: 'e' }),
  from: stringFlag(),
  keys: stringsFlag(),
  list: boolFlag(),
  overwrite: boolFlag(true),
  prefix: stringFlag(),
  resolve: boolFlag(),
};

function listEnv(object: GenericObject, spec: PodSpec, pattern: string): string {
  const lines: string[] = [];
  const kind = object.kind;
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
    if (!isChosen(pattern, container.name)) continue;
    lines.push(`# ${kind} ${object.metadata.name}, container ${container.name}`);
    for (const { name, value = '', valueFrom } of container.env ?? []) {
      if (valueFrom === undefined) lines.push(`${name}=${value}`);
      else if (valueFrom.configMapKeyRef !== undefined) {
        const { name: map = '', key } = valueFrom.configMapKeyRef;
        lines.push(`# ${name} from configmap ${map}, key ${key}`);
      } else if (valueFrom.secretKeyRef !== undefined) {
        const { name: secret = '', key } = valueFrom.secretKeyRef;
        lines.push(`# ${name} from secret ${secret}, key ${key}`);
      } else if (valueFrom.fieldRef !== undefined) {
        lines.push(`# ${name} from field path ${valueFrom.fieldRef.fieldPath}`);
      } else if (valueFrom.resourceFieldRef !== undefined) {
        lines.push(`# ${name} from resource ${valueFrom.resourceFieldRef.resource}`);
      }
    }
  }
  return lines.map((line) => `${line}\n`).join('');
}

function changedEnv(before: readonly EnvVar[], set: readonly EnvVar[], remove: ReadonlySet<string>): EnvVar[] {
  const named = new Map(set.map((variable) => [variable.name, variable]));
  const kept = before.filter(({ name }) => !remove.has(name)).map((variable) => named.get(variable.name) ?? variable);
  return [...kept, ...set.filter(({ name }) => !before.some((variable) => variable.name === name))];
}

/** `kubectl set env` (kubectl pkg/cmd/set/set_env.go). */
const setEnv = instantCommand({
  name: 'env',
  flags: envFlags,
  run(call) {
    const { env, flags: given, args } = call;
    const isVariable = (word: string): boolean => word.includes('=') || (word.endsWith('-') && word !== '-');
    const words = [...args.filter(isVariable), ...given.env];
    const resources = args.filter((word) => !isVariable(word));
    const hasFiles = given.filename.length > 0 || given.kustomize !== '';
    if (resources.length === 0 && !hasFiles) throw new KubectlError(NO_RESOURCES);
    const errors: Error[] = [];
    const infos = readSetTargets(call, given.local ? [] : resources, errors);
    const set: EnvVar[] = words
      .filter((word) => word.includes('='))
      .map((word) => ({ name: word.slice(0, word.indexOf('=')), value: word.slice(word.indexOf('=') + 1) }));
    const remove = new Set(words.filter((word) => !word.includes('=')).map((word) => word.slice(0, -1)));
    if (set.some(({ name }) => remove.has(name))) {
      throw new KubectlError('can not both modify and remove the same environment variable in the same command');
    }
    if (given.list) {
      for (const { object } of infos) {
        const spec = podSpecOf(object);
        if (spec !== undefined) env.out(listEnv(object, spec, given.containers));
      }
      throwAll(errors);
      return;
    }
    const change = (object: GenericObject): GenericObject => {
      const spec = podSpecOf(object);
      if (spec !== undefined && !spec.containers.some(({ name }) => isChosen(given.containers, name))) {
        env.err(
          `warning: ${nameOf({ kind: object.kind, group: '' }, object.metadata.name)} does not have any containers matching "${given.containers}"\n`,
        );
      }
      return withPodSpec(object, (podSpec) =>
        withContainers(
          podSpec,
          ({ name }) => isChosen(given.containers, name),
          (container) => {
            const taken = set.find((item) =>
              container.env?.some(({ name, value }) => name === item.name && value !== item.value),
            );
            if (!given.overwrite && taken !== undefined) {
              throw new KubectlError(`'${taken.name}' already has a value, and --overwrite is false`);
            }
            const variables = changedEnv(container.env ?? [], set, remove);
            const { env: _env, ...rest } = container;
            return variables.length === 0 ? rest : { ...rest, env: variables };
          },
        ),
      );
    };
    changeObjects(call, envFlags, infos, 'env updated', change, errors);
    throwAll(errors);
  },
});

/** `cpu=200m,memory=512Mi`; 0 takes a value away. */
function readAmounts(text: string): Record<string, string> {
  const amounts: Record<string, string> = {};
  for (const part of text.split(',').filter((item) => item !== '')) {
    const [name = '', value, ...rest] = part.split('=');
    if (value === undefined || rest.length > 0) {
      throw new KubectlError(`Invalid argument syntax ${part}, expected <resource>=<value>`);
    }
    const quantity = canonicalQuantity(value);
    if (quantity === undefined) throw new KubectlError(quantityError(value) ?? '');
    amounts[name] = quantity;
  }
  return amounts;
}

function mergedAmounts(
  before: Readonly<Record<string, string>> | undefined,
  set: Readonly<Record<string, string>>,
): Record<string, string> | undefined {
  const merged = Object.entries({ ...before, ...set }).filter(([, value]) => value !== '0');
  return merged.length === 0 ? undefined : Object.fromEntries(merged);
}

const resourcesFlags = {
  ...setFlags,
  containers: stringFlag('*', { shorthand: 'c' }),
  limits: stringFlag(),
  requests: stringFlag(),
};

/** `kubectl set resources` (kubectl pkg/cmd/set/set_resources.go). */
const setResources = instantCommand({
  name: 'resources',
  flags: resourcesFlags,
  run(call) {
    const { flags: given, args } = call;
    if (given.limits === '' && given.requests === '') {
      throw new KubectlError('you must specify an update to requests or limits (in the form of --requests/--limits)');
    }
    const limits = readAmounts(given.limits);
    const requests = readAmounts(given.requests);
    const errors: Error[] = [];
    const infos = readSetTargets(call, args, errors);
    const change = (object: GenericObject): GenericObject =>
      withPodSpec(object, (podSpec) => {
        if (!podSpec.containers.some(({ name }) => isChosen(given.containers, name))) {
          errors.push(new KubectlError(`error: unable to find container named ${given.containers}`));
        }
        return withContainers(
          podSpec,
          ({ name }) => isChosen(given.containers, name),
          (container) => {
            const nextLimits = mergedAmounts(container.resources?.limits, limits);
            const nextRequests = mergedAmounts(container.resources?.requests, requests);
            const { limits: _limits, requests: _requests, ...rest } = container.resources ?? {};
            return {
              ...container,
              resources: {
                ...rest,
                ...(nextLimits === undefined ? {} : { limits: nextLimits }),
                ...(nextRequests === undefined ? {} : { requests: nextRequests }),
              },
            };
          },
        );
      });
    changeObjects(call, resourcesFlags, infos, 'resource requirements updated', change, errors);
    throwAll(errors);
  },
});

/** `kubectl set serviceaccount` (kubectl pkg/cmd/set/set_serviceaccount.go). */
const setServiceAccount = instantCommand({
  name: 'serviceaccount',
  aliases: ['sa'],
  flags: unselectedFlags,
  run(call) {
    const account = call.args.at(-1);
    if (account === undefined) throw new KubectlError('serviceaccount is required');
    const errors: Error[] = [];
    const infos = readSetTargets(call, call.args.slice(0, -1), errors);
    const change = (object: GenericObject): GenericObject =>
      withPodSpec(object, (podSpec) => ({ ...podSpec, serviceAccountName: account }));
    changeObjects(call, unselectedFlags, infos, 'serviceaccount updated', change, errors);
    throwAll(errors);
  },
});

const selectorFlags = {
  ...unselectedFlags,
  recursive: boolFlag(true, { shorthand: 'R' }),
  'resource-version': stringFlag(),
};

/** `kubectl set selector` (kubectl pkg/cmd/set/set_selector.go). */
const setSelector = instantCommand({
  name: 'selector',
  flags: selectorFlags,
  run(call) {
    const text = call.args.at(-1);
    if (text === undefined) throw new KubectlError(NO_RESOURCES);
    const selector = Object.fromEntries(
      text.split(',').map((part) => {
        const [key = '', value, ...rest] = part.split('=');
        if (value === undefined || rest.length > 0) {
          throw new KubectlError(`couldn't parse the selector string "${text}"`);
        }
        return [key, value];
      }),
    );
    const errors: Error[] = [];
    const infos = readSetTargets(call, call.args.slice(0, -1), errors);
    const change = (object: GenericObject): GenericObject => {
      if (object.kind !== 'Service') {
        throw new KubectlError(`setting a selector is only supported for Services`);
      }
      return { ...object, spec: { ...object.spec, selector } };
    };
    changeObjects(call, selectorFlags, infos, 'selector updated', change, errors);
    throwAll(errors);
  },
});

export const set: CommandGroup = {
  name: 'set',
  refuses: 'unknown command',
  bareHelp: 'err',
  commands: [setEnv, setImage, setResources, setSelector, setServiceAccount, setSubject],
};
