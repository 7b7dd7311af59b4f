import { ApiClient } from '../api.ts';
import { command } from '../command.ts';
import { eventInterval, type ListedEvent } from '../describe/events.ts';
import { KubectlError } from '../errors.ts';
import { boolFlag, intFlag, stringFlag, stringsFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { printerFor, printFlags } from '../output/format.ts';
import { goSorted } from '../output/go-sort.ts';
import { alignLines, TABLE_TABS } from '../output/tabular.ts';
import { Discovery } from '../resources.ts';
import { followChanges } from '../watch.ts';

const flags = {
  ...printFlags,
  'all-namespaces': boolFlag(false, { shorthand: 'A' }),
  'chunk-size': intFlag(500),
  for: stringFlag(),
  'no-headers': boolFlag(),
  types: stringsFlag(),
  watch: boolFlag(false, { shorthand: 'w' }),
};

const TYPES = ['Normal', 'Warning'];

/** The field selector for `--for pod/web`. */
function aboutSelector(text: string, discovery: Discovery): string {
  const [type = '', name = '', ...rest] = text.split('/');
  if (!text.includes('/')) throw new KubectlError('--for must be in resource/name form');
  if (rest.length > 0) throw new KubectlError('arguments in resource/name form may not have more than one slash');
  return `involvedObject.kind=${discovery.match(type).kind},involvedObject.name=${name}`;
}

function lastSeen(event: ListedEvent): string {
  return event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? '';
}

/** Events in the order of Go's fields, as a client prints them that decoded them. */
function eventList(events: readonly ListedEvent[]): object {
  return { kind: 'EventList', apiVersion: 'v1', metadata: {}, items: events.map(typedEvent) };
}

function typedEvent({ kind, apiVersion, metadata, ...rest }: ListedEvent): object {
  const { name, generateName, namespace, uid, resourceVersion, creationTimestamp, ...others } = metadata;
  const {
    involvedObject,
    reason,
    message,
    source,
    firstTimestamp,
    lastTimestamp,
    count,
    type,
    eventTime,
    series,
    ...reporting
  } = rest;
  const { kind: ofKind, namespace: place, name: about, uid: id, apiVersion: version, ...where } = involvedObject;
  return JSON.parse(
    JSON.stringify({
      kind,
      apiVersion,
      metadata: { name, generateName, namespace, uid, resourceVersion, creationTimestamp, ...others },
      involvedObject: { kind: ofKind, namespace: place, name: about, uid: id, apiVersion: version, ...where },
      reason,
      message,
      source,
      firstTimestamp,
      lastTimestamp,
      count,
      type,
      eventTime,
      series,
      ...reporting,
    }),
  ) as object;
}

/** `kubectl events` (kubectl pkg/cmd/events/events.go). */
export const events = command({
  name: 'events',
  flags,
  *run(call) {
    const { env, flags: given } = call;
    const wrong = given.types.find((type) => !TYPES.some((known) => known.toLowerCase() === type.toLowerCase()));
    if (wrong !== undefined) throw new KubectlError(`valid --types are Normal or Warning`);
    const api = new ApiClient(env);
    const discovery = new Discovery(api);
    const resource = discovery.resolve('events');
    const namespace = given['all-namespaces'] ? '' : namespaceOf(call).namespace;
    const fieldSelector = given.for === '' ? '' : aboutSelector(given.for, discovery);
    const print = printerFor(given, { readFile: (path) => env.readFile(path), extra: [], isTyped: true });
    const isChosen = (event: ListedEvent): boolean =>
      given.types.length === 0 || given.types.some((type) => type.toLowerCase() === event.type.toLowerCase());
    const line = (event: ListedEvent): string =>
      [
        ...(given['all-namespaces'] ? [event.metadata.namespace ?? ''] : []),
        eventInterval(event, env.now()),
        event.type,
        event.reason,
        `${event.involvedObject.kind ?? ''}/${event.involvedObject.name ?? ''}`,
        event.message.trim(),
      ].join('\t');
    const header = [
      ...(given['all-namespaces'] ? ['NAMESPACE'] : []),
      'LAST SEEN',
      'TYPE',
      'REASON',
      'OBJECT',
      'MESSAGE',
    ];
    const revision = env.revision();
    const listed = api.list(resource, namespace, { fieldSelector }).items as unknown as readonly ListedEvent[];
    const found = listed.filter(isChosen);
    const sorted = goSorted(found, (a, b) => Date.parse(lastSeen(a)) < Date.parse(lastSeen(b)));
    if (found.length === 0) {
      const where = namespace === '' ? '' : ` in ${namespace} namespace`;
      if (!given.watch) env.err(`No events found${where}.\n`);
    } else if (print !== undefined) env.out(print(eventList(sorted)));
    // A list has no name to print.
    else if (given.output !== 'name') {
      const lines = [...(given['no-headers'] ? [] : [header.join('\t')]), ...sorted.map(line)];
      env.out(`${alignLines(lines, TABLE_TABS).join('\n')}\n`);
    }
    if (!given.watch) return;
    yield* followChanges(env, { resource, namespace, fieldSelector }, revision, (changes) => {
      const fresh = changes.map(({ object }) => object as unknown as ListedEvent).filter(isChosen);
      if (fresh.length > 0) env.out(`${alignLines(fresh.map(line), TABLE_TABS).join('\n')}\n`);
      return false;
    });
  },
});
