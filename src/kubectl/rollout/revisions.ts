import {
  deepEqual,
  labelSelectorMatches,
  type GenericObject,
  type PodTemplateSpec,
  type ReplicaSet,
} from '../../engine/index.ts';
import type { ApiClient } from '../api.ts';
import { CHANGE_CAUSE } from '../change-cause.ts';
import { revisionOf } from './status.ts';

const REPLICA_SETS = { group: 'apps', resource: 'replicasets', namespaced: true } as const;
const CONTROLLER_REVISIONS = { group: 'apps', resource: 'controllerrevisions', namespaced: true } as const;

export const HASH_LABEL = 'pod-template-hash';

/** One revision of a workload. */
export interface Revision {
  number: number;
  /** What `--record` noted; empty without. */
  cause: string;
  /** The pod template, with the labels and annotations that the history shows. */
  template: PodTemplateSpec;
  /** The ReplicaSet or ControllerRevision that keeps it. */
  keeper: GenericObject;
  /** What `-o` prints of it: the ReplicaSet, or the workload as it was then. */
  shown: GenericObject;
}

function isControlledBy(object: GenericObject, owner: GenericObject): boolean {
  return (
    object.metadata.ownerReferences?.some(({ uid, controller }) => controller === true && uid === owner.metadata.uid) ??
    false
  );
}

/** The ReplicaSets of a Deployment, in the order of their names. */
export function replicaSetsOf(api: ApiClient, deployment: GenericObject): ReplicaSet[] {
  const { selector } = (deployment.spec ?? {}) as { selector?: ReplicaSet['spec']['selector'] };
  return api
    .list(REPLICA_SETS, deployment.metadata.namespace ?? '')
    .items.filter((set) => isControlledBy(set, deployment) && labelSelectorMatches(selector, set.metadata.labels ?? {}))
    .map((set) => set as unknown as ReplicaSet);
}

function withoutHash(template: PodTemplateSpec): PodTemplateSpec {
  const { [HASH_LABEL]: _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

/** Whether two pod templates are the same but for the hash label (deploymentutil.EqualIgnoreHash). */
export function sameTemplate(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  return deepEqual(withoutHash(a), withoutHash(b));
}

/** The ReplicaSet that runs a Deployment's present template: the oldest that does. */
export function newReplicaSet(deployment: GenericObject, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const { template } = (deployment.spec ?? {}) as { template?: PodTemplateSpec };
  if (template === undefined) return undefined;
  return sets
    .toSorted((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1))
    .find((set) => sameTemplate(set.spec.template, template));
}

function deploymentRevisions(api: ApiClient, deployment: GenericObject): Revision[] {
  return replicaSetsOf(api, deployment).map((set) => {
    const cause = set.metadata.annotations?.[CHANGE_CAUSE] ?? '';
    const { template } = set.spec;
    const annotations = { ...template.metadata?.annotations, ...(cause === '' ? {} : { [CHANGE_CAUSE]: cause }) };
    return {
      number: revisionOf(set as unknown as GenericObject),
      cause,
      template: { ...template, metadata: { ...template.metadata, annotations } },
      keeper: set as unknown as GenericObject,
      shown: set as unknown as GenericObject,
    };
  });
}

function controllerRevisions(api: ApiClient, workload: GenericObject): Revision[] {
  return api
    .list(CONTROLLER_REVISIONS, workload.metadata.namespace ?? '')
    .items.filter((revision) => isControlledBy(revision, workload))
    .map((keeper) => {
      const { revision = 0, data } = keeper as { revision?: number; data?: { spec?: { template?: PodTemplateSpec } } };
      const { $patch: _patch, ...kept } = (data?.spec?.template ?? {}) as Partial<PodTemplateSpec> & {
        $patch?: string;
      };
      const template: PodTemplateSpec = { spec: { containers: [] }, ...kept };
      const cause = keeper.metadata.annotations?.[CHANGE_CAUSE] ?? '';
      const shown = { ...workload, spec: { ...workload.spec, template } };
      return { number: revision, cause, template, keeper, shown };
    });
}

/** All revisions of a Deployment, DaemonSet or StatefulSet, by their numbers (kubectl pkg/polymorphichelpers/history.go). */
export function revisionsOf(api: ApiClient, workload: GenericObject): Revision[] {
  const revisions =
    workload.kind === 'Deployment' ? deploymentRevisions(api, workload) : controllerRevisions(api, workload);
  return revisions.filter(({ number }) => number > 0).toSorted((a, b) => a.number - b.number);
}
