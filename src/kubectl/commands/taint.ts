import { isQualifiedName, isValidLabelValue, type Node, type Taint } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { instantCommand } from '../command.ts';
import { dryRunFlags, dryRunOf } from '../dry-run.ts';
import { AggregateFailure, KubectlError, throwAll, usageError } from '../errors.ts';
import { boolFlag, stringFlag } from '../flags.ts';
import { printerFor, printFlags } from '../output/format.ts';
import { Discovery, noSuchType } from '../resources.ts';
import { fetchTargets } from '../targets.ts';
import { fieldValidationOf, validateFlags } from '../validation.ts';

const flags = {
  ...dryRunFlags,
  ...printFlags,
  all: boolFlag(),
  'field-manager': stringFlag('kubectl-taint'),
  overwrite: boolFlag(),
  selector: stringFlag('', { shorthand: 'l' }),
  ...validateFlags,
};

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** A taint as written; without effect it stands for all taints of its key. */
type WrittenTaint = Omit<Taint, 'effect'> & { effect?: Taint['effect'] };

function isEffect(text: string): text is Taint['effect'] {
  return EFFECTS.includes(text);
}

/** `key=value:effect`, `key:effect` or `key` (kubectl pkg/cmd/taint/utils.go, parseTaint). */
function parseTaint(text: string): WrittenTaint {
  const [front = '', effect, ...more] = text.split(':');
  if (more.length > 0) throw new KubectlError(`invalid taint spec: ${text}`);
  const checked = (key: string): string => {
    const wrong = isQualifiedName(key);
    if (wrong.length > 0) throw new KubectlError(`invalid taint spec: ${text}, ${wrong.join('; ')}`);
    return key;
  };
  if (effect === undefined) return { key: checked(front) };
  if (!isEffect(effect)) throw new KubectlError(`invalid taint effect: ${effect}, unsupported taint effect`);
  const [key = '', value, ...rest] = front.split('=');
  if (rest.length > 0) throw new KubectlError(`invalid taint spec: ${text}`);
  const wrong = value === undefined ? [] : isValidLabelValue(value);
  if (wrong.length > 0) throw new KubectlError(`invalid taint spec: ${text}, ${wrong.join('; ')}`);
  return { key: checked(key), effect, ...(value === undefined || value === '' ? {} : { value }) };
}

interface Changes {
  add: Taint[];
  remove: WrittenTaint[];
}

function parseTaints(words: readonly string[]): Changes {
  const changes: Changes = { add: [], remove: [] };
  const seen = new Set<string>();
  for (const word of words) {
    if (word.endsWith('-')) {
      changes.remove.push(parseTaint(word.slice(0, -1)));
      continue;
    }
    const { effect, ...taint } = parseTaint(word);
    if (effect === undefined) throw new KubectlError(`invalid taint spec: ${word}`);
    if (seen.has(`${taint.key}:${effect}`)) {
      throw new KubectlError(
        `duplicated taints with the same key and effect: {${taint.key} ${taint.value ?? ''} ${effect} <nil>}`,
      );
    }
    seen.add(`${taint.key}:${effect}`);
    changes.add.push({ ...taint, effect });
  }
  return changes;
}

/** Refuses a taint that is both added and removed (kubectl pkg/cmd/taint/taint.go, validateFlags). */
function refuseConflicts({ add, remove }: Changes): void {
  const conflicts = remove.filter(({ key, effect }) =>
    add.some((taint) => taint.key === key && (effect === undefined || taint.effect === effect)),
  );
  if (conflicts.length === 0) return;
  const named = conflicts.map(({ key, effect = '' }) => `${key}=${effect}`).join(', ');
  throw new KubectlError(`can not both modify and remove the following taint(s) in the same command: ${named}`);
}

/** The new taints of a node and what was done (reorganizeTaints). */
function applyTaints(node: Node, { add, remove }: Changes, overwrite: boolean): { taints: Taint[]; operation: string } {
  const before = node.spec.taints ?? [];
  const same = (a: WrittenTaint, b: WrittenTaint): boolean => a.key === b.key && a.effect === b.effect;
  const taken = add.filter((taint) => before.some((old) => same(old, taint)));
  if (taken.length > 0 && !overwrite) {
    const keys = taken.map(({ key }) => key).join(',');
    throw new KubectlError(
      `node ${node.metadata.name} already has ${keys} taint(s) with same effect(s) and --overwrite is false`,
    );
  }
  for (const taint of remove) {
    const matches = before.some(
      (old) => old.key === taint.key && (taint.effect === undefined || old.effect === taint.effect),
    );
    if (!matches) {
      const shown = taint.effect === undefined ? taint.key : `${taint.key}:${taint.effect}`;
      throw new KubectlError(`taint "${shown}" not found`);
    }
  }
  const isGone = (old: Taint): boolean =>
    remove.some(({ key, effect }) => old.key === key && (effect === undefined || old.effect === effect)) ||
    add.some((taint) => same(old, taint));
  const taints = [...add, ...before.filter((old) => !isGone(old))];
  const operation = add.length > 0 && remove.length > 0 ? 'modified' : remove.length > 0 ? 'untainted' : 'tainted';
  return { taints, operation: taken.length > 0 ? 'modified' : operation };
}

/** `kubectl taint` (kubectl pkg/cmd/taint/taint.go). */
export const taint = instantCommand({
  name: 'taint',
  flags,
  run(call) {
    const { env, flags: given } = call;
    const words = call.args.filter((word) => /[=:]/.test(word) || word.endsWith('-'));
    const [type, ...names] = call.args.filter((word) => !words.includes(word));
    if (type === undefined) {
      throw new KubectlError('one or more resources must be specified as <resource> <name>');
    }
    if (words.length === 0) throw new KubectlError('at least one taint update is required');
    let changes: Changes;
    try {
      changes = parseTaints(words);
    } catch (error) {
      throw usageError(call.path, error instanceof Error ? error.message : String(error));
    }
    const resource = new Discovery(undefined).find(type);
    // One of several errors, which are told without a word before them.
    if (resource === undefined) throw new AggregateFailure([new KubectlError(noSuchType(type))]);
    if (resource.kind !== 'Node') {
      throw new KubectlError(`invalid resource type ${resource.resource}, only node types are supported`);
    }
    refuseConflicts(changes);
    const nodes = given.all ? [] : names;
    const fieldValidation = fieldValidationOf(given);
    if (nodes.length === 0 && !given.all && given.selector === '') {
      throw new KubectlError('either specify a selector, a node name or --all');
    }
    const api = new ApiClient(env);
    const dryRun = dryRunOf(given);
    const errors: Error[] = [];
    const targets = nodes.length === 0 ? [{ resource }] : nodes.map((name) => ({ resource, name }));
    const print = printerFor(given, { readFile: (path) => env.readFile(path), extra: [] });
    for (const info of fetchTargets(api, targets, '', { labelSelector: given.selector }, errors)) {
      try {
        const { taints, operation } = applyTaints(info.object as unknown as Node, changes, given.overwrite);
        const patch = { spec: { taints: taints.length === 0 ? null : taints } };
        const options = { fieldManager: given['field-manager'], fieldValidation, dryRun: dryRun === 'server' };
        const tried = { ...info.object, spec: { ...info.object.spec, taints } };
        const result = dryRun === 'client' ? tried : api.patch(resource, '', info.name, 'merge', patch, options);
        if (print !== undefined) env.out(print(result));
        else env.out(`node/${info.name}${given.output === 'name' ? '' : ` ${operation}`}\n`);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        errors.push(error);
      }
    }
    throwAll(errors);
  },
});
