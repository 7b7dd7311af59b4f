import {
  labelSelectorMatches,
  type BuiltinResource,
  type Container,
  type GenericObject,
  type LabelSelector,
  type Pod,
  type PodSpec,
} from '../engine/index.ts';
import type { ApiClient } from './api.ts';
import type { KubectlEnv, Wait } from './env.ts';
import { KubectlError, usageError } from './errors.ts';
import { goTypeOf, type Discovery } from './resources.ts';
import { getNamed, parseTargets } from './targets.ts';

const PODS = { group: '', resource: 'pods', namespaced: true } as const;

/** Kinds that kubectl finds the pods of (polymorphichelpers, SelectorsForObject). */
const SELECTING = new Set([
  'DaemonSet',
  'Deployment',
  'Job',
  'ReplicaSet',
  'ReplicationController',
  'Service',
  'StatefulSet',
]);

/** An object with its type, which errors name. */
export interface NamedObject {
  resource: BuiltinResource;
  object: GenericObject;
}

/** What a command does with pods, before `from` or `to` an object without any: `cannot attach to *v1.ConfigMap`. */
type Verb = 'attach to' | 'get the logs from';

function selectorOf({ resource, object }: NamedObject, verb: Verb): LabelSelector {
  const { selector } = (object.spec ?? {}) as { selector?: LabelSelector & Record<string, string> };
  const type = goTypeOf(resource);
  if (!SELECTING.has(object.kind)) {
    throw new KubectlError(`cannot ${verb} ${type}: selector for ${type} not implemented`);
  }
  if (object.kind === 'Service' || object.kind === 'ReplicationController') {
    if (selector === undefined || Object.keys(selector).length === 0) {
      const { name } = object.metadata;
      throw new KubectlError(
        `cannot ${verb} ${type}: invalid service '${name}': Service is defined without a selector`,
      );
    }
    return { matchLabels: selector };
  }
  return selector ?? {};
}

function isReady({ status }: Pod): boolean {
  return status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') === true;
}

/** Pods in the order in which kubectl prefers them: ready ones first, then the longest running (controller.ActivePods). */
function byActivity(a: Pod, b: Pod): number {
  const rank = (pod: Pod): number =>
    (pod.spec.nodeName === undefined ? 4 : 0) + (pod.status.phase === 'Running' ? 0 : 2) + (isReady(pod) ? 0 : 1);
  const difference = rank(a) - rank(b);
  return difference === 0 ? (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1) : difference;
}

/** The pods that an object stands for now: itself, or those that it selects, the likeliest first. */
function podsOf(api: ApiClient, named: NamedObject, verb: Verb): Pod[] {
  const { object } = named;
  if (object.kind === 'Pod') return [object as unknown as Pod];
  const selector = selectorOf(named, verb);
  return api
    .list(PODS, object.metadata.namespace ?? '')
    .items.map((item) => item as unknown as Pod)
    .filter(({ metadata }) => labelSelectorMatches(selector, metadata.labels ?? {}))
    .toSorted(byActivity);
}

/**
 * The pods that an object stands for, at least one: the first is waited for (polymorphichelpers, GetFirstPod).
 * `timeoutMs` is `--pod-running-timeout`.
 */
export function* waitForPods(
  env: KubectlEnv,
  api: ApiClient,
  named: NamedObject,
  verb: Verb,
  timeoutMs: number,
): Generator<Wait, Pod[], void> {
  const deadline = env.now() + timeoutMs;
  for (;;) {
    const revision = env.revision();
    const pods = podsOf(api, named, verb);
    if (pods.length > 0) return pods;
    const left = deadline - env.now();
    if (left <= 0) throw new KubectlError('timed out waiting for the condition');
    yield { until: 'change', sinceRevision: revision, timeoutMs: left };
  }
}

/** Refuses a `--pod-running-timeout` that leaves no time; a `path` is that of the command whose help is named (kubectl pkg/cmd/util/helpers.go, GetPodRunningTimeoutFlag). */
export function checkRunningTimeout(flags: { 'pod-running-timeout': number }, path?: string): void {
  if (flags['pod-running-timeout'] > 0) return;
  const message = '--pod-running-timeout must be higher than zero';
  throw path === undefined ? new KubectlError(message) : usageError(path, message);
}

/** The object that `web`, `pod/web` or `deploy/web` names; a bare name is a pod's. */
export function namedObject(api: ApiClient, discovery: Discovery, word: string, namespace: string): NamedObject {
  const [target] = parseTargets(word.includes('/') ? [word] : ['pods', word], discovery);
  if (target?.name === undefined) throw new KubectlError('expected a resource/name');
  return { resource: target.resource, object: getNamed(api, target.resource, namespace, target.name) };
}

export interface ChosenContainer {
  name: string;
  /** What kubectl says when it chose among several; empty otherwise. */
  notice: string;
}

/** Every container of a pod. */
export function containersOf({ containers, initContainers = [], ephemeralContainers = [] }: PodSpec): Container[] {
  return [...containers, ...initContainers, ...ephemeralContainers];
}

/**
 * The container of a pod that a command goes to: the one asked for, the annotated one, or the first
 * (kubectl pkg/cmd/util/podcmd, FindOrDefaultContainerByName).
 */
export function chooseContainer({ metadata, spec }: Pod, asked: string): ChosenContainer {
  if (asked !== '') return { name: asked, notice: '' };
  const all = containersOf(spec);
  const annotated = metadata.annotations?.['kubectl.kubernetes.io/default-container'];
  if (annotated !== undefined && all.some(({ name }) => name === annotated)) return { name: annotated, notice: '' };
  const first = spec.containers[0]?.name ?? '';
  const notice = [
    ...spec.containers.map(({ name }) => name),
    ...(spec.initContainers ?? []).map(({ name }) => `${name} (init)`),
    ...(spec.ephemeralContainers ?? []).map(({ name }) => `${name} (ephem)`),
  ];
  return {
    name: first,
    notice: notice.length > 1 ? `Defaulted container "${first}" out of: ${notice.join(', ')}\n` : '',
  };
}
