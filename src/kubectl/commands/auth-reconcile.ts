import { deepEqual, type GenericObject } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { instantCommand } from '../command.ts';
import { dryRunFlags, dryRunOf, dryRunSuffix } from '../dry-run.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { filenameFlags, namesFiles, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { printerFor, printFlags } from '../output/format.ts';
import type { Subject } from '../rbac-subjects.ts';
import { ruleText, uncoveredRules, type PolicyRule } from '../rbac-rules.ts';
import { Discovery, nameOf } from '../resources.ts';
import type { ObjectInfo } from '../targets.ts';
import { asTyped } from '../typed-objects.ts';

type RbacObject = GenericObject & {
  rules?: readonly PolicyRule[];
  roleRef?: object;
  subjects?: readonly Subject[];
};

type Operation = 'none' | 'create' | 'update' | 'recreate';

/** What is to become of an object, and what of it is said. */
interface Plan {
  operation: Operation;
  result: RbacObject;
  isProtected: boolean;
  missing: readonly string[];
  extra: readonly string[];
}

interface Wishes {
  'remove-extra-permissions': boolean;
  'remove-extra-subjects': boolean;
}

const PROTECTION = 'rbac.authorization.kubernetes.io/autoupdate';

function subjectText({ kind, apiGroup = '', name, namespace = '' }: Subject): string {
  return `{Kind:${kind} APIGroup:${apiGroup} Name:${name} Namespace:${namespace}}`;
}

function isRole({ kind }: GenericObject): boolean {
  return kind === 'Role' || kind === 'ClusterRole';
}

/** The existing object with what the expected one says of itself besides. */
function withMetadata(existing: RbacObject, expected: RbacObject): RbacObject {
  const merged = (field: 'labels' | 'annotations'): Record<string, Record<string, string>> => {
    const map = { ...expected.metadata[field], ...existing.metadata[field] };
    return Object.keys(map).length === 0 ? {} : { [field]: map };
  };
  return { ...existing, metadata: { ...existing.metadata, ...merged('labels'), ...merged('annotations') } };
}

/** What roles become (component-helpers auth/rbac/reconciliation/reconcile_role.go, computeReconciledRole). */
function planRole(existing: RbacObject, expected: RbacObject, removes: boolean): Omit<Plan, 'isProtected'> {
  const noted = withMetadata(existing, expected);
  const before = existing.rules ?? [];
  const wanted = expected.rules ?? [];
  const missing = uncoveredRules(before, wanted);
  const extra = uncoveredRules(wanted, before);
  const changes = missing.length > 0 || (removes && extra.length > 0);
  const result = changes ? { ...noted, rules: removes ? wanted : [...before, ...missing] } : noted;
  const operation = changes || !deepEqual(noted.metadata, existing.metadata) ? 'update' : 'none';
  return { operation, result, missing: missing.map(ruleText), extra: extra.map(ruleText) };
}

/** What bindings become (reconcile_rolebindings.go, computeReconciledRoleBinding). */
function planBinding(existing: RbacObject, expected: RbacObject, removes: boolean): Omit<Plan, 'isProtected'> {
  // What a binding leads to never changes.
  if (!deepEqual(existing.roleRef, expected.roleRef)) {
    return { operation: 'recreate', result: expected, missing: [], extra: [] };
  }
  const noted = withMetadata(existing, expected);
  const before = existing.subjects ?? [];
  const wanted = expected.subjects ?? [];
  const without = (all: readonly Subject[], some: readonly Subject[]): Subject[] =>
    all.filter((subject) => !some.some((other) => subjectText(other) === subjectText(subject)));
  const missing = without(wanted, before);
  const extra = without(before, wanted);
  const changes = missing.length > 0 || (removes && extra.length > 0);
  const result = changes ? { ...noted, subjects: removes ? wanted : [...before, ...missing] } : noted;
  const operation = changes || !deepEqual(noted.metadata, existing.metadata) ? 'update' : 'none';
  return { operation, result, missing: missing.map(subjectText), extra: extra.map(subjectText) };
}

function planOf(existing: RbacObject | undefined, expected: RbacObject, wishes: Wishes): Plan {
  if (existing === undefined) {
    const missing = isRole(expected)
      ? (expected.rules ?? []).map(ruleText)
      : (expected.subjects ?? []).map(subjectText);
    return { operation: 'create', result: expected, isProtected: false, missing, extra: [] };
  }
  const plan = isRole(expected)
    ? planRole(existing, expected, wishes['remove-extra-permissions'])
    : planBinding(existing, expected, wishes['remove-extra-subjects']);
  return { ...plan, isProtected: existing.metadata.annotations?.[PROTECTION] === 'false' };
}

/** What is said of an object besides its name (kubectl pkg/cmd/auth/reconcile.go, printResults). */
function planText(plan: Plan, ofRole: boolean, removesExtra: boolean): string {
  if (plan.operation === 'none') return '';
  const caveat = plan.isProtected ? `, but object opted out (${PROTECTION}: false)` : '';
  const what = ofRole ? 'rules' : 'subjects';
  const list = (title: string, items: readonly string[]): string =>
    items.length === 0 ? '' : `\t${title}:\n${items.map((item) => `\t\t${item}\n`).join('')}`;
  return (
    `\treconciliation required ${plan.operation}${caveat}\n` +
    list(`missing ${what} added`, plan.missing) +
    (removesExtra ? list(`extra ${what} removed`, plan.extra) : '')
  );
}

function carryOut(api: ApiClient, { resource, name }: ObjectInfo, namespace: string, plan: Plan): RbacObject {
  switch (plan.operation) {
    case 'none':
      return plan.result;
    case 'recreate':
      api.delete(resource, namespace, name);
      return api.create(resource, namespace, plan.result);
    case 'create':
      return api.create(resource, namespace, plan.result);
    case 'update':
      return api.update(resource, namespace, name, plan.result);
  }
}

/** `kubectl auth reconcile` (kubectl pkg/cmd/auth/reconcile.go). */
export const reconcile = instantCommand({
  name: 'reconcile',
  flags: {
    ...dryRunFlags,
    ...filenameFlags,
    ...printFlags,
    'remove-extra-permissions': boolFlag(),
    'remove-extra-subjects': boolFlag(),
  },
  run(call) {
    const { env, flags: given } = call;
    if (!namesFiles(given)) throw new KubectlError('must specify one of -f and -k');
    const dryRun = dryRunOf(given);
    if (dryRun === 'server') {
      throw new KubectlError('--dry-run=server for command reconcile is not supported yet');
    }
    const api = new ApiClient(env);
    const errors: Error[] = [];
    const place = { ...namespaceOf(call), validate: false };
    const infos = readObjects(readManifestFiles(env, given), new Discovery(api), place, errors);
    const print = printerFor(given, { readFile: (path) => env.readFile(path), extra: [], isTyped: true });
    for (const info of infos) {
      const expected = info.object as RbacObject;
      if (info.resource.group !== 'rbac.authorization.k8s.io') continue;
      try {
        const plan = planOf(api.find(info.resource, info.namespace, info.name), expected, given);
        const isDone = dryRun === 'none' && !plan.isProtected;
        const result = isDone ? carryOut(api, info, info.namespace, plan) : plan.result;
        const name = nameOf(info.resource, info.name);
        if (print !== undefined) env.out(print(asTyped(result)));
        else env.out(given.output === 'name' ? `${name}\n` : `${name} reconciled${dryRunSuffix(dryRun)}\n`);
        const ofRole = isRole(expected);
        env.err(planText(plan, ofRole, given[ofRole ? 'remove-extra-permissions' : 'remove-extra-subjects']));
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        errors.push(error);
      }
    }
    throwAll(errors);
  },
});
