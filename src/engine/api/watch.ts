import type { GenericObject } from '../kinds/types/index.ts';
import { findResource } from './catalog.ts';
import { servedAs } from './custom-resources/custom-kind.ts';
import type { Change } from './change.ts';
import type { Lister } from './lister.ts';
import type { ApiRequest, WatchEvent } from './request.ts';
import { selection } from './selection.ts';
import { parseWatchVersion } from './resource-version.ts';
import { methodNotSupported, resourceNotServed } from './status.ts';
import { tableOf } from './tables.ts';
import { viewOf } from './views.ts';

/** What a watch tells its client, write by write. */
export interface Watch {
  /** Of the objects that it tells of. */
  readonly kind: string;
  readonly apiVersion: string;
  /** What is there when it starts, as ADDED events in the order of keys. */
  initial(lister: Lister, now: number): WatchEvent[];
  /** What it tells of a write (at virtual time `now`, ms since the epoch); undefined when nothing. */
  event(change: Change, now: number): WatchEvent | undefined;
}

/**
 * A watch of what a list request would list. An object that comes to match the selectors is ADDED to those watched, one
 * that ceases to is DELETED in its state before (apiserver pkg/storage/cacher, convertToWatchEvent). ApiError for a
 * resource that is not served or not watched, and for bad selectors.
 */
export function watchOf(lister: Lister, request: ApiRequest): Watch {
  const found = findResource(request.group, request.resource, lister);
  const served = found === undefined ? undefined : servedAs(found, request);
  if (served === undefined) throw resourceNotServed();
  if (!served.info.verbs.includes('watch')) throw methodNotSupported(served.info, 'watch');
  if ((request.resourceVersion ?? '') !== '') parseWatchVersion(served.info, request.resourceVersion ?? '');
  const selects = selection(served, request);
  const view = viewOf(served, request);
  const namespace = served.info.namespaced && request.namespace !== '' ? request.namespace : undefined;
  const isIn = (object: GenericObject): boolean =>
    (request.name === undefined || object.metadata.name === request.name) && selects(object);

  const told = (type: WatchEvent['type'], object: GenericObject, now: number): WatchEvent => {
    const shown = view?.fromStored(object) ?? object;
    if (request.as !== 'Table') return { type, object: shown };
    const { resourceVersion } = object.metadata;
    return { type, object: tableOf(served, [shown], { resourceVersion }, now) };
  };

  const { group, version, kind } = served.info;
  return {
    kind,
    apiVersion: view?.apiVersion ?? (group === '' ? version : `${group}/${version}`),
    initial: (from, now) =>
      from
        .list(served.table, namespace)
        .filter(isIn)
        .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
        .map((object) => told('ADDED', object, now)),
    event: (change, now) => {
      if (change.resource !== served.table || (namespace !== undefined && change.namespace !== namespace)) {
        return undefined;
      }
      const object = change.object as GenericObject;
      const previous = change.previous as GenericObject | undefined;
      const wasIn = previous !== undefined && isIn(previous);
      if (change.type === 'DELETED') return wasIn ? told('DELETED', object, now) : undefined;
      if (isIn(object)) return told(wasIn ? 'MODIFIED' : 'ADDED', object, now);
      if (!wasIn) return undefined;
      // A client goes on from the version that it was told last.
      const { resourceVersion } = object.metadata;
      return told('DELETED', { ...previous, metadata: { ...previous.metadata, resourceVersion } }, now);
    },
  };
}

function placeOf({ metadata }: GenericObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
