import { labelSelectorMatches, type GenericObject, type LabelSelector, type Pod } from '../engine/index.ts';
import type { ApiClient } from './api.ts';
import { KubectlError } from './errors.ts';
import type { Discovery } from './resources.ts';
import { parseTargets } from './targets.ts';

const PODS = { group: '', resource: 'pods', namespaced: true } as const;

function selectorOf(object: GenericObject): LabelSelector {
  const { selector } = (object.spec ?? {}) as { selector?: LabelSelector & Record<string, string> };
  if (object.kind === 'Service' || object.kind === 'ReplicationController') {
    if (selector === undefined || Object.keys(selector).length === 0) {
      throw new KubectlError(`invalid service '${object.metadata.name}': Service is defined without a selector`);
    }
    return { matchLabels: selector };
  }
  if (selector === undefined) {
    throw new KubectlError(
      `cannot attach to *unstructured.Unstructured: selector for *unstructured.Unstructured not implemented`,
    );
  }
  return selector;
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

/** The pods that an object stands for: itself, or those that it selects, the likeliest first. */
export function podsOf(api: ApiClient, object: GenericObject): Pod[] {
  if (object.kind === 'Pod') return [object as unknown as Pod];
  const selector = selectorOf(object);
  return api
    .list(PODS, object.metadata.namespace ?? '')
    .items.map((item) => item as unknown as Pod)
    .filter(({ metadata }) => labelSelectorMatches(selector, metadata.labels ?? {}))
    .toSorted(byActivity);
}

/** The object that `web`, `pod/web` or `deploy/web` names; a bare name is a pod's. */
export function namedObject(api: ApiClient, discovery: Discovery, word: string, namespace: string): GenericObject {
  if (!word.includes('/')) return api.get(PODS, namespace, word);
  const [target] = parseTargets([word], discovery);
  if (target?.name === undefined) throw new KubectlError('expected a resource/name');
  return api.get(target.resource, namespace, target.name);
}

/** The pod that `web`, `pod/web` or `deploy/web` names (polymorphichelpers AttachablePodForObject). */
export function attachablePod(api: ApiClient, discovery: Discovery, word: string, namespace: string): Pod {
  const object = namedObject(api, discovery, word, namespace);
  const [pod] = podsOf(api, object);
  if (pod === undefined) throw new KubectlError('timed out waiting for the condition');
  return pod;
}

export interface ChosenContainer {
  name: string;
  /** What kubectl says when it chose among several; empty otherwise. */
  notice: string;
}

/**
 * The container of a pod that a command goes to: the one asked for, the annotated one, or the first
 * (kubectl pkg/cmd/util/podcmd, FindOrDefaultContainerByName).
 */
export function chooseContainer({ metadata, spec }: Pod, asked: string): ChosenContainer {
  const all = [...(spec.containers ?? []), ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])];
  if (asked !== '') {
    if (!all.some(({ name }) => name === asked)) {
      throw new KubectlError(`container ${asked} not found in pod ${metadata.name}`);
    }
    return { name: asked, notice: '' };
  }
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
