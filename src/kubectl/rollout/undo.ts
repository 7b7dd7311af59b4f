import { deepEqual, type GenericObject, type PodTemplateSpec } from '../../engine/index.ts';
import type { ApiClient } from '../api.ts';
import { describePodTemplate } from '../describe/pod-template.ts';
import { DescribeWriter } from '../describe/writer.ts';
import type { DryRun } from '../dry-run.ts';
import { KubectlError } from '../errors.ts';
import { LAST_APPLIED } from '../last-applied.ts';
import type { ObjectInfo } from '../targets.ts';
import { HASH_LABEL, revisionsOf, sameTemplate, type Revision } from './revisions.ts';
import { checkRevisions } from './workloads.ts';

/** Annotations of a Deployment that stay when it goes back (kubectl pkg/polymorphichelpers/rollback.go). */
const KEPT_ANNOTATIONS = [
  LAST_APPLIED,
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
];

function targetRevision(kind: string, name: string, revisions: readonly Revision[], wanted: number): Revision {
  if (wanted !== 0) {
    const found = revisions.find(({ number }) => number === wanted);
    if (found === undefined) throw new KubectlError(`unable to find specified revision ${wanted} in history`);
    return found;
  }
  const previous = revisions.at(-2);
  if (previous === undefined) {
    throw new KubectlError(
      kind === 'Deployment' ? `no rollout history found for deployment "${name}"` : 'no last revision to roll back to',
    );
  }
  return previous;
}

function skipped(number: number): string {
  return `skipped rollback (current template already matches revision ${number})`;
}

function templateText(template: PodTemplateSpec): string {
  const writer = new DescribeWriter();
  describePodTemplate(writer, template);
  return writer.raw();
}

function undoDeployment(api: ApiClient, info: ObjectInfo, target: Revision, dryRun: DryRun): string {
  const kept = (target.keeper.spec as { template: PodTemplateSpec } | undefined)?.template ?? target.template;
  if (dryRun === 'client') return templateText(kept);
  const { spec, metadata } = info.object;
  const { paused, template } = (spec ?? {}) as { paused?: boolean; template?: PodTemplateSpec };
  if (paused === true) {
    throw new KubectlError(
      "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
    );
  }
  if (template !== undefined && sameTemplate(kept, template)) return skipped(target.number);
  const { [HASH_LABEL]: _hash, ...labels } = kept.metadata?.labels ?? {};
  const annotations: Record<string, string> = {};
  for (const key of KEPT_ANNOTATIONS) {
    const value = metadata.annotations?.[key];
    if (value !== undefined) annotations[key] = value;
  }
  for (const [key, value] of Object.entries(target.keeper.metadata.annotations ?? {})) {
    if (!KEPT_ANNOTATIONS.includes(key)) annotations[key] = value;
  }
  const patch = [
    { op: 'replace', path: '/spec/template', value: { ...kept, metadata: { ...kept.metadata, labels } } },
    { op: 'replace', path: '/metadata/annotations', value: annotations },
  ];
  const options = { fieldManager: 'kubectl-rollout', dryRun: dryRun === 'server' };
  api.patch(info.resource, info.namespace, info.name, 'json', patch, options);
  return 'rolled back';
}

function undoWithPatch(api: ApiClient, info: ObjectInfo, target: Revision, dryRun: DryRun): string {
  if (dryRun === 'client') return `will roll back to ${templateText(target.template)}`;
  const { spec } = info.object as { spec?: { template?: PodTemplateSpec } };
  if (deepEqual(spec?.template, target.template)) return skipped(target.number);
  const data = (target.keeper as GenericObject & { data?: unknown }).data;
  const options = { fieldManager: 'kubectl-rollout', dryRun: dryRun === 'server' };
  api.patch(info.resource, info.namespace, info.name, 'strategic', data, options);
  return 'rolled back';
}

/**
 * Takes a workload back to an earlier revision, 0 for the one before; answers what was done, for the message. What
 * cannot be undone is a KubectlError.
 */
export function undoRollout(api: ApiClient, info: ObjectInfo, revision: number, dryRun: DryRun): string {
  checkRevisions(info.resource, 'rollbacker', 'rollbacker');
  const target = targetRevision(info.resource.kind, info.name, revisionsOf(api, info.object), revision);
  const undo = info.resource.kind === 'Deployment' ? undoDeployment : undoWithPatch;
  return undo(api, info, target, dryRun);
}
