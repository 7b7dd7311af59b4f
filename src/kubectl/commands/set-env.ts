import { isEnvVarName, type Container, type EnvVar, type GenericObject } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { instantCommand, type Call } from '../command.ts';
import { isChosenContainer } from '../container-pattern.ts';
import { referenceText, referenceValue } from '../env-references.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { boolFlag, stringArrayFlag, stringFlag, stringsFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { podSpecOf, withContainers, withPodSpec } from '../pod-spec.ts';
import { changeObjects, checkLocal, checkPodTemplate, readSetTargets, setFlags } from '../set-objects.ts';
import type { ObjectInfo } from '../targets.ts';

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

const { record: _record, ...flags } = envFlags;

type EnvCall = Call<typeof flags>;

/** What is to become of variables. */
interface Wanted {
  set: readonly EnvVar[];
  remove: ReadonlySet<string>;
}

/** Resources stand before variables (kubectl pkg/cmd/set/env/env_parse.go, SplitEnvironmentFromResources). */
function splitVariables(args: readonly string[]): { resources: readonly string[]; variables: readonly string[] } {
  const isVariable = (word: string): boolean => word.indexOf('=') > 0 || word.endsWith('-');
  const first = args.findIndex(isVariable);
  if (first < 0) return { resources: args, variables: [] };
  const variables = args.slice(first);
  if (!variables.every(isVariable)) {
    throw new KubectlError(`all resources must be specified before environment changes: ${args.join(' ')}`);
  }
  return { resources: args.slice(0, first), variables };
}

function variableOf(text: string): EnvVar {
  const at = text.indexOf('=');
  return { name: text.slice(0, at), value: text.slice(at + 1) };
}

/** `-`: the variables of standard input, a line each; `#` begins a comment. */
function inputVariables(text: string): EnvVar[] {
  return text
    .split('\n')
    .map((line) => line.replace(/\r$/, '').replace(/#.*$/, ''))
    .filter((line) => line.includes('='))
    .map(variableOf);
}

/** `A=1`, `A-` and `-` (env_parse.go, ParseEnv). */
function readVariables(words: readonly string[], stdin: () => string): Wanted {
  const set: EnvVar[] = [];
  const remove = new Set<string>();
  const named = new Set<string>();
  for (const word of words) {
    if (word === '-') set.push(...inputVariables(stdin()));
    else if (word.includes('=')) {
      const variable = variableOf(word);
      const problems = isEnvVarName(variable.name);
      if (problems.length > 0) {
        throw new KubectlError(`${JSON.stringify(variable.name)} is not a valid key name: ${problems.join(';')}`);
      }
      named.add(variable.name);
      set.push(variable);
    } else if (word.endsWith('-')) remove.add(word.slice(0, -1));
    else throw new KubectlError(`unknown environment variable: ${word}`);
  }
  if ([...remove].some((name) => named.has(name))) {
    throw new KubectlError('can not both modify and remove the same environment variable in the same command');
  }
  return { set, remove };
}

/** A variable for each key of the ConfigMap or Secret that `--from` names. */
function importedVariables(call: EnvCall): EnvVar[] {
  const { env, flags: given } = call;
  if (given.from === '') return [];
  const infos = readSetTargets(call, [given.from]);
  return infos.flatMap(({ resource, object }) => {
    if (resource.kind !== 'ConfigMap' && resource.kind !== 'Secret') {
      throw new KubectlError('unsupported resource specified in --from');
    }
    const { data = {} } = object as { data?: Readonly<Record<string, string>> };
    const keys = Object.keys(data).filter((key) => given.keys.length === 0 || given.keys.includes(key));
    return keys.toSorted().map((key): EnvVar => {
      const name = key.replaceAll(/[^a-zA-Z0-9_]/g, '_').toUpperCase();
      if (name !== key) env.err(`Warning: key ${key} transferred to ${name}\n`);
      const reference = { name: object.metadata.name, key };
      return {
        name,
        valueFrom: resource.kind === 'Secret' ? { secretKeyRef: reference } : { configMapKeyRef: reference },
      };
    });
  });
}

function changedVariables(before: readonly EnvVar[], { set, remove }: Wanted): EnvVar[] {
  const covered = new Set(remove);
  const kept = before.flatMap((variable) => {
    if (covered.has(variable.name)) return [];
    const newer = set.find(({ name }) => name === variable.name);
    if (newer !== undefined) covered.add(variable.name);
    return [newer ?? variable];
  });
  const added = set.filter(({ name }) => {
    if (covered.has(name)) return false;
    covered.add(name);
    return true;
  });
  return [...kept, ...added];
}

function refuseOverwrites(before: readonly EnvVar[], set: readonly EnvVar[]): void {
  for (const { name, value = '' } of set) {
    const current = before.find((variable) => variable.name === name);
    if (current !== undefined && (current.value ?? '') !== value) {
      throw new KubectlError(`'${name}' already has a value (${current.value ?? ''}), and --overwrite is false`);
    }
  }
}

function withVariables(container: Container, wanted: Wanted, overwrite: boolean): Container {
  if (!overwrite) refuseOverwrites(container.env ?? [], wanted.set);
  const variables = changedVariables(container.env ?? [], wanted);
  const { env: _env, ...rest } = container;
  return variables.length === 0 ? rest : { ...rest, env: variables };
}

/** Prints a container's variables; what they refer to is looked up with `--resolve`. */
function listVariables(call: EnvCall, object: GenericObject, container: Container): void {
  const { env, flags: given } = call;
  const failed = new Map<string, string[]>();
  env.out(`# ${object.kind} ${object.metadata.name}, container ${container.name}\n`);
  for (const { name, value = '', valueFrom } of container.env ?? []) {
    if (valueFrom === undefined) {
      env.out(`${name}=${value}\n`);
      continue;
    }
    let line = `# ${name} from ${referenceText(valueFrom)}\n`;
    if (given.resolve) {
      try {
        const { namespace } = namespaceOf(call);
        line = `${name}=${referenceValue(new ApiClient(env), namespace, valueFrom, object, container)}\n`;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        failed.set(error.message, [...(failed.get(error.message) ?? []), name]);
      }
    }
    env.out(line);
  }
  const texts = [...failed].map(
    ([message, names]) => `error retrieving reference for ${names.toSorted().join(', ')}: ${message}\n`,
  );
  env.err(texts.toSorted().join(''));
}

/** `--list`: what cannot be changed is not told. */
function listEnv(call: EnvCall, infos: readonly ObjectInfo[], wanted: Wanted): void {
  const { env, flags: given } = call;
  for (const { object } of infos) {
    const spec = podSpecOf(object);
    if (spec === undefined) continue;
    const chosen = [...spec.containers, ...(spec.initContainers ?? [])].filter(({ name }) =>
      isChosenContainer(given.containers, name),
    );
    if (chosen.length === 0) env.err(noContainers(object, given.containers));
    for (const container of chosen) {
      try {
        listVariables(call, object, withVariables(container, wanted, given.overwrite));
      } catch (error) {
        if (!(error instanceof KubectlError)) throw error;
        break;
      }
    }
  }
}

function noContainers({ kind, metadata }: GenericObject, pattern: string): string {
  return `Warning: ${kind}/${metadata.name} does not have any containers matching ${JSON.stringify(pattern)}\n`;
}

function checkFlags(given: EnvCall['flags'], resources: readonly string[]): void {
  checkLocal(given);
  const hasFiles = given.filename.length > 0 || given.kustomize !== '';
  if (resources.length === 0 && !hasFiles) {
    throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  }
  if (given.list && given.output !== '') throw new KubectlError('--list and --output may not be specified together');
  if (given.keys.length > 0 && given.from === '') {
    throw new KubectlError('when specifying --keys, a configmap or secret must be provided with --from');
  }
}

/** `kubectl set env` (kubectl pkg/cmd/set/set_env.go). */
export const setEnv = instantCommand({
  name: 'env',
  flags,
  run(call) {
    const { env, flags: given, args } = call;
    if (given.all && given.selector !== '') {
      throw new KubectlError('cannot set --all and --selector at the same time');
    }
    const { resources, variables } = splitVariables(args);
    checkFlags(given, resources);
    const { set, remove } = readVariables([...given.env, ...variables], () => env.stdin());
    const wanted: Wanted = {
      set: [...set, ...importedVariables(call)].map((variable) => ({
        ...variable,
        name: `${given.prefix}${variable.name}`,
      })),
      remove,
    };
    // Without a server the resources of the command line are none (set_env.go, RunEnv).
    const infos = readSetTargets(call, given.local ? [] : resources);
    if (given.list) {
      listEnv(call, infos, wanted);
      return;
    }
    const errors: Error[] = [];
    changeObjects(
      call,
      infos,
      {
        operation: 'env updated',
        failure: 'failed to patch env update to pod template:',
        change(info) {
          checkPodTemplate(info);
          const { object } = info;
          const isChosen = ({ name }: Container): boolean => isChosenContainer(given.containers, name);
          const spec = podSpecOf(object);
          if (![...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].some(isChosen)) {
            env.err(noContainers(object, given.containers));
          }
          return withPodSpec(object, (podSpec) =>
            withContainers(podSpec, isChosen, (container) => withVariables(container, wanted, given.overwrite)),
          );
        },
        checkSent() {
          if (wanted.set.length === 0 && variables.length === 0) {
            throw new KubectlError('at least one environment variable must be provided');
          }
        },
        skipsUnchanged: true,
        namesFailed: true,
      },
      errors,
    );
    throwAll(errors);
  },
});
