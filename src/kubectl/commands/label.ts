import { createJsonMergePatch, isValidLabelValue, type GenericObject } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { CHANGE_CAUSE, changeCauseOf, recordFlags, withChangeCause } from '../change-cause.ts';
import { instantCommand, type AnyCommand, type Call } from '../command.ts';
import { dryRunFlags, dryRunOf, dryRunSuffix } from '../dry-run.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { filenameFlags, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { printerFor, printFlags } from '../output/format.ts';
import { Discovery, nameOf } from '../resources.ts';
import { splitPairs } from '../set-objects.ts';
import { fetchTargets, parseTargets, type ObjectInfo } from '../targets.ts';

const flags = {
  ...dryRunFlags,
  ...filenameFlags,
  ...printFlags,
  ...recordFlags,
  all: boolFlag(),
  'all-namespaces': boolFlag(false, { shorthand: 'A' }),
  'field-manager': stringFlag('kubectl-label'),
  'field-selector': stringFlag(),
  list: boolFlag(),
  local: boolFlag(),
  overwrite: boolFlag(),
  'resource-version': stringFlag(),
  selector: stringFlag('', { shorthand: 'l' }),
};

type EditCall = Call<typeof flags>;
type Texts = Readonly<Record<string, string>>;

/** What `label` and `annotate` differ in. */
interface Kind {
  word: 'label' | 'annotation';
  field: 'labels' | 'annotations';
  /** Checks one new value; refuses with kubectl's words. */
  check(key: string, value: string): void;
  /** Why values may not be overwritten. */
  refusal(taken: readonly { key: string; value: string }[]): Error[];
  /** What is said of a change. */
  done(before: Texts, after: Texts, overwrite: boolean): string;
}

interface Change {
  set: Map<string, string>;
  remove: string[];
}

function readChange(pairs: readonly string[], kind: Kind): Change {
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals > 0) {
      const key = pair.slice(0, equals);
      const value = pair.slice(equals + 1);
      if (kind.word === 'label' && value.includes('=')) throw new KubectlError(`invalid label spec: ${pair}`);
      kind.check(key, value);
      set.set(key, value);
    } else if (pair.endsWith('-')) remove.push(pair.slice(0, -1));
    else throw new KubectlError(`unknown ${kind.word} spec: ${pair}`);
  }
  if (remove.some((key) => set.has(key))) {
    const article = kind.word === 'label' ? 'a label' : 'an annotation';
    throw new KubectlError(`can not both modify and remove ${article} in the same command`);
  }
  return { set, remove };
}

function changed(object: GenericObject, kind: Kind, { set, remove }: Change): GenericObject {
  const values = { ...object.metadata[kind.field], ...Object.fromEntries(set) };
  for (const key of remove) delete values[key];
  return { ...object, metadata: { ...object.metadata, [kind.field]: values } };
}

/** One run of `kubectl label` or `kubectl annotate` (kubectl pkg/cmd/label/label.go, annotate/annotate.go). */
class MetadataEdit {
  private readonly call: EditCall;
  private readonly kind: Kind;
  private readonly api: ApiClient;
  private readonly errors: Error[] = [];

  constructor(call: EditCall, kind: Kind) {
    this.call = call;
    this.kind = kind;
    this.api = new ApiClient(call.env);
  }

  run(): void {
    const { call, kind } = this;
    const { env, flags: given } = call;
    const { resources, pairs } = splitPairs(call.args, kind.word);
    const hasFiles = given.filename.length > 0 || given.kustomize !== '';
    if (given.local && (!hasFiles || resources.length > 0)) {
      throw new KubectlError(
        'can only use local files by -f rsrc.yaml or --filename=rsrc.json when --local=true is set',
      );
    }
    if (resources.length === 0 && !hasFiles) {
      throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    }
    if (pairs.length === 0 && !given.list) throw new KubectlError(`at least one ${kind.word} update is required`);
    const change = readChange(pairs, kind);
    const print = printerFor(given, { readFile: (path) => env.readFile(path), extra: [] });
    const targets = this.targets(resources, hasFiles);
    const isNamed =
      hasFiles || resources.length === 2 || (resources.length === 1 && resources[0]?.includes('/') === true);
    const isSingle = targets.length === 1 && isNamed;
    for (const info of targets) {
      try {
        const { object, operation } = this.edit(info, change);
        const name = nameOf(info.resource, info.name);
        if (given.list) {
          const values = object.metadata[kind.field] ?? {};
          const { kind: ofKind, group } = info.resource;
          if (!isSingle) env.out(`Listing ${kind.field} for ${ofKind}.${group}/${info.name}:\n`);
          for (const key of Object.keys(values).toSorted()) {
            env.out(`${isSingle ? '' : ' '}${key}=${values[key] ?? ''}\n`);
          }
        } else if (print !== undefined) env.out(print(object));
        else env.out(given.output === 'name' ? `${name}\n` : `${name} ${operation}${dryRunSuffix(dryRunOf(given))}\n`);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        this.errors.push(error);
      }
    }
    throwAll(this.errors);
  }

  private targets(resources: readonly string[], hasFiles: boolean): ObjectInfo[] {
    const { env, flags: given } = this.call;
    const { namespace, isExplicit } = namespaceOf(this.call);
    const discovery = new Discovery(given.local ? undefined : this.api);
    if (hasFiles) {
      const place = { namespace: given.local ? '' : namespace, isExplicit, validate: false };
      const read = readObjects(readManifestFiles(env, given), discovery, place, this.errors);
      if (given.local) return read;
      return read.map((info) => ({ ...info, object: this.api.get(info.resource, info.namespace, info.name) }));
    }
    const targets = parseTargets(resources, discovery);
    const isSelection = given.all || given.selector !== '' || given['field-selector'] !== '';
    if (targets.some(({ name }) => name === undefined) && !isSelection) {
      throw new KubectlError('resource(s) were provided, but no name was specified');
    }
    const selection = { labelSelector: given.selector, fieldSelector: given['field-selector'] };
    return fetchTargets(this.api, targets, given['all-namespaces'] ? '' : namespace, selection, this.errors);
  }

  private edit(info: ObjectInfo, change: Change): { object: GenericObject; operation: string } {
    const { env, flags: given } = this.call;
    const { kind } = this;
    const before = info.object.metadata[kind.field] ?? {};
    if (!given.overwrite) {
      const taken = [...change.set.keys()]
        .filter((key) => Object.hasOwn(before, key) && before[key] !== change.set.get(key) && key !== CHANGE_CAUSE)
        .map((key) => ({ key, value: before[key] ?? '' }));
      const refusals = taken.length === 0 ? [] : kind.refusal(taken);
      throwAll(refusals);
    }
    const isLocal = given.local || dryRunOf(given) === 'client' || given.list;
    if (kind.word === 'label' && !isLocal) {
      for (const key of change.remove) if (!Object.hasOwn(before, key)) env.out(`label "${key}" not found.\n`);
    }
    const edited = changed(info.object, kind, change);
    const after = edited.metadata[kind.field] ?? {};
    const operation = kind.done(before, after, given.overwrite);
    if (isLocal) return { object: edited, operation };
    const noted = given.record ? withChangeCause(edited, changeCauseOf(this.call)) : edited;
    const version = given['resource-version'];
    const metadata = version === '' ? noted.metadata : { ...noted.metadata, resourceVersion: version };
    const patch = createJsonMergePatch({ metadata: info.object.metadata }, { metadata });
    if (Object.keys(patch).length === 0) return { object: info.object, operation };
    const options = { fieldManager: given['field-manager'], dryRun: dryRunOf(given) === 'server' };
    return { object: this.api.patch(info.resource, info.namespace, info.name, 'merge', patch, options), operation };
  }
}

function editCommand(name: string, kind: Kind): AnyCommand {
  return instantCommand({
    name,
    flags,
    run(call) {
      new MetadataEdit(call, kind).run();
    },
  });
}

function sameTexts(a: Texts, b: Texts): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

export const label = editCommand('label', {
  word: 'label',
  field: 'labels',
  check(key, value) {
    const wrong = isValidLabelValue(value);
    if (wrong.length > 0)
      throw new KubectlError(`invalid label value: ${JSON.stringify(`${key}=${value}`)}: ${wrong.join(';')}`);
  },
  refusal: (taken) =>
    taken.map(
      ({ key, value }) => new KubectlError(`'${key}' already has a value (${value}), and --overwrite is false`),
    ),
  done: (before, after, overwrite) => {
    if (sameTexts(before, after)) return 'not labeled';
    return !overwrite && Object.keys(after).length < Object.keys(before).length ? 'unlabeled' : 'labeled';
  },
});

export const annotate = editCommand('annotate', {
  word: 'annotation',
  field: 'annotations',
  // The API server checks them.
  check() {},
  refusal: (taken) => [
    new KubectlError(
      `--overwrite is false but found the following declared annotation(s): ${taken.map(({ key, value }) => `'${key}' already has a value (${value})`).join('; ')}`,
    ),
  ],
  done: () => 'annotated',
});
