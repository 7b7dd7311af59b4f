import { safeEncode } from '../api/names.ts';
import { utf8Bytes } from '../api/utf8.ts';
import type { ControllerRevision, PodTemplateSpec, StatefulSet } from '../kinds/types/index.ts';
import {
  createRevision,
  keeps,
  listRevisions,
  revisionData,
  revisionText,
  templateOf,
  truncateHistory,
} from './controller-history.ts';
import type { ControllerPort } from './controller.ts';

/** On pods: the name of the revision of their template (apps.StatefulSetRevisionLabel). */
export const REVISION_LABEL = 'controller-revision-hash';

/** On revisions (pkg/controller/history, ControllerRevisionHashLabel). */
const HASH_LABEL = 'controller.kubernetes.io/hash';

const DEFAULT_LIMIT = 10;

/** 32-bit FNV-1 of bytes (Go's hash/fnv, New32). */
function fnv32(bytes: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = (Math.imul(hash, 0x01000193) ^ byte) >>> 0;
  return hash;
}

/** pkg/controller/history, HashControllerRevision; the names taken so far are part of it. */
function revisionHash(data: ControllerRevision['data'], collisionCount: number): string {
  return safeEncode(String(fnv32(utf8Bytes(`${revisionText(data)}${collisionCount}`))));
}

/** ControllerRevisionName: the name of the set, cut to 223 characters, and the hash. */
function revisionName(set: string, hash: string): string {
  return `${set.slice(0, 223)}-${hash}`;
}

/** The revisions of a StatefulSet: that of pods which are not updated yet, and that of the present template. */
export interface Revisions {
  current: ControllerRevision;
  update: ControllerRevision;
  currentTemplate: PodTemplateSpec;
  updateTemplate: PodTemplateSpec;
  collisionCount: number;
  /** All of them, lowest first. */
  all: readonly ControllerRevision[];
}

/** Finds the revisions and writes what is missing (stateful_set_control.go, getStatefulSetRevisions). */
export function syncRevisions(set: StatefulSet, port: ControllerPort): Revisions {
  const { name } = set.metadata;
  const { template } = set.spec;
  const data = revisionData(template);
  const revisions = listRevisions(set, set.spec.selector, port);
  const newest = revisions.at(-1);
  const revision = (newest?.revision ?? 0) + 1;
  const equal = revisions.findLast((each) => keeps(each, data));
  let collisionCount = set.status.collisionCount ?? 0;
  let update: ControllerRevision;
  if (equal !== undefined) {
    update = equal === newest ? equal : port.client.update('controllerrevisions', { ...equal, revision });
  } else {
    const identity = (count: number): { name: string; labels: Record<string, string> } => {
      const hash = revisionHash(data, count);
      return { name: revisionName(name, hash), labels: { ...template.metadata?.labels, [HASH_LABEL]: hash } };
    };
    const { name: revisionNamed } = identity(collisionCount);
    port.decide('statefulset.newRevision', { name, revision: revisionNamed, number: revision }, set);
    ({ revision: update, collisionCount } = createRevision(set, { data, revision, identity }, collisionCount, port));
  }
  const current = revisions.find(({ metadata }) => metadata.name === set.status.currentRevision) ?? update;
  const all = [...revisions.filter((each) => each !== equal), update];
  return {
    current,
    update,
    currentTemplate: templateOf(current),
    updateTemplate: template,
    collisionCount,
    all,
  };
}

/** Deletes revisions beyond the limit that neither pods nor the set need any more (truncateHistory). */
export function cleanUpRevisions(
  set: StatefulSet,
  { current, update, all }: Revisions,
  used: ReadonlySet<string | undefined>,
  port: ControllerPort,
): void {
  const unused = all.filter((revision) => {
    const { name } = revision.metadata;
    return name !== current.metadata.name && name !== update.metadata.name && !used.has(name);
  });
  truncateHistory(unused, set.spec.revisionHistoryLimit ?? DEFAULT_LIMIT, port);
}
