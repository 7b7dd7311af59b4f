import type { ServerResponse } from 'node:http';
import { expired, watchOf } from '../../engine/index.ts';
import type { ApiRequest, Cluster, Table, WatchEvent } from '../../engine/index.ts';
import type { Wanted } from './accept.ts';
import type { Pace } from './pace.ts';
import { protobufType, watchFrame } from './protobuf/envelope.ts';
import { metadataOf, partialObject, tableWith, type IncludeObject } from './representation.ts';

export interface WatchOptions {
  /** The list request whose result is watched. */
  request: ApiRequest;
  wanted: Wanted;
  includeObject: IncludeObject;
  bookmarks: boolean;
  /** First tell what is there, then with a bookmark that all was told. */
  sendInitialEvents: boolean;
  /** After so much virtual time the server ends the watch, ms. */
  timeoutMs: number;
}

/** How often a quiet watch tells how far it is, ms of virtual time (apiserver pkg/storage/cacher, bookmarkFrequency). */
const BOOKMARK_MS = 60_000;

/** A client that does not read is cut off when so much waits for it, bytes. */
const MOST_UNREAD = 16 * 1024 * 1024;

/**
 * Streams a watch, one JSON object a line, until it times out, its history is compacted away or the client leaves.
 * Throws an ApiError before anything is sent when it cannot be watched.
 */
export function streamWatch(cluster: Cluster, pace: Pace, response: ServerResponse, options: WatchOptions): void {
  const { request, wanted } = options;
  const watch = watchOf(cluster.live, request);
  const started = cluster.now();
  const { resourceVersion = '' } = request;
  const fromNow = resourceVersion === '' || resourceVersion === '0';
  let told = fromNow || options.sendInitialEvents ? cluster.revision() : Number(resourceVersion);
  let bookmarkAt = started + BOOKMARK_MS;
  let headed = false;
  let stop = (): void => {};

  const send = (type: string, object: object): void => {
    const frame = wanted.format === 'protobuf' ? watchFrame(type, object) : undefined;
    response.write(frame ?? `${JSON.stringify({ type, object })}\n`);
  };
  const end = (): void => {
    stop();
    response.end();
  };
  const tell = ({ type, object }: WatchEvent): void => {
    send(type, inForm(object));
  };
  const inForm = (object: WatchEvent['object']): object => {
    if (wanted.as === 'PartialObjectMetadata') return metadataOf(object as Exclude<typeof object, Table>);
    if (request.as !== 'Table') return object;
    const table = tableWith(object as Table, options.includeObject);
    // Clients know the columns from the first event.
    const shown = headed ? { ...table, columnDefinitions: null } : table;
    headed = true;
    return shown;
  };
  const bookmark = (annotations?: Readonly<Record<string, string>>): void => {
    const metadata = {
      resourceVersion: String(Math.max(told, cluster.revision())),
      creationTimestamp: null,
      ...(annotations !== undefined && { annotations }),
    };
    if (request.as === 'Table') {
      send('BOOKMARK', { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions: null, rows: [] });
    } else if (wanted.as === 'PartialObjectMetadata') {
      send('BOOKMARK', partialObject({ metadata } as unknown as Parameters<typeof partialObject>[0]));
    } else {
      send('BOOKMARK', { kind: watch.kind, apiVersion: watch.apiVersion, metadata });
    }
    bookmarkAt = cluster.now() + BOOKMARK_MS;
  };

  const pull = (): void => {
    const changes = cluster.changesSince(told);
    if (changes === undefined) {
      const { status } = expired(`too old resource version: ${told} (${cluster.compactedRevision()})`);
      send('ERROR', status);
      end();
      return;
    }
    for (const change of changes) {
      told = change.revision;
      // A change that came after the watch had timed out is for the next watch.
      if (change.time - started >= options.timeoutMs) break;
      const event = watch.event(change, change.time);
      if (event !== undefined) tell(event);
    }
    if (response.writableLength > MOST_UNREAD) {
      stop();
      response.destroy();
      return;
    }
    const isOver = cluster.now() - started >= options.timeoutMs;
    if (options.bookmarks && (isOver ? changes.length === 0 : cluster.now() >= bookmarkAt)) bookmark();
    if (isOver) end();
  };

  const contentType = wanted.format === 'protobuf' ? `${protobufType};stream=watch` : 'application/json';
  response.writeHead(200, { 'Content-Type': contentType, 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();
  if (fromNow || options.sendInitialEvents) for (const event of watch.initial(cluster.live, started)) tell(event);
  if (options.sendInitialEvents) bookmark({ 'k8s.io/initial-events-end': 'true' });
  const leave = pace.listen(pull);
  stop = leave;
  response.on('close', leave);
  pull();
}
