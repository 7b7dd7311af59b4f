import { canonicalText } from '../api/generated-names.ts';
import { deepEqual } from '../api/equality.ts';
import { labelSelectorMatches } from '../api/selectors.ts';
import { ApiError } from '../api/status.ts';
import { controllerOf } from '../api/controller-of.ts';
import type { ControllerRevision, KubeObject, LabelSelector, PodTemplateSpec } from '../kinds/types/index.ts';
import { adoptionPatch, controllerRef } from './controller-ref.ts';
import type { ControllerPort } from './controller.ts';

/** What a ControllerRevision keeps of a DaemonSet or StatefulSet: a patch that replaces the template (getPatch). */
export function revisionData({ metadata, spec }: PodTemplateSpec): ControllerRevision['data'] {
  // Go writes the creation time that a template never has.
  const written = { creationTimestamp: null, ...metadata };
  return { spec: { template: { $patch: 'replace', metadata: written, spec } } };
}

/** The patch as Go's JSON writes it: keys sorted, HTML escaped. */
export function revisionText(data: ControllerRevision['data']): string {
  const escapes: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' };
  return canonicalText(data).replace(/[<>&]/g, (character) => escapes[character] ?? character);
}

/** The template that a revision keeps. */
export function templateOf({ data }: ControllerRevision): PodTemplateSpec {
  const { metadata, spec } = data.spec.template;
  return metadata === undefined ? { spec } : { metadata, spec };
}

function byRevision(a: ControllerRevision, b: ControllerRevision): number {
  if (a.revision !== b.revision) return a.revision - b.revision;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

/**
 * The revisions of an owner, lowest first, after adopting those that match its selector and nobody owns
 * (pkg/controller/history, ListControllerRevisions and AdoptControllerRevision).
 */
export function listRevisions(
  owner: KubeObject,
  selector: LabelSelector,
  { lister, client }: ControllerPort,
): ControllerRevision[] {
  const { namespace = '', uid, deletionTimestamp } = owner.metadata;
  const revisions: ControllerRevision[] = [];
  for (const revision of lister.list('controllerrevisions', namespace)) {
    const controller = controllerOf(revision);
    if (controller?.uid === uid) revisions.push(revision);
    else if (
      controller === undefined &&
      deletionTimestamp === undefined &&
      labelSelectorMatches(selector, revision.metadata.labels)
    ) {
      const patch = adoptionPatch(revision, owner);
      revisions.push(client.patch('controllerrevisions', namespace, revision.metadata.name, patch));
    }
  }
  return revisions.toSorted(byRevision);
}

/** Whether a revision keeps these data. */
export function keeps(revision: ControllerRevision, data: ControllerRevision['data']): boolean {
  return deepEqual(revision.data, data);
}

/** A revision to be: its name and labels depend on how many names were taken already. */
export interface RevisionDraft {
  data: ControllerRevision['data'];
  revision: number;
  identity(collisionCount: number): { name: string; labels: Record<string, string> };
}

/** Writes a new revision under the first free name (CreateControllerRevision). `collisionCount`: names taken so far. */
export function createRevision(
  owner: KubeObject,
  { data, revision, identity }: RevisionDraft,
  collisionCount: number,
  { client }: ControllerPort,
): { revision: ControllerRevision; collisionCount: number } {
  const { namespace = '', annotations } = owner.metadata;
  for (let count = collisionCount; ; count++) {
    try {
      const created = client.create('controllerrevisions', {
        apiVersion: 'apps/v1',
        kind: 'ControllerRevision',
        metadata: {
          namespace,
          ...identity(count),
          ...(annotations !== undefined && { annotations }),
          ownerReferences: [controllerRef(owner)],
        },
        data,
        revision,
      });
      return { revision: created, collisionCount: count };
    } catch (error) {
      if (!(error instanceof ApiError) || error.status.reason !== 'AlreadyExists') throw error;
    }
  }
}

/** Deletes the oldest of the revisions that nothing uses any more, so that `limit` of those remain (truncateHistory). */
export function truncateHistory(
  unused: readonly ControllerRevision[],
  limit: number,
  { client }: ControllerPort,
): void {
  for (const { metadata } of unused.slice(0, Math.max(0, unused.length - limit))) {
    client.delete('controllerrevisions', metadata.namespace ?? '', metadata.name);
  }
}
