import type { Clock } from '../clock.ts';
import type { Component, EventSource } from '../component.ts';
import type { Json } from '../json.ts';
import type { Event, GenericObject, KubeObject, ObjectReference } from '../kinds/types/index.ts';
import type { Change } from './change.ts';
import type { Store } from './store.ts';
import { toRFC3339 } from './time.ts';

interface Correlated {
  namespace: string;
  name: string;
}

/**
 * Records Kubernetes Events and counts repeats, as client-go's EventCorrelator does (tools/record/events_cache.go):
 * the same source, object, type, reason and message is one Event with a growing count.
 */
export class EventRecorder implements Component {
  readonly name = 'event-recorder';
  private readonly store: Store;
  private readonly clock: Clock;
  private readonly write: (event: GenericObject) => void;
  private known = new Map<string, Correlated>();
  private sequence = 0;

  constructor(store: Store, clock: Clock, write: (event: GenericObject) => void) {
    this.store = store;
    this.clock = clock;
    this.write = write;
  }

  record(
    source: EventSource,
    object: KubeObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    fieldPath: string | undefined,
  ): void {
    const time = toRFC3339(this.clock.now);
    // A kubelet refers to its Node by name: it does not know the uid (pkg/kubelet/kubelet.go, nodeRef).
    const uid = object.kind === 'Node' && source.component === 'kubelet' ? object.metadata.name : object.metadata.uid;
    const key = repeatKey(source, uid, fieldPath, type, reason, message);
    const known = this.known.get(key);
    const repeated = known === undefined ? undefined : this.store.get('events', known.namespace, known.name);
    if (repeated !== undefined) {
      this.write({ ...repeated, count: repeated.count + 1, lastTimestamp: time });
      return;
    }
    const involvedObject: ObjectReference = {
      kind: object.kind,
      ...(object.metadata.namespace !== undefined && { namespace: object.metadata.namespace }),
      name: object.metadata.name,
      uid,
      apiVersion: object.apiVersion,
      resourceVersion: object.metadata.resourceVersion,
      ...(fieldPath !== undefined && { fieldPath }),
    };
    const event: Event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name: `${object.metadata.name}.${this.nanoseconds()}`,
        namespace: object.metadata.namespace ?? 'default',
        uid: '',
        resourceVersion: '',
        creationTimestamp: time,
      },
      involvedObject,
      reason,
      message,
      type,
      source: { component: source.component, ...(source.host !== undefined && { host: source.host }) },
      reportingComponent: source.component,
      reportingInstance: source.host ?? '',
      firstTimestamp: time,
      lastTimestamp: time,
      eventTime: null,
      count: 1,
    };
    this.known.set(key, { namespace: event.metadata.namespace ?? 'default', name: event.metadata.name });
    this.write(event as unknown as GenericObject);
  }

  /** Forgets what the store no longer holds, so that the memory of repeats does not outgrow the Events. */
  onChange(change: Change): void {
    if (change.resource !== 'events' || change.type !== 'DELETED') return;
    const { involvedObject, source, type, reason, message } = change.object as Event;
    this.known.delete(repeatKey(source, involvedObject.uid, involvedObject.fieldPath, type, reason, message));
  }

  onEvent(): void {
    throw new Error('the event recorder schedules nothing');
  }

  save(): Json {
    return { sequence: this.sequence, known: [...this.known].map(([key, at]) => [key, at.namespace, at.name]) };
  }

  load(state: Json): void {
    const { sequence, known } = state as { sequence: number; known: [string, string, string][] };
    this.sequence = sequence;
    this.known = new Map(known.map(([key, namespace, name]) => [key, { namespace, name }]));
  }

  /** Names of Events end in the time in ns, in hex; the sequence makes those of one ms differ. */
  private nanoseconds(): string {
    this.sequence = (this.sequence + 1) % 1_000_000;
    return (BigInt(this.clock.now) * 1_000_000n + BigInt(this.sequence)).toString(16);
  }
}

function repeatKey(
  source: { component?: string; host?: string },
  uid: string | undefined,
  fieldPath: string | undefined,
  type: string,
  reason: string,
  message: string,
): string {
  return [source.component, source.host, uid, fieldPath, type, reason, message].join('\n');
}
