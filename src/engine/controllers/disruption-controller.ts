import type { Change } from '../api/change.ts';
import { servedKind } from '../api/catalog.ts';
import { readScale, scalePathsOf } from '../api/custom-resources/scale-paths.ts';
import { deepEqual } from '../api/equality.ts';
import type { Lister } from '../api/lister.ts';
import { labelSelectorMatches } from '../api/selectors.ts';
import { groupResourceText } from '../api/status.ts';
import { controllerOf } from '../api/controller-of.ts';
import { fromRFC3339, toRFC3339 } from '../api/time.ts';
import { isPodReady } from '../kinds/pod-state.ts';
import type {
  Condition,
  GenericObject,
  KubeObject,
  LabelSelector,
  Pod,
  PodDisruptionBudget,
} from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import type { Controller, ControllerPort } from './controller.ts';
import { scaledValue } from './deployment-rolling.ts';

/*
 * Decisions, with their params:
 *   disruption.status  name, healthy, desired, expected, allowed
 */

/** Resources with a scale subresource, of which a budget can learn how many pods there should be. */
const SCALABLE: ReadonlySet<string> = new Set(['deployments', 'replicasets', 'statefulsets', 'replicationcontrollers']);

interface ExpectedScale {
  replicas: number;
  /** Whether any of the pods has no controller: nobody says how many of it there should be. */
  someAreUnmanaged: boolean;
}

/** How many pods the owners of a budget's pods want, or why that cannot be known (getExpectedScale). */
function expectedScale(pods: readonly Pod[], lister: Lister): ExpectedScale | string {
  const scales = new Map<string, number>();
  let someAreUnmanaged = false;
  for (const pod of pods) {
    if (controllerOf(pod) === undefined) {
      someAreUnmanaged = true;
      continue;
    }
    const scale = scaleOf(pod, lister);
    if (typeof scale === 'string') return scale;
    if (scale === undefined) return `found no controllers for pod ${JSON.stringify(pod.metadata.name)}`;
    scales.set(scale.uid, scale.replicas);
  }
  let replicas = 0;
  for (const each of scales.values()) replicas += each;
  return { replicas, someAreUnmanaged };
}

/** The scale of the topmost owner that has one; undefined when there is no owner, or it is gone. */
function scaleOf(pod: KubeObject, lister: Lister): { uid: string; replicas: number } | string | undefined {
  const reference = controllerOf(pod);
  if (reference === undefined) return undefined;
  const served = servedKind(reference, lister);
  if (served === undefined) return `no matches for kind "${reference.kind}" in version "${reference.apiVersion}"`;
  const { table, info, definition } = served;
  const version = reference.apiVersion.split('/')[1] ?? '';
  const paths = definition === undefined ? undefined : scalePathsOf(definition, version);
  if (!SCALABLE.has(table) && paths === undefined) {
    return `${groupResourceText(info)} does not implement the scale subresource`;
  }
  const owner: GenericObject | undefined = lister.get(table, pod.metadata.namespace ?? '', reference.name);
  if (owner === undefined || owner.metadata.uid !== reference.uid) return undefined;
  if (paths !== undefined) return { uid: reference.uid, replicas: readScale(owner, paths).replicas };
  const above = scaleOf(owner, lister);
  if (above !== undefined && typeof above === 'object') return above;
  const { replicas } = owner.spec ?? {};
  return { uid: reference.uid, replicas: typeof replicas === 'number' ? replicas : 0 };
}

interface Expectation {
  expected: number;
  desired: number;
  someAreUnmanaged?: boolean;
}

/** How many pods there should be and how many must stay healthy, or why that cannot be known (getExpectedPodCount). */
function expectation({ spec }: PodDisruptionBudget, pods: readonly Pod[], lister: Lister): Expectation | string {
  const { minAvailable, maxUnavailable } = spec;
  if (typeof minAvailable === 'number') return { expected: pods.length, desired: minAvailable };
  if (minAvailable === undefined && maxUnavailable === undefined) return { expected: pods.length, desired: 0 };
  const scale = expectedScale(pods, lister);
  if (typeof scale === 'string') return scale;
  const { replicas: expected, someAreUnmanaged } = scale;
  if (maxUnavailable !== undefined) {
    const missing = scaledValue(maxUnavailable, expected, 'up') ?? 0;
    return { expected, desired: Math.max(0, expected - missing), someAreUnmanaged };
  }
  return { expected, desired: scaledValue(minAvailable ?? 0, expected, 'up') ?? 0, someAreUnmanaged };
}

/** Pods whose eviction was granted and that are not seen to go yet (buildDisruptedPodMap). */
function stillDisrupted(
  budget: PodDisruptionBudget,
  pods: readonly Pod[],
  port: ControllerPort,
): Record<string, string> {
  const granted = budget.status.disruptedPods ?? {};
  const disrupted: Record<string, string> = {};
  for (const pod of pods) {
    const { name, namespace = '', deletionTimestamp } = pod.metadata;
    const time = Object.hasOwn(granted, name) ? granted[name] : undefined;
    if (time === undefined || deletionTimestamp !== undefined) continue;
    const left = fromRFC3339(time) + latency.disruptionTimeout - port.now;
    if (left > 0) {
      disrupted[name] = time;
      port.requeueAfter(left);
      continue;
    }
    // Upstream names the namespace twice and not the budget.
    const text = `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`;
    port.event(pod, 'Warning', 'NotDeleted', text);
  }
  return disrupted;
}

/** The conditions with DisruptionAllowed as `wanted` says; its time changes only with its status (SetStatusCondition). */
function withDisruptionAllowed(
  budget: PodDisruptionBudget,
  wanted: Pick<Condition, 'status' | 'reason' | 'message'>,
  now: number,
): Condition[] {
  const { conditions = [] } = budget.status;
  const type = 'DisruptionAllowed';
  const before = conditions.find((condition) => condition.type === type);
  const since = before?.status === wanted.status ? before.lastTransitionTime : undefined;
  const observedGeneration = budget.metadata.generation ?? 0;
  const after = { type, ...wanted, observedGeneration, lastTransitionTime: since ?? toRFC3339(now) };
  return [...conditions.filter((condition) => condition !== before), after];
}

function write(budget: PodDisruptionBudget, status: PodDisruptionBudget['status'], port: ControllerPort): void {
  if (deepEqual(status, budget.status)) return;
  const { currentHealthy: healthy, desiredHealthy: desired, expectedPods: expected } = status;
  const params = { name: budget.metadata.name, healthy, desired, expected, allowed: status.disruptionsAllowed };
  port.decide('disruption.status', params, budget);
  port.client.updateStatus('poddisruptionbudgets', { ...budget, status });
}

/** Without knowing how many pods there should be, none may go (failSafe). */
function failSafe(budget: PodDisruptionBudget, problem: string, port: ControllerPort): void {
  const text = `Failed to calculate the number of expected pods: ${problem}`;
  port.event(budget, 'Warning', 'CalculateExpectedPodCountFailed', text);
  const wanted = { status: 'False', reason: 'SyncFailed', message: problem } as const;
  const conditions = withDisruptionAllowed(budget, wanted, port.now);
  write(budget, { ...budget.status, disruptionsAllowed: 0, conditions }, port);
}

/** A label selector as Go prints one (the generated LabelSelector.String). */
function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.entries(matchLabels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  const pairs = labels.map(([key, value]) => `${key}: ${value},`);
  return `&LabelSelector{MatchLabels:map[string]string{${pairs.join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`;
}

function unmanagedText({ spec }: PodDisruptionBudget): string {
  const selector = spec.selector === undefined ? 'nil' : selectorText(spec.selector);
  return (
    `Pods selected by this PodDisruptionBudget (selector: ${selector}) were found to be unmanaged. ` +
    'As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. ' +
    'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.'
  );
}

function reconcile(key: string, port: ControllerPort): void {
  const [namespace = '', name = ''] = key.split('/');
  const budget = port.lister.get('poddisruptionbudgets', namespace, name);
  if (budget === undefined) return;
  const pods = port.lister
    .list('pods', namespace)
    .filter(({ metadata }) => labelSelectorMatches(budget.spec.selector, metadata.labels));
  if (pods.length === 0) port.event(budget, 'Normal', 'NoPods', 'No matching pods found');
  const expectations = expectation(budget, pods, port.lister);
  if (typeof expectations === 'string') {
    failSafe(budget, expectations, port);
    return;
  }
  const { expected, desired, someAreUnmanaged = false } = expectations;
  if (someAreUnmanaged) port.event(budget, 'Warning', 'UnmanagedPods', unmanagedText(budget));
  const disruptedPods = stillDisrupted(budget, pods, port);
  const healthy = pods.filter(
    (pod) =>
      pod.metadata.deletionTimestamp === undefined &&
      !Object.hasOwn(disruptedPods, pod.metadata.name) &&
      isPodReady(pod),
  ).length;
  const allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
  const condition = allowed > 0 ? (['True', 'SufficientPods'] as const) : (['False', 'InsufficientPods'] as const);
  const wanted = { status: condition[0], reason: condition[1], message: '' };
  const status = {
    currentHealthy: healthy,
    desiredHealthy: desired,
    expectedPods: expected,
    disruptionsAllowed: allowed,
    ...(Object.keys(disruptedPods).length > 0 && { disruptedPods }),
    observedGeneration: budget.metadata.generation ?? 0,
    conditions: withDisruptionAllowed(budget, wanted, port.now),
  };
  write(budget, status, port);
}

/** The budgets that select a pod, or did before its change. */
function keysOfPodChange({ type, object, previous, namespace }: Change, lister: Lister): readonly string[] {
  const budgets = lister.list('poddisruptionbudgets', namespace);
  if (budgets.length === 0) return [];
  const pod = object as Pod;
  const before = previous as Pod | undefined;
  const isNews =
    type !== 'MODIFIED' ||
    before === undefined ||
    isPodReady(pod) !== isPodReady(before) ||
    pod.metadata.deletionTimestamp !== before.metadata.deletionTimestamp ||
    !deepEqual(pod.metadata.labels, before.metadata.labels);
  if (!isNews) return [];
  return budgets
    .filter(({ spec }) =>
      [pod, before].some((each) => each !== undefined && labelSelectorMatches(spec.selector, each.metadata.labels)),
    )
    .map(({ metadata }) => `${namespace}/${metadata.name}`);
}

/** How many pods the owners want may have changed; upstream waits for a pod to change, which follows at once. */
function keysOfOwnerChange({ type, object, previous, namespace }: Change, lister: Lister): readonly string[] {
  const budgets = lister.list('poddisruptionbudgets', namespace);
  const replicas = (owner: KubeObject | undefined): unknown => (owner as GenericObject | undefined)?.spec?.['replicas'];
  if (type !== 'MODIFIED' || budgets.length === 0 || replicas(object) === replicas(previous)) return [];
  return budgets.map(({ metadata }) => `${namespace}/${metadata.name}`);
}

/** Tells how many pods of a PodDisruptionBudget may be evicted (pkg/controller/disruption). */
export const disruptionController: Controller = {
  name: 'disruption-controller',
  eventSource: 'controllermanager',
  watches: [
    { resource: 'poddisruptionbudgets', keys: ({ namespace, name }) => [`${namespace}/${name}`] },
    { resource: 'pods', keys: keysOfPodChange },
    ...[...SCALABLE].map((resource) => ({ resource, keys: keysOfOwnerChange })),
  ],
  reconcile,
};
