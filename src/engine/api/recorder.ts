import type { Clock } from '../clock.ts';
import type { EventSource } from '../component.ts';
import type { Json } from '../json.ts';
import type { Event, GenericObject, KubeObject, ObjectReference } from '../kinds/types/index.ts';
import { EventCorrelator } from './event-correlator.ts';
import type { CorrelatorState } from './event-correlator.ts';
import type { Store } from './store.ts';
import { toRFC3339 } from './time.ts';

/** Records Kubernetes Events, as few as client-go's recorders write (tools/record/event.go). */
export class EventRecorder {
  private readonly store: Store;
  private readonly clock: Clock;
  private readonly write: (event: GenericObject) => void;
  private readonly correlator = new EventCorrelator();
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
    const occurrence = { type, reason, fieldPath: fieldPath ?? '', message };
    const observed = this.correlator.observe(source, uid, occurrence, this.clock.now);
    if (observed === undefined) return;
    const namespace = object.metadata.namespace ?? 'default';
    const repeated = observed.name === undefined ? undefined : this.store.get('events', namespace, observed.name);
    if (repeated !== undefined) {
      this.write({ ...repeated, count: repeated.count + 1, message: observed.message, lastTimestamp: time });
      return;
    }
    const event: Event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name: `${object.metadata.name}.${this.nanoseconds()}`,
        namespace,
        uid: '',
        resourceVersion: '',
        creationTimestamp: time,
      },
      involvedObject: referenceTo(object, uid, fieldPath),
      reason,
      message: observed.message,
      type,
      source,
      reportingComponent: source.component,
      reportingInstance: source.host ?? '',
      firstTimestamp: time,
      lastTimestamp: time,
      eventTime: null,
      count: 1,
    };
    this.correlator.written(observed, event.metadata.name);
    this.write(event as unknown as GenericObject);
  }

  save(): Json {
    return { sequence: this.sequence, correlator: this.correlator.save() } as unknown as Json;
  }

  load(state: Json): void {
    const { sequence, correlator } = state as unknown as { sequence: number; correlator: CorrelatorState };
    this.sequence = sequence;
    this.correlator.load(correlator);
  }

  /** Names of Events end in the time in ns, in hex; the sequence makes those of one ms differ. */
  private nanoseconds(): string {
    this.sequence = (this.sequence + 1) % 1_000_000;
    // A number cannot hold so many ns exactly: the lowest digits are reckoned apart.
    const rest = (this.clock.now % LOW) * 1_000_000 + this.sequence;
    const high = Math.floor(this.clock.now / LOW) * 1_000_000 + Math.floor(rest / LOW);
    return high.toString(16) + (rest % LOW).toString(16).padStart(LOW_DIGITS, '0');
  }
}

const LOW_DIGITS = 5;
const LOW = 16 ** LOW_DIGITS;

function referenceTo(object: KubeObject, uid: string, fieldPath: string | undefined): ObjectReference {
  const { kind, apiVersion, metadata } = object;
  const { namespace, name, resourceVersion } = metadata;
  const reference: ObjectReference =
    namespace === undefined
      ? { kind, name, uid, apiVersion, resourceVersion }
      : { kind, namespace, name, uid, apiVersion, resourceVersion };
  if (fieldPath !== undefined) reference.fieldPath = fieldPath;
  return reference;
}
