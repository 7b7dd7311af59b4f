import {
  matchesFields,
  matchesLabels,
  parseFieldSelector,
  parseLabelSelector,
  type BuiltinResource,
  type Change,
  type GenericObject,
} from '../engine/index.ts';
import type { KubectlEnv, Wait } from './env.ts';
import { KubectlError } from './errors.ts';

/** What a watch tells: as the API server's watch events, seen through the selectors. */
export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: GenericObject;
}

export interface WatchScope {
  resource: BuiltinResource;
  /** `''` for all. */
  namespace: string;
  /** Only the object of this name. */
  name?: string;
  labelSelector?: string;
  fieldSelector?: string;
}

/** The store's name of a resource: custom ones carry their group. */
export function storeName({ resource, group, custom }: BuiltinResource): string {
  return custom === true ? `${resource}.${group}` : resource;
}

function isSelected(scope: WatchScope): (object: GenericObject | undefined) => boolean {
  const labels = parseLabelSelector(scope.labelSelector ?? '');
  const fields = parseFieldSelector(scope.fieldSelector ?? '');
  return (object) =>
    object !== undefined &&
    matchesLabels(labels, object.metadata.labels) &&
    matchesFields(scope.resource.kind, fields, object);
}

/** Watch events out of the changes after a revision; an object that leaves the selection counts as deleted. */
export function watchEvents(changes: readonly Change[], scope: WatchScope): WatchEvent[] {
  const selected = isSelected(scope);
  const store = storeName(scope.resource);
  const events: WatchEvent[] = [];
  for (const change of changes) {
    if (change.resource !== store) continue;
    if (scope.namespace !== '' && change.namespace !== scope.namespace) continue;
    if (scope.name !== undefined && change.name !== scope.name) continue;
    const before = selected(change.previous as GenericObject | undefined);
    const after = change.type !== 'DELETED' && selected(change.object as GenericObject);
    const object = change.object as GenericObject;
    if (after) events.push({ type: before ? 'MODIFIED' : 'ADDED', object });
    else if (before) events.push({ type: 'DELETED', object });
  }
  return events;
}

/**
 * Follows changes from a revision on: yields a wait, then hands each batch of events to `take` until it answers true, or
 * until `timeoutMs` of virtual time have passed (then answers false). An expired revision is a KubectlError.
 */
export function* followChanges(
  env: KubectlEnv,
  scope: WatchScope,
  fromRevision: number,
  take: (events: readonly WatchEvent[]) => boolean,
  timeoutMs?: number,
): Generator<Wait, boolean, void> {
  const deadline = timeoutMs === undefined ? undefined : env.now() + timeoutMs;
  for (let revision = fromRevision; ;) {
    const changes = env.changesSince(revision);
    if (changes === undefined) throw new KubectlError('an error on the server: too old resource version');
    revision = Math.max(revision, changes.at(-1)?.revision ?? revision, env.revision());
    const events = watchEvents(changes, scope);
    if (events.length > 0 && take(events)) return true;
    const left = deadline === undefined ? undefined : deadline - env.now();
    if (left !== undefined && left <= 0) return false;
    yield { until: 'change', sinceRevision: revision, ...(left === undefined ? {} : { timeoutMs: left }) };
  }
}
